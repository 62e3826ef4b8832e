/* table_stats: what a table holds, in figures; see table_stats.h. */
#include "view/table_stats.h"

#include <string.h>
#include <sys/stat.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "view/row_cursor.h"
#include "view/table_reader.h"
#include "view/value.h"

/* Put the text of a bound. */
static void
spell(struct table_stats_bound *b, const struct reader_column *c,
    const struct value *v)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct show_cell cell = value_cell(c, v, &text);

	/* Bounds have the sign of zero for their own ends, not the data's. */
	if (c->type.type == TYPE_DOUBLE && cell.len == 4 &&
	    memcmp(cell.s, "-0.0", 4) == 0) {
		cell.s++;
		cell.len--;
	}
	buf_reset(&b->text);
	buf_put(&b->text, cell.s, cell.len);
	/* A bound is cut at a character; be sure of it. */
	if (b->cut)
		b->text.len = utf8_valid((const char *)b->text.data,
		    b->text.len);
	buf_free(&text);
}

/* Take the bound of a chunk when it is beyond what there is: sign is 1 where
 * the greater one counts.  False when it cannot be a bound. */
static bool
take_bound(struct table_stats_bound *b, const struct reader_column *c,
    const struct reader_span *s, bool exact, int sign)
{
	struct reader_span raw = { b->raw.data, b->raw.len };
	struct value v, old;

	if (!value_parse(c, s, &v))
		return false;
	if (b->known && value_parse(c, &raw, &old) &&
	    value_compare(c, &v, &old) * sign <= 0)
		return true;
	buf_reset(&b->raw);
	buf_put(&b->raw, s->p, s->len);
	b->known = true;
	b->cut = !exact && c->phys == PHYS_BYTES;
	spell(b, c, &v);
	return true;
}

static void
add_chunk(struct table_stats_column *to, const struct reader_column *c,
    const struct reader_chunk *chunk)
{
	if (chunk->has_nulls && chunk->nulls >= 0)
		to->nulls += (uint64_t)chunk->nulls;
	else if (!c->required)
		to->counted = false;
	if (chunk->values == 0 ||
	    (chunk->has_nulls && chunk->nulls == chunk->values))
		return;
	if (!chunk->has_lo || !chunk->has_hi ||
	    !take_bound(&to->lo, c, &chunk->lo, chunk->lo_exact, -1) ||
	    !take_bound(&to->hi, c, &chunk->hi, chunk->hi_exact, 1))
		to->bounded = false;
}

/* How many rows of the table's file of that number are deleted. */
static int
count_deleted(const struct shown *t, size_t file, const struct reader *r,
    uint64_t *n, struct error *e)
{
	*n = t->snapshot.rows == NULL ? 0 : t->snapshot.rows[file].deleted.rows;
	if (*n <= (uint64_t)r->rows)
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s': more rows of it are deleted than it has", r->name);
	return -1;
}

/* Whether the file's rows all have a value of that column, and no null. */
static bool
is_partition(const struct shown *t, size_t file, size_t column,
    struct table_stats_column *to)
{
	const struct lake_snapshot *v = &t->snapshot;
	size_t i;

	for (i = 0; v->rows != NULL && i < v->npartitions; i++) {
		if (v->partitions[i] != column)
			continue;
		to->bounded = false;
		return v->rows[file].values[i] != NULL;
	}
	return false;
}

/* Add what the footer of the table's file of that number says. */
static int
add_footer(struct table_stats *g, const struct shown *t, size_t file,
    struct error *e)
{
	const char *path = t->files[file];
	struct row_cursor s;
	struct map names = { 0 };
	size_t i, k, at;
	uint64_t deleted;
	int rc = row_cursor_open(&s, t, path, e);

	if (rc == 0)
		rc = count_deleted(t, file, &s.r, &deleted, e);

	for (i = 0; rc == 0 && i < s.r.nfields; i++) {
		at = map_add(&names, (const char *)s.r.fields[i].name.p,
		    s.r.fields[i].name.len, NULL);
		names.entries[at].value = i;
	}
	for (i = 0; rc == 0 && i < t->table->ncolumns; i++) {
		const struct column *to = &t->table->columns[i];
		const struct reader_field *c = NULL;

		at = map_find(&names, to->name, to->name_len);
		if (at != MAP_NONE) {
			at = (size_t)names.entries[at].value;
			c = &s.r.fields[at];
		}
		/* Which values are left is not known. */
		if (deleted > 0)
			g->columns[i].bounded = false;
		if (c == NULL) {
			if (!is_partition(t, file, i, &g->columns[i]))
				g->columns[i].nulls +=
				    (uint64_t)s.r.rows - deleted;
			continue;
		}
		/* Bounds of different types are not compared. */
		if (!type_equal(c->type, to->type) &&
		    to->type.type != TYPE_JSON)
			g->columns[i].bounded = false;
		if (c->nested || c->unread != NULL) {
			/* The footer tells of the values within. */
			g->columns[i].bounded = false;
			g->columns[i].counted = false;
			continue;
		}
		for (k = 0; k < s.r.ngroups; k++)
			add_chunk(&g->columns[i], &s.r.columns[c->column],
			    &s.r.groups[k].chunks[c->column]);
		if (deleted > 0 && g->columns[i].nulls > 0)
			g->columns[i].counted = false;
	}
	if (rc == 0) {
		g->rows += (uint64_t)s.r.rows - deleted;
		g->groups += s.r.ngroups;
	}
	map_free(&names);
	row_cursor_close(&s);
	return rc;
}

/* Read CSV files through. */
static int
count(struct table_stats *g, const struct shown *t, struct error *e)
{
	size_t *all = mem_new(g->ncolumns + 1, sizeof(*all)), i;
	const struct show_cell *cells;
	struct table_reader f;
	int rc;

	for (i = 0; i < g->ncolumns; i++)
		all[i] = i;
	table_reader_open(&f, t, all, g->ncolumns);
	while ((rc = table_reader_next(&f, &cells, e)) == 1) {
		for (i = 0; i < g->ncolumns; i++)
			g->columns[i].nulls += cells[i].kind == SHOW_NULL;
	}
	g->rows = f.rows;
	table_reader_close(&f);
	mem_free(all);
	return rc;
}

int
table_stats_open(struct table_stats *g, const struct shown *t, struct error *e)
{
	struct table_stats_column *c;
	struct stat st;
	size_t i;

	memset(g, 0, sizeof(*g));
	g->ncolumns = t->table->ncolumns;
	g->columns = mem_new(g->ncolumns + 1, sizeof(*g->columns));
	for (i = 0; i < g->ncolumns; i++) {
		c = &g->columns[i];
		c->counted = true;
		c->bounded = t->format == SHOWN_PARQUET;
		c->lo.raw = c->hi.raw = buf_make(SIZE_MAX / 2);
		c->lo.text = c->hi.text = buf_make(SIZE_MAX / 2);
	}
	for (i = 0; i < t->nfiles; i++) {
		if (shown_file_stat(t, t->files[i], &st) == 0)
			g->bytes += (uint64_t)st.st_size;
		if (t->format == SHOWN_PARQUET &&
		    add_footer(g, t, i, e) != 0)
			return -1;
	}
	return t->format == SHOWN_PARQUET ? 0 : count(g, t, e);
}

void
table_stats_close(struct table_stats *g)
{
	size_t i;

	for (i = 0; i < g->ncolumns; i++) {
		buf_free(&g->columns[i].lo.raw);
		buf_free(&g->columns[i].lo.text);
		buf_free(&g->columns[i].hi.raw);
		buf_free(&g->columns[i].hi.text);
	}
	mem_free(g->columns);
	memset(g, 0, sizeof(*g));
}
