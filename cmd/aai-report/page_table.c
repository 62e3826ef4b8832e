/* page_table: what a report tells of one table; see page.h. */
#include <inttypes.h>
#include <string.h>

#include "aai-report/chart.h"
#include "aai-report/html.h"
#include "aai-report/page.h"

#define NAME  120 /* characters of a name */
#define BOUND 40  /* of a bound */

/* A table, while its section is made. */
struct section {
	struct page *p;
	struct buf *out;
	size_t i;
	const struct shown *t;
	const struct table_profile *f;
};

/* What the table is: "1,234 rows, 8 columns, ...". */
static void
put_summary(struct section *s)
{
	const struct erd_join *j = &s->p->r->m.joins[s->i];

	buf_str(s->out, "<p class=\"quiet\">");
	if (s->f->measured) {
		html_put_things(s->out, s->f->stats.rows, "row");
		buf_str(s->out, " \xc2\xb7 ");
	}
	html_put_things(s->out, s->t->table->ncolumns, "column");
	if (s->f->measured) {
		buf_str(s->out, " \xc2\xb7 ");
		html_put_size(s->out, s->f->stats.bytes);
	}
	buf_str(s->out, " \xc2\xb7 ");
	html_put_things(s->out, s->t->nfiles,
	    s->t->format == SHOWN_PARQUET ? "Parquet file" : "CSV file");
	if (s->t->lake != NULL)
		buf_printf(s->out, " \xc2\xb7 %s version %" PRId64, s->t->lake,
		    s->t->version);
	if (j->to != ERD_NONE) {
		buf_str(s->out, " \xc2\xb7 joins ");
		page_put_link(s->p, j->to);
	}
	buf_str(s->out, "</p>\n");
}

/* Which rows were looked at, if not all were. */
static void
put_sample(struct section *s)
{
	const struct sample *m = &s->f->sample;

	if (s->f->measured && !s->f->looked && s->f->stats.rows > 0)
		buf_str(s->out, "<p class=\"note\">The rows of this table "
				"were not looked at.</p>\n");
	if (!s->f->looked || !m->some)
		return;
	buf_str(s->out, "<p class=\"note\">Distinct values and charts are of a "
			"sample: ");
	if (m->every > 0) {
		buf_str(s->out, "one row in ");
		html_put_count(s->out, m->every);
	} else {
		buf_str(s->out, "the first ");
		html_put_things(s->out, m->most, "row");
		buf_str(s->out, " of ");
		html_put_count(s->out, m->chosen);
		buf_str(s->out, " of ");
		html_put_things(s->out, m->groups, "row group");
	}
	buf_str(s->out, ", ");
	html_put_things(s->out, s->f->rows, "row");
	buf_str(s->out, " in all. Rows, nulls, least and greatest values are "
			"of all rows, unless \xe2\x89\x88, \xe2\x89\xa4 or "
			"\xe2\x89\xa5 is before them.</p>\n");
}

static void
put_days(struct section *s)
{
	const struct table_profile *f = s->f;
	struct buf svg = buf_make(PAGE_MAX);
	const struct column *c;
	unsigned days;

	if (!f->looked || !f->timed || f->days.width <= 0 ||
	    histogram_span(&f->days) < 2) {
		buf_free(&svg);
		return;
	}
	c = &s->t->table->columns[f->numbers[f->time_column]];
	days = chart_put_days(&svg, &f->days);
	buf_str(s->out, "<figure><figcaption>Rows ");
	if (days == 1)
		buf_str(s->out, "a day");
	else
		buf_printf(s->out, "in %u days", days);
	buf_str(s->out, ", by ");
	html_put_cut(s->out, c->name, c->name_len, NAME, false);
	buf_printf(s->out, "%s</figcaption>", f->sample.some ?
	    ", of the sample" : "");
	buf_put(s->out, svg.data, svg.len);
	buf_str(s->out, "</figure>\n");
	buf_free(&svg);
}

static void
put_type(struct section *s, const struct column *c, size_t i)
{
	struct error why;

	buf_str(s->out, type_name(c->type.type));
	if (c->type.type == TYPE_DECIMAL)
		buf_printf(s->out, "(%u,%u)", c->type.precision,
		    c->type.scale);
	if (catalog_gap(s->t, i, &why))
		buf_str(s->out, ", not read");
}

/* The share of nulls: some is never 0 %, and not all never 100 %. */
static void
put_share(struct section *s, uint64_t nulls, uint64_t rows)
{
	uint64_t tenths = rows == 0 ? 0 :
	    (uint64_t)(1000.0 * (double)nulls / (double)rows + 0.5);

	if (nulls > 0 && tenths == 0)
		buf_str(s->out, "&lt; 0.1 %");
	else if (nulls < rows && tenths >= 1000)
		buf_str(s->out, "&gt; 99.9 %");
	else if (tenths % 10 == 0)
		buf_printf(s->out, "%" PRIu64 " %%", tenths / 10);
	else
		buf_printf(s->out, "%" PRIu64 ".%" PRIu64 " %%", tenths / 10,
		    tenths % 10);
}

static void
put_nulls(struct section *s, const struct table_stats_column *c,
    const struct column_profile *p)
{
	if (s->f->stats.rows == 0)
		return;
	if (c->counted)
		put_share(s, c->nulls, s->f->stats.rows);
	else if (p != NULL && p->rows > 0) {
		buf_str(s->out, s->f->sample.some ? "\xe2\x89\x88 " : "");
		put_share(s, p->nulls, p->rows);
	} else
		buf_byte(s->out, '?');
}

static void
put_distinct(struct section *s, const struct column_profile *p)
{
	if (p == NULL)
		return;
	if (p->estimated) {
		buf_str(s->out, "\xe2\x89\x88 ");
		html_put_about(s->out, p->distinct);
	} else {
		html_put_count(s->out, p->distinct);
	}
}

/* The bound that the files say, or the one of the rows that were seen. */
static void
put_bound(struct section *s, bool bounded, const struct table_stats_bound *b,
    const struct column_bound *seen, const char *beyond)
{
	if (bounded && b->known) {
		if (b->text.len == 0 && !b->cut)
			buf_str(s->out, "&quot;&quot;");
		html_put_cut(s->out, (const char *)b->text.data, b->text.len,
		    BOUND, b->cut);
	} else if (!bounded && seen != NULL && seen->known) {
		buf_str(s->out, s->f->sample.some ? beyond : "");
		if (seen->len == 0)
			buf_str(s->out, "&quot;&quot;");
		html_put_cut(s->out, seen->text, seen->len, BOUND, seen->cut);
	}
}

static void
put_column(struct section *s, size_t i)
{
	const struct column *c = &s->t->table->columns[i];
	const struct table_stats_column *figures = &s->f->stats.columns[i];
	size_t at = s->f->looked ? s->f->places[i] : SIZE_MAX;
	const struct column_profile *p =
	    at == SIZE_MAX ? NULL : &s->f->columns[at];
	bool texts = c->type.type == TYPE_TEXT || c->type.type == TYPE_JSON;
	const char *cell = texts ? "</td><td>" : "</td><td class=\"w\">";

	buf_str(s->out, "<tr><th scope=\"row\">");
	html_put_cut(s->out, c->name, c->name_len, NAME, false);
	if (c->key)
		buf_str(s->out, " <span class=\"tag\">key</span>");
	buf_str(s->out, "</th><td class=\"mono w\">");
	put_type(s, c, i);
	buf_str(s->out, "</td><td class=\"n\">");
	put_nulls(s, figures, p);
	buf_str(s->out, "</td><td class=\"n\">");
	put_distinct(s, p);
	buf_str(s->out, cell);
	put_bound(s, figures->bounded, &figures->lo, p != NULL ? &p->lo : NULL,
	    "\xe2\x89\xa4 ");
	buf_str(s->out, cell);
	put_bound(s, figures->bounded, &figures->hi, p != NULL ? &p->hi : NULL,
	    "\xe2\x89\xa5 ");
	buf_str(s->out, "</td><td class=\"c\">");
	if (p != NULL && s->p->d.top > 0)
		chart_put_column(s->out, p, s->p->d.top);
	buf_str(s->out, "</td></tr>\n");
}

/* Say that some of n things have no place. */
static void
put_left_out(struct section *s, size_t n, const char *thing)
{
	if (n == 0)
		return;
	buf_str(s->out, "<p class=\"quiet\">");
	html_put_things(s->out, n, thing);
	buf_printf(s->out, " %s left out.</p>\n", n == 1 ? "is" : "are");
}

/* The beginning of a table's table, which scrolls by itself. */
static void
put_region(struct section *s, const char *what, const char *region,
    const char *table)
{
	buf_printf(s->out, "<div class=\"%s\" role=\"region\" tabindex=\"0\" "
			   "aria-label=\"%s of ", region, what);
	html_put_cut(s->out, s->t->table->name, s->t->table->name_len, NAME,
	    false);
	buf_printf(s->out, "\"><table class=\"%s\">", table);
}

static void
put_columns(struct section *s)
{
	size_t n = s->t->table->ncolumns, i;

	if (!s->f->measured)
		return;
	put_region(s, "Columns", "scroll", "cols");
	buf_str(s->out,
	    "<caption>Columns</caption><thead><tr><th scope=\"col\">Column"
	    "</th><th scope=\"col\">Type</th><th scope=\"col\" class=\"n\">"
	    "Null</th><th scope=\"col\" class=\"n\">Distinct</th>"
	    "<th scope=\"col\">Least</th><th scope=\"col\">Greatest</th>"
	    "<th scope=\"col\">Values</th></tr></thead><tbody>\n");
	for (i = 0; i < n && i < s->p->d.columns && !s->out->failed; i++)
		put_column(s, i);
	buf_str(s->out, "</tbody></table></div>\n");
	put_left_out(s, n - i, "more column");
}

/* Whether the column of the first rows has numbers, which stand right. */
static bool
is_right(const struct section *s, size_t k)
{
	enum type type = s->f->columns[k].type;

	return type == TYPE_BIGINT || type == TYPE_DOUBLE ||
	       type == TYPE_DECIMAL;
}

static void
put_cell(struct section *s, const struct first_cell *c, bool right)
{
	buf_str(s->out, right ? "<td class=\"n\">" : "<td>");
	if (!c->null && c->len == 0)
		buf_str(s->out, "&quot;&quot;");
	else if (!c->null)
		html_put_cut(s->out, (const char *)s->f->text.data + c->at,
		    c->len, s->p->d.text, c->cut);
	buf_str(s->out, "</td>");
}

static void
put_rows(struct section *s)
{
	const struct table_profile *f = s->f;
	size_t rows = f->nrows < s->p->d.rows ? f->nrows : s->p->d.rows;
	size_t n = f->nshown < s->p->d.cells ? f->nshown : s->p->d.cells;
	size_t i, k;
	const struct column *c;

	if (!f->looked || rows == 0 || n == 0)
		return;
	put_region(s, "First rows", "scroll rows", "sorts");
	buf_str(s->out, "<caption>");
	buf_printf(s->out, rows == 1 ? "The first row" : "The first %zu rows",
	    rows);
	if (n < s->t->table->ncolumns)
		buf_printf(s->out, ", %zu of %zu columns: ", n,
		    s->t->table->ncolumns);
	if (n < s->t->table->ncolumns)
		buf_str(s->out, n < f->nshown ? "the first that are not empty" :
						"those that are not empty");
	buf_str(s->out, "</caption><thead><tr>");
	for (k = 0; k < n; k++) {
		c = &s->t->table->columns[f->numbers[k]];
		buf_str(s->out, is_right(s, k) ? "<th scope=\"col\" class=\"n\">"
					       : "<th scope=\"col\">");
		html_put_cut(s->out, c->name, c->name_len, NAME, false);
		buf_str(s->out, "</th>");
	}
	buf_str(s->out, "</tr></thead><tbody>\n");
	for (i = 0; i < rows && !s->out->failed; i++) {
		buf_str(s->out, "<tr>");
		for (k = 0; k < n; k++)
			put_cell(s, &f->cells[i * f->nshown + k],
			    is_right(s, k));
		buf_str(s->out, "</tr>\n");
	}
	buf_str(s->out, "</tbody></table></div>\n");
}

void
page_put_table(struct page *p, size_t i)
{
	struct section s = { p, p->out, i, p->r->c.tables[i],
		&p->r->profiles[i] };

	buf_printf(s.out,
	    "<section id=\"t%zu\" aria-labelledby=\"h%zu\"><h2 id=\"h%zu\">",
	    i + 1, i + 1, i + 1);
	html_put_cut(s.out, s.t->table->name, s.t->table->name_len, NAME,
	    false);
	buf_str(s.out, "</h2>\n");
	put_summary(&s);
	put_sample(&s);
	put_days(&s);
	put_columns(&s);
	put_rows(&s);
	buf_str(s.out, "</section>\n");
}
