/*
 * fanout: for each parent that comes, its children, many requests at a time.
 *
 * A parent is expanded whole or not at all: its own line (where parents pass)
 * and its children in every resource go out together, when all are there.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FANOUT_H
#define AAI_FANOUT_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-fanout/fan_item.h"
#include "aai-fanout/rejects_file.h"
#include "api/client.h"
#include "api/client_opt.h"
#include "api/cond.h"
#include "api/for_each.h"
#include "api/observer.h"
#include "api/record_filter.h"
#include "api/reply.h"
#include "api/request.h"
#include "api/source.h"
#include "base/error.h"
#include "base/map.h"
#include "io/lines.h"
#include "io/out.h"

struct fanout_options {
	const char *const *resources; /* names; borrowed */
	size_t nresources;
	struct request_params params;
	const char *parent; /* the table whose records are parents, or NULL */
	struct client_choice choice; /* where and shard: of parents */
	const char *failed; /* file for parents that cannot be expanded */
	const char *save;   /* folder for files that are saved, or NULL */
	const char *state;  /* path or NULL */
	const char *start;  /* a time: where a first load begins, or NULL */
	int64_t wait_ms;    /* for the state; 0: not at all */
	bool refresh;	    /* start from no state */
	bool same_account;  /* the key is another, the account is not */
	bool dry_run;	    /* nothing is sent */
	bool ids;	    /* lines are ids */
	bool pass;	    /* parents go out, too */
	bool unordered;
	bool require_end; /* fail without one in the input */
	bool strict;	  /* what is left out, or no Unicode, is an error */
	uint64_t memory;
	uint64_t max_line;
};

/* What a state knows of a parent. */
struct fan_parent {
	char *text; /* of its watermark; owned; NULL: there is none */
	bool asked; /* in this load */
	uint64_t fields; /* likewise: a hash of what is asked with */
};

struct fan_parents {
	struct map ids;
	struct fan_parent *items; /* by number */
	size_t cap;
};

/* See fan_state.h. */
struct fan_state {
	bool on;
	bool merge;   /* records come that may be there already */
	int lock;     /* -1: none */
	char from[33]; /* hash of the text it was read from, or "" */
	struct buf selection;
	struct desc_when start;
	char salt[ACCOUNT_SALT_MAX];
	char account[ACCOUNT_MAX];
};

/* One of the resources asked for. */
struct fan_resource {
	const struct desc_resource *r;
	const struct desc_parent *parent; /* NULL: any table is none */
	const struct desc_parent *untagged; /* NULL: such lines are none */
	struct for_each *each; /* the lists of values that it is asked for */
	struct source **fields; /* of parent, one each; owned */
	struct source **untagged_fields;
	struct cond *when;
	struct cond *when_untagged;
	struct reply reply;
	int folder; /* for its files; -1: it has none */
	struct source *follow; /* where a link is; NULL: none is followed */
	struct repeats_id id; /* what tells the children apart */
	uint64_t repeated;  /* children that came again and were left out */
	uint64_t changed;   /* of them, those that were not the same */
	uint64_t forgotten; /* children that were not compared to the end */
	uint64_t responses; /* whole ones, pages included */
	uint32_t mismatched; /* answers that the description does not fit */
	uint64_t children;  /* records that went out */
	uint64_t skipped;   /* parents that do not qualify */
	uint64_t missing;   /* parents whose id is not known */
	uint64_t forbidden; /* parents that the key may not see */
	struct fan_parents known; /* by the state */
	struct cond *final;	  /* when a child is taken, or NULL */
	uint64_t unnamed;   /* left out: they have no id */
	uint64_t untimed;   /* ... or no time */
	uint64_t kept; /* deleted parents whose children no key names */
	uint64_t omitted;   /* answers that the description leaves out */
	uint64_t shrunk;    /* records that may have been missed; see pager.h */
	uint64_t absent;    /* parents that have nothing there */
	uint64_t unset;     /* values that parents do not have for requests */
};

struct fanout {
	struct fanout_options options;
	struct client *client; /* borrowed */
	struct out *out;       /* borrowed */
	struct lines *in;      /* borrowed */
	struct observer observer;
	struct fan_resource *resources;
	size_t nresources;
	struct record_filter record_filter;
	struct rejects_file failed;
	struct fan_queue queue;
	struct fan_state state;
	struct buf selection; /* of all resources, for spool and end record */
	struct repeats seen;  /* parents that were asked about */
	uint64_t repeated;    /* those that came again and were not */
	uint64_t changed;     /* those that were, in another version */
	bool *wanted;	      /* scratch: which resources a line is parent of */
	size_t asked;	      /* requests in flight */
	size_t typical;	      /* bytes that a response makes, about */
	struct error limit;   /* a limit that was reached */
	bool full;	      /* ... max_records: nothing more goes out */
	bool ended;	      /* the input is at its end */
	char *end_rest;	      /* an end record's members; owned */
	size_t end_rest_len;
	bool has_end;	   /* an end record came */
	uint64_t read;	   /* records of the input */
	uint64_t written;  /* records of the output */
	uint64_t parents;  /* lines that are one for some resource */
	uint64_t expanded; /* of them, with all their children */
	uint64_t left_out; /* by --where and --shard */
	uint64_t put_aside;
	uint64_t deleted; /* parents that the source has no more */
	uint64_t others; /* records that pass */
};

/* Make ready; the client is open but not connected.  -1 with *e. */
int fanout_open(struct fanout *f, const struct fanout_options *options,
    struct client *client, struct error *e) MUST_CHECK;

/*
 * Read parents from in and write to out, which is ended well.  Limits as in
 * fetch_run().  -1 with *e when the stream stays cut.
 */
int fanout_run(struct fanout *f, struct lines *in, struct out *out,
    struct error *e) MUST_CHECK;

/* Print the requests instead: "GET URL" lines. */
int fanout_dry_run(struct fanout *f, struct lines *in, struct out *out,
    struct error *e) MUST_CHECK;

/*
 * Whether parents or children were left out: the status is PARTIAL then, and
 * text (when not NULL) gets a line that says so.
 */
bool fanout_partial(const struct fanout *f, struct buf *text);

/* Append what --stats has of it: members, without braces. */
void fanout_stats(const struct fanout *f, struct buf *out);

void fanout_close(struct fanout *f);

#endif
