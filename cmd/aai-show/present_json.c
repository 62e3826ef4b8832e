/* present: rows as a stream of rows; see present.h. */
#include "aai-show/present.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "stream/columns.h"
#include "table/time.h"
#include "view/table_reader.h"

/* A line goes out before the next one is made. */
#define LINE_MAX_BYTES (SIZE_MAX / 2)

/* The current table. */
struct stream {
	struct buf line;
	struct schema schema;
	struct table *told; /* the columns wanted, as they were declared last */
	char **names;      /* of the columns: ,"name": */
	size_t nnames;
	uint64_t replaced;
};

/* The table with the wanted columns alone. */
static void
choose_columns(struct stream *s, const struct table *t,
    const struct choice *choice)
{
	size_t i, at;

	s->told = schema_table(&s->schema, t->name, t->name_len);
	if (t->path != NULL)
		s->told->path = mem_str(t->path);
	if (t->parent != NULL)
		s->told->parent = mem_str(t->parent);
	table_link_take(s->told, t);
	for (i = 0; i < choice->n; i++) {
		const struct column *c = &t->columns[choice->numbers[i]];

		at = table_add(s->told, c->name, c->name_len, c->type, c->key);
		table_set_path(s->told, at, c->path);
	}
}

/*
 * Whether a column of that type can have the cell.  Files have values that the
 * stream has no other type for than text: NaN, nanoseconds, years beyond 9999,
 * decimals of more digits than their column says.
 */
static bool
fits(const struct show_cell *c, enum type type)
{
	int64_t us;
	int32_t days;

	if (c->kind != SHOW_TEXT)
		return true;
	if (type == TYPE_TIMESTAMP)
		return time_parse_stamp(c->s, c->len, 0, &us);
	if (type == TYPE_DATE)
		return time_parse_date(c->s, c->len, &days);
	return type != TYPE_DOUBLE && type != TYPE_DECIMAL;
}

/* Columns that cannot have their cell become text; true when there are any. */
static bool
widen_columns(struct stream *s, const struct show_cell *cells)
{
	static const struct coltype text = { TYPE_TEXT, 0, 0 };
	bool some = false;
	size_t i;

	for (i = 0; i < s->told->ncolumns; i++) {
		struct column *c = &s->told->columns[i];

		if (!fits(&cells[i], c->type.type)) {
			c->type = text;
			some = true;
		}
	}
	return some;
}

static void
name_columns(struct stream *s, const struct table *t,
    const struct choice *choice)
{
	struct buf b = buf_make(1 << 20);
	size_t i;

	s->names = mem_new(choice->n + 1, sizeof(*s->names));
	for (i = 0; i < choice->n; i++) {
		const struct column *c = &t->columns[choice->numbers[i]];

		buf_byte(&b, ',');
		json_quote(c->name, c->name_len, &b);
		buf_byte(&b, ':');
		s->names[s->nnames++] = buf_take(&b);
	}
	buf_free(&b);
}

static int
put_line(struct present *p, struct stream *s, struct error *e)
{
	if (s->line.failed) {
		error_set(e, ERROR_INPUT, "a row is too long");
		return -1;
	}
	if (out_put(p->out, s->line.data, s->line.len, e) != 0)
		return -1;
	return out_line(p->out, e);
}

/* Put a piece of a nested value. */
static int
put_piece(void *to, const void *p, size_t n, struct error *e)
{
	return out_put(to, p, n, e);
}

/* Append the value to the line; what is nested goes out, line and all. */
static int
put_value(struct present *p, struct stream *s, const struct show_cell *c,
    struct error *e)
{
	if (c->kind != SHOW_NESTED) {
		s->replaced += cell_put_json(c, &s->line);
		return 0;
	}
	if (s->line.failed)
		return put_line(p, s, e);
	if (out_put(p->out, s->line.data, s->line.len, e) != 0)
		return -1;
	buf_reset(&s->line);
	c->nested->replaced = 0;
	if (nested_take(c->nested, put_piece, p->out, e) != 0)
		return -1;
	s->replaced += c->nested->replaced;
	return 0;
}

/* Declare the table, or what it is from now on. */
static int
put_columns_line(struct present *p, struct stream *s, struct error *e)
{
	buf_reset(&s->line);
	columns_put(&s->line, s->told);
	buf_byte(&s->line, '\n');
	return put_line(p, s, e);
}

static int
put_rows(struct present *p, struct stream *s, struct table_reader *f,
    const struct table *t, struct error *e)
{
	const struct show_cell *cells;
	size_t i;
	int rc = 0;

	while (
	    f->rows < p->rows && (rc = table_reader_next(f, &cells, e)) == 1) {
		if (widen_columns(s, cells) && put_columns_line(p, s, e) != 0)
			return -1;
		buf_reset(&s->line);
		buf_str(&s->line, "{\"_table\":");
		json_quote(t->name, t->name_len, &s->line);
		for (i = 0; i < s->nnames; i++) {
			if (cells[i].kind == SHOW_NULL)
				continue;
			buf_str(&s->line, s->names[i]);
			if (put_value(p, s, &cells[i], e) != 0)
				return -1;
		}
		buf_str(&s->line, "}\n");
		if (put_line(p, s, e) != 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* That the stream's readers can take the table. */
static int
check_name(struct present *p, const struct table *t, struct error *e)
{
	struct error why;
	bool added;

	if (schema_check_name(t->name, t->name_len, &why) != 0) {
		error_set(e, ERROR_USAGE, "'%s' cannot be a table's name",
		    t->name);
		return -1;
	}
	(void)map_add(&p->streamed, t->name, t->name_len, &added);
	if (!added) {
		error_set(e, ERROR_USAGE, "two tables are called '%s'",
		    t->name);
		return -1;
	}
	return 0;
}

static int
stream_table(struct present *p, const struct shown *t, bool rows,
    struct error *e)
{
	struct stream s = { .line = buf_make(LINE_MAX_BYTES) };
	struct choice choice = { 0 };
	struct table_reader f = { 0 };
	size_t i;
	int rc = check_name(p, t->table, e);

	if (rc == 0)
		rc = choice_make(&choice, t, p->columns, true, e);
	if (rc == 0) {
		choose_columns(&s, t->table, &choice);
		rc = put_columns_line(p, &s, e);
	}
	if (rc == 0 && rows) {
		name_columns(&s, t->table, &choice);
		table_reader_open(&f, t, choice.numbers, choice.n);
		rc = put_rows(p, &s, &f, t->table, e);
	}
	p->replaced += s.replaced;
	table_reader_close(&f);
	choice_free(&choice);
	for (i = 0; i < s.nnames; i++)
		mem_free(s.names[i]);
	mem_free(s.names);
	schema_free(&s.schema);
	buf_free(&s.line);
	return rc;
}

int
present_json(struct present *p, const struct shown *t, struct error *e)
{
	return stream_table(p, t, true, e);
}

int
present_schema(struct present *p, const struct shown *t, struct error *e)
{
	return stream_table(p, t, false, e);
}
