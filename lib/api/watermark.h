/*
 * watermark: up to which time the records of one list are known, so that a
 * load takes what is new, whatever order the list has.
 *
 * Every record that is older than the edge was taken, or is not wanted; of the
 * others, the ids that were taken are known, with their times, and, where
 * records change, with a hash of what they said.  So what comes again at the
 * edge is known, equal times do no harm, and what turns up late, within the
 * lookback, is taken.  The mark is the newest time that is known, but never
 * later than the load's beginning, nor than what was asked for.  The edge is
 * the mark less the lookback.  Neither goes back, and a load that saw less than
 * all leaves them where they are, or goes as far as an order allows.
 *
 * A record that is not final is not taken.  It holds the edge back until a load
 * takes it or does not meet it.  So does one that comes twice in a load, the
 * second time as another version: others may have moved up into its place, past
 * the edge of a page that was read.
 *
 * Its text, members of a state:
 *
 *	"mark":"...Z","edge":"...Z","taken":{"id":"...Z",...}
 *
 * and where records change, "id":["...Z","HASH"].
 *
 * Layer: api.
 */
#ifndef API_WATERMARK_H
#define API_WATERMARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/path.h"
#include "json/span.h"

#define WATERMARK_NO_TIME INT64_MIN

struct watermark_record;

struct watermark {
	const struct desc_incremental *desc; /* borrowed */
	int zone_minutes;
	int64_t mark_us; /* WATERMARK_NO_TIME: none */
	int64_t edge_us; /* likewise */
	struct map ids;	 /* taken, from the edge on */
	struct watermark_record *records; /* of them, by number */
	size_t cap;
	/* Of this load: */
	int64_t began_us;  /* set by the caller; INT64_MAX: not known */
	int64_t until_us;  /* likewise, with forgets: no sooner than that does
			      the part of the time end that is read */
	bool forgets;	   /* likewise: a load that sees less than all is not
			      kept, so that ids before what will be the edge
			      need not be; see watermark_meet() */
	size_t forget_at;  /* how many ids there are when they are looked at */
	int64_t let_go_us; /* the mark that ids were let go for;
			      WATERMARK_NO_TIME: none were */
	int64_t newest_us; /* of all met; WATERMARK_NO_TIME: none */
	int64_t last_us;   /* as far as an order has come; likewise */
	int64_t held_us;   /* what holds the edge back; INT64_MAX: nothing */
	uint64_t known;	   /* met, and taken before */
	uint64_t waiting;  /* not final */
	uint64_t again;	   /* taken as newer versions */
};

enum watermark_kind {
	WATERMARK_NEW,
	WATERMARK_KNOWN,
	WATERMARK_CHANGED, /* it was taken in another version */
};

/* Start from nothing. */
void watermark_open(struct watermark *w, const struct desc_incremental *desc,
    int zone_minutes);

/*
 * The id of a record, at the paths: a string for mem_free(), of len bytes; of
 * several members they as a list.  NULL when one is not there.
 */
char *watermark_id(const struct path *paths, size_t n, struct span record,
    size_t *len) MUST_CHECK;

/*
 * Up to when a load knows what there is, after one more answer: us so far, what
 * the answer's Date header says (NULL: none), or when it was kept, where the
 * load began at began_us and it was age_s old; whichever is earliest.
 */
int64_t watermark_clock(int64_t us, const char *date, int64_t began_us,
    int64_t age_s) MUST_CHECK;

/* Where there is no mark: nothing before that time is wanted. */
void watermark_begin(struct watermark *w, int64_t us);

/*
 * The time that the record says.  1; 0 when it says none: it is null or not
 * there; -1 with *e (INPUT) when it is not understood, or finer than what the
 * description says of all.
 */
int watermark_time(const struct watermark *w, struct span record,
    const char *id, int64_t *us, struct error *e) MUST_CHECK;

/*
 * Check, for each record as it comes, that times have the order that the
 * description says, if it does.  What was made since the load began, or turned
 * up late by an hour at most, may stand anywhere: pages have moved.  -1 with *e
 * (INPUT), with advice.
 */
int watermark_order(struct watermark *w, int64_t us, const char *id,
    struct error *e) MUST_CHECK;

/* Another list begins, with an order of its own: that of the next interval. */
void watermark_list(struct watermark *w);

/* What the record is; nothing changes. */
enum watermark_kind watermark_look(const struct watermark *w, int64_t us,
    const char *id, size_t id_len, struct span record) MUST_CHECK;

/*
 * The record was met.  One that is not known is taken with that, if it is
 * final.  All ids of the load are held in memory, or, where w->forgets is set
 * and nothing can hold the edge back (records are final and do not change),
 * twice those since the edge.
 */
void watermark_meet(struct watermark *w, int64_t us, const char *id,
    size_t id_len, struct span record, bool final);

/* Of a list that is newest first: whether all after this time is known. */
bool watermark_below(const struct watermark *w, int64_t us);

/* From which time on records are to be asked for; false: from the first. */
bool watermark_since(const struct watermark *w, int64_t *us);

/* All before that time was seen: move on, as far as what was met allows. */
void watermark_reach(struct watermark *w, int64_t us);

/*
 * The load ended.  whole: all that there was at now_us, and before until_us,
 * was seen.
 */
void watermark_end(struct watermark *w, bool whole, int64_t now_us,
    int64_t until_us);

/* Append its members, each with a comma in front. */
void watermark_put(const struct watermark *w, struct buf *out);

/*
 * Read what watermark_put() wrote from the object that has it.  -1 with *e
 * (INPUT), which names the member that is damaged.
 */
int watermark_read(struct watermark *w, struct span object,
    struct error *e) MUST_CHECK;

/*
 * The same from the state of a walk (state.h), which the description had
 * before.
 */
int watermark_read_walk(struct watermark *w, struct span object,
    struct error *e) MUST_CHECK;

void watermark_close(struct watermark *w);

#endif
