/*
 * deliverer: sends requests to webhooks of this machine, again when they are
 * not taken, as the service does.
 *
 * An answer of 200 to 299 within ten seconds is right, one of 400 to 499 is
 * final; otherwise a request is sent again after a while, ten times in all.
 * Some are sent at a time; nothing is waited for but in the server's own turn.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_DELIVERER_H
#define AAI_MOCK_DELIVERER_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define DELIVERER_AT_ONCE 4

struct deliverer_item; /* a request */

/* A zeroed struct has nothing to do and may be closed. */
struct deliverer {
	struct deliverer_item *first, *last; /* that wait; owned */
	struct deliverer_item *sent[DELIVERER_AT_ONCE];
	uint64_t queued;
	uint64_t taken;   /* answered 200 to 299 */
	uint64_t refused; /* 400 to 499 */
	uint64_t repeats; /* sent again */
	uint64_t given_up;
};

/* Take a request, whose bytes pass, to a port; again after retry_ms. */
void deliverer_add(
    struct deliverer *d, struct buf *request, uint16_t port, int64_t retry_ms);

/* What to wait for, DELIVERER_AT_ONCE at most; how many are filled in. */
size_t deliverer_fds(const struct deliverer *d, struct pollfd *fds);

/* The longest to wait, in ms; -1: until one of those is ready. */
int64_t deliverer_wait_ms(const struct deliverer *d);

/* Do what there is to do, without waiting. */
void deliverer_turn(struct deliverer *d);

void deliverer_close(struct deliverer *d);

#endif
