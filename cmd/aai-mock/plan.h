/*
 * plan: what is decided about a transcript before a word of it is made: its
 * id and times, the analyses it was made with, its language, and in which ways
 * it deviates from the documentation.
 *
 * A plan is a function of the configuration and the transcript's number.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_PLAN_H
#define AAI_MOCK_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-mock/account.h"
#include "aai-mock/ident.h"
#include "base/cc.h"

enum plan_feature {
	PLAN_SPEAKERS = 1 << 0,
	PLAN_CHANNELS = 1 << 1,
	PLAN_CHAPTERS = 1 << 2,
	PLAN_ENTITIES = 1 << 3,
	PLAN_SENTIMENT = 1 << 4,
	PLAN_HIGHLIGHTS = 1 << 5,
	PLAN_TOPICS = 1 << 6,
	PLAN_SAFETY = 1 << 7,
	PLAN_SUMMARY = 1 << 8,
	PLAN_REDACT = 1 << 9, /* with redacted audio and the raw words */
	PLAN_TRANSLATE = 1 << 10,
	PLAN_UNDERSTAND = 1 << 11, /* speakers named, actions listed */
	PLAN_SPELLING = 1 << 12,
	PLAN_DETECT = 1 << 13, /* language detection */
	PLAN_WEBHOOK = 1 << 14,
	PLAN_MODERN = 1 << 15, /* keys and scores as since 2025 */
	PLAN_CONDENSE = 1 << 16, /* summed up in sections, and formatted */
};

enum plan_drift {
	PLAN_STRING_BOOL = 1 << 0,    /* "true" for true */
	PLAN_FLOAT_DURATION = 1 << 1, /* audio_duration with a fraction */
	PLAN_NO_RANK = 1 << 2,        /* highlights without rank */
	PLAN_NO_GIST = 1 << 3,        /* chapters without gist */
	PLAN_NO_SENTENCES = 1 << 4,   /* safety without sentences_idx_* */
	PLAN_NULL_START = 1 << 5,     /* a sentiment's start is null */
	PLAN_EMPTY = 1 << 6,          /* text "" and words [] */
	PLAN_OLD_ID = 1 << 7,         /* not a UUID */
	PLAN_EXTRA = 1 << 8,          /* keys that nobody documents */
	PLAN_ESCAPES = 1 << 9,        /* \u escapes for all but ASCII */
	PLAN_INTEGERS = 1 << 10,      /* 1 for 1.0 */
	PLAN_NO_ZONE = 1 << 11,       /* times without Z */
	PLAN_ERROR_EMPTY = 1 << 12,   /* error "" in the list */
	PLAN_ERROR_ABSENT = 1 << 13,  /* no error in the list */
	PLAN_OVERLAP = 1 << 14,       /* words begin before the last ends */
	PLAN_NO_FRACTION = 1 << 15,   /* times on the whole second */
	PLAN_SAME_TIME = 1 << 16,     /* created when the one before was */
};

struct plan {
	uint64_t n;
	uint64_t salt; /* where everything random begins */
	uint32_t features, drifts;
	uint32_t nwords;   /* to be made, about */
	uint32_t language; /* 0 English, else an entry of the lexicon + 1 */
	uint32_t nspeakers;
	bool throttled;
	int64_t created_us, completed_us; /* since 1970 */
	char id[IDENT_MAX];
};

struct plan plan_make(const struct account_config *cfg, uint64_t n) MUST_CHECK;

/* Only the id, the time of creation, and whether it was throttled. */
void plan_id(const struct account_config *cfg, uint64_t n, char id[IDENT_MAX]);
int64_t plan_created_us(const struct account_config *cfg, uint64_t n);
bool plan_throttled(const struct account_config *cfg, uint64_t n) MUST_CHECK;

/* Whether p has the feature or the drift. */
static inline bool
plan_has(const struct plan *p, enum plan_feature feature)
{
	return (p->features & (uint32_t)feature) != 0;
}

static inline bool
plan_drifts(const struct plan *p, enum plan_drift drift)
{
	return (p->drifts & (uint32_t)drift) != 0;
}

#endif
