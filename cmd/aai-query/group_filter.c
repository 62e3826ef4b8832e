/* group_filter: row groups that need not be read; see group_filter.h. */
#include "aai-query/group_filter.h"

#include <math.h>
#include <string.h>

#include "aai-query/collation.h"
#include "aai-query/sql_value.h"
#include "base/le.h"
#include "base/mem.h"
#include "io/fd.h"
#include "parquet/bloom.h"
#include "view/value.h"

/* Integers up to this are doubles themselves. */
#define DOUBLE_EXACT (INT64_C(1) << 53)

/* The most bytes of a Bloom filter that are read. */
#define BLOOM_READ_MAX ((size_t)2 << 20)

static void
add(struct group_filter *f, struct group_condition c)
{
	f->conditions = mem_grow(f->conditions, &f->cap, f->n + 1,
	    sizeof(*f->conditions));
	f->conditions[f->n++] = c;
}

void
group_filter_add(struct group_filter *f, const struct column *column, int op,
    sqlite3_value *value)
{
	struct group_condition c = { .column = column, .op = op };
	bool number = column->type.type == TYPE_BIGINT ||
	    column->type.type == TYPE_DOUBLE || column->type.type == TYPE_BOOL;

	if (op == SQLITE_INDEX_CONSTRAINT_ISNULL ||
	    op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL) {
		c.kind = SQLITE_NULL;
		add(f, c);
		return;
	}
	c.kind = sqlite3_value_type(value);
	c.text = buf_make(SIZE_MAX / 2);
	if (number && c.kind == SQLITE_INTEGER) {
		c.num = sqlite3_value_int64(value);
	} else if (number && c.kind == SQLITE_FLOAT) {
		c.real = sqlite3_value_double(value);
	} else if (!number && c.kind == SQLITE_TEXT) {
		buf_put(&c.text, sqlite3_value_text(value),
		    (size_t)sqlite3_value_bytes(value));
		if (c.text.failed)
			return;
	} else {
		return;
	}
	add(f, c);
}

/* Compare numbers; false where rounding might tell a lie. */
static bool
compare_numbers(const struct sql_value *a, const struct group_condition *b,
    int *order)
{
	double x, y;

	if (a->kind == SQLITE_INTEGER && b->kind == SQLITE_INTEGER) {
		*order = (a->num > b->num) - (a->num < b->num);
		return true;
	}
	x = a->kind == SQLITE_INTEGER ? (double)a->num : a->real;
	y = b->kind == SQLITE_INTEGER ? (double)b->num : b->real;
	if (isnan(x) || isnan(y) ||
	    (a->kind != b->kind && (fabs(x) >= (double)DOUBLE_EXACT ||
				       fabs(y) >= (double)DOUBLE_EXACT)))
		return false;
	*order = (x > y) - (x < y);
	return true;
}

/* What is not an instant sorts after all that are, wherever its time is. */
static bool
compare_instants(
    const struct sql_value *a, const char *s, size_t len, int *order)
{
	*order = collation_instant(a->s, a->len, s, len);
	return collation_is_instant(a->s, a->len);
}

/* How a bound compares with the condition's value; false: that is not known. */
static bool
compare(const struct group_condition *c, const struct reader_column *column,
    const struct reader_span *bound, int *order)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct buf scratch = buf_make(SIZE_MAX / 2);
	const char *s = c->text.len > 0 ? (const char *)c->text.data : "";
	uint64_t nans = 0;
	struct value stored;
	struct show_cell cell;
	struct sql_value v;
	struct error e;
	bool known = value_parse(column, bound, &stored);

	if (known) {
		cell = value_cell(column, &stored, &text);
		known = sql_value_make(&v, c->column, &cell, &scratch, &nans,
			    &e) == 0 && v.kind != SQLITE_NULL;
	}
	if (known && v.kind != SQLITE_TEXT)
		known = compare_numbers(&v, c, order);
	else if (known && c->column->type.type == TYPE_DECIMAL)
		*order = collation_decimal(v.s, v.len, s, c->text.len);
	else if (known && c->column->type.type != TYPE_TEXT)
		known = compare_instants(&v, s, c->text.len, order);
	else if (known)
		*order = collation_bytes(v.s, v.len, s, c->text.len);
	buf_free(&text);
	buf_free(&scratch);
	return known;
}

/*
 * Whether the group has nulls, or what is none, as the condition asks.  Values
 * of some types are nulls only for SQL, such as NaN, so that of those a count
 * of 0 says nothing.
 */
static bool
nulls_allow(const struct group_condition *c, const struct reader_chunk *chunk)
{
	enum type type = c->column->type.type;

	if (!chunk->has_nulls)
		return true;
	if (c->op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL)
		return chunk->nulls != chunk->values;
	return chunk->nulls != 0 ||
	    (type != TYPE_TEXT && type != TYPE_BIGINT && type != TYPE_BOOL);
}

/* Whether the group's bounds let the condition hold. */
static bool
bounds_allow(const struct group_condition *c,
    const struct reader_column *column, const struct reader_chunk *chunk)
{
	bool instant = c->column->type.type == TYPE_DATE ||
	    c->column->type.type == TYPE_TIMESTAMP;
	int order;

	if (instant && !(chunk->has_lo && chunk->has_hi &&
			   compare(c, column, &chunk->lo, &order) &&
			   compare(c, column, &chunk->hi, &order)))
		return true;
	if (c->op != SQLITE_INDEX_CONSTRAINT_LT &&
	    c->op != SQLITE_INDEX_CONSTRAINT_LE && chunk->has_hi &&
	    compare(c, column, &chunk->hi, &order) &&
	    (order < 0 ||
		(order == 0 && c->op == SQLITE_INDEX_CONSTRAINT_GT &&
		    chunk->hi_exact)))
		return false;
	return c->op == SQLITE_INDEX_CONSTRAINT_GT ||
	    c->op == SQLITE_INDEX_CONSTRAINT_GE || !chunk->has_lo ||
	    !compare(c, column, &chunk->lo, &order) || order < 0 ||
	    (order == 0 && (c->op != SQLITE_INDEX_CONSTRAINT_LT ||
			       !chunk->lo_exact));
}

/* Whether the group's Bloom filter may have the value. */
static bool
bloom_allows(const struct group_condition *c, const struct reader *r,
    const struct reader_column *column, const struct reader_chunk *chunk)
{
	struct buf b = buf_make(BLOOM_READ_MAX);
	size_t len = (size_t)chunk->bloom_len, size;
	uint8_t num[8];
	bool may = true;
	uint8_t *to;

	if (c->op != SQLITE_INDEX_CONSTRAINT_EQ || chunk->bloom_len <= 0 ||
	    chunk->bloom_len > (int64_t)BLOOM_READ_MAX ||
	    column->form != FORM_OURS ||
	    !((c->kind == SQLITE_TEXT && c->column->type.type == TYPE_TEXT &&
		  column->phys == PHYS_BYTES) ||
		(c->kind == SQLITE_INTEGER && column->phys == PHYS_INT64)))
		return true;
	to = buf_reserve(&b, len);
	if (to != NULL && fd_pread_all(r->fd, to, len, chunk->bloom_at) == 0) {
		size = bloom_find(to, len);
		le_put64(num, (uint64_t)c->num);
		if (size > 0 && c->kind == SQLITE_TEXT)
			may = bloom_has(to + len - size, size, c->text.data,
			    c->text.len);
		else if (size > 0)
			may = bloom_has(to + len - size, size, num,
			    sizeof(num));
	}
	buf_free(&b);
	return may;
}

/* The file's field of that name, or NULL. */
static const struct reader_field *
find_field(const struct reader *r, const struct column *c)
{
	size_t i;

	for (i = 0; i < r->nfields; i++)
		if (r->fields[i].name.len == c->name_len &&
		    memcmp(r->fields[i].name.p, c->name, c->name_len) == 0)
			return &r->fields[i];
	return NULL;
}

/* Whether the file stores the column so that its bounds sort as SQL does. */
static bool
sorts_alike(const struct column *c, const struct reader_field *f,
    const struct reader_column *column)
{
	enum type of = c->type.type, in = f->type.type;

	if (f->nested || f->unread != NULL || column->rep_max > 0)
		return false;
	if (of == TYPE_TEXT)
		return in == TYPE_TEXT && column->phys == PHYS_BYTES &&
		    column->form == FORM_OURS;
	return of == in || (of == TYPE_DOUBLE && in == TYPE_BIGINT) ||
	    (of == TYPE_DECIMAL && in == TYPE_BIGINT) ||
	    (of == TYPE_TIMESTAMP && in == TYPE_DATE);
}

bool
group_filter_wants(
    struct group_filter *f, const struct reader *r, size_t group)
{
	const struct group_condition *c;
	const struct reader_field *field;
	const struct reader_column *column;
	const struct reader_chunk *chunk;
	size_t i;

	for (i = 0; i < f->n; i++) {
		c = &f->conditions[i];
		field = find_field(r, c->column);
		if (field == NULL)
			continue;
		column = &r->columns[field->column];
		chunk = &r->groups[group].chunks[field->column];
		if (!sorts_alike(c->column, field, column))
			continue;
		if (c->kind == SQLITE_NULL ?
			!nulls_allow(c, chunk) :
			!bounds_allow(c, column, chunk) ||
			    !bloom_allows(c, r, column, chunk)) {
			f->passed++;
			return false;
		}
	}
	return true;
}

void
group_filter_close(struct group_filter *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		buf_free(&f->conditions[i].text);
	mem_free(f->conditions);
	memset(f, 0, sizeof(*f));
}
