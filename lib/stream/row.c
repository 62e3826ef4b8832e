/* row: the rows of a stream, taken apart into cells; see row.h. */
#include "stream/row.h"

#include <string.h>

#include "stream/deleted.h"
#include "stream/record.h"
#include "stream/row_layout.h"
#include "stream/row_scan.h"
#include "json/text.h"
#include "json/tree.h"

/* What find_member() finds when the member is "_columns" and no column. */
#define COLUMNS_NAME   "_columns"
#define COLUMNS_MEMBER INT64_MAX

/* Say what is wrong at p. */
static int
wrong(struct row_reader *r, const char *line, const char *p, const char *what,
    struct error *e)
{
	r->at = (size_t)(p - line);
	error_set(e, ERROR_INPUT, "%s", what);
	return -1;
}

/* The bytes of a raw string as text; valid until the next name. */
static void
decode_name(struct row_reader *r, const char *raw, size_t len)
{
	buf_reset(&r->name);
	(void)json_unescape(raw, len, &r->name);
	buf_byte(&r->name, 0);
	r->name.len--;
}

/*
 * Find the line's table by its name.  Returns an enum row_line; on ROW_DATA
 * r->table and r->number are set and *p is after the tag's value.
 */
static int
find_table(struct row_reader *r, const char *line, size_t len, const char **p,
    struct error *e)
{
	struct record_tag tag;
	size_t n;

	if (!record_tag(line, len, &tag))
		return wrong(r, line, line,
		    "this is neither a JSON object nor an array", e);
	if (tag.table == NULL)
		return wrong(
		    r, line, line, "the first member is not \"_table\"", e);
	decode_name(r, tag.table, tag.table_len);
	if (buf_is(&r->name, RECORD_END_TABLE))
		return ROW_END;
	if (buf_is(&r->name, DELETED_TABLE))
		return ROW_DELETED;
	/* A member called "_columns", spelled so. */
	if (strncmp(scan_space(tag.rest), "\"" COLUMNS_NAME "\"",
		sizeof("\"" COLUMNS_NAME "\"") - 1) == 0)
		return ROW_COLUMNS;
	n = map_find(
	    &r->schema->by_name, (const char *)r->name.data, r->name.len);
	if (n == MAP_NONE) {
		r->at = (size_t)(tag.table - line);
		error_set(e, ERROR_INPUT,
		    "table '%.200s' has a row before its columns line "
		    "(records become rows by aai-flatten)",
		    (const char *)r->name.data);
		return -1;
	}
	r->number = n;
	r->table = r->schema->tables[n];
	*p = tag.table + tag.table_len + 1;
	return ROW_DATA;
}

/*
 * The member at p, whose name the guess did not tell: its column's number, or
 * COLUMNS_MEMBER, and *p after its colon.  -1 with *e.
 */
static int64_t
find_member(struct row_reader *r, const char *line, const char **p,
    struct error *e)
{
	const char *q = scan_space(*p), *close, *at;
	bool escaped, lone;
	size_t n;

	if (*q != ',')
		return wrong(r, line, q, "expected ',' or '}'", e);
	q = scan_space(q + 1);
	if (*q != '"')
		return wrong(r, line, q, "expected a member's name", e);
	close = scan_string(q + 1, &at, &escaped, &lone);
	if (close == NULL)
		return wrong(r, line, q, "a string is malformed or cut", e);
	decode_name(r, q + 1, (size_t)(close - q - 1));
	*p = scan_space(close + 1);
	if (**p != ':')
		return wrong(r, line, *p, "expected ':'", e);
	*p = scan_space(*p + 1);
	n = table_find(r->table, (const char *)r->name.data, r->name.len);
	if (n != MAP_NONE)
		return (int64_t)n;
	if (buf_is(&r->name, COLUMNS_NAME))
		return COLUMNS_MEMBER;
	r->at = (size_t)(q - line);
	error_set(e, ERROR_INPUT, "table '%s' has no column '%.200s'",
	    r->table->name, (const char *)r->name.data);
	return -1;
}

/* Read an object or a list at p; the position after it, or NULL. */
static const char *
read_nested(struct row_reader *r, const char *line, const char *p,
    struct cell *c, struct error *e)
{
	const char *at, *after;
	bool lone, deep;

	after = scan_value(p, JSON_DEPTH_DEFAULT, &at, &lone, &deep);
	if (after == NULL) {
		(void)wrong(r, line, at, "malformed or too deep JSON", e);
		return NULL;
	}
	c->s = p;
	c->len = (size_t)(after - p);
	c->kind = CELL_JSON;
	c->escaped = c->again = false;
	c->high = scan_ascii(p, c->len) < c->len;
	return after;
}

/* Read the value at p into c; the position after it, or NULL with *e. */
static ALWAYS_INLINE const char *
read_value(struct row_reader *r, const char *line, const char *p,
    struct cell *c, struct error *e)
{
	const char *after;

	/* After a name that was guessed there may be blanks. */
	if (UNLIKELY((uint8_t)*p <= ' '))
		p = scan_space(p);
	if (LIKELY(*p == '"')) {
		after = row_string(p + 1, c);
	} else if ((uint8_t)(*p - '0') <= 9 || *p == '-') {
		after = row_number(p, c);
	} else if (*p == '{' || *p == '[') {
		return read_nested(r, line, p, c, e);
	} else {
		after = row_word(p, c);
	}
	if (UNLIKELY(after == NULL))
		(void)wrong(r, line, p, "a value is malformed or cut", e);
	return after;
}

/* Make the cells from *filled to before col null. */
static ALWAYS_INLINE void
fill_nulls(struct cell *cells, size_t *filled, size_t col)
{
	for (; *filled < col; ++*filled)
		cells[*filled].kind = CELL_NULL;
}

/* Check that nothing but blanks is after the row's brace at p. */
static int
finish_row(struct row_reader *r, const char *line, const char *p,
    const char *end, struct error *e)
{
	p = scan_space(p + 1);
	if (p != end)
		return wrong(r, line, p, "there is more after the row", e);
	return ROW_DATA;
}

/*
 * Read the members from p, which is after the tag's value or, with filled 1,
 * after the first column's.
 */
static int
read_members(struct row_reader *r, struct row_layout *l, const char *line,
    const char *p, const char *end, size_t filled, struct error *e)
{
	size_t next = filled, col;
	uint32_t *guess;
	int64_t found;

	for (;;) {
		guess = &l->follow[next];
		col = *guess;
		if (LIKELY(col < l->nkeys &&
			   scan_same(
			       l->keys[col].text, p, l->keys[col].len))) {
			p += l->keys[col].len;
		} else {
			if (LIKELY(*p == '}'))
				break;
			p = scan_space(p);
			if (*p == '}')
				break;
			found = find_member(r, line, &p, e);
			if (found < 0)
				return -1;
			if (found == COLUMNS_MEMBER) {
				if (next == 0)
					return ROW_COLUMNS;
				return wrong(r, line, p,
				    "\"_columns\" is not the second member", e);
			}
			col = (size_t)found;
			*guess = (uint32_t)col;
		}
		if (col >= filled) {
			fill_nulls(r->cells, &filled, col);
			filled++;
		}
		p = read_value(r, line, p, &r->cells[col], e);
		if (UNLIKELY(p == NULL))
			return -1;
		next = col + 1;
	}
	fill_nulls(r->cells, &filled, l->nkeys);
	return LIKELY(p + 1 == end) ? ROW_DATA : finish_row(r, line, p, end, e);
}

/*
 * Remember the row's head when it is one that could come again: without blanks,
 * with a plain string of the first column in front, which begins at offset at.
 */
static void
note_head(const struct row_reader *r, struct row_layout *l, const char *line,
    size_t at)
{
	const struct cell *c = &r->cells[0];

	buf_reset(&l->head);
	if (l->nkeys == 0 || c->kind != CELL_STRING || c->escaped || c->high)
		return;
	if (c->s != line + at || at + c->len + 1 > HEAD_MAX)
		return;
	buf_put(&l->head, line, at + c->len + 1);
	l->first = *c;
	l->first.again = true;
	l->first_at = at;
	l->head_number = l->table->number;
}

/* Where the first column's string begins in an object without blanks. */
static size_t
first_at(const struct row_layout *l)
{
	return l->nkeys > 0 ? l->prefix.len + l->keys[0].len + 1 : 0;
}

/* Whether the row begins as the one before did; then its first cell is set. */
static ALWAYS_INLINE bool
has_head(struct row_reader *r, const struct row_layout *l, const char *line,
    size_t len)
{
	if (len <= l->head.len || l->head.len == 0 ||
	    memcmp(line, l->head.data, l->head.len) != 0)
		return false;
	r->cells[0] = l->first;
	r->cells[0].s = line + l->first_at;
	return true;
}

/* The layout of the current table, as its columns are by now. */
static ALWAYS_INLINE struct row_layout *
current_layout(struct row_reader *r)
{
	struct row_layout *l =
	    r->number < r->nlayouts ? r->layouts[r->number] : NULL;

	if (UNLIKELY(l == NULL || l->nkeys != l->table->ncolumns ||
		r->cells_cap < l->nkeys || l->keys == NULL))
		l = row_layout(r, r->number);
	return l;
}

/* Read a row whose tag the layout's prefix is. */
static int
read_row(struct row_reader *r, const char *line, size_t len, struct error *e)
{
	struct row_layout *l = current_layout(r);
	const char *end = line + len;
	int kind;

	if (has_head(r, l, line, len)) {
		kind = read_members(
		    r, l, line, line + l->head.len, end, 1, e);
		/* Another member of that name takes the cell. */
		if (UNLIKELY(r->cells[0].s != line + l->first_at))
			buf_reset(&l->head);
		return kind;
	}
	kind = read_members(r, l, line, line + l->prefix.len, end, 0, e);
	if (kind == ROW_DATA)
		note_head(r, l, line, first_at(l));
	return kind;
}

/* Whether the line begins as a row of table number n does. */
static ALWAYS_INLINE bool
is_row_of(const struct row_reader *r, size_t n, const char *line, size_t len)
{
	const struct row_layout *l = r->layouts[n];

	return len > l->prefix.len &&
	    memcmp(line, l->prefix.data, l->prefix.len) == 0;
}

/* Say that the row has more values than its table columns. */
static int
too_many(struct row_reader *r, const struct row_layout *l, const char *line,
    const char *p, struct error *e)
{
	r->at = (size_t)(p - line);
	error_set(e, ERROR_INPUT,
	    "table '%s' has %zu columns, the row has more values",
	    l->table->name, l->nkeys);
	return -1;
}

/*
 * Read the values of an array from p, which is after its number or, with col 1,
 * after the first column's value.
 */
static ALWAYS_INLINE int
read_values(struct row_reader *r, struct row_layout *l, const char *line,
    const char *p, const char *end, size_t col, struct error *e)
{
	struct cell *c = r->cells + col, *last = r->cells + l->nkeys;

	for (;; c++) {
		if (UNLIKELY(*p != ',')) {
			p = scan_space(p);
			if (LIKELY(*p == ']'))
				break;
			if (*p != ',')
				return wrong(
				    r, line, p, "expected ',' or ']'", e);
		}
		if (UNLIKELY(c == last))
			return too_many(r, l, line, p, e);
		p = read_value(r, line, p + 1, c, e);
		if (UNLIKELY(p == NULL))
			return -1;
	}
	for (; c < last; c++)
		c->kind = CELL_NULL;
	return LIKELY(p + 1 == end) ? ROW_DATA : finish_row(r, line, p, end, e);
}

/* Find the table that the number at p names; *p gets after it.  -1 with *e. */
static int
find_numbered(struct row_reader *r, const char *line, const char **p,
    struct error *e)
{
	const char *q = *p;
	size_t number = 0, n;

	/* No number has a zero in front, one of more digits is too large. */
	if (*q != '0')
		for (; (uint8_t)(*q - '0') <= 9 &&
		     number <= SCHEMA_NUMBER_MAX; q++)
			number = number * 10 + (size_t)(*q - '0');
	if (UNLIKELY(q == *p || (*q != ',' && *scan_space(q) != ',' &&
				    *scan_space(q) != ']')))
		return wrong(r, line, *p,
		    "a row that is an array begins with the number of its "
		    "table", e);
	n = schema_numbered(r->schema, number);
	if (UNLIKELY(n == MAP_NONE)) {
		r->at = (size_t)(*p - line);
		error_set(e, ERROR_INPUT,
		    "a row of table number %zu, which no columns line before "
		    "it has given to a table", number);
		return -1;
	}
	r->number = n;
	r->table = r->schema->tables[n];
	*p = q;
	return 0;
}

/* Read a row that is an array, whose bracket is at p, whatever came before. */
static int
read_other_array(struct row_reader *r, const char *line, const char *p,
    size_t len, struct error *e)
{
	const char *end = line + len;
	struct row_layout *l;
	int kind;

	p++;
	if (UNLIKELY((uint8_t)*p <= ' '))
		p = scan_space(p);
	if (find_numbered(r, line, &p, e) != 0) {
		r->table = NULL;
		return -1;
	}
	l = current_layout(r);
	if (has_head(r, l, line, len))
		return read_values(r, l, line, line + l->head.len, end, 1, e);
	kind = read_values(r, l, line, p, end, 0, e);
	if (kind == ROW_DATA)
		note_head(r, l, line, (size_t)(p - line) + 2);
	return kind;
}

/* The same; most begin as the row before does. */
static ALWAYS_INLINE int
read_array(struct row_reader *r, const char *line, const char *p, size_t len,
    struct error *e)
{
	const struct table *t = r->table;
	struct row_layout *l;

	if (LIKELY(t != NULL && t->number != 0)) {
		l = current_layout(r);
		/* The number may be another table's by now. */
		if (LIKELY(l->head_number == t->number &&
			   has_head(r, l, line, len)))
			return read_values(r, l, line, line + l->head.len,
			    line + len, 1, e);
	}
	return read_other_array(r, line, p, len, e);
}

/* Read a line that is not an array. */
static int
read_object(struct row_reader *r, const char *line, size_t len,
    struct error *e)
{
	struct row_layout *l;
	const char *p = line;
	size_t before = r->number, guess;
	bool known = r->table != NULL && before < r->nlayouts;
	int kind;

	if (LIKELY(known)) {
		/* Most rows are of the same table as the one before. */
		if (is_row_of(r, before, line, len))
			return read_row(r, line, len, e);
		/* Others often are of the one that followed last time. */
		guess = r->layouts[before]->next;
		if (is_row_of(r, guess, line, len)) {
			r->number = guess;
			r->table = r->layouts[guess]->table;
			return read_row(r, line, len, e);
		}
	}
	kind = find_table(r, line, len, &p, e);
	if (kind != ROW_DATA) {
		r->table = NULL;
		return kind;
	}
	if (known)
		r->layouts[before]->next = r->number;
	l = current_layout(r);
	kind = read_members(r, l, line, p, line + len, 0, e);
	if (kind == ROW_DATA)
		note_head(r, l, line, first_at(l));
	return kind;
}

void
row_forget(struct row_reader *r)
{
	if (r->table != NULL && r->number < r->nlayouts &&
	    r->layouts[r->number] != NULL)
		buf_reset(&r->layouts[r->number]->head);
}

int
row_read(struct row_reader *r, const char *line, size_t len, struct error *e)
{
	const char *p = line;

	r->at = 0;
	if (UNLIKELY((uint8_t)*p <= ' '))
		p = scan_space(p);
	r->array = *p == '[';
	if (LIKELY(r->array))
		return read_array(r, line, p, len, e);
	return read_object(r, line, len, e);
}
