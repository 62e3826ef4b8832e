/*
 * repeats: records that come again while a list is read, since others were
 * added or removed in the meantime; as they were, or in another version.
 *
 * A record is known by a hash of its id, and what it says by another: 16 bytes
 * a record, and as many of the last ones as a bound on memory allows.  Ids that
 * collide cannot be chosen, as the hash has a secret of the process; where two
 * collide by chance one counts as another version of the other.
 *
 * Layer: api.
 */
#ifndef API_REPEATS_H
#define API_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "json/span.h"

/* What tells a resource's records apart; a zeroed struct: nothing. */
struct repeats_id {
	struct path *paths; /* owned */
	size_t n;
};

/* The records of one list, or of several, so far; to be opened. */
struct repeats {
	struct repeats_entry *slots; /* open addressing; id 0 is free */
	struct repeats_entry *older; /* the full table before, or NULL */
	size_t nslots;		     /* a power of two, or 0 */
	size_t n;
	size_t max_slots;
	uint64_t list; /* of several lists in one, which the next ones are of */
	uint64_t forgotten; /* records that are not compared any more */
	struct buf key;	    /* scratch */
};

enum repeats_kind {
	REPEATS_NEW,	 /* or it cannot be told */
	REPEATS_AGAIN,	 /* it came before, and says the same */
	REPEATS_CHANGED, /* it came before, and says something else now */
};

/*
 * Find what tells the records apart: the id of "incremental", else the members
 * of the table's key, but for the parent's.  Nothing does where a member is
 * not in the record.  -1 with *e (USAGE).
 */
int repeats_id_open(struct repeats_id *id, const struct desc_resource *r,
    struct error *e) MUST_CHECK;

void repeats_id_close(struct repeats_id *id);

/* Begin a list; at most memory bytes are taken, but 640 in any case. */
void repeats_open(struct repeats *p, uint64_t memory);

/* Take a record; the next one is compared with this version of it.
 * O(length). */
enum repeats_kind repeats_take(struct repeats *p, const struct repeats_id *id,
    struct span record);

/* The same for an id that is known, and what came with it. */
enum repeats_kind repeats_take_id(struct repeats *p, const void *id,
    size_t len, struct span record);

/* Bytes taken. */
size_t repeats_bytes(const struct repeats *p);

/* Release the memory.  A zeroed struct may be closed. */
void repeats_close(struct repeats *p);

#endif
