/*
 * members_walk: the members of a delivery, or of its record, as they come.
 *
 * They are put out as they stand in a record: "name":value, each with a comma
 * after it.  Names that have a meaning in a record (webhook, _table, _columns)
 * get "_" after them.  Along the way the delivery is named: whatever has the
 * same members, in whatever order, has the same name.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_MEMBERS_WALK_H
#define AAI_LISTEN_MEMBERS_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/dedup.h"
#include "base/buf.h"
#include "base/hash.h"
#include "json/push.h"

#define MEMBERS_WALK_OURS 3 /* names with a meaning */

/* A member as it is met; value is as far as struct json_push keeps it. */
struct members_walk_member {
	const char *name; /* decoded; "" when it is too long to be known */
	size_t name_len;
	const char *value; /* as it stands, a string with its quotes */
	uint64_t value_len;
};

struct members_walk {
	struct json_push push;
	uint64_t seed;
	struct hash_sip_parts a, b; /* of the member that comes */
	struct dedup_name name;     /* of the members that have come */
	struct buf decoded;         /* the last name */
	struct buf scratch;
	/* Of each name of ours, a bit for each number of "_" that is taken. */
	uint64_t taken[MEMBERS_WALK_OURS];
	bool renames; /* put out other names for those */
	/* Called after each member; or NULL. */
	void (*met)(void *arg, const struct members_walk_member *m);
	void *arg;
};

/* Start.  members_walk_close() is due. */
void members_walk_open(struct members_walk *w, unsigned depth, uint64_t seed);

/* Start over, with another object; what it is to be called with stays. */
void members_walk_reset(struct members_walk *w, unsigned depth);

/*
 * Take a piece and append what it has to out.  NULL, or what is wrong; static.
 */
const char *members_walk_take(struct members_walk *w, const char *p, size_t len,
    struct buf *out) MUST_CHECK;

/* Whether the object is whole; NULL, or what is wrong. */
const char *members_walk_end(const struct members_walk *w) MUST_CHECK;

/* Whether members have names of ours, so that it must be walked again. */
bool members_walk_clashes(const struct members_walk *w);

/*
 * Make w ready to walk what it has put out once more, with other names for
 * those members.  False when no names are left.
 */
bool members_walk_again(struct members_walk *w, unsigned depth) MUST_CHECK;

/* Add to the name what else tells deliveries apart. */
void members_walk_add(struct members_walk *w, const void *p, size_t len);

void members_walk_close(struct members_walk *w);

#endif
