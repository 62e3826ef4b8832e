/*
 * incoming: deliveries whose bodies are on their way.
 *
 * What they take, in memory and on disk, is bounded in total: when there is
 * more, the one that began first gives way, so that whoever is slow cannot
 * keep out the others.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_INCOMING_H
#define AAI_LISTEN_INCOMING_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-listen/delivery.h"
#include "aai-listen/signature.h"
#include "base/error.h"

/* The bound on all of them together: so many longest bodies, and at least. */
#define INCOMING_BODIES 4
#define INCOMING_LEAST  ((uint64_t)64 << 20)

/* What will become of it. */
enum incoming_fate {
	INCOMING_TAKEN, /* so far nothing is wrong */
	INCOMING_WRONG, /* error says why */
	INCOMING_TOO_LONG,
	INCOMING_FULL, /* it cannot be kept: error says why */
	INCOMING_GAVE_WAY,
};

struct incoming {
	struct incoming *next, *prev; /* in the order in which they began */
	struct delivery delivery;
	struct signature signature; /* of it, when it is to have one */
	enum incoming_fate fate;
	struct error error;
	uint64_t bytes; /* of its body that have come */
	uint64_t kept;  /* what it takes */
	bool handled;   /* it was answered */
};

/* All of them.  A zeroed struct but for max is ready for use. */
struct incomings {
	struct incoming *first, *last;
	uint64_t kept; /* by all of them */
	uint64_t max;  /* that they may take together */
	uint64_t gave_way;
};

/* A new one; see delivery_open(). */
struct incoming *incoming_new(struct incomings *all, const char *beside,
    const struct desc_webhooks *webhooks, uint64_t seed) MUST_CHECK;

/*
 * Take a piece of its body, of which max bytes are taken.  When something is
 * wrong, its fate says so, nothing of it is kept, and what still comes is only
 * counted.
 */
void incoming_take(struct incomings *all, struct incoming *i, const void *p,
    size_t len, uint64_t max);

/* Forget it. */
void incoming_free(struct incomings *all, struct incoming *i);

#endif
