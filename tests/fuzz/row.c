/*
 * row: any bytes as a line of a stream of rows.  What is taken for a row must
 * be JSON to its end, its cells must lie in the line, and the second reading,
 * in which the guesses are right, must give the same.
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
    "sixteen bytes\",\"type\":\"json\"}]}";

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char head[] = "{\"_table\":\"t\"";
	struct schema schema = { 0 };
	struct row_reader r;
	struct table *t;
	struct error e;
	bool changed;
	size_t len = size + sizeof(head) - 1;
	char *line = malloc(len + 1 + LINES_PAD);
	int kind;

	if (line == NULL)
		return 0;
	memcpy(line, head, sizeof(head) - 1);
	if (size > 0)
		memcpy(line + sizeof(head) - 1, data, size);
	line[len] = '\0';
	memset(line + len + 1, '"', LINES_PAD);
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
	}
	if (row_read(&r, line, len, &e) != kind)
		abort();
	row_close(&r);
	schema_free(&schema);
	free(line);
	return 0;
}
