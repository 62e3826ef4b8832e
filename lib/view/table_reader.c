/* table_reader: the rows of a table, from all of its files; see
 * table_reader.h. */
#include "view/table_reader.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "json/lex.h"
#include "view/shown_file.h"

#define NONE SIZE_MAX

/* A day's text that leaves room for its midnight. */
#define DATE_MAX (TIME_TEXT_MAX - 11)

/* The rows deleted of a file may take such a part of --memory. */
#define DELETED_SHARE 4

void
table_reader_open(struct table_reader *f, const struct shown *t,
    const size_t *chosen, size_t nchosen)
{
	size_t k;

	memset(f, 0, sizeof(*f));
	f->t = t;
	f->chosen = chosen;
	f->nchosen = nchosen;
	f->first = mem_new(t->table->ncolumns + 1, sizeof(*f->first));
	f->next = mem_new(nchosen + 1, sizeof(*f->next));
	for (k = 0; k < t->table->ncolumns; k++)
		f->first[k] = NONE;
	for (k = nchosen; k-- > 0; f->first[chosen[k]] = k)
		f->next[k] = f->first[chosen[k]];
	f->places = mem_new(nchosen + 1, sizeof(*f->places));
	f->constants = mem_new(nchosen + 1, sizeof(*f->constants));
	f->dates = mem_new(nchosen + 1, sizeof(*f->dates));
	f->stamps = mem_new(nchosen + 1, sizeof(*f->stamps));
	f->cells = mem_new(nchosen + 1, sizeof(*f->cells));
}

/* Note where the file's column number i, called so, goes. */
static int
place(struct table_reader *f, const char *path, const char *name, size_t len,
    size_t i, struct error *e)
{
	size_t column = table_find(f->t->table, name, len), k;

	if (column == MAP_NONE)
		return 0;
	for (k = f->first[column]; k != NONE; k = f->next[k]) {
		if (f->places[k] != NONE) {
			error_set(e, ERROR_INPUT,
			    "'%s' has two columns called '%.*s'", path,
			    (int)len, name);
			return -1;
		}
		f->places[k] = i;
	}
	return 0;
}

/*
 * Whether text of the file's field is JSON in the table's column.  Where the
 * column is JSON for a list that another file has, it is not.
 */
static bool
is_json(const struct table_reader *f, size_t column, size_t field)
{
	const struct column *c = &f->t->table->columns[column];

	return c->type.type == TYPE_JSON &&
	    (f->cursor.r.fields[field].type.type == TYPE_JSON ||
		map_find(&f->t->nested, c->name, c->name_len) == MAP_NONE);
}

/* Whether the table's column has instants, and the file's field days: the
 * column became wider since. */
static bool
is_date(const struct table_reader *f, size_t column, size_t field)
{
	return f->t->table->columns[column].type.type == TYPE_TIMESTAMP &&
	    f->cursor.r.fields[field].type.type == TYPE_DATE;
}

/* Open what is said of the rows of the table's file number i, at path. */
static int
open_deleted(struct table_reader *f, const struct lake_rows *rows,
    const char *path, struct error *e)
{
	const struct deletion_vector_place *p = &rows->deleted;
	int fd = -1, rc;

	if (!p->given)
		return 0;
	if (p->path != NULL) {
		fd = shown_file_open(f->t, p->path);
		if (fd < 0) {
			beneath_error(
			    e, ERROR_INPUT, "cannot open '%s'", p->path);
			return -1;
		}
	}
	rc = deletion_vector_open(&f->deleted, p, fd, p->path,
	    (uint64_t)f->cursor.r.rows, f->t->memory / DELETED_SHARE, e);
	if (rc != 0)
		error_prefix(e, "'%s'", path);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/* Take in what the table's metadata say of the rows of the open file. */
static int
open_rows(struct table_reader *f, const char *path, struct error *e)
{
	const struct lake_snapshot *v = &f->t->snapshot;
	const struct lake_rows *rows;
	size_t i, k;

	if (v->rows == NULL)
		return 0;
	rows = &v->rows[f->file - 1];
	for (i = 0; i < v->npartitions; i++)
		for (k = f->first[v->partitions[i]]; k != NONE; k = f->next[k])
			f->constants[k] = rows->values[i];
	return open_deleted(f, rows, path, e);
}

/* Have the file's columns chosen, in the order of the rows' cells. */
static int
open_parquet(struct table_reader *f, const char *path, struct error *e)
{
	const struct reader_field *c;
	size_t i, k, n = 0;

	if (row_cursor_open(&f->cursor, f->t, path, e) != 0 ||
	    open_rows(f, path, e) != 0)
		return -1;
	f->cursor.room.max = f->t->memory - f->deleted.len;
	for (i = 0; i < f->cursor.r.nfields; i++) {
		c = &f->cursor.r.fields[i];
		if (place(f, path, (const char *)c->name.p, c->name.len, i,
			e) != 0)
			return -1;
	}
	for (k = 0; k < f->nchosen; k++) {
		if (f->places[k] == NONE)
			continue;
		f->dates[k] = is_date(f, f->chosen[k], f->places[k]);
		row_cursor_choose(&f->cursor, f->places[k],
		    is_json(f, f->chosen[k], f->places[k]));
		f->places[k] = n++;
	}
	return 0;
}

static int
open_csv(struct table_reader *f, const char *path, struct error *e)
{
	const struct field *field;
	const char *name;
	size_t i;
	int rc;

	if (csv_file_open(&f->csv, f->t, path,
		f->t->dialect.delimiter, e) != 0)
		return -1;
	rc = csv_file_next(&f->csv, e);
	if (rc < 0)
		return -1;
	f->columns = f->csv.fields.n;
	for (i = 0; i < f->columns; i++) {
		field = &f->csv.fields.list[i];
		name = field->len == 0 ?
			   "" :
			   (const char *)f->csv.fields.text.data + field->at;
		if (place(f, path, name, field->len, i, e) != 0)
			return -1;
	}
	return 0;
}

static int
open_next(struct table_reader *f, struct error *e)
{
	const char *path = f->t->files[f->file++];
	size_t k;

	for (k = 0; k < f->nchosen; k++) {
		f->places[k] = NONE;
		f->constants[k] = NULL;
		f->dates[k] = false;
	}
	f->open = true;
	return f->t->format == SHOWN_PARQUET ? open_parquet(f, path, e) :
					       open_csv(f, path, e);
}

static void
close_file(struct table_reader *f)
{
	if (!f->open)
		return;
	deletion_vector_close(&f->deleted);
	if (f->t->format == SHOWN_PARQUET)
		row_cursor_close(&f->cursor);
	else
		csv_file_close(&f->csv);
	f->open = false;
}

/* What a field of CSV is in a column of that type. */
static struct show_cell
csv_cell(
    const struct table_reader *f, const struct field *field, enum type type)
{
	const char *s = (const char *)f->csv.fields.text.data + field->at;
	const char *null = f->t->dialect.null;
	struct show_cell cell = { SHOW_TEXT, s, field->len, NULL };

	if (field->len == 0)
		cell.s = "";
	if (!field->quoted &&
	    (field->len == 0 || (null != NULL && strlen(null) == field->len &&
				    memcmp(null, s, field->len) == 0)))
		cell.kind = SHOW_NULL;
	else if (type == TYPE_JSON)
		cell.kind = SHOW_JSON; /* or text; see table_reader_next() */
	else if ((type == TYPE_BIGINT || type == TYPE_DOUBLE ||
		     type == TYPE_DECIMAL) &&
		 field->len > 0 &&
		 json_number_end(s, s + field->len) == s + field->len)
		cell.kind = SHOW_TOKEN;
	else if (type == TYPE_BOOL &&
		 ((field->len == 4 && memcmp(s, "true", 4) == 0) ||
		     (field->len == 5 && memcmp(s, "false", 5) == 0)))
		cell.kind = SHOW_TOKEN;
	return cell;
}

static int
next_csv(struct table_reader *f, struct error *e)
{
	int rc = csv_file_next(&f->csv, e);
	size_t k;

	/* An empty line is a row where there is one column, and no row
	 * anywhere else. */
	while (rc == 1 && f->csv.fields.n == 1 && f->columns != 1 &&
	       f->csv.fields.list[0].len == 0)
		rc = csv_file_next(&f->csv, e);
	if (rc == 1 && f->csv.fields.n != f->columns) {
		error_set(e, ERROR_INPUT,
		    "'%s': line %llu has %zu fields, not %zu", f->csv.in.name,
		    (unsigned long long)f->csv.fields.from, f->csv.fields.n,
		    f->columns);
		return -1;
	}
	for (k = 0; rc == 1 && k < f->nchosen; k++) {
		if (f->places[k] == NONE)
			f->cells[k].kind = SHOW_NULL;
		else
			f->cells[k] = csv_cell(f,
			    &f->csv.fields.list[f->places[k]],
			    f->t->table->columns[f->chosen[k]].type.type);
	}
	return rc;
}

/* The cell of a chosen column that has one value in all of the file. */
static struct show_cell
constant_cell(const struct table_reader *f, size_t k)
{
	const char *s = f->constants[k];
	struct show_cell cell = { SHOW_TEXT, s, strlen(s), NULL };
	enum type type = f->t->table->columns[f->chosen[k]].type.type;

	if (type == TYPE_JSON)
		cell.kind = SHOW_JSON;
	/* NaN and the infinities are text, as a file's are. */
	else if (type == TYPE_BOOL ||
	    ((type == TYPE_BIGINT || type == TYPE_DOUBLE ||
		 type == TYPE_DECIMAL) &&
		json_number_end(s, s + cell.len) == s + cell.len))
		cell.kind = SHOW_TOKEN;
	return cell;
}

/* A day's cell as the instant that it begins with. */
static struct show_cell
stamp_cell(struct table_reader *f, size_t k, struct show_cell cell)
{
	int n;

	if (cell.kind != SHOW_TEXT || cell.len > DATE_MAX)
		return cell;
	n = snprintf(f->stamps[k], TIME_TEXT_MAX, "%.*sT00:00:00Z",
	    (int)cell.len, cell.s);
	cell.s = f->stamps[k];
	cell.len = n > 0 ? (size_t)n : 0;
	return cell;
}

static int
next_parquet(struct table_reader *f, struct error *e)
{
	const struct show_cell *cells;
	size_t k;
	int rc;

	do {
		if (f->seek != NULL)
			row_cursor_seek(&f->cursor,
			    f->seek(f->to, f->file - 1, &f->cursor));
		rc = row_cursor_next(&f->cursor, &cells, e);
	} while (rc == 1 && deletion_vector_has(&f->deleted,
				(uint64_t)f->cursor.row - 1));
	for (k = 0; rc == 1 && k < f->nchosen; k++) {
		if (f->constants[k] != NULL)
			f->cells[k] = constant_cell(f, k);
		else if (f->places[k] == NONE)
			f->cells[k].kind = SHOW_NULL;
		else
			f->cells[k] = cells[f->places[k]];
		if (f->dates[k])
			f->cells[k] = stamp_cell(f, k, f->cells[k]);
	}
	return rc;
}

int
table_reader_next(
    struct table_reader *f, const struct show_cell **cells, struct error *e)
{
	size_t k;
	int rc;

	for (;;) {
		if (!f->open) {
			if (f->file == f->t->nfiles)
				return 0;
			if (open_next(f, e) != 0)
				return -1;
		}
		rc = f->t->format == SHOWN_PARQUET ? next_parquet(f, e) :
						     next_csv(f, e);
		if (rc != 0)
			break;
		close_file(f);
	}
	for (k = 0; rc == 1 && k < f->nchosen; k++)
		cell_check_json(&f->cells[k]);
	f->rows += rc == 1;
	*cells = f->cells;
	return rc;
}

void
table_reader_close(struct table_reader *f)
{
	close_file(f);
	mem_free(f->first);
	mem_free(f->next);
	mem_free(f->places);
	mem_free(f->constants);
	mem_free(f->dates);
	mem_free(f->stamps);
	mem_free(f->cells);
	memset(f, 0, sizeof(*f));
}
