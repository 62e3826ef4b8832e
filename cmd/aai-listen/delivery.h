/*
 * delivery: one webhook delivery as a record.
 *
 * A record has the members of the delivery's body, their values as they came,
 * and after them what we know of it:
 *
 *	{"transcript_id":"5f0c…","status":"completed",
 *	 "webhook":{"query":{"customer":"7"},
 *	  "received_at":"2026-05-04T09:15:02Z","delivery":12}}
 *
 * query has the parameters of the URL that was called, decoded; one that is
 * there several times is a list.  delivery counts the deliveries of a journal
 * from 1.  Members of the body called webhook, _table or _columns get "_"
 * after their names.
 *
 * A body with a transcript_id makes an untagged record, which aai-fanout takes
 * as a parent; any other (redacted audio) one of table "webhooks".
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_DELIVERY_H
#define AAI_LISTEN_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "aai-listen/dedup.h"
#include "serve/target.h"
#include "json/tree.h"

#define DELIVERY_TABLE "webhooks"
#define DELIVERY_DEPTH 500

/*
 * Append the record of a body and the parameters it came with, up to where
 * delivery_stamp() goes on.  NULL, or what is wrong with the body; out may
 * have a part of it then.  tree is scratch.
 */
const char *delivery_put(struct buf *out, struct json_tree *tree,
    const char *body, size_t len, const struct target *target) MUST_CHECK;

/* Append the rest of the record: time (s since 1970), number, braces. */
void delivery_stamp(struct buf *out, int64_t received_s, uint64_t number);

/*
 * Read a record back: its number and its name, which deliveries of the same
 * members and parameters share, in whatever order they come.  seed makes the
 * names this process's own.  False when the line is not a whole record as
 * above.  tree is scratch.
 */
bool delivery_read(const char *line, size_t len, uint64_t seed,
    struct json_tree *tree, uint64_t *number,
    struct dedup_name *name) MUST_CHECK;

#endif
