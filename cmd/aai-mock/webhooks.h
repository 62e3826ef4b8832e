/*
 * webhooks: what the service sends to webhooks: that a transcript is done, that
 * redacted audio is ready, what was said in a session of streaming speech, and
 * what becomes of a voice agent's sessions and calls.
 *
 * The same seed gives the same deliveries; that of number n is about transcript
 * n, as far as there are so many.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_WEBHOOKS_H
#define AAI_MOCK_WEBHOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-mock/mock.h"
#include "base/buf.h"

enum webhooks_kind {
	WEBHOOKS_TRANSCRIPT,
	WEBHOOKS_AUDIO,
	WEBHOOKS_SESSION,
	WEBHOOKS_EVENT, /* signed; the others carry a header */
};
#define WEBHOOKS_KINDS 4

/* "transcript", "audio", "session", "event"; ends with NULL. */
extern const char *const webhooks_names[WEBHOOKS_KINDS + 1];

/* How a delivery shows where it comes from. */
struct webhooks_proof {
	const char *header, *value; /* of those that are not signed; or NULL */
	const char *secret;         /* of those that are; or NULL */
};

/*
 * Append a request that delivers number n of a kind to a path of this machine,
 * signed as at the time now (s since 1970).  The account is not empty.
 */
void webhooks_put(struct mock *m, enum webhooks_kind kind, uint64_t n,
    const char *path, const struct webhooks_proof *proof, int64_t now,
    struct buf *out);

#endif
