/*
 * row: any bytes as a line of a stream of rows: an array, or what follows the
 * tag of an object.  What is taken for a row must be JSON to its end, its cells
 * must lie in the line, and the second reading, in which the guesses are right,
 * must give the same; so must the same row in the other form.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/lines.h"
#include "stream/columns.h"
#include "stream/row.h"
#include "json/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char columns[] =
    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":\"bigint\"},"
    "{\"name\":\"b\",\"type\":\"text\"},{\"name\":\"a name of more than "
    "sixteen bytes\",\"type\":\"json\"}],\"_number\":7}";

static void
check_cells(const struct row_reader *r, const char *line, size_t size)
{
	struct buf scratch = buf_make(1 << 20);
	uint8_t unscaled[16];
	const char *s;
	size_t i, len;
	int64_t v;
	double d;

	for (i = 0; i < r->table->ncolumns; i++) {
		const struct cell *c = &r->cells[i];

		if (c->kind == CELL_NULL)
			continue;
		if (c->s < line || c->s + c->len > line + size)
			abort();
		(void)cell_text(c, &scratch, &s, &len);
		(void)cell_json(c, &scratch, &s, &len);
		if (cell_is_i64(c) != cell_i64(c, &v) ||
		    cell_is_double(c) != cell_double(c, &d) ||
		    cell_is_decimal(c, 20, 5) !=
			cell_decimal(c, 20, 5, unscaled))
			abort();
	}
	buf_free(&scratch);
}

/* A copy of the row with what may be read after it; owned. */
static char *
pad(const char *head, const void *data, size_t size, size_t *len)
{
	size_t before = strlen(head);
	char *line = malloc(before + size + 1 + LINES_PAD);

	if (line == NULL)
		abort();
	memcpy(line, head, before);
	if (size > 0)
		memcpy(line + before, data, size);
	*len = before + size;
	line[*len] = '\0';
	memset(line + *len + 1, '"', LINES_PAD);
	return line;
}

/* The row read last, written as an object, must have the same cells. */
static void
check_object(struct row_reader *r)
{
	struct buf object = buf_make(1 << 24);
	struct row_reader other;
	struct error e;
	size_t i, len;
	char *line;

	row_put_object(r, &object);
	line = pad("", object.data, object.len, &len);
	row_open(&other, r->schema);
	if (row_read(&other, line, len, &e) != ROW_DATA ||
	    other.table != r->table)
		abort();
	for (i = 0; i < r->table->ncolumns; i++) {
		const struct cell *a = &r->cells[i], *b = &other.cells[i];

		if (a->kind != b->kind ||
		    (a->kind != CELL_NULL &&
			(a->len != b->len || memcmp(a->s, b->s, a->len) != 0)))
			abort();
	}
	row_close(&other);
	free(line);
	buf_free(&object);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct schema schema = { 0 };
	struct row_reader r;
	struct table *t;
	struct error e;
	bool changed;
	size_t len;
	char *line = pad(size > 0 && *data == '[' ? "" : "{\"_table\":\"t\"",
	    data, size, &len);
	int kind;

	if (columns_parse(
		columns, sizeof(columns) - 1, &schema, &t, &changed, &e) != 0)
		abort();
	row_open(&r, &schema);
	kind = row_read(&r, line, len, &e);
	if (kind == ROW_DATA) {
		const char *end = json_value_end(line, line + len, 600, NULL);

		if (end == NULL ||
		    json_skip_space(end, line + len) != line + len)
			abort();
		check_cells(&r, line, len);
		check_object(&r);
	}
	if (row_read(&r, line, len, &e) != kind)
		abort();
	row_close(&r);
	schema_free(&schema);
	free(line);
	return 0;
}
