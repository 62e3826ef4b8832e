/* result: rows as tables, NDJSON, CSV and Markdown; see result.h. */
#include "aai-query/result.h"

#include <math.h>
#include <string.h>

#include "aai-query/sql_value.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/printable.h"
#include "json/text.h"
#include "parquet/convert.h"
#include "view/cell.h"

const char *const result_formats[] = { "table", "ndjson", "csv", "markdown",
	NULL };

/* The columns' names: of two that are the same the second is NAME_2. */
static void
take_names(struct result *r, sqlite3_stmt *s)
{
	struct map taken = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *name;
	unsigned n;
	size_t i;
	bool added;

	r->ncolumns = (size_t)sqlite3_column_count(s);
	r->names = mem_new(r->ncolumns + 1, sizeof(*r->names));
	for (i = 0; i < r->ncolumns; i++) {
		name = sqlite3_column_name(s, (int)i);
		name = name == NULL ? "" : name;
		buf_str(&b, name);
		for (n = 2;; n++) {
			(void)map_add(&taken,
			    b.len > 0 ? (const char *)b.data : "", b.len,
			    &added);
			if (added)
				break;
			buf_reset(&b);
			buf_printf(&b, "%s_%u", name, n);
		}
		r->names[i] = buf_take(&b);
	}
	map_free(&taken);
	buf_free(&b);
}

/* Whether the column is declared as this type. */
static bool
is_declared(sqlite3_stmt *s, int column, const char *type)
{
	const char *declared = sqlite3_column_decltype(s, column);

	return declared != NULL &&
	    strncmp(declared, type, strlen(type)) == 0;
}

static bool
is_json(sqlite3_stmt *s, int column)
{
	return is_declared(s, column, "JSON TEXT") ||
	    sqlite3_value_subtype(sqlite3_column_value(s, column)) ==
		SQL_VALUE_JSON;
}

/* The shortest text that gives the same double. */
static void
put_double(struct buf *out, double d)
{
	static const struct coltype from = { TYPE_DOUBLE, 0, 0 };
	static const struct coltype to = { TYPE_TEXT, 0, 0 };
	struct convert_value v = { 0 };
	struct buf scratch = buf_make(1 << 10);

	if (isinf(d)) {
		buf_str(out, d < 0 ? "-Infinity" : "Infinity");
		return;
	}
	memcpy(&v.num, &d, sizeof(d));
	if (convert(&v, from, to, json_quote, &scratch))
		buf_put(out, v.s, v.len);
	buf_free(&scratch);
}

/* The value as text or, of a number, as JSON has it; where it is, and how. */
static struct show_cell
take_cell(struct result *r, sqlite3_stmt *s, int column)
{
	struct show_cell cell = { SHOW_TOKEN, NULL, 0, NULL };
	struct buf *text = &r->text;
	const char *p;
	size_t i, n;

	buf_reset(text);
	switch (sqlite3_column_type(s, column)) {
	case SQLITE_NULL:
		cell.kind = SHOW_NULL;
		return cell;
	case SQLITE_INTEGER:
		if (is_declared(s, column, "BOOLEAN"))
			buf_str(text, sqlite3_column_int(s, column) != 0 ?
				"true" : "false");
		else
			buf_i64(text, sqlite3_column_int64(s, column));
		break;
	case SQLITE_FLOAT:
		put_double(text, sqlite3_column_double(s, column));
		if (isinf(sqlite3_column_double(s, column)))
			cell.kind = SHOW_TEXT;
		break;
	case SQLITE_BLOB:
		cell.kind = SHOW_TEXT;
		p = sqlite3_column_blob(s, column);
		n = (size_t)sqlite3_column_bytes(s, column);
		for (i = 0; i < n; i++)
			buf_printf(text, "%02x", (unsigned char)p[i]);
		break;
	default:
		cell.kind = is_json(s, column) ? SHOW_JSON : SHOW_TEXT;
		cell.s = (const char *)sqlite3_column_text(s, column);
		cell.len = (size_t)sqlite3_column_bytes(s, column);
		if (cell.s == NULL)
			cell.s = "";
		cell_check_json(&cell);
		return cell;
	}
	cell.s = text->len > 0 ? (const char *)text->data : "";
	cell.len = text->len;
	return cell;
}

static int
put_line(struct result *r, struct error *e)
{
	if (r->line.failed) {
		error_set(e, ERROR_LIMIT, "a row is too long");
		return -1;
	}
	if (out_put(r->out, r->line.data, r->line.len, e) != 0)
		return -1;
	buf_reset(&r->line);
	return out_line(r->out, e);
}

/* A field of CSV, quoted where it has to be. */
static void
put_csv(struct buf *out, const char *s, size_t len)
{
	size_t i;
	bool quoted = len == 0;

	for (i = 0; i < len && !quoted; i++)
		quoted = strchr(",\"\r\n", s[i]) != NULL || s[i] == '\0';
	if (!quoted) {
		buf_put(out, s, len);
		return;
	}
	buf_byte(out, '"');
	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			buf_byte(out, '"');
		buf_byte(out, (uint8_t)s[i]);
	}
	buf_byte(out, '"');
}

/* A cell of Markdown: on one line, and nothing in it is markup of a table. */
static void
put_markdown(struct buf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '\n')
			buf_str(out, "<br>");
		else if (s[i] == '|' || s[i] == '\\' || s[i] == '<')
			buf_printf(out, "\\%c", s[i]);
		else if (s[i] != '\r')
			printable_put(out, s + i, 1);
	}
}

static void
put_names(struct result *r)
{
	size_t i;
	bool csv = r->format == RESULT_CSV;

	for (i = 0; i < r->ncolumns; i++) {
		if (csv) {
			buf_str(&r->line, i > 0 ? "," : "");
			put_csv(&r->line, r->names[i], strlen(r->names[i]));
		} else {
			buf_str(&r->line, i > 0 ? " | " : "| ");
			put_markdown(
			    &r->line, r->names[i], strlen(r->names[i]));
		}
	}
	buf_str(&r->line, csv ? "\n" : " |\n");
}

/* The line below Markdown's names: numbers stand to the right. */
static void
put_rule(struct result *r, sqlite3_stmt *s, bool row)
{
	size_t i;
	int type;

	for (i = 0; i < r->ncolumns; i++) {
		type = row ? sqlite3_column_type(s, (int)i) : SQLITE_NULL;
		buf_str(&r->line, type == SQLITE_INTEGER ||
				type == SQLITE_FLOAT ? "|---:" : "|---");
	}
	buf_str(&r->line, "|\n");
}

/* Whether the column's values stand to the right. */
static bool
is_right(sqlite3_stmt *s, int column, bool row)
{
	int type = row ? sqlite3_column_type(s, column) : SQLITE_NULL;

	if (is_declared(s, column, "BOOLEAN"))
		return false;
	return type == SQLITE_INTEGER || type == SQLITE_FLOAT ||
	    is_declared(s, column, "BIGINT") ||
	    is_declared(s, column, "DOUBLE") ||
	    is_declared(s, column, "DECIMAL");
}

static void
begin_grid(struct result *r, sqlite3_stmt *s, bool row)
{
	size_t i;

	grid_open(&r->grid, r->out, r->width, "");
	r->grid.colour = r->colour;
	for (i = 0; i < r->ncolumns; i++) {
		grid_column(&r->grid, r->names[i], strlen(r->names[i]),
		    is_right(s, (int)i, row));
		if (!is_declared(s, (int)i, "TEXT") &&
		    !is_declared(s, (int)i, "JSON"))
			grid_keep_whole(&r->grid);
	}
}

int
result_begin(struct result *r, sqlite3_stmt *s, bool row, struct error *e)
{
	r->line = buf_make(SIZE_MAX / 2);
	r->text = buf_make(SIZE_MAX / 2);
	r->rows = 0;
	take_names(r, s);
	if (r->statements++ > 0 && r->format != RESULT_NDJSON &&
	    out_put(r->out, "\n", 1, e) != 0)
		return -1;
	switch (r->format) {
	case RESULT_TABLE:
		begin_grid(r, s, row);
		return 0;
	case RESULT_CSV:
		put_names(r);
		return put_line(r, e);
	case RESULT_MARKDOWN:
		put_names(r);
		put_rule(r, s, row);
		return put_line(r, e);
	case RESULT_NDJSON:
	default:
		return 0;
	}
}

static int
put_cell(struct result *r, const struct show_cell *cell, struct error *e)
{
	if (cell->kind == SHOW_NULL)
		return grid_null(&r->grid, e);
	if (cell->kind == SHOW_TEXT && cell->len == 0)
		return grid_cell(&r->grid, "\"\"", 2, e);
	return grid_cell(&r->grid, cell->s, cell->len, e);
}

int
result_row(struct result *r, sqlite3_stmt *s, struct error *e)
{
	struct show_cell cell;
	size_t i;

	r->rows++;
	for (i = 0; i < r->ncolumns; i++) {
		cell = take_cell(r, s, (int)i);
		switch (r->format) {
		case RESULT_TABLE:
			if (put_cell(r, &cell, e) != 0)
				return -1;
			break;
		case RESULT_CSV:
			buf_str(&r->line, i > 0 ? "," : "");
			if (cell.kind != SHOW_NULL)
				put_csv(&r->line, cell.s, cell.len);
			break;
		case RESULT_MARKDOWN:
			buf_str(&r->line, i > 0 ? " | " : "| ");
			if (cell.kind != SHOW_NULL)
				put_markdown(&r->line, cell.s, cell.len);
			break;
		case RESULT_NDJSON:
		default:
			buf_str(&r->line, i > 0 ? "," : "{");
			json_quote(r->names[i], strlen(r->names[i]), &r->line);
			buf_str(&r->line, ":");
			r->replaced += cell_put_json(&cell, &r->line);
			break;
		}
	}
	if (r->format == RESULT_TABLE)
		return 0;
	buf_str(&r->line, r->format == RESULT_CSV ? "\n" :
	    r->format == RESULT_MARKDOWN ? " |\n" : "}\n");
	return put_line(r, e);
}

int
result_end(struct result *r, struct error *e)
{
	return r->format == RESULT_TABLE ? grid_finish(&r->grid, e) : 0;
}

void
result_close(struct result *r)
{
	size_t i;

	for (i = 0; i < r->ncolumns; i++)
		mem_free(r->names[i]);
	mem_free(r->names);
	r->names = NULL;
	r->ncolumns = 0;
	grid_close(&r->grid);
	buf_free(&r->line);
	buf_free(&r->text);
}
