/* page_loads: the history of loads in a page; see page.h. */
#include <string.h>

#include "aai-report/html.h"
#include "aai-report/page.h"
#include "json/tree.h"

/* Nodes in the object of a load, at most. */
#define NODES_MAX ((size_t)1 << 20)

/* Append a member that is a string, where it is one. */
static void
put_member(struct page *p, const struct json_tree *t, const char *name)
{
	struct buf text = buf_make(HISTORY_BYTES);
	size_t node = json_get(t, 0, name);

	if (node != JSON_NO_NODE && json_string(t, node, &text))
		html_put_cut(p->out, (const char *)text.data, text.len, 60,
		    false);
	buf_free(&text);
}

/* Append how many tables had rows, and how many these are together. */
static void
put_counts(struct page *p, const struct json_tree *t)
{
	size_t rows = json_get(t, 0, "rows"), at = JSON_NO_NODE;
	uint64_t tables = 0, sum = 0;
	int64_t n;

	while (rows != JSON_NO_NODE && t->nodes[rows].kind == JSON_OBJECT &&
	    (at = json_next(t, rows, at)) != JSON_NO_NODE)
		if (json_i64(t, at + 1, 1, INT64_MAX, &n)) {
			tables++;
			sum += (uint64_t)n;
		}
	html_put_count(p->out, tables);
	buf_str(p->out, "</td><td class=\"n\">");
	html_put_count(p->out, sum);
}

static void
put_load(struct page *p, const char *text)
{
	struct json_tree t = { .max = NODES_MAX };
	struct error why;

	if (json_parse(&t, text, strlen(text), 100, &why) != 0 ||
	    t.nodes[0].kind != JSON_OBJECT) {
		buf_str(p->out, "<tr><td colspan=\"5\">damaged</td></tr>\n");
	} else {
		buf_str(p->out, "<tr><td class=\"w\">");
		put_member(p, &t, "at");
		buf_str(p->out, "</td><td>");
		put_member(p, &t, "program");
		buf_str(p->out, "</td><td>");
		put_member(p, &t, "mode");
		buf_str(p->out, "</td><td class=\"n\">");
		put_counts(p, &t);
		buf_str(p->out, "</td></tr>\n");
	}
	json_tree_free(&t);
}

void
page_put_last_load(struct page *p)
{
	const struct history *h = &p->r->history;
	struct json_tree t = { .max = NODES_MAX };
	struct error why;

	if (h->n > 0 &&
	    json_parse(&t, h->loads[h->n - 1], strlen(h->loads[h->n - 1]), 100,
		&why) == 0 &&
	    t.nodes[0].kind == JSON_OBJECT) {
		buf_str(p->out, "<div><dt>Last load</dt><dd>");
		put_member(p, &t, "at");
		buf_str(p->out, "</dd></div>\n");
	}
	json_tree_free(&t);
}

void
page_put_loads(struct page *p)
{
	const struct history *h = &p->r->history;
	size_t i;

	if (h->n == 0)
		return;
	buf_str(p->out,
	    "<section id=\"loads\" aria-labelledby=\"h-loads\">"
	    "<h2 id=\"h-loads\">Loads</h2>\n"
	    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	    "aria-label=\"Loads\"><table><caption>The newest first; times are "
	    "in UTC</caption><thead><tr><th scope=\"col\">Loaded</th>"
	    "<th scope=\"col\">Program</th><th scope=\"col\">Mode</th>"
	    "<th scope=\"col\" class=\"n\">Tables with rows</th>"
	    "<th scope=\"col\" class=\"n\">Rows</th></tr></thead><tbody>\n");
	for (i = 0; i < h->n && i < p->d.loads; i++)
		put_load(p, h->loads[h->n - 1 - i]);
	buf_str(p->out, "</tbody></table></div>\n");
	if (h->n > i) {
		buf_str(p->out, "<p class=\"quiet\">");
		html_put_things(p->out, h->n - i, "older load");
		buf_str(p->out, " left out.</p>\n");
	}
	buf_str(p->out, "</section>\n");
}
