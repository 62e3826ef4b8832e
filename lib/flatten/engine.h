/*
 * engine: the flattener's state, shared by its files alone.
 *
 * flatten.c takes records and finds their roots; walk.c goes through a
 * record's bytes once and gathers the cells of its rows; emit.c writes the
 * rows and columns lines; content.c is for records that need care (duplicate
 * names, ill-formed text, no key).
 *
 * A record is a transaction: when walking finds that it must be taken again
 * in another form, or is wrong, emit_rollback() leaves no trace of it but
 * tables and columns without values.
 *
 * Layer: flatten.
 */
#ifndef FLATTEN_ENGINE_H
#define FLATTEN_ENGINE_H

#include "base/buf.h"
#include "flatten/flatten.h"
#include "flatten/model.h"
#include "io/out.h"

/* Why walking a record stopped. */
enum engine_stop {
	ENGINE_WRONG,	  /* it is not JSON; at is where */
	ENGINE_DEEP,	  /* too many levels; at is where */
	ENGINE_DUPLICATE, /* an object has a name twice */
	ENGINE_ILL,	  /* a lone surrogate */
	ENGINE_ERROR,	  /* *e says */
};

/* A column's facts before the record, for a rollback. */
struct engine_undo {
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
	const char *line; /* its text */
	size_t len;
	const char *body; /* behind "{" or the tag's comma */
	uint64_t number;  /* of the record, from 1; not 0 */
	uint64_t object;  /* number of the object last begun */
	unsigned depth;
	enum engine_stop stop;
	const char *at;
	struct error *e;
	bool verified;	   /* nothing will ask for a rollback */
	struct buf text;   /* its text in another form */
	struct buf name;   /* a name being decoded */
	/* Rows on their way out. */
	char *held;
	size_t held_len;
	size_t held_cap;
	size_t mark;	/* where the record's begin */
	bool streaming; /* the window is over */
	uint64_t rows_mark;
	struct engine_undo *undo;
	size_t nundo;
	size_t undo_cap;
	struct buf columns; /* a columns line being made */
};

/* Stop walking: always NULL. */
const char *engine_stop(struct flatten *f, enum engine_stop why,
    const char *at);

/* Walk the record in f, all its rows into f->held.  -1 with f->stop set. */
int walk_record(struct flatten *f) MUST_CHECK;

/* Begin a record; its rows are kept or undone together. */
void emit_begin(struct flatten *f);
void emit_rollback(struct flatten *f);

/* The record is whole: write rows if there are enough of them. */
int emit_commit(struct flatten *f, struct error *e) MUST_CHECK;

/* Write the row that the table's cells make.  -1 with f->stop set. */
int emit_row(struct flatten *f, struct model_table *t) MUST_CHECK;

/* Note new facts of a column. */
void emit_facts(struct flatten *f, struct model_column *c, struct facts now);

/* All that is held, out; the window is over.  last: so is the stream. */
int emit_all(struct flatten *f, bool last, struct error *e) MUST_CHECK;


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

/*
 * Append the record's text, each name's last member alone, to out; returns how
 * many members were left out.
 */
uint64_t content_unique(struct flatten *f, struct buf *out);

/* Whether the record needs another form before it is taken. */
bool content_is_clean(struct flatten *f);

#endif
