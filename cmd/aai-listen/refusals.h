/*
 * refusals: tells of deliveries that were refused, at most so often.
 *
 * Whoever sends gives up on some answers, so a delivery may be lost by them:
 * that is said, the first at once and then, of those of ten seconds, how many
 * there were and the last of them.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_REFUSALS_H
#define AAI_LISTEN_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

/* A zeroed struct has told of none. */
struct refusals {
	int64_t said_ms;  /* when it was last said; 0: never */
	uint64_t waiting; /* that are not said yet */
	uint64_t bytes;   /* of the last one of these: its length */
	bool more;        /* ... or more */
	unsigned status;
	char why[300];
};

/* Note one; more: bytes is what has come of it, or less. */
void refusals_note(struct refusals *r, unsigned status, const char *why,
    uint64_t bytes, bool more);

/*
 * Call say when there is something to be said and it is time to; now is that
 * of clock_mono_ms(), INT64_MAX at the end.
 */
void refusals_tell(
    struct refusals *r, int64_t now, void (*say)(bool bad, const char *text));

/* The longest to wait until then; -1: there is nothing to be said. */
int64_t refusals_wait_ms(const struct refusals *r, int64_t now);

#endif
