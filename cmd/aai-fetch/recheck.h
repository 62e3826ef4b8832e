/*
 * recheck: what a state knows of the records of some time back, so that a load
 * that lists them again sends those that have changed since, and says which
 * are there no more.
 *
 * Of each record that was sent, its id is kept with its time and a hash of it;
 * of one that was deleted, that it was.  What is older than the span is let go.
 * Some 100 bytes each, within the memory that is given.
 *
 * A record is deleted when it is listed with a mark that says so, or when it
 * is not listed any more though the list was read to its end.  Where pages are
 * counted a record may be missed, so that two lists in a row have to lack it.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_RECHECK_H
#define AAI_FETCH_RECHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/span.h"

/* The hash of what was deleted. */
#define RECHECK_GONE 0

struct recheck_item {
	int64_t us;    /* the record's time */
	uint64_t hash; /* of it, or RECHECK_GONE */
	bool number;   /* the id is a number, and no string */
	bool missing;  /* the last list lacked it */
	bool seen;     /* in this walk */
};

/* A zeroed struct keeps nothing, and may be closed. */
struct recheck {
	bool kept;	  /* ids are kept, if only since an earlier load */
	bool on;	  /* this load lists them again */
	int64_t span_us;  /* how far back */
	int64_t low_us;   /* the beginning of the span; set by begin */
	int64_t from_us;  /* since when all that was sent is known;
			     INT64_MAX: not at all */
	uint64_t memory;  /* bytes that ids may take; the caller's to set */
	struct map ids;	  /* value: index in items */
	struct recheck_item *items; /* owned */
	size_t cap;
};

/* What is known of a record. */
enum recheck_known {
	RECHECK_UNKNOWN, /* nothing: whatever else there is decides */
	RECHECK_SAME,	 /* it was sent as it is */
	RECHECK_NEWS,	 /* it was not, or otherwise */
};

/* List again what is of the last span_us. */
void recheck_ask(struct recheck *r, int64_t span_us);

/*
 * The state was read, and the walk begins now; first: there was none.  What is
 * older than least_us is not listed, whatever the span is.
 */
void recheck_begin(struct recheck *r, int64_t now_us, int64_t least_us,
    bool first);

/* The hash of a record; never RECHECK_GONE. */
uint64_t recheck_hash(struct span record);

enum recheck_known recheck_look(const struct recheck *r, int64_t us,
    const char *id, size_t len, uint64_t hash);

/* It was met, and is or was sent, as that hash says.  -1 with *e (FAILED:
 * there are more than memory holds). */
int recheck_note(struct recheck *r, const struct recheck_item *item,
    const char *id, size_t len, struct error *e) MUST_CHECK;

/* It was met, and is not to be sent now. */
void recheck_see(struct recheck *r, const char *id, size_t len);

/* The ids that a whole list lacks. */
struct recheck_absent {
	size_t known;  /* records that it could have */
	size_t absent; /* of them, those that it lacks */
};

/* The times of which the list has all: from low_us on, before high_us. */
struct recheck_part {
	int64_t low_us;
	int64_t high_us;
};

/* Count them. */
struct recheck_absent recheck_count(
    const struct recheck *r, struct recheck_part part);

/*
 * The next one, from index *at on (0 at first), which counts as deleted from
 * here on: its number, or MAP_NONE.  twice: only those that the last list
 * lacked, too; others are noted.
 */
size_t recheck_next(struct recheck *r, size_t *at, struct recheck_part part,
    bool twice);

/* The list was read to its end: all of the span is known from now on. */
void recheck_end(struct recheck *r);

/* Append the state's members, each after a comma; nothing unless kept. */
void recheck_put(const struct recheck *r, struct buf *out);

/* Take them from a state.  -1 with *e (INPUT). */
int recheck_read(struct recheck *r, struct span state,
    struct error *e) MUST_CHECK;

void recheck_close(struct recheck *r);

#endif
