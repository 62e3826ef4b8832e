/*
 * delivery_line: records of deliveries (delivery.h), read back.
 *
 * A record comes in pieces and may be of any length.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_DELIVERY_LINE_H
#define AAI_LISTEN_DELIVERY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/dedup.h"
#include "aai-listen/members_walk.h"
#include "base/buf.h"
#include "json/tree.h"

/* The record that comes. */
struct delivery_line {
	struct members_walk walk;
	bool wrong;
	uint64_t members;
	struct buf text, last; /* of the member that comes, of the last one */
	struct dedup_name before; /* the name, without the last member */
	struct json_tree tree;
};

/* Start; names are the same as with a delivery of that seed. */
void delivery_line_open(struct delivery_line *l, uint64_t seed);

/* Take a piece of the line, which has no LF. */
void delivery_line_take(struct delivery_line *l, const char *p, size_t len);

/*
 * The line is there: its number and its name.  False when it is not a whole
 * record as above.  The next line may come then.
 */
bool delivery_line_end(struct delivery_line *l, uint64_t *number,
    struct dedup_name *name) MUST_CHECK;

void delivery_line_close(struct delivery_line *l);

#endif
