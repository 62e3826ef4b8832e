/* row: the rows of a stream, taken apart into cells; see row.h. */
#include "stream/row.h"

#include <string.h>

#include "base/mem.h"
#include "stream/record.h"
#include "stream/row_scan.h"
#include "json/text.h"
#include "json/tree.h"

/* What find_member() finds when the member is "_columns" and no column. */
#define COLUMNS_NAME   "_columns"
#define COLUMNS_MEMBER INT64_MAX

/* A row's head is remembered when it has at most this many bytes. */
#define HEAD_MAX 1024

/* A member's start as it stands in a compact row: ,"name": */
struct row_key {
	const char *text; /* borrowed from the layout; padded for SCAN_PAD */
	size_t len;
};

/* What the reader knows of a table's rows. */
struct row_layout {
	const struct table *table;
	struct buf prefix; /* {"_table":"NAME" */
	struct buf texts;  /* the keys, each padded */
	struct row_key *keys;
	size_t nkeys;     /* columns known */
	struct buf head;  /* the row read last up to after its first value,
			     if that is a string of the first column; or
			     empty */
	struct cell first; /* that cell; s is set when it is found again */
	size_t first_at;   /* its offset in the row */
	size_t next;       /* number of the table whose row came after one of
			      this table last time */
	uint32_t *follow; /* by column number + 1 (0: the row's start), which
			     member came next last time */
};

void
row_open(struct row_reader *r, const struct schema *schema)
{
	memset(r, 0, sizeof(*r));
	r->schema = schema;
	r->name = buf_make(SIZE_MAX / 2);
}

static void
free_layout(struct row_layout *l)
{
	buf_free(&l->prefix);
	buf_free(&l->texts);
	buf_free(&l->head);
	mem_free(l->keys);
	mem_free(l->follow);
	mem_free(l);
}

void
row_close(struct row_reader *r)
{
	size_t i;

	for (i = 0; i < r->nlayouts; i++)
		free_layout(r->layouts[i]);
	mem_free(r->layouts);
	mem_free(r->cells);
	buf_free(&r->name);
	memset(r, 0, sizeof(*r));
}

/* Append a key's text, so padded that it may be read in vectors. */
static void
put_key(struct buf *out, const struct column *c)
{
	static const char zeros[SCAN_PAD];

	buf_str(out, ",");
	json_quote(c->name, c->name_len, out);
	buf_str(out, ":");
	buf_put(out, zeros, sizeof(zeros));
}

/* Bring the layout up to the columns that its table has by now. */
static void
lay_out(struct row_layout *l)
{
	size_t i, from, *ends;

	ends = mem_new(l->table->ncolumns, sizeof(*ends));
	buf_reset(&l->texts);
	for (i = 0; i < l->table->ncolumns; i++) {
		put_key(&l->texts, &l->table->columns[i]);
		ends[i] = l->texts.len - SCAN_PAD;
	}
	l->keys = mem_resize(l->keys, l->table->ncolumns, sizeof(*l->keys));
	for (i = 0, from = 0; i < l->table->ncolumns; i++) {
		l->keys[i].text = (const char *)l->texts.data + from;
		l->keys[i].len = ends[i] - from;
		from = ends[i] + SCAN_PAD;
	}
	l->follow =
	    mem_resize(l->follow, l->table->ncolumns + 1, sizeof(*l->follow));
	for (i = 0; i <= l->table->ncolumns; i++)
		l->follow[i] = (uint32_t)i;
	l->nkeys = l->table->ncolumns;
	mem_free(ends);
}

/* The layout of table number n, made or brought up to date. */
static struct row_layout *
layout(struct row_reader *r, size_t n)
{
	struct row_layout *l;

	while (r->nlayouts <= n) {
		l = mem_new(1, sizeof(*l));
		l->table = r->schema->tables[r->nlayouts];
		l->prefix = buf_make(SIZE_MAX / 2);
		l->texts = buf_make(SIZE_MAX / 2);
		l->head = buf_make(HEAD_MAX);
		l->next = r->nlayouts;
		buf_str(&l->prefix, "{\"_table\":");
		json_quote(l->table->name, l->table->name_len, &l->prefix);
		r->layouts = mem_grow(r->layouts, &r->layouts_cap,
		    r->nlayouts + 1, sizeof(struct row_layout *));
		r->layouts[r->nlayouts++] = l;
	}
	l = r->layouts[n];
	if (l->nkeys != l->table->ncolumns || l->keys == NULL)
		lay_out(l);
	if (r->cells_cap < l->nkeys)
		r->cells = mem_grow(
		    r->cells, &r->cells_cap, l->nkeys, sizeof(*r->cells));
	return l;
}

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
		return wrong(r, line, line, "this is not a JSON object", e);
	if (tag.table == NULL)
		return wrong(
		    r, line, line, "the first member is not \"_table\"", e);
	decode_name(r, tag.table, tag.table_len);
	if (buf_is(&r->name, RECORD_END_TABLE))
		return ROW_END;
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
 * Remember the row's head when it is one that could come again: compact, with
 * a plain string of the first column in front.
 */
static void
note_head(const struct row_reader *r, struct row_layout *l, const char *line)
{
	const struct cell *c = &r->cells[0];
	size_t at = l->prefix.len;

	buf_reset(&l->head);
	if (l->nkeys == 0 || c->kind != CELL_STRING || c->escaped || c->high)
		return;
	at += l->keys[0].len + 1;
	if (c->s != line + at || at + c->len + 1 > HEAD_MAX)
		return;
	buf_put(&l->head, line, at + c->len + 1);
	l->first = *c;
	l->first.again = true;
	l->first_at = at;
}

/* Read a row whose tag the layout's prefix is. */
static int
read_row(struct row_reader *r, const char *line, size_t len, struct error *e)
{
	struct row_layout *l = r->layouts[r->number];
	const char *end = line + len;
	int kind;

	if (UNLIKELY(l->nkeys != l->table->ncolumns ||
		r->cells_cap < l->nkeys || l->keys == NULL))
		l = layout(r, r->number);
	if (len > l->head.len && l->head.len > 0 &&
	    memcmp(line, l->head.data, l->head.len) == 0) {
		r->cells[0] = l->first;
		r->cells[0].s = line + l->first_at;
		kind = read_members(
		    r, l, line, line + l->head.len, end, 1, e);
		/* Another member of that name takes the cell. */
		if (UNLIKELY(r->cells[0].s != line + l->first_at))
			buf_reset(&l->head);
		return kind;
	}
	kind = read_members(r, l, line, line + l->prefix.len, end, 0, e);
	if (kind == ROW_DATA)
		note_head(r, l, line);
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

int
row_read(struct row_reader *r, const char *line, size_t len, struct error *e)
{
	struct row_layout *l;
	const char *p = line;
	size_t before = r->number, guess;
	bool known = r->table != NULL;
	int kind;

	r->at = 0;
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
	l = layout(r, r->number);
	kind = read_members(r, l, line, p, line + len, 0, e);
	if (kind == ROW_DATA)
		note_head(r, l, line);
	return kind;
}
