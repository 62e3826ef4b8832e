/*
 * emit: rows and columns lines, and what is held back of them; see
 * flatten_internal.h.
 */
#include "aai-flatten/emit.h"

#include <string.h>

#include "aai-flatten/publish.h"
#include "aai-flatten/row_put.h"
#include "aai-flatten/row_text.h"
#include "aai-flatten/held_rows.h"
#include "base/mem.h"
#include "stream/deleted.h"

/* Rows are written when there are this many bytes of them. */
#define EMIT_BYTES ((size_t)256 << 10)

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

static inline void
clear_row(struct model_table *t)
{
	t->end = t->cells;
	t->row_len = 0;
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

/* The form of a row that is put into what is held. */
static ALWAYS_INLINE enum row_form
held_form(const struct flatten *f)
{
	return UNLIKELY(f->options.objects) && f->streaming ? ROW_OBJECT :
							      ROW_ARRAY;
}

/* Bytes that the row takes at most, with what may be written after it. */
static ALWAYS_INLINE size_t
row_room(const struct flatten *f, struct model_table *t)
{
	return held_form(f) == ROW_ARRAY ? row_put_room(t) :
					   row_text_room(t, ROW_OBJECT);
}

/* The table's columns line, which is due, and room for the row after it. */
static int
put_columns(struct flatten *f, struct model_table *t, bool room)
{
	size_t need;

	buf_reset(&f->columns);
	publish_columns(f, t, false, &f->columns);
	/* Columns that had nothing but nulls have places only now. */
	need = room ? row_room(f, t) : 0;
	if (reserve(f, f->columns.len + need) != 0)
		return -1;
	memcpy(f->held + f->held_len, f->columns.data, f->columns.len);
	f->held_len += f->columns.len;
	return 0;
}

/*
 * What has to be done before the row, rarely: its table's columns line, and,
 * if the row is to be held, room for it.
 */
static int
prepare(struct flatten *f, struct model_table *t, bool room)
{
	size_t need;

	if (f->streaming && t->dirty && put_columns(f, t, room) != 0)
		return -1;
	if (!room)
		return 0;
	need = row_room(f, t);
	if (f->held_cap - f->held_len < need && reserve(f, need) != 0)
		return -1;
	/* That may have ended the window: rows may be objects now. */
	need = row_room(f, t);
	return f->held_cap - f->held_len < need ? reserve(f, need) : 0;
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
	if (prepare(f, t, false) != 0 || write_part(f, 0) != 0)
		return -1;
	rc = row_text_write(t, held_form(f), f->out, f->e);
	clear_row(t);
	return rc == 0 ? 0 : output_failed(f);
}

/* Whether a row of more bytes than options.hold is not to be held. */
static bool
is_long(const struct flatten *f, size_t need)
{
	if (f->pass == PASS_HELD)
		return false;
	return f->streaming || f->held_len + need > f->options.window;
}

/* The row of a record that is there no more; lists have none of it. */
static int
emit_deleted(struct flatten *f, struct model_table *t)
{
	static const char head[] = DELETED_ROW_HEAD;
	static const char tail[] = DELETED_ROW_TAIL "\n";
	const size_t more = sizeof(head) + sizeof(tail);
	char *end;

	if (t->parent != NULL) {
		clear_row(t);
		return 0;
	}
	t->rows++;
	f->counts.rows++;
	if (prepare(f, t, true) != 0 ||
	    (f->held_cap - f->held_len < row_room(f, t) + more &&
		reserve(f, row_room(f, t) + more) != 0))
		return -1;
	memcpy(f->held + f->held_len, head, strlen(head));
	end = row_text_put(f->held + f->held_len + strlen(head), t,
	    held_form(f), false);
	/* In place of the row's end of line. */
	memcpy(end - 1, tail, strlen(tail));
	f->held_len = (size_t)(end - 1 - f->held) + strlen(tail);
	clear_row(t);
	return 0;
}

int
emit_row(struct flatten *f, struct model_table *t)
{
	size_t need;
	char *to, *end;

	if (UNLIKELY(f->deleting))
		return emit_deleted(f, t);

	t->rows++;
	f->counts.rows++;
	if (UNLIKELY(f->options.infer || f->pass == PASS_FIRST)) {
		clear_row(t);
		return 0;
	}
	need = row_room(f, t);
	if (UNLIKELY(need > f->options.hold) && is_long(f, need))
		return emit_long_row(f, t);
	if (UNLIKELY((f->streaming && t->dirty) ||
		f->held_cap - f->held_len < need) &&
	    prepare(f, t, true) != 0)
		return -1;
	to = f->held + f->held_len;
	end = held_form(f) == ROW_ARRAY ? row_put_array(to, t, false) : NULL;
	if (UNLIKELY(end == NULL))
		end = row_text_put(to, t, held_form(f), !f->streaming);
	f->held_len = (size_t)(end - f->held);
	clear_row(t);
	return 0;
}

/* After the window: rows, and at the end columns lines that are due. */
static int
write_held(struct flatten *f, bool last, struct error *e)
{
	if (f->held_len > 0 && out_put(f->out, f->held, f->held_len, e) != 0)
		return -1;
	f->held_len = 0;
	if (!last)
		return 0;
	buf_reset(&f->columns);
	publish_all(f, last, &f->columns);
	return out_put(f->out, f->columns.data, f->columns.len, e);
}

int
emit_all(struct flatten *f, bool last, struct error *e)
{
	int rc = f->streaming ? write_held(f, last, e) :
				held_rows_write(f, last, e);

	if (rc != 0)
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
