/*
 * flatten_internal: the flattener's state, shared by its files alone.
 *
 * flatten.c takes records and finds their roots; walk.h goes through a
 * record's bytes once and gathers the cells of its rows; keys.h, content.h and
 * dlt.h name them, emit.h and publish.h write rows and columns lines; observe.h
 * and model*.h are for what is new, contract.h says whether that is taken.
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

/* How often the record is walked, and which time this is. */
enum flatten_pass {
	PASS_ONLY,  /* once: its rows are held until it is whole */
	PASS_FIRST, /* twice, the first time: no rows */
	PASS_HELD,  /* the second time, all held: the contract drops rows */
	PASS_LAST,  /* the second time: nothing will stop it, rows may go out */
};

/* How many rows there are at some time. */
struct flatten_mark {
	size_t held; /* bytes */
	uint64_t rows;
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
	const char *table; /* of records without a tag; NULL: an error */
	struct model_root *last;     /* of the record before with a tag */
	struct model_root *untagged; /* of those without; NULL before one */
	/* The current record. */
	struct model_root *root;
	char *line; /* its text */
	size_t len;
	const char *body; /* after "{" or the tag's comma */
	uint64_t number;  /* of the record, from 1; not 0 */
	uint64_t object;  /* number of the object last begun */
	unsigned depth;
	enum flatten_stop stop;
	const char *at;
	struct error *e;
	enum flatten_pass pass;
	bool drops; /* the contract dropped rows of it */
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
	struct flatten_mark mark; /* where the record's begin */
	bool streaming;		  /* the window is over */
	bool deleting;		  /* the record is there no more */
	struct flatten_undo *undo;
	size_t nundo;
	size_t undo_cap;
	struct buf columns; /* a columns line being made */
	struct buf rejects; /* of the current record */
	uint64_t rejected_mark;
	unsigned nschemas;  /* taken by flatten_schema() */
};

/* Stop walking: always NULL. */
static inline const char *
flatten_stop(struct flatten *f, enum flatten_stop why, const char *at)
{
	f->stop = why;
	f->at = at;
	return NULL;
}

#endif
