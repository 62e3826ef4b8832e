/*
 * state: what an incremental load has delivered, so that each record is
 * delivered once, when it is final, and none is missed.
 *
 * The list is walked from the newest record back to the mark.  Every record
 * older than the mark is final and delivered; of the others, the ids that were
 * delivered are known, and those that were not final yet.  A walk that saw all
 * there is moves the mark up: below the oldest record that is not final, or,
 * when all are, the newest; and from there back by the overlap, so that
 * records that turn up late or out of order within it are not missed.  It is
 * never later than the walk's beginning, whatever times records bear.  A walk
 * that was broken off leaves the mark where it is.
 *
 * The text (see stream/end.h for the members that sinks read):
 *
 *	{"from":"...","selection":{...},"version":1,"mark":"...Z",
 *	 "delivered":{"id":"...Z",...},"pending":{"id":"...Z",...}}
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_STATE_H
#define AAI_FETCH_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "api/span.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"

#define STATE_NO_TIME INT64_MIN

struct state {
	const struct desc_incremental *desc; /* borrowed */
	int zone_minutes;
	char from[33];	      /* hash of the text it was read from, or "" */
	int64_t mark_us;      /* STATE_NO_TIME: none */
	struct map delivered; /* ids; the value is the time, as uint64_t */
	struct map pending;   /* not final when last seen */
	struct map seen;      /* ids met in this walk */
	int64_t newest_us;    /* of all known; STATE_NO_TIME: none */
	int64_t last_us;      /* of the record met last */
	uint64_t waiting;     /* met in this walk, not final */
	uint64_t known;	      /* met in this walk, delivered before */
};

/* Start from nothing.  desc is the description the resource belongs to. */
void state_open(struct state *s, const struct desc *desc,
    const struct desc_resource *r);

/*
 * Take over the text of len bytes; an empty one changes nothing.  selection
 * must be the one it was made for.  -1 with *e: INPUT when it is no state,
 * USAGE when it is of another selection.
 */
int state_read(struct state *s, const char *text, size_t len,
    const char *selection, size_t selection_len, struct error *e) MUST_CHECK;

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

/* Whether the record is older than the mark: the walk may end behind it. */
bool state_below(const struct state *s, struct span record);

/*
 * How far, in microseconds, the mark lies beyond what the list reaches back
 * to at now_us; 0 when it does not.
 */
int64_t state_gap(const struct state *s, int64_t now_us);

/*
 * Append the new state's text.  complete: the walk, which began at now_us,
 * went to its end.  Records not final that were no longer listed then are let
 * go, and counted in *lost.
 */
void state_put(struct state *s, const char *selection, size_t selection_len,
    bool complete, int64_t now_us, struct buf *out, uint64_t *lost);

/* Append what it says, for people: lines ended by LF. */
void state_show(const struct state *s, struct buf *out);

void state_close(struct state *s);

#endif
