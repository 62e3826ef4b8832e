/*
 * account: the generated account: which transcripts there are, in what state,
 * and the choices that the real service leaves undocumented.
 *
 * Transcripts are numbered from 0, the oldest, in the order of their creation.
 * What a transcript says is a function of the seed and its number (see plan.h
 * and speech.h); only its state is kept, in a byte or two each, so an account
 * may have millions of them.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_ACCOUNT_H
#define AAI_MOCK_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACCOUNT_NONE UINT64_MAX
#define ACCOUNT_MAX  ((uint64_t)100000000)

enum account_state {
	ACCOUNT_QUEUED,
	ACCOUNT_PROCESSING,
	ACCOUNT_COMPLETED,
	ACCOUNT_ERROR,
	ACCOUNT_DELETED, /* reported as completed, without content */
};

enum account_zone {
	ACCOUNT_ZONE_Z,
	ACCOUNT_ZONE_NONE,
	ACCOUNT_ZONE_MIXED
};
enum account_last {
	ACCOUNT_LAST_NULL,
	ACCOUNT_LAST_EMPTY
};
enum account_after {
	ACCOUNT_AFTER_NEWEST,
	ACCOUNT_AFTER_OLDEST
};
enum account_error_key {
	ACCOUNT_ERROR_KEY_NULL,
	ACCOUNT_ERROR_KEY_EMPTY,
	ACCOUNT_ERROR_KEY_ABSENT,
	ACCOUNT_ERROR_KEY_MIXED,
};

struct account_config {
	uint64_t transcripts; /* at the start */
	uint64_t seed;
	uint64_t project; /* which of them it is, from 0 */
	uint64_t words; /* of a transcript, on average */
	bool rich;      /* with the analyses, not only words */
	bool drift;     /* with the deviations seen in practice */
	uint64_t failed, deleted, pending; /* of 1000 */
	int64_t start_us; /* when the oldest was made, since 1970 */
	int64_t step_ms;  /* from one creation to the next, on average */

	/* How the list behaves where nobody knows. */
	int last_page; /* enum account_last */
	int after;     /* enum account_after */
	int zone;      /* enum account_zone */
	int error_key; /* enum account_error_key, of those that succeeded */
	bool prev_keeps_filters;
	bool vtt_blank; /* a blank line between WebVTT cues */
	uint64_t
	    redacted_waits; /* 202 answers before redacted audio is ready */
	uint64_t redacted_reads; /* ... and 200 ones before it expires */
	const char *public_url;  /* what resource_url begins with; borrowed */
};

struct account {
	struct account_config cfg;
	uint8_t *states; /* of n transcripts */
	uint8_t *audio;  /* answers given about their redacted audio */
	uint64_t n;
	size_t states_cap, audio_cap;
	uint64_t version; /* changes with every change */
};

/* The account that cfg describes; its strings stay the caller's. */
void account_open(struct account *a, const struct account_config *cfg);

void account_close(struct account *a);

/* The number of the transcript with this id, or ACCOUNT_NONE. */
uint64_t account_find(const struct account *a, const char *id);

/* The state that transcript n has at first. */
enum account_state account_first_state(
    const struct account_config *cfg, uint64_t n);

enum account_state account_state(const struct account *a, uint64_t n);

/* Change a transcript's state. */
void account_set(struct account *a, uint64_t n, enum account_state state);

/* Add count newer transcripts in the given state; false past ACCOUNT_MAX. */
bool account_add(struct account *a, uint64_t count, enum account_state state);

/*
 * Move up to count transcripts that are not done yet, the oldest first, to the
 * given state.  Returns how many there were.  O(n).
 */
uint64_t account_settle(
    struct account *a, uint64_t count, enum account_state state);

/* Delete up to count completed transcripts, the oldest first.  O(n). */
uint64_t account_remove(struct account *a, uint64_t count);

/* The status that the API reports: "queued", "completed", ... */
const char *account_status(enum account_state state);

#endif
