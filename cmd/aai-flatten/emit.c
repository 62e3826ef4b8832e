/*
 * emit: rows and columns lines, and what is held back of them; see
 * flatten_internal.h.
 */
#include "aai-flatten/emit.h"

#include <stdlib.h>
#include <string.h>

#include "aai-flatten/publish.h"
#include "base/mem.h"

/* Rows are written when there are this many bytes of them. */
#define EMIT_BYTES ((size_t)256 << 10)

/* Bytes copied at once, beyond the end of what is copied. */
#define WIDE 32

static ALWAYS_INLINE char *
put(char *to, const char *from, size_t n)
{
	memcpy(to, from, WIDE);
	if (UNLIKELY(n > WIDE))
		memcpy(to + WIDE, from + WIDE, n - WIDE);
	return to + n;
}

void
emit_facts(struct flatten *f, struct model_column *c, struct facts now)
{
	struct model *m = &f->model;
	struct flatten_undo *u;
	size_t i;

	if (now.seen == c->facts.seen && now.whole == c->facts.whole &&
	    now.behind == c->facts.behind)
		return;
	f->undo = mem_grow(f->undo, &f->undo_cap, f->nundo + 1, sizeof(*u));
	u = &f->undo[f->nundo++];
	u->column = c;
	u->facts = c->facts;
	c->facts = now;
	c->table->dirty = true;
	for (i = 0; c->carried && i < m->ntables; i++)
		if (m->tables[i]->root == c->table->root)
			m->tables[i]->dirty = true;
}

void
emit_begin(struct flatten *f)
{
	f->mark = emit_mark(f);
	f->nundo = 0;
	f->rejected_mark = f->counts.rejected;
	buf_reset(&f->rejects);
}

static void
clear_row(struct model_table *t)
{
	t->ncells = 0;
	t->row_len = 0;
	t->last_order = 0;
	t->disorder = false;
}

/* Columns lines of this record may be among what is dropped: due again. */
static void
forget_lines(struct flatten *f)
{
	struct model *m = &f->model;
	struct model_table *t;
	size_t i, j;

	for (i = 0; i < m->ntables; i++) {
		t = m->tables[i];
		t->dirty = true;
		if (!t->is_sent || t->sent_number != f->number)
			continue;
		t->is_sent = false;
		for (j = 0; j < t->ncolumns; j++)
			if (t->columns[j]->sent_number == f->number)
				t->columns[j]->is_sent = false;
	}
}

void
emit_again(struct flatten *f)
{
	f->counts.rows = f->mark.rows;
	f->counts.rejected = f->rejected_mark;
}

void
emit_rollback(struct flatten *f)
{
	struct model *m = &f->model;
	size_t i;

	f->held_len = f->mark.held;
	emit_again(f);
	while (f->nundo > 0) {
		f->nundo--;
		f->undo[f->nundo].column->facts = f->undo[f->nundo].facts;
	}
	for (i = 0; i < m->ntables; i++) {
		clear_row(m->tables[i]);
		m->tables[i]->rejected = false;
	}
	forget_lines(f);
}

void
emit_drop(struct flatten *f, struct model_table *t, struct flatten_mark mark)
{
	clear_row(t);
	f->counts.rows = mark.rows;
	if (f->options.infer || f->pass == PASS_FIRST)
		return;
	forget_lines(f);
	f->held_len = mark.held;
}

static int
compare_order(const void *a, const void *b)
{
	const struct model_cell *x = a, *y = b;

	return (x->column->order > y->column->order) -
	    (x->column->order < y->column->order);
}

static void
sort_cells(struct model_table *t)
{
	struct model_cell cell;
	size_t i, j;

	if (t->ncells > 64) {
		qsort(t->cells, t->ncells, sizeof(t->cells[0]), compare_order);
		return;
	}
	for (i = 1; i < t->ncells; i++) {
		cell = t->cells[i];
		for (j = i; j > 0 &&
		     t->cells[j - 1].column->order > cell.column->order;
		     j--)
			t->cells[j] = t->cells[j - 1];
		t->cells[j] = cell;
	}
}

static int
output_failed(struct flatten *f)
{
	(void)flatten_stop(f, STOP_ERROR, f->line);
	return -1;
}

/* Write what is held of a record that was looked through, if it is much. */
static int
write_part(struct flatten *f, size_t much)
{
	if (f->pass != PASS_LAST || f->held_len <= much)
		return 0;
	if (emit_all(f, false, f->e) != 0)
		return output_failed(f);
	f->mark.held = 0;
	return 0;
}

/* This many bytes of rows are held before they are written. */
static size_t
held_most(const struct flatten *f)
{
	return f->streaming || f->options.window < EMIT_BYTES ?
	    EMIT_BYTES : f->options.window;
}

static int
walk_ahead(struct flatten *f)
{
	(void)flatten_stop(f, STOP_TOO_LONG, f->line);
	return -1;
}

/*
 * Room for n bytes of rows.  A record with very many is walked ahead first, so
 * that no rollback can come, and then written in parts.
 */
static int
reserve(struct flatten *f, size_t n)
{
	if (f->pass == PASS_ONLY &&
	    f->held_len - f->mark.held > f->options.hold)
		return walk_ahead(f);
	if (write_part(f, held_most(f)) != 0)
		return -1;
	if (f->held_cap - f->held_len < n)
		f->held = mem_grow(f->held, &f->held_cap, f->held_len + n, 1);
	return 0;
}

/* What has to be done before the row, rarely. */
static int
prepare(struct flatten *f, struct model_table *t, size_t need)
{
	if (f->streaming && t->dirty) {
		buf_reset(&f->columns);
		publish_columns(f, t, false, &f->columns);
		if (reserve(f, f->columns.len + need) != 0)
			return -1;
		memcpy(f->held + f->held_len, f->columns.data,
		    f->columns.len);
		f->held_len += f->columns.len;
	}
	if (t->disorder)
		sort_cells(t);
	return f->held_cap - f->held_len < need ? reserve(f, need) : 0;
}

/* The row's text, to where there is room for it; its end. */
static ALWAYS_INLINE char *
put_row(char *to, const struct model_table *t)
{
	const struct buf *id = &t->root->idtext;
	const struct model_cell *c, *end = t->cells + t->ncells;

	to = put(to, t->prefix, t->prefix_len);
	if (t->parent != NULL) {
		to = put(to, t->index, t->index_len);
	} else if (id->len > 0) {
		memcpy(to, id->data, id->len);
		to += id->len;
	}
	for (c = t->cells; c < end; c++) {
		to = put(to, c->column->prefix, c->column->prefix_len);
		to = put(to, c->s, c->len);
	}
	*to++ = '}';
	*to++ = '\n';
	return to;
}

/* The same to the output, cell by cell. */
static int
write_row(struct flatten *f, const struct model_table *t)
{
	const struct buf *id = &t->root->idtext;
	const struct model_cell *c, *end = t->cells + t->ncells;
	int rc;

	rc = out_put(f->out, t->prefix, t->prefix_len, f->e);
	if (rc == 0 && t->parent != NULL)
		rc = out_put(f->out, t->index, t->index_len, f->e);
	else if (rc == 0)
		rc = out_put(f->out, id->data, id->len, f->e);
	for (c = t->cells; rc == 0 && c < end; c++) {
		rc = out_put(f->out, c->column->prefix, c->column->prefix_len,
		    f->e);
		if (rc == 0)
			rc = out_put(f->out, c->s, c->len, f->e);
	}
	if (rc == 0)
		rc = out_put(f->out, "}\n", 2, f->e);
	return rc == 0 ? 0 : output_failed(f);
}

/* A row that is too long to be held: all before it goes out, then the row. */
static int
emit_long_row(struct flatten *f, struct model_table *t)
{
	int rc;

	if (f->pass == PASS_ONLY)
		return walk_ahead(f);
	if (write_part(f, 0) != 0)
		return -1;
	if (!f->streaming && emit_all(f, false, f->e) != 0)
		return output_failed(f);
	if (prepare(f, t, 0) != 0 || write_part(f, 0) != 0)
		return -1;
	rc = write_row(f, t);
	clear_row(t);
	return rc;
}

/* Whether a row of more bytes than options.hold is not to be held. */
static bool
is_long(const struct flatten *f, size_t need)
{
	if (f->pass == PASS_HELD)
		return false;
	return f->streaming || f->held_len + need > f->options.window;
}

int
emit_row(struct flatten *f, struct model_table *t)
{
	size_t need;

	t->rows++;
	f->counts.rows++;
	if (UNLIKELY(f->options.infer || f->pass == PASS_FIRST)) {
		clear_row(t);
		return 0;
	}
	need = t->prefix_len + t->index_len + t->row_len +
	    t->root->idtext.len + 2 + MODEL_PAD;
	if (UNLIKELY(need > f->options.hold) && is_long(f, need))
		return emit_long_row(f, t);
	if (UNLIKELY((f->streaming && t->dirty) || t->disorder ||
		f->held_cap - f->held_len < need) &&
	    prepare(f, t, need) != 0)
		return -1;
	f->held_len = (size_t)(put_row(f->held + f->held_len, t) - f->held);
	clear_row(t);
	return 0;
}

/* Columns lines that are due whether rows come or not. */
static int
write_columns(struct flatten *f, bool last, struct error *e)
{
	buf_reset(&f->columns);
	publish_all(f, last, &f->columns);
	return out_put(f->out, f->columns.data, f->columns.len, e);
}

int
emit_all(struct flatten *f, bool last, struct error *e)
{
	if (!f->streaming && write_columns(f, last, e) != 0)
		return -1;
	if (f->held_len > 0 && out_put(f->out, f->held, f->held_len, e) != 0)
		return -1;
	f->held_len = 0;
	if (f->streaming && last && write_columns(f, last, e) != 0)
		return -1;
	f->streaming = true;
	f->model.may_rename = false;
	return 0;
}

int
emit_commit(struct flatten *f, struct error *e)
{
	size_t most = f->streaming ? EMIT_BYTES : f->options.window;

	if (f->rejects.len > 0 && out_put(f->options.rejects, f->rejects.data,
				      f->rejects.len, e) != 0)
		return -1;
	if (f->options.infer || f->held_len < most)
		return 0;
	return emit_all(f, false, e);
}
