/*
 * fetch: all records of one resource, page by page, as a stream.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_H
#define AAI_FETCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/interval.h"
#include "aai-fetch/state.h"
#include "api/client.h"
#include "api/client_opt.h"
#include "api/cond.h"
#include "api/for_each.h"
#include "api/observer.h"
#include "api/page.h"
#include "api/pager.h"
#include "api/record_filter.h"
#include "api/repeats.h"
#include "api/reply.h"
#include "api/reply_completeness.h"
#include "api/request.h"
#include "base/error.h"
#include "io/out.h"

struct fetch_options {
	const char *resource;
	struct request_params params;
	struct client_choice choice; /* of records */
	const char *state; /* path or NULL */
	const char *account; /* a name of the user's for it, or NULL */
	bool same_account; /* the key is another, the account is not */
	int64_t wait_ms;   /* for the state; 0: not at all */
	bool refresh;	   /* start from no state */
	const char *recheck; /* how far back to list again, or NULL */
	bool allow_deletions; /* however many there are */
	const char *start; /* a time: where the first load begins, or NULL */
	const char *from;  /* a load of what is from this time on, or NULL */
	const char *to;	   /* and before this one, or NULL */
	bool dry_run;	   /* nothing is sent */
	bool state_show;   /* only show it */
	bool strict;	   /* what is not Unicode is an error */
	uint64_t max_line;
	uint64_t memory; /* to compare records within */
};

/* What a program makes of the current record; id is NULL for none. */
struct fetch_held {
	struct span record; /* borrowed from the page */
	char *id;	    /* owned */
	size_t id_len;
	int64_t us; /* its time, where there is a watermark */
	struct buf lines;
	uint64_t n;
};

struct fetch {
	struct fetch_options options; /* what it points to is borrowed */
	struct client *client;	      /* borrowed */
	struct out *out;	      /* borrowed */
	struct observer observer;
	const struct desc_resource *r;
	struct reply reply;
	struct record_filter record_filter;
	struct cond *final; /* when a record is final, for states */
	struct cond *deleted; /* when it is there no more, or NULL */
	struct for_each *each;	/* the lists of values that are asked for */
	struct template_var *named; /* what the list is of; owned */
	struct template_scope more; /* of named */
	struct pager_base base; /* of the pager */
	struct pager pager;
	struct reply_completeness completeness; /* of the current page */
	struct state state;
	struct buf selection;
	struct path id; /* where a record's id is; borrowed from the desc */
	struct path own_id; /* the same, when made here */
	char *parent; /* the parent's id, set as a parameter; or NULL */
	const char *until; /* the id before which the list ends, or NULL */
	bool met;	   /* it came */
	bool has_state;
	int lock; /* of the state; -1: none */
	int64_t began_us;   /* the walk, by the wall clock */
	int64_t clock_us;   /* the same, or earlier, by the server's clock */
	bool in_range;	    /* --from or --to */
	struct desc_when start, from, to;
	int64_t from_us; /* without a state: older records are left out */
	int64_t to_us;	 /* ... and these or later ones */
	struct template_scope scope; /* of what is asked for: */
	struct template_var vars[INTERVAL_NAMES];
	struct intervals intervals;
	struct interval interval; /* whose list is read */
	int64_t reached_us;	  /* before that, all was asked for */
	bool whole;	    /* the walk went to its end */
	struct error limit; /* why it did not, when that was asked for */
	uint64_t listed;    /* records in pages */
	uint64_t repeated;  /* of them, those that came twice */
	uint64_t changed;   /* those that came as two versions */
	struct repeats_id repeats_id;
	struct repeats repeats; /* the records of all pages */
	uint64_t unnamed;   /* left out of a load with a state: no id */
	bool aged;	    /* some pages are as an earlier run got them */
	uint64_t omitted;   /* answers that the description leaves out */
	uint64_t untimed;   /* left out, where times matter: they have none */
	uint64_t pages;	    /* of the lists before this one */
	uint64_t deleted_sent; /* deletions among what was written */
	uint64_t sent;	    /* records written */
	struct fetch_held held;
	uint64_t lost;	    /* not final, and no longer listed */
	int64_t gap_us;	    /* see state_gap() */
};

/*
 * Make ready to fetch; the client is open but not connected.  -1 with *e.
 */
int fetch_open(struct fetch *f, const struct fetch_options *options,
    struct client *client, struct error *e) MUST_CHECK;

/*
 * Append what the first request of the i-th list is, as http_request_show(),
 * from the first on; what is asked for is settled with that.
 */
int fetch_show(struct fetch *f, size_t i, struct buf *out,
    struct error *e) MUST_CHECK;

/*
 * After fetch_open() and, with a state, fetch_state_read() and the connecting:
 * fetch everything into out, which is ended well.  A limit that was reached is
 * no error: f->limit has it then.  -1 with *e when the stream stays cut: also
 * when a signal asked to stop (sig_stopped() tells).
 */
int fetch_run(struct fetch *f, struct out *out, struct error *e) MUST_CHECK;

void fetch_close(struct fetch *f);

#endif
