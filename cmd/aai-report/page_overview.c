/* page_overview: what a report tells of all tables; see page.h. */
#include <string.h>

#include "aai-report/diagram.h"
#include "aai-report/html.h"
#include "aai-report/page.h"
#include "base/mem.h"

#define FAULTS 20
#define NAME   100 /* characters of a name, but for that of its section */

/* Joins that are listed, for each table of the diagram. */
#define JOINS 1

void
page_put_link(struct page *p, size_t i)
{
	const struct table *t = erd_table(&p->r->m, i);

	if (p->linked[i])
		buf_printf(p->out, "<a href=\"#t%zu\">", i + 1);
	html_put_cut(p->out, t->name, t->name_len, NAME, false);
	if (p->linked[i])
		buf_str(p->out, "</a>");
}

static void
put_fact(struct page *p, const char *term, void (*put)(struct buf *, uint64_t),
    uint64_t n)
{
	buf_printf(p->out, "<div><dt>%s</dt><dd>", term);
	put(p->out, n);
	buf_str(p->out, "</dd></div>\n");
}

void
page_put_facts(struct page *p)
{
	uint64_t rows = 0, bytes = 0, columns = 0;
	size_t i;

	for (i = 0; i < p->r->c.n; i++) {
		rows += p->r->rows[i];
		bytes += p->r->profiles[i].stats.bytes;
		columns += erd_table(&p->r->m, i)->ncolumns;
	}
	put_fact(p, "Tables", html_put_count, p->r->c.n);
	put_fact(p, "Columns", html_put_count, columns);
	put_fact(p, "Rows", html_put_count, rows);
	put_fact(p, "Size", html_put_size, bytes);
	page_put_last_load(p);
}

void
page_put_faults(struct page *p)
{
	const struct catalog *c = &p->r->c;
	size_t i;

	if (c->nmissed == 0 && c->nfolders == 0)
		return;
	buf_str(p->out, "<section class=\"note\" aria-label=\"What is "
			"missing\">\n");
	for (i = 0; i < c->nmissed && i < FAULTS; i++) {
		buf_str(p->out, "<p>Not read: ");
		html_put_cut(p->out, c->missed[i].text,
		    strlen(c->missed[i].text), 300, false);
		buf_str(p->out, "</p>\n");
	}
	if (c->nmissed > i) {
		buf_str(p->out, "<p>");
		html_put_things(p->out, c->nmissed - i, "more fault");
		buf_str(p->out, ".</p>\n");
	}
	if (c->nfolders > 0) {
		buf_str(p->out, "<p>Not looked into: ");
		html_put_things(p->out, c->nfolders, "folder");
		buf_str(p->out, " of tables in this one.</p>\n");
	}
	buf_str(p->out, "</section>\n");
}

/* The table that this one joins, if the name begins with its name; else
 * ERD_NONE. */
static size_t
named_after(const struct page *p, size_t i)
{
	size_t up = p->r->m.joins[i].to;

	return up != ERD_NONE && p->linked[up] &&
		erd_suffix(&p->r->m, i) > 0 ? up : ERD_NONE;
}

void
page_put_contents(struct page *p)
{
	const struct table *t;
	size_t i, up, depth, from;

	for (i = 0; i < p->r->c.n && !p->out->failed; i++) {
		if (!p->linked[i])
			continue;
		t = erd_table(&p->r->m, i);
		depth = 0;
		for (up = named_after(p, i); up != ERD_NONE && depth < 3;
		     up = named_after(p, up))
			depth++;
		from = depth > 0 ? erd_suffix(&p->r->m, i) : 0;
		buf_printf(p->out, "<li><a href=\"#t%zu\"", i + 1);
		if (depth > 0)
			buf_printf(p->out, " class=\"in%zu\"", depth);
		buf_byte(p->out, '>');
		html_put_cut(p->out, t->name + from, t->name_len - from, NAME,
		    false);
		buf_str(p->out, "</a></li>\n");
	}
}

/* Say that of n tables some have no place. */
static void
put_left_out(struct page *p, size_t n, const char *what)
{
	if (n == 0)
		return;
	buf_str(p->out, "<p class=\"quiet\">");
	html_put_things(p->out, n, "table");
	buf_printf(p->out, " with fewer rows %s left out%s.</p>\n",
	    n == 1 ? "is" : "are", what);
}

static void
put_listed(struct page *p, size_t i)
{
	const struct table_profile *f = &p->r->profiles[i];
	const struct shown *t = p->r->c.tables[i];

	buf_str(p->out, "<tr><th scope=\"row\">");
	page_put_link(p, i);
	if (!f->measured) {
		buf_str(p->out, "</th><td>not read</td><td></td><td></td>"
				"<td></td></tr>\n");
		return;
	}
	buf_printf(p->out, "</th><td class=\"n\" data-v=\"%llu\">",
	    (unsigned long long)f->stats.rows);
	html_put_count(p->out, f->stats.rows);
	buf_printf(p->out,
	    "</td><td class=\"n\">%zu</td><td class=\"n\" data-v=\"%llu\">",
	    t->table->ncolumns, (unsigned long long)f->stats.bytes);
	html_put_size(p->out, f->stats.bytes);
	buf_printf(p->out, "</td><td class=\"n\">%zu</td></tr>\n", t->nfiles);
}

void
page_put_overview(struct page *p)
{
	bool *listed = page_choose(p, p->d.listed);
	size_t n = p->r->c.n, i;

	buf_str(p->out,
	    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	    "aria-label=\"Tables\"><table class=\"sorts list\">"
	    "<caption>Tables, by name</caption><thead><tr>"
	    "<th scope=\"col\">Table</th><th scope=\"col\" class=\"n\">Rows"
	    "</th><th scope=\"col\" class=\"n\">Columns</th>"
	    "<th scope=\"col\" class=\"n\">Size</th>"
	    "<th scope=\"col\" class=\"n\">Files</th></tr></thead><tbody>\n");
	for (i = 0; i < n && !p->out->failed; i++)
		if (listed[i])
			put_listed(p, i);
	buf_str(p->out, "</tbody></table></div>\n");
	put_left_out(p, n > p->d.listed ? n - p->d.listed : 0, "");
	put_left_out(p, n > p->d.tables ? n - p->d.tables : 0,
	    " of the sections below");
	mem_free(listed);
}

/* Append names of columns: "a, b". */
static void
put_columns(struct page *p, const struct table *t, const size_t *columns,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		buf_str(p->out, i > 0 ? ", " : "");
		html_put_cut(p->out, t->columns[columns[i]].name,
		    t->columns[columns[i]].name_len, NAME, false);
	}
}

static void
put_join(struct page *p, size_t i)
{
	const struct erd_join *j = &p->r->m.joins[i];

	buf_str(p->out, "<tr><th scope=\"row\">");
	page_put_link(p, i);
	buf_str(p->out, "</th><td>");
	put_columns(p, erd_table(&p->r->m, i), j->columns, j->n);
	buf_str(p->out, "</td><td>");
	page_put_link(p, j->to);
	buf_str(p->out, "</td><td>");
	put_columns(p, erd_table(&p->r->m, j->to), j->others, j->n);
	buf_printf(p->out, "</td><td>%s</td></tr>\n",
	    j->by_name ? "same name" : "parent");
}

/* The joins as a table, for those who do not see the diagram. */
static void
put_joins_list(struct page *p)
{
	size_t n = p->r->c.n, i, put = 0, left = 0;

	buf_str(p->out,
	    "<details><summary>All joins, as a table</summary>"
	    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	    "aria-label=\"Joins\"><table class=\"cols\"><caption>Joins"
	    "</caption><thead><tr><th scope=\"col\">Table</th>"
	    "<th scope=\"col\">Columns</th><th scope=\"col\">joins</th>"
	    "<th scope=\"col\">by</th><th scope=\"col\">Known from</th></tr>"
	    "</thead><tbody>\n");
	for (i = 0; i < n; i++) {
		if (p->r->m.joins[i].to == ERD_NONE)
			continue;
		if (put < p->d.boxes * JOINS)
			put_join(p, i);
		else
			left++;
		put++;
	}
	buf_str(p->out, "</tbody></table></div>");
	if (left > 0) {
		buf_str(p->out, "<p class=\"quiet\">");
		html_put_things(p->out, left, "join");
		buf_str(p->out, " left out.</p>");
	}
	buf_str(p->out, "</details>\n");
}

void
page_put_joins(struct page *p)
{
	struct diagram d = { &p->r->m, p->r->rows, p->linked, p->d.boxes };
	size_t n = p->r->c.n, i, joined = 0, drawn;
	bool guessed = false;

	for (i = 0; i < n; i++)
		if (p->r->m.joins[i].to != ERD_NONE) {
			joined++;
			guessed = guessed || p->r->m.joins[i].by_name;
		}
	if (joined == 0)
		return;
	buf_str(p->out,
	    "<section id=\"joins\" aria-labelledby=\"h-joins\">"
	    "<h2 id=\"h-joins\">Joins</h2><p class=\"quiet\">Each table is "
	    "after the one that it joins, with its rows.");
	if (guessed)
		buf_str(p->out, " Dashed: known from the names of the keys "
				"alone.");
	buf_str(p->out, "</p>\n<div class=\"scroll bare\" role=\"region\" "
			"tabindex=\"0\" aria-label=\"Diagram of joins\">");
	drawn = diagram_put(p->out, &d);
	buf_str(p->out, "</div>\n");
	if (drawn < n) {
		buf_str(p->out, "<p class=\"quiet\">");
		html_put_things(p->out, n - drawn, "table");
		buf_printf(p->out, " %s not in the diagram.</p>\n",
		    n - drawn == 1 ? "is" : "are");
	}
	put_joins_list(p);
	buf_str(p->out, "</section>\n");
}
