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
 * as a parent; one that has the members of a kind that the description knows
 * makes one of that kind's table; any other (redacted audio) one of table
 * "webhooks".
 *
 * Bodies and records come in pieces and may be of any length; memory is that of
 * struct body_store and of a member's name.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_DELIVERY_H
#define AAI_LISTEN_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/body_store.h"
#include "aai-listen/dedup.h"
#include "aai-listen/members_walk.h"
#include "api/desc_webhooks.h"
#include "base/buf.h"
#include "base/error.h"
#include "serve/target.h"

#define DELIVERY_TABLE "webhooks"
#define DELIVERY_DEPTH 500

/* A body that comes; its record is head, text and tail, and a stamp. */
struct delivery {
	struct members_walk walk;
	struct body_store text;
	struct buf head, tail;
	bool parent; /* it has a transcript's id */
	const struct desc_webhooks *webhooks;  /* borrowed; or NULL */
	uint32_t has[DESC_WEBHOOK_KINDS_MAX]; /* of each kind, bits: which */
	struct dedup_name name;
};

/*
 * Start; beside is the journal's path, borrowed, as webhooks is, what is known
 * of them (NULL: nothing); seed makes names this process's own.
 * delivery_close() is due.
 */
void delivery_open(struct delivery *d, const char *beside,
    const struct desc_webhooks *webhooks, uint64_t seed);

/*
 * Take a piece of the body.  -1 with *e (INPUT: it is not a JSON object in
 * UTF-8; TEMPORARY: it cannot be kept), after which d is only to be closed.
 */
int delivery_take(
    struct delivery *d, const char *p, size_t len, struct error *e) MUST_CHECK;

/*
 * The body is there; target has the parameters it came with.  0: head, text,
 * tail and name are ready.  -1 as above.
 */
int delivery_end(struct delivery *d, const struct target *target,
    struct error *e) MUST_CHECK;

void delivery_close(struct delivery *d);

/* Append the rest of the record: time (s since 1970), number, braces. */
void delivery_stamp(struct buf *out, int64_t received_s, uint64_t number);

#endif
