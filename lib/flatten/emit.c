/*
 * emit: rows and columns lines, and what is held back of them; see engine.h.
 */
#include "flatten/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stream/columns.h"

/* Rows are written when there are so many bytes of them. */
#define EMIT_BYTES ((size_t)256 << 10)

/* A record's rows beyond this are not held until it is whole. */
#define EMIT_HELD_MAX ((size_t)32 << 20)

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
	struct engine_undo *u;
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
	f->mark = f->held_len;
	f->nundo = 0;
	f->verified = false;
	f->rows_mark = f->counts.rows;
}

static void
clear_row(struct model_table *t)
{
	t->ncells = 0;
	t->row_len = 0;
	t->last_order = 0;
	t->disorder = false;
}

void
emit_rollback(struct flatten *f)
{
	struct model *m = &f->model;
	size_t i;

	f->held_len = f->mark;
	f->counts.rows = f->rows_mark;
	while (f->nundo > 0) {
		f->nundo--;
		f->undo[f->nundo].column->facts = f->undo[f->nundo].facts;
	}
	for (i = 0; i < m->ntables; i++) {
		clear_row(m->tables[i]);
		/* A columns line may be among what is dropped. */
		m->tables[i]->dirty = true;
	}
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
compare_columns(const void *a, const void *b)
{
	const struct model_column *x = *(struct model_column *const *)a;
	const struct model_column *y = *(struct model_column *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

/*
 * Whether the column is in the columns line.  One that has held nothing but
 * nulls waits for the end, since its type is open; and what turns out to be an
 * object or a list elsewhere is no column.
 */
static bool
is_declared(const struct model_column *c, bool last)
{
	const struct model_field *fd = c->field;

	if (c->known || c->key || model_type(c).type != TYPE_NONE)
		return true;
	return last && fd != NULL && fd->object == NULL && fd->list == NULL &&
	    fd->map == NULL;
}

/* Those in the line, in order; n of them, owned by the caller. */
static struct model_column **
gather(struct model_table *t, bool last, size_t *n)
{
	struct model_column **all, *c;
	size_t i;

	all = mem_new(t->ncolumns, sizeof(struct model_column *));
	for (*n = i = 0; i < t->ncolumns; i++) {
		c = t->columns[i];
		if (!is_declared(c, last)) {
			c->order = MODEL_NO_ORDER;
			continue;
		}
		if (c->order == MODEL_NO_ORDER) {
			c->order = t->next_order++;
			t->disorder = true;
		}
		all[(*n)++] = c;
	}
	qsort(all, *n, sizeof(struct model_column *), compare_columns);
	return all;
}

/* Append the columns line of the table, with its LF, if it is news. */
static void
put_columns(struct flatten *f, struct model_table *t, bool last,
    struct buf *out)
{
	struct schema schema = { 0 };
	struct table *table = schema_table(&schema, t->name, t->name_len);
	struct model_column **all;
	struct coltype type;
	size_t i, n;
	bool news = !t->is_sent;

	all = gather(t, last, &n);
	for (i = 0; i < n; i++) {
		type = model_type(all[i]);
		(void)table_add(table, all[i]->name, all[i]->name_len, type,
		    all[i]->key);
		news |= !all[i]->is_sent || !type_equal(type, all[i]->sent);
		all[i]->is_sent = true;
		all[i]->sent = type;
	}
	mem_free(all);
	t->dirty = false;
	if (news) {
		if (t->parent != NULL)
			table->parent = mem_str(t->parent->name);
		columns_put(out, table);
		buf_byte(out, '\n');
		f->counts.columns_lines += t->is_sent;
		t->is_sent = true;
	}
	schema_free(&schema);
}

static void
make_room(struct flatten *f, size_t n)
{
	if (f->held_cap - f->held_len < n)
		f->held = mem_grow(f->held, &f->held_cap, f->held_len + n, 1);
}

/*
 * Room for n bytes of rows.  A record with very many is looked through first,
 * so that no rollback can come, and then written in parts.
 */
static int
reserve(struct flatten *f, size_t n)
{
	if (!f->verified && f->held_len - f->mark > EMIT_HELD_MAX) {
		if (!content_is_clean(f))
			return -1;
		f->verified = true;
	}
	if (f->verified && f->held_len > EMIT_BYTES) {
		if (emit_all(f, false, f->e) != 0) {
			(void)engine_stop(f, ENGINE_ERROR, f->line);
			return -1;
		}
		f->mark = 0;
	}
	make_room(f, n);
	return 0;
}

/* What has to be done before the row, rarely. */
static int
prepare(struct flatten *f, struct model_table *t, size_t need)
{
	if (f->streaming && t->dirty) {
		buf_reset(&f->columns);
		put_columns(f, t, false, &f->columns);
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

int
emit_row(struct flatten *f, struct model_table *t)
{
	const struct buf *id = &t->root->idtext;
	size_t extra = t->parent == NULL ? id->len : 0;
	size_t i, need = t->prefix_len + t->index_len + t->row_len + extra +
	    2 + MODEL_PAD;
	char *to;

	t->rows++;
	f->counts.rows++;
	if (f->options.infer) {
		clear_row(t);
		return 0;
	}
	if (UNLIKELY((f->streaming && t->dirty) || t->disorder ||
		f->held_cap - f->held_len < need) &&
	    prepare(f, t, need) != 0)
		return -1;
	to = put(f->held + f->held_len, t->prefix, t->prefix_len);
	if (t->parent != NULL) {
		to = put(to, t->index, t->index_len);
	} else if (extra > 0) {
		memcpy(to, id->data, extra);
		to += extra;
	}
	for (i = 0; i < t->ncells; i++) {
		const struct model_cell *c = &t->cells[i];

		to = put(to, c->column->lead, c->column->lead_len);
		to = put(to, c->s, c->len);
	}
	*to++ = '}';
	*to++ = '\n';
	f->held_len = (size_t)(to - f->held);
	clear_row(t);
	return 0;
}

/* Columns lines that are due whether rows come or not. */
static int
write_columns(struct flatten *f, bool last, struct error *e)
{
	struct model *m = &f->model;
	struct model_table *t;
	size_t i;

	buf_reset(&f->columns);
	for (i = 0; i < m->ntables; i++) {
		t = m->tables[i];
		if (t->rows > 0 || t->known)
			put_columns(f, t, last, &f->columns);
	}
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
	return 0;
}

int
emit_commit(struct flatten *f, struct error *e)
{
	size_t most = f->streaming ? EMIT_BYTES : f->options.window;

	if (f->options.infer || f->held_len < most)
		return 0;
	return emit_all(f, false, e);
}
