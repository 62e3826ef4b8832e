/* row_cursor: the rows of a Parquet file; see row_cursor.h. */
#include "view/row_cursor.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "view/file_fields.h"
#include "view/value.h"

int
row_cursor_open(struct row_cursor *s, const struct shown *t, const char *path,
    struct error *e)
{
	memset(s, 0, sizeof(*s));
	s->fd = shown_file_open(t, path);
	if (s->fd < 0) {
		beneath_error(e, ERROR_INPUT, "cannot open '%s'", path);
		return -1;
	}
	s->open = true;
	s->room.max = SIZE_MAX;
	if (reader_open_any(&s->r, s->fd, path, e) != 0)
		return -1;
	s->r.room = &s->room;
	return t == NULL || t->snapshot.names == NULL
		   ? 0
		   : file_fields_name(&s->r, t->snapshot.names, e);
}

void
row_cursor_choose(struct row_cursor *s, size_t number, bool json)
{
	struct row_cursor_column *c;

	if (s->columns == NULL) {
		s->columns = mem_new(s->r.nfields, sizeof(*s->columns));
		s->cells = mem_new(s->r.nfields, sizeof(*s->cells));
	}
	c = &s->columns[s->ncolumns++];
	c->field = &s->r.fields[number];
	if (c->field->nested)
		nested_open(&c->nested, &s->r, number);
	c->json = json;
	c->text = buf_make(SIZE_MAX / 2);
}

/* Go on to the first row of a group. */
static int
start_group(struct row_cursor *s, struct error *e)
{
	struct row_cursor_column *c;
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		c = &s->columns[i];
		if (c->field->nested) {
			if (nested_group(&c->nested, s->group, e) != 0)
				return -1;
			continue;
		}
		if (column_cursor_open(&c->cursor, &s->r, s->group,
			c->field->column, e) != 0)
			return -1;
	}
	s->left = s->r.groups[s->group].rows;
	s->begun = true;
	return 0;
}

/* That the columns end where the group does; the group is then done. */
static int
end_group(struct row_cursor *s, struct error *e)
{
	struct row_cursor_column *c;
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		c = &s->columns[i];
		if (c->field->nested ? nested_end(&c->nested, e) != 0 :
				       column_cursor_end(&c->cursor, e) != 0)
			return -1;
	}
	s->group++;
	s->begun = false;
	return 0;
}

/* The nested column's cell of the next row. */
static int
take_nested(
    struct row_cursor_column *c, struct show_cell *cell, struct error *e)
{
	int rc = nested_row(&c->nested, e);

	memset(cell, 0, sizeof(*cell));
	if (rc == 1) {
		cell->kind = SHOW_NESTED;
		cell->nested = &c->nested;
	}
	return rc < 0 ? -1 : 0;
}

/* The column's cell of the next row. */
static int
take(struct row_cursor_column *c, struct show_cell *cell, struct error *e)
{
	const struct reader_pages *pages = &c->cursor.pages;
	struct column_level l;
	struct value value = { 0 };
	size_t i;

	if (c->field->nested)
		return take_nested(c, cell, e);
	if (column_cursor_expect(&c->cursor, 0, &l, e) != 0)
		return -1;
	if (l.def != pages->column->def_max) {
		column_cursor_pass(&c->cursor);
		memset(cell, 0, sizeof(*cell));
		return 0;
	}
	i = column_cursor_take(&c->cursor);
	if (reader_has_spans(pages->column))
		value.span = pages->values.spans[i];
	else
		value.num = pages->values.nums[i];
	*cell = value_cell(pages->column, &value, &c->text);
	if (c->json && cell->kind == SHOW_TEXT)
		cell->kind = SHOW_JSON;
	return 0;
}

int
row_cursor_next(struct row_cursor *s, const struct show_cell **cells,
    struct error *e)
{
	size_t i;

	while (s->left == 0) {
		if (s->begun && end_group(s, e) != 0)
			return -1;
		if (s->group == s->r.ngroups)
			return 0;
		if (start_group(s, e) != 0)
			return -1;
	}
	s->left--;
	s->row++;
	for (i = 0; i < s->ncolumns; i++) {
		if (take(&s->columns[i], &s->cells[i], e) != 0)
			return -1;
	}
	*cells = s->cells;
	return 1;
}

void
row_cursor_seek(struct row_cursor *s, size_t group)
{
	if (s->begun && s->group < group) {
		s->row += s->left;
		s->group++;
		s->left = 0;
		s->begun = false;
	}
	for (; s->group < group; s->group++)
		s->row += s->r.groups[s->group].rows;
}

void
row_cursor_close(struct row_cursor *s)
{
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		column_cursor_close(&s->columns[i].cursor);
		nested_close(&s->columns[i].nested);
		buf_free(&s->columns[i].text);
	}
	mem_free(s->columns);
	mem_free(s->cells);
	if (s->open) {
		reader_close(&s->r);
		(void)close(s->fd);
	}
	memset(s, 0, sizeof(*s));
}
