/*
 * flatten_internal: the flattener's state, shared by its files alone.
 *
 * flatten.c takes records and finds their roots; walk.c goes through a
 * record's bytes once and gathers the cells of its rows; emit.c writes the
 * rows and columns lines; observe.c and model*.c are for what is new; content.c
 * names records without a key; unique.c and json/repair_utf8.c repair the text.
 *
 * A record is a transaction: when walking finds that it must be taken again
 * in another form, or is wrong, emit_rollback() leaves no trace of it but
 * tables and columns without values.  One that is too long for its rows to be
 * held is walked ahead first, without rows: what could go wrong does so then,
 * and facts are all known when its rows go out.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_FLATTEN_INTERNAL_H
#define AAI_FLATTEN_FLATTEN_INTERNAL_H

#include "aai-flatten/flatten.h"
#include "aai-flatten/model.h"
#include "base/buf.h"
#include "io/out.h"
#include "json/canonical.h"

/* Why walking a record stopped. */
enum flatten_stop {
	STOP_NONE,	  /* it did not */
	STOP_WRONG,	  /* it is not JSON; at is where */
	STOP_DEEP,	  /* too many levels; at is where */
	STOP_DUPLICATE,   /* an object has a name twice */
	STOP_SURROGATE,	  /* a lone surrogate */
	STOP_RENAME,	  /* model.clash must have another name */
	STOP_TOO_LONG,	  /* it is too long to be held: walk ahead first */
	STOP_ERROR,	  /* *e says */
};

/* A column's facts before the record, for a rollback. */
struct flatten_undo {
	struct model_column *column;
	struct facts facts;
};

struct flatten {
	struct flatten_options options;
	struct model model;
	struct flatten_counts counts;
	struct out *out;
	struct model_root *last;     /* of the record before with a tag */
	struct model_root *untagged; /* of those without; NULL before one */
	/* The record under way. */
	struct model_root *root;
	char *line; /* its text */
	size_t len;
	const char *body; /* behind "{" or the tag's comma */
	uint64_t number;  /* of the record, from 1; not 0 */
	uint64_t object;  /* number of the object last begun */
	unsigned depth;
	enum flatten_stop stop;
	const char *at;
	struct error *e;
	bool two_pass;	   /* it is walked twice */
	bool first_pass;   /* the first time: no rows */
	bool drops;	   /* in which the contract dropped some */
	bool verified;	   /* the second time: nothing will stop it */
	char *text;	   /* a copy of it that could be made wider */
	size_t text_cap;
	char *(*widen)(void *arg, size_t n); /* NULL: copy */
	void *widen_arg;
	struct buf name;   /* a name being decoded */
	struct canonical canonical;
	/* Rows on their way out. */
	char *held;
	size_t held_len;
	size_t held_cap;
	size_t mark;	/* where the record's begin */
	bool streaming; /* the window is over */
	uint64_t rows_mark;
	struct flatten_undo *undo;
	size_t nundo;
	size_t undo_cap;
	struct buf columns; /* a columns line being made */
	struct buf rejects; /* of the record under way */
	uint64_t rejected_mark;
	unsigned nschemas;  /* taken by flatten_schema() */
};

/* Stop walking: always NULL. */
const char *flatten_stop(struct flatten *f, enum flatten_stop why,
    const char *at);

/* Walk the record in f, all its rows into f->held.  -1 with f->stop set. */
int walk_record(struct flatten *f) MUST_CHECK;

/*
 * What stands behind an opening bracket at p: an object's members, into the
 * row under way; a list's items, or a map's members, each a row.  The position
 * behind the closing bracket, or NULL with f->stop set.
 */
const char *walk_object(struct flatten *f, struct model_shape *s,
    const char *p);
const char *walk_list(struct flatten *f, struct model_list *l, const char *p);
const char *walk_map(struct flatten *f, struct model_list *l, const char *p);

/* Add the value s..end to the row under way. */
static inline void
walk_cell(struct model_column *c, const char *s, const char *end)
{
	struct model_table *t = c->table;
	struct model_cell *cell = &t->cells[t->ncells++];

	cell->column = c;
	cell->s = s;
	cell->len = (size_t)(end - s);
	t->row_len += cell->len + c->prefix_len;
	t->disorder |= c->order < t->last_order;
	t->last_order = c->order;
}

/* The closing quote of a string that has a special byte at q. */
const char *observe_string(struct flatten *f, const char *q);

/*
 * The value p..end may say something new about its column.  False when it is
 * not to be taken: an error when f->stop says so, else a contract's verdict.
 */
bool observe_text(struct flatten *f, struct model_column *c, const char *p,
    const char *end);
bool observe_number(struct flatten *f, struct model_column *c, const char *p,
    const char *end);
bool observe_bool(struct flatten *f, struct model_column *c, const char *p,
    const char *end);

/*
 * A scalar at p, in a field without a column: p itself when it has one now,
 * the position behind the value when that is left out, or NULL.
 */
const char *observe_scalar(struct flatten *f, struct model_field *fd,
    const char *p);

/*
 * An object or a list at p in a field for which that is news, or which treats
 * it in its own way: the position behind it, or NULL.
 */
const char *observe_nested(struct flatten *f, struct model_field *fd,
    const char *p);

/* A name at p, decoded: *name and *len; the position behind its quote. */
const char *observe_name(struct flatten *f, const char *p, const char **name,
    size_t *len);

/* The colon behind a name at p, with the blanks around it. */
const char *observe_colon(struct flatten *f, const char *p);

/*
 * The field whose name is at *p, which is moved to its value: not the one that
 * was guessed first.  NULL when there is no name.
 */
struct model_field *observe_field(struct flatten *f, struct model_shape *s,
    struct model_next *next, const char **p);

/*
 * Contracts.  Each is asked about the value p..end when it would add a table,
 * a column, a fact; true: go on (facts are joined then).  False: it is left
 * out, f->stop set when that is an error.
 */
bool contract_table(struct flatten *f, struct model_field *fd, bool map,
    const char *p, const char *end);
bool contract_column(struct flatten *f, struct model_field *fd,
    const char *p, const char *end);
bool contract_facts(struct flatten *f, struct model_column *c,
    struct facts now, const char *p, const char *end);

/*
 * The same for a record whose table has just come up: 1, 0 or -1 with f->stop
 * set, also when it would be left out and is no JSON.
 */
int contract_root(struct flatten *f, struct error *e) MUST_CHECK;

/*
 * Leave out the row under way, which is made of from..end, and all rows of
 * its children, which were written from mark on.  item is what the list or map
 * has; NULL for a record.  -1 with f->stop set.
 */
int contract_drop_row(struct flatten *f, struct model_table *t,
    const struct model_field *item, size_t mark, const char *from,
    const char *end) MUST_CHECK;

/* Begin a record; its rows are kept or undone together. */
void emit_begin(struct flatten *f);
void emit_rollback(struct flatten *f);

/* The record was walked ahead: count its rows from the beginning. */
void emit_again(struct flatten *f);

/* The record is whole: write rows if there are enough of them. */
int emit_commit(struct flatten *f, struct error *e) MUST_CHECK;

/* Write the row that the table's cells make.  -1 with f->stop set. */
int emit_row(struct flatten *f, struct model_table *t) MUST_CHECK;

/* Drop the row under way, and the rows that were written from mark on. */
void emit_drop(struct flatten *f, struct model_table *t, size_t mark);

/* Note new facts of a column. */
void emit_facts(struct flatten *f, struct model_column *c, struct facts now);

/* All that is held, out; the window is over.  last: so is the stream. */
int emit_all(struct flatten *f, bool last, struct error *e) MUST_CHECK;

/*
 * Append the table's columns line with its LF, if it says something new; last:
 * no row follows.  Columns that join the table get their places in rows.
 */
void publish_columns(struct flatten *f, struct model_table *t, bool last,
    struct buf *out);

/* Append the lines of all tables: columns lines, or a schema with --infer. */
void publish_all(struct flatten *f, bool last, struct buf *out);

/* Say which columns and tables the API description does not have. */
void publish_drift(struct flatten *f);

/*
 * Give the key model.clash a longer name, in its table, in those below it, and
 * in the rows that are held.
 */
void rename_key(struct flatten *f);

/*
 * With --ids dlt: begin a list, whose rows' parent is the row under way in the
 * parent table; and add its ids to the row under way.  -1 with f->stop set.
 */
int dlt_begin(struct flatten *f, struct model_table *t) MUST_CHECK;
int dlt_row(struct flatten *f, struct model_table *t) MUST_CHECK;

/*
 * Begin a list of the table: its rows get the keys that its parent's row has
 * now.  -1 with f->stop set (a record without its key).
 */
int keys_begin(struct flatten *f, struct model_table *t) MUST_CHECK;

/*
 * Make the texts of the root's keys for the record under way, unless they are
 * made.  -1 with f->stop set.
 */
int keys_find(struct flatten *f) MUST_CHECK;

/* Append 32 hex digits that name the content of the record. */
void content_id(struct flatten *f, struct buf *out);

#endif
