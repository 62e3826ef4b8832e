/*
 * receiver: receives deliveries over HTTP and puts them into the journal.
 *
 * What is wrong by its header is refused before its body is read.  Where
 * deliveries are signed, one with a signature is judged by it, and any other by
 * the header that was agreed on, if there is one.
 *
 * A delivery is answered 200 when it is on disk, and not before: its exchange
 * is held until receiver_commit() has flushed all that waits.  One that came
 * before is answered 200 as well and not kept again.  Others are refused:
 *
 *	404 another path	405 not POST
 *	401 without the header, or the right signature
 *	415 not JSON by its type, or compressed
 *	400 not a JSON object, or a malformed query
 *	503 too long, or cannot be kept now: to be sent again
 *
 * A sender gives up on 400 to 499, so these are for what is not better when it
 * comes again.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_RECEIVER_H
#define AAI_LISTEN_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/dedup.h"
#include "aai-listen/incoming.h"
#include "aai-listen/journal.h"
#include "aai-listen/refusals.h"
#include "aai-listen/secret.h"
#include "aai-listen/signature.h"
#include "base/buf.h"
#include "base/error.h"
#include "serve/serve.h"

/* A zeroed struct may be closed. */
struct receiver {
	struct journal *journal; /* these three are borrowed */
	struct dedup *dedup;
	const struct secret *secret;
	const struct signature_rule *rule;    /* borrowed */
	const struct desc_webhooks *webhooks; /* borrowed; or NULL */
	const char *path;  /* the one to take; NULL: any; borrowed */
	uint64_t max_body; /* bytes that a body may have */
	bool closing;      /* ask clients to leave after their answers */
	struct serve_exchange **held; /* nheld of them wait for the disk */
	size_t nheld;
	size_t cap;
	struct incomings incomings;
	struct refusals refusals;
	struct error fatal; /* the journal must be opened anew */
	uint64_t taken;     /* deliveries that are on disk */
	uint64_t repeated;  /* deliveries that came again */
	uint64_t refused;   /* 4xx */
	uint64_t failed;    /* 503 */
	uint64_t too_long;  /* ... of them, for their length */
	uint64_t forged;    /* 401, with a signature that is not right */
	uint64_t cut;       /* bodies that did not come to their ends */
	const char *reason; /* why the last one was refused; static */
};

/* Start; the rest of the members are set by the caller. */
void receiver_open(struct receiver *in);

/* The handlers of a server, whose ctx is the receiver; see serve.h. */
bool receiver_head(void *ctx, const struct serve_request *req,
    struct serve_response *resp, void **user);
void receiver_piece(void *ctx, void *user, const void *p, size_t len);
void receiver_gone(void *ctx, void *user);
void receiver_handle(
    void *ctx, const struct serve_request *req, struct serve_response *resp);

/*
 * Write and flush what waits, and answer it.  -1 with *e as journal_commit():
 * all that waited was answered 503 then.
 */
int receiver_commit(struct receiver *in, struct error *e) MUST_CHECK;

void receiver_close(struct receiver *in);

#endif
