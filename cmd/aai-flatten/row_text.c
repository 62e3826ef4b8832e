/* row_text: the text of rows; see row_text.h. */
#include "aai-flatten/row_text.h"

#include <stdlib.h>
#include <string.h>

#include "aai-flatten/row_put.h"
#include "json/scan.h"
#include "json/text.h"

const char *
row_text_after(const char *p)
{
	bool lone, deep, escaped;
	const char *at;

	if (*p == '"')
		return scan_string(p + 1, &at, &escaped, &lone) + 1;
	return scan_value(p, SCAN_DEPTH_MAX, &at, &lone, &deep);
}

void
row_text_keys(const struct model_table *t, struct buf *out)
{
	const char *p = t->prefix + t->head_len, *q;
	size_t i;

	for (i = 0; i + 1 < t->nkeys; i++, p = q) {
		q = row_text_after(p + 1);
		buf_put(out, t->columns[i]->prefix, t->columns[i]->prefix_len);
		buf_put(out, p + 1, (size_t)(q - p - 1));
	}
	buf_put(out, t->columns[i]->prefix, t->columns[i]->prefix_len);
}

/* Bring t->named up to date: the prefix with names. */
static void
name_prefix(struct model_table *t)
{
	static const char zeros[MODEL_PAD];

	if (t->named.len > 0)
		return;
	if (t->named.max == 0)
		t->named = buf_make(SIZE_MAX / 2);
	buf_str(&t->named, "{\"_table\":");
	json_quote(t->name, t->name_len, &t->named);
	if (t->parent != NULL)
		row_text_keys(t, &t->named);
	buf_put(&t->named, zeros, sizeof(zeros));
	t->named.len -= sizeof(zeros);
}

size_t
row_text_room(struct model_table *t, enum row_form form)
{
	size_t i, n = (size_t)(t->end - t->cells), room;

	if (form == ROW_ARRAY)
		return row_put_room(t);
	name_prefix(t);
	room = t->named.len + t->columns[0]->prefix_len + t->index_len +
	    t->root->idtext.len + t->row_len + sizeof("}\n") + MODEL_PAD;
	for (i = 0; i < n; i++)
		room += t->cells[i].column->prefix_len;
	return room;
}

static int
compare_cells(const void *a, const void *b)
{
	const struct model_cell *x = a, *y = b;

	return (x->column->order > y->column->order) -
	    (x->column->order < y->column->order);
}

static void
sort_cells(struct model_table *t)
{
	struct model_cell cell;
	size_t i, j, n = (size_t)(t->end - t->cells);

	if (n > 64) {
		qsort(t->cells, n, sizeof(t->cells[0]), compare_cells);
		return;
	}
	for (i = 1; i < n; i++) {
		cell = t->cells[i];
		for (j = i; j > 0 &&
		     t->cells[j - 1].column->order > cell.column->order; j--)
			t->cells[j] = t->cells[j - 1];
		t->cells[j] = cell;
	}
}

/* Whether the row, in order, has so many nulls that an object is shorter. */
static bool
is_sparse(const struct model_table *t)
{
	size_t nulls, names, i, n = (size_t)(t->end - t->cells);

	if (n == 0)
		return false;
	nulls = t->end[-1].column->order + 1 - row_put_before(t) - n;
	if (nulls <= ROW_NULLS_FEW)
		return false;
	names = sizeof("{\"_table\":\"\"}") + t->name_len;
	for (i = 0; i < row_put_before(t); i++)
		names += t->columns[i]->prefix_len;
	for (i = 0; i < n; i++)
		names += t->cells[i].column->prefix_len;
	return nulls * ROW_NULL_LEN > names;
}

static char *
put_object(char *to, struct model_table *t)
{
	const struct buf *id = &t->root->idtext;
	const struct model_column *first = t->columns[0];
	const struct model_cell *c, *end = t->end;

	to = row_put_prefix(to, (const char *)t->named.data, t->named.len);
	if (t->parent != NULL) {
		to = row_put(to, t->index, t->index_len);
	} else if (id->len > 0) {
		to = row_put(to, first->prefix, first->prefix_len);
		memcpy(to, id->data + 1, id->len - 1);
		to += id->len - 1;
	}
	for (c = t->cells; c < end; c++) {
		to = row_put(to, c->column->prefix, c->column->prefix_len);
		to = row_put(to, c->s, c->len);
	}
	*to++ = '}';
	*to++ = '\n';
	return to;
}

/* The form that the row really has. */
static enum row_form
final_form(const struct model_table *t, enum row_form form)
{
	return form == ROW_ARRAY && is_sparse(t) ? ROW_OBJECT : form;
}

/* Whether the object has the room: the table's name may be longer in quotes. */
static bool
object_fits(struct model_table *t, enum row_form form)
{
	return form == ROW_OBJECT ||
	    row_text_room(t, ROW_OBJECT) <= row_put_room(t);
}

char *
row_text_put(char *to, struct model_table *t, enum row_form form, bool held)
{
	enum row_form as;
	char *end;

	sort_cells(t);
	as = final_form(t, form);
	if (as == ROW_OBJECT && !held && object_fits(t, form)) {
		name_prefix(t);
		return put_object(to, t);
	}
	end = row_put_array(to, t, true);
	if (as == ROW_OBJECT && held)
		*to = ROW_MARK;
	return end;
}

/* What is before the cells. */
static int
write_prefix(struct model_table *t, enum row_form form, struct out *out,
    struct error *e)
{
	const struct buf *id = &t->root->idtext;
	const struct model_column *first = t->columns[0];
	int rc;

	if (form == ROW_OBJECT) {
		name_prefix(t);
		rc = out_put(out, t->named.data, t->named.len, e);
	} else {
		rc = out_put(out, t->prefix, t->prefix_len, e);
	}
	if (rc != 0 || t->parent != NULL)
		return rc != 0 ? rc : out_put(out, t->index, t->index_len, e);
	if (id->len == 0 || form == ROW_ARRAY)
		return out_put(out, id->data, id->len, e);
	rc = out_put(out, first->prefix, first->prefix_len, e);
	return rc != 0 ? rc : out_put(out, id->data + 1, id->len - 1, e);
}

/* The nulls from column order on to the cell, and what is before its value. */
static int
write_before(const struct model_cell *c, uint32_t order, enum row_form form,
    struct out *out, struct error *e)
{
	int rc = 0;

	if (form == ROW_OBJECT)
		return out_put(
		    out, c->column->prefix, c->column->prefix_len, e);
	for (; rc == 0 && order < c->column->order; order++)
		rc = out_put(out, ROW_NULL, ROW_NULL_LEN, e);
	return rc == 0 ? out_put(out, ",", 1, e) : rc;
}

int
row_text_write(struct model_table *t, enum row_form form, struct out *out,
    struct error *e)
{
	const struct model_cell *c, *end = t->end;
	uint32_t order = row_put_before(t);

	sort_cells(t);
	form = final_form(t, form);
	if (write_prefix(t, form, out, e) != 0)
		return -1;
	for (c = t->cells; c < end; c++) {
		if (write_before(c, order, form, out, e) != 0 ||
		    out_put(out, c->s, c->len, e) != 0)
			return -1;
		order = c->column->order + 1;
	}
	return out_put(out, form == ROW_OBJECT ? "}\n" : "]\n", 2, e);
}
