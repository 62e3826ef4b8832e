/*
 * emit: rows and what is held back of them.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_EMIT_H
#define AAI_FLATTEN_EMIT_H

#include "aai-flatten/flatten_internal.h"

/* Begin a record; its rows are kept or undone together. */
void emit_begin(struct flatten *f);
void emit_rollback(struct flatten *f);

/* The record was walked ahead: count its rows from the beginning. */
void emit_again(struct flatten *f);

/* The record is whole: write rows if there are enough of them. */
int emit_commit(struct flatten *f, struct error *e) MUST_CHECK;

/* Add the value s..end to the current row. */
static inline void
emit_cell(struct model_column *c, const char *s, const char *end)
{
	struct model_table *t = c->table;
	struct model_cell *cell = t->end++;
	size_t len = (size_t)(end - s);

	cell->column = c;
	cell->s = s;
	cell->len = len;
	t->row_len += len;
}

/* Write the row that the table's cells make.  -1 with f->stop set. */
int emit_row(struct flatten *f, struct model_table *t) MUST_CHECK;

/* Where rows stand, for emit_drop(). */
static inline struct flatten_mark
emit_mark(const struct flatten *f)
{
	return (struct flatten_mark){ f->held_len, f->counts.rows };
}

/* Drop the current row, and the rows that were written from mark on. */
void emit_drop(struct flatten *f, struct model_table *t,
    struct flatten_mark mark);

/* Note new facts of a column. */
void emit_facts(struct flatten *f, struct model_column *c, struct facts now);

/* All that is held, out; the window is over.  last: so is the stream. */
int emit_all(struct flatten *f, bool last, struct error *e) MUST_CHECK;

#endif
