/* scan: reads a table for a query; see scan.h. */
#include "aai-query/scan.h"

#include <string.h>

#include "base/mem.h"

#define NONE SIZE_MAX

/* The bit of colUsed that stands for all further columns. */
#define LAST_BIT 63

/* A row's number: of the file, and in it. */
#define ROW_BITS 40

void
scan_open(struct scan *s, const struct set_table *t,
    struct scan_lookups *lookups, bool (*stops)(void))
{
	memset(s, 0, sizeof(*s));
	s->table = t;
	s->lookups = lookups;
	s->stops = stops;
	s->end = true;
	s->scratch = buf_make(t->shown->memory);
}

static void
close_reader(struct scan *s)
{
	size_t i;

	for (i = 0; i < s->nchosen; i++)
		buf_free(&s->texts[i]);
	mem_free(s->texts);
	mem_free(s->kept);
	mem_free(s->chosen);
	mem_free(s->places);
	s->texts = NULL;
	s->kept = NULL;
	s->chosen = s->places = NULL;
	s->nchosen = 0;
	if (s->reading)
		table_reader_close(&s->reader);
	s->reading = false;
}

void
scan_reset(struct scan *s)
{
	uint64_t passed = s->filter.passed;

	group_filter_close(&s->filter);
	s->filter.passed = passed;
	s->end = true;
}

/* Choose the columns; those whose values cannot be read are an error. */
static int
choose_columns(struct scan *s, uint64_t used, struct error *e)
{
	size_t i, n = s->table->ncolumns, bit;

	s->used = used;
	s->chosen = mem_new(n + 1, sizeof(*s->chosen));
	s->places = mem_new(n + 1, sizeof(*s->places));
	for (i = 0; i < n; i++) {
		bit = i < LAST_BIT ? i : LAST_BIT;
		s->places[i] = NONE;
		if ((used >> bit & 1) == 0)
			continue;
		if (catalog_gap(s->table->shown, i, e)) {
			/* Beyond the bits it may not be asked for. */
			if (i < LAST_BIT)
				return -1;
			continue;
		}
		s->places[i] = s->nchosen;
		s->chosen[s->nchosen++] = i;
	}
	s->texts = mem_new(s->nchosen + 1, sizeof(*s->texts));
	s->kept = mem_new(s->nchosen + 1, sizeof(*s->kept));
	for (i = 0; i < s->nchosen; i++)
		s->texts[i] = buf_make(s->table->shown->memory);
	return 0;
}

/*
 * The group to go on with.  Where the next one is wanted that is left to the
 * cursor, which looks whether the one before ends where it should.
 */
static size_t
seek_group(void *to, size_t file, const struct row_cursor *c)
{
	size_t next = c->begun ? c->group + 1 : c->group;

	(void)file;
	if (c->left > 0 || next >= c->r.ngroups ||
	    group_filter_wants(to, &c->r, next))
		return c->group;
	do
		next++;
	while (next < c->r.ngroups && !group_filter_wants(to, &c->r, next));
	return next;
}

static int
open_reader(struct scan *s, uint64_t used, bool filtered, struct error *e)
{
	close_reader(s);
	if (choose_columns(s, used, e) != 0)
		return -1;
	table_reader_open(&s->reader, s->table->shown, s->chosen, s->nchosen);
	s->reading = true;
	if (filtered && s->filter.n > 0) {
		s->reader.seek = seek_group;
		s->reader.to = &s->filter;
	}
	return 0;
}

static int
read_next(struct scan *s, struct error *e)
{
	int rc;

	if (s->stops()) {
		error_set(e, ERROR_FAILED, "interrupted");
		return -1;
	}
	if (s->nchosen > 0)
		memset(s->kept, 0, s->nchosen * sizeof(*s->kept));
	rc = table_reader_next(&s->reader, &s->cells, e);
	s->end = rc != 1;
	return rc < 0 ? -1 : 0;
}

static int64_t
reader_rowid(const struct scan *s)
{
	int64_t row = s->table->shown->format == SHOWN_PARQUET ?
	    s->reader.cursor.row : (int64_t)s->reader.csv.fields.from;

	return ((int64_t)s->reader.file << ROW_BITS) + row;
}

/* The value of a chosen column in the row read; it is borrowed. */
static int
read_value(struct scan *s, size_t place, struct buf *scratch,
    struct sql_value *v, struct error *e)
{
	return sql_value_make(v,
	    &s->table->shown->table->columns[s->chosen[place]],
	    &s->cells[place], scratch, &s->nans, e);
}

/* Copy the table's rows. */
static int
fill_lookup(struct scan *s, struct lookup *l, struct error *e)
{
	struct sql_value *row = mem_new(s->nchosen + 1, sizeof(*row));
	size_t i;
	int rc = read_next(s, e);

	while (rc == 0 && !s->end) {
		for (i = 0; rc == 0 && i < s->nchosen; i++)
			rc = read_value(s, i, &s->texts[i], &row[i], e);
		if (rc == 0)
			rc = lookup_add(l, reader_rowid(s), row, e);
		if (rc == 0)
			rc = read_next(s, e);
	}
	mem_free(row);
	return rc;
}

/* The lookup of that column that has those that are used; new, if need be. */
static struct lookup *
find_lookup(struct scan_lookups *all, uint64_t used, size_t key)
{
	struct lookup *l;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->list[i]->key == key && all->list[i]->used == used)
			return all->list[i];
	l = mem_new(1, sizeof(*l));
	l->key = key;
	l->used = used;
	all->list = mem_grow(
	    all->list, &all->cap, all->n + 1, sizeof(*all->list));
	all->list[all->n++] = l;
	return l;
}

static int
make_lookup(struct scan *s, struct lookup *l, struct error *e)
{
	enum type type = s->table->shown->table->columns[l->key].type.type;

	if (open_reader(s, l->used, false, e) != 0 ||
	    lookup_open(l, s->nchosen, s->places[l->key], type, e) != 0 ||
	    fill_lookup(s, l, e) != 0)
		return -1;
	return lookup_build(l, e);
}

/* Start on the rows that the lookup finds. */
static int
start_lookup(struct scan *s, struct lookup *l, sqlite3_value *key,
    struct error *e)
{
	if (l->db == NULL && make_lookup(s, l, e) != 0)
		return -1;
	if (s->chosen == NULL || s->used != l->used) {
		close_reader(s);
		if (choose_columns(s, l->used, e) != 0)
			return -1;
	}
	if (s->lookup != l) {
		(void)sqlite3_finalize(s->find);
		s->find = NULL;
		s->lookup = l;
	}
	return lookup_start(l, &s->find, key, e) != 0 ? -1 : scan_next(s, e);
}

/*
 * Whether the value may be looked up: compared with a number, text is compared
 * as one, which an index of text is not made for.
 */
static bool
can_look(const struct scan *s, sqlite3_value *key, size_t column)
{
	enum type type = s->table->shown->table->columns[column].type.type;
	int kind = sqlite3_value_type(key);

	if (type == TYPE_BIGINT || type == TYPE_DOUBLE || type == TYPE_BOOL)
		return kind == SQLITE_INTEGER || kind == SQLITE_FLOAT ||
		    kind == SQLITE_NULL;
	return kind == SQLITE_TEXT || kind == SQLITE_NULL;
}

int
scan_start(struct scan *s, uint64_t used, sqlite3_value *key,
    size_t key_column, struct error *e)
{
	struct lookup *l = NULL;

	if (key != NULL) {
		used |= (uint64_t)1 << (key_column < LAST_BIT ? key_column :
								LAST_BIT);
		l = find_lookup(s->lookups, used, key_column);
	}
	s->looking = l != NULL && ++l->starts > 1 &&
	    can_look(s, key, key_column);
	if (s->looking)
		return start_lookup(s, l, key, e);
	return open_reader(s, used, true, e) != 0 ? -1 : read_next(s, e);
}

int
scan_next(struct scan *s, struct error *e)
{
	int rc;

	if (!s->looking)
		return read_next(s, e);
	rc = lookup_next(s->find, e);
	s->end = rc != 1;
	return rc < 0 ? -1 : 0;
}

/* A column of lists is read once a row, and kept. */
static int
keep_nested(struct scan *s, size_t place, struct sql_value *v, struct error *e)
{
	struct buf *text = &s->texts[place];

	if (!s->kept[place]) {
		s->kept[place] = true;
		return read_value(s, place, text, v, e);
	}
	memset(v, 0, sizeof(*v));
	v->kind = SQLITE_TEXT;
	v->json = true;
	v->s = (const char *)text->data;
	v->len = text->len;
	return 0;
}

int
scan_column(struct scan *s, size_t column, sqlite3_context *to,
    struct error *e)
{
	size_t place = column < s->table->ncolumns ? s->places[column] : NONE;
	struct sql_value v;
	int rc;

	if (place == NONE) {
		sqlite3_result_null(to);
		return column < s->table->ncolumns &&
			catalog_gap(s->table->shown, column, e) ? -1 : 0;
	}
	if (s->looking) {
		sqlite3_result_value(to, lookup_value(s->find, place));
		if (s->table->shown->table->columns[column].type.type ==
		    TYPE_JSON)
			sqlite3_result_subtype(to, SQL_VALUE_JSON);
		return 0;
	}
	if (s->cells[place].kind == SHOW_NESTED)
		rc = keep_nested(s, place, &v, e);
	else
		rc = read_value(s, place, &s->scratch, &v, e);
	if (rc == 0)
		sql_value_result(&v, to);
	return rc;
}

int64_t
scan_rowid(const struct scan *s)
{
	return s->looking ? lookup_rowid(s->find) : reader_rowid(s);
}

void
scan_close(struct scan *s)
{
	close_reader(s);
	(void)sqlite3_finalize(s->find);
	group_filter_close(&s->filter);
	buf_free(&s->scratch);
	memset(s, 0, sizeof(*s));
}

void
scan_lookups_close(struct scan_lookups *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		lookup_close(l->list[i]);
		mem_free(l->list[i]);
	}
	mem_free(l->list);
	memset(l, 0, sizeof(*l));
}
