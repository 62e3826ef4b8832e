/*
 * state: what an incremental load has delivered, so that each record is
 * delivered once, when it is final, and none is missed.
 *
 * The list is walked from the newest record back to the mark.  Every record
 * older than the mark is final and delivered; of the others, the ids that were
 * delivered are known, and those that were not final yet.  A walk that saw all
 * there is moves the mark up: below the oldest record that is not final, or,
 * when all are, the newest; and from there back by the overlap, so that
 * records that turn up late within it are not missed.  It is never later than
 * the walk's beginning, whatever times records bear.  A walk that was broken
 * off leaves the mark where it is.
 *
 * How far a walk goes back: to below the mark; or, where the description gives
 * no overlap, so that it is counted from the present, to below "back", which
 * is the newest record that was old enough by then, if the page has nothing
 * new.  Either relies on the order, which state_order() checks: no record may
 * be newer by more than the slack than one before it.
 *
 * A record that is not final holds the mark back until two whole walks have
 * not met it: then it is gone.
 *
 * The text (see stream/end.h for the members that sinks read):
 *
 *	{"from":"...","selection":{...},"version":2,
 *	 "account":{"salt":"...","key":"..."},"mark":"...Z","back":"...Z",
 *	 "delivered":{"id":"...Z",...},"pending":{"id":"...Z",...},
 *	 "missing":{"id":"...Z",...}}
 *
 * missing: pending records that the last whole walk has not met.  Version 1 had
 * no account, back and missing.
 *
 * A state that keeps what was sent, to be listed again, is of version 4 and has
 * the members of recheck.h, too.
 *
 * Where the description has a watermark instead of a walk, the text is of
 * version 3, which older programs refuse, and has the watermark's members after
 * the account; of version 5, with those of recheck.h, where it keeps what was
 * sent.  A state of a walk is gone on with.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_STATE_H
#define AAI_FETCH_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-fetch/recheck.h"
#include "api/watermark.h"
#include "api/account.h"
#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/span.h"

#define STATE_NO_TIME INT64_MIN

/* Of the text that is written: of a walk, and with a watermark. */
#define STATE_VERSION		2
#define STATE_VERSION_WATERMARK 3
#define STATE_VERSION_RECHECK	4 /* of a walk */
#define STATE_VERSION_RECHECK_WATERMARK 5

struct state {
	const struct desc_incremental *desc; /* borrowed */
	int zone_minutes;
	char from[33];	      /* hash of the text it was read from, or "" */
	int64_t mark_us;      /* STATE_NO_TIME: none */
	struct map delivered; /* ids; the value is the time, as uint64_t */
	struct map pending;   /* not final when last seen */
	struct map missing;   /* of them, those that the last walk missed */
	struct map seen;      /* ids met in this walk */
	int64_t back_us;      /* how far back to walk; STATE_NO_TIME: none */
	int64_t newest_us;    /* of all known; STATE_NO_TIME: none */
	int64_t oldest_us;    /* of this walk; STATE_NO_TIME: none */
	bool news;	      /* this page had records that were not known */
	char salt[ACCOUNT_SALT_MAX]; /* of the account, or "" */
	char account[ACCOUNT_MAX];   /* whose records they are, or "" */
	uint64_t waiting;     /* met in this walk, not final */
	uint64_t known;	      /* met in this walk, delivered before */
	struct recheck recheck;
	struct watermark watermark; /* instead of all that but the account */
};

/* Start from nothing.  desc is the description the resource belongs to. */
void state_open(struct state *s, const struct desc *desc,
    const struct desc_resource *r);

/*
 * Take over the text of len bytes; an empty one changes nothing.  selection
 * must be the one it was made for.  -1 with *e: INPUT when it is not a state,
 * USAGE when it is of another selection.
 */
int state_read(struct state *s, const char *text, size_t len,
    const char *selection, size_t selection_len, struct error *e) MUST_CHECK;

/* When the record was made: state_order() has seen that it says so. */
int64_t state_time(const struct state *s, struct span record);

/*
 * Whether state_meet() would have the record delivered now; nothing changes.
 */
bool state_wants(const struct state *s, struct span record, const char *id,
    size_t id_len, bool final);

/*
 * A record met on the walk, with its id.  *deliver says whether it is to be
 * delivered now, in which case it counts as delivered from here on.
 */
void state_meet(struct state *s, struct span record, const char *id,
    size_t id_len, bool final, bool *deliver);

/*
 * Check what a state relies on, for each record before anything else is asked
 * of it: that it has a time which is understood, and comes in its order.  -1
 * with *e (INPUT), which says what to do.
 */
int state_order(struct state *s, struct span record, const char *id,
    size_t id_len, struct error *e) MUST_CHECK;

/* A page begins. */
void state_page(struct state *s);

/* Whether the walk may end after this record, the last one of its page. */
bool state_below(const struct state *s, struct span record);

/*
 * How far, in microseconds, the mark lies beyond what the list reaches back
 * to at now_us; 0 when it does not.
 */
int64_t state_gap(const struct state *s, int64_t now_us);

/* Append the new state's text, of a watermark that has ended. */
void state_put_watermark(const struct state *s, const char *selection,
    size_t selection_len, struct buf *out);

/*
 * Append the new state's text.  complete: the walk, which began at now_us,
 * went to its end.  Records not final that are no longer listed are let go, and
 * counted in *lost.
 */
void state_put(struct state *s, const char *selection, size_t selection_len,
    bool complete, int64_t now_us, struct buf *out, uint64_t *lost);

/* Append what it says, for people: lines ended by LF. */
void state_show(const struct state *s, struct buf *out);

void state_close(struct state *s);

#endif
