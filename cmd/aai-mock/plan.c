/* plan: what is decided about a transcript; see plan.h. */
#include "aai-mock/plan.h"

#include <string.h>

#include "aai-mock/lexicon.h"

#define ANALYSES                                                               \
	(PLAN_CHAPTERS | PLAN_ENTITIES | PLAN_SENTIMENT | PLAN_HIGHLIGHTS |    \
	    PLAN_TOPICS | PLAN_SAFETY)

/*
 * What people ask for together; transcripts take turns.  Their number has no
 * divisor in common with the one in ten that fails or the one in twenty that is
 * deleted, so that none of them always falls together with these.
 */
static const uint32_t profiles[] = {
	ANALYSES | PLAN_SPEAKERS | PLAN_SPELLING | PLAN_WEBHOOK | PLAN_MODERN,
	PLAN_MODERN,
	PLAN_CHANNELS | PLAN_SPEAKERS | PLAN_MODERN | PLAN_SENTIMENT,
	ANALYSES,
	PLAN_SPEAKERS | PLAN_UNDERSTAND | PLAN_TRANSLATE | PLAN_MODERN,
	PLAN_REDACT | PLAN_ENTITIES | PLAN_SPEAKERS | PLAN_MODERN,
	PLAN_SUMMARY | PLAN_HIGHLIGHTS,
	PLAN_SPEAKERS | PLAN_SENTIMENT | PLAN_DETECT | PLAN_MODERN,
	PLAN_CHANNELS | PLAN_TOPICS,
	PLAN_SPEAKERS,
	PLAN_SPEAKERS | PLAN_REDACT | PLAN_TRANSLATE | PLAN_CONDENSE |
	    PLAN_MODERN,
};

/* One transcript in this many was throttled. */
#define THROTTLED_EVERY 23
#define THROTTLED_PHASE 9

/* One transcript in this many has the drift. */
static const struct {
	uint32_t drift, every, phase;
} drifts[] = {
	{ PLAN_STRING_BOOL, 10, 3 },
	{ PLAN_FLOAT_DURATION, 13, 9 },
	{ PLAN_NO_RANK, 7, 2 },
	{ PLAN_NO_GIST, 7, 3 },
	{ PLAN_NO_SENTENCES, 9, 3 },
	{ PLAN_NULL_START, 6, 3 },
	{ PLAN_EMPTY, 19, 12 },
	{ PLAN_OLD_ID, 17, 5 },
	{ PLAN_EXTRA, 8, 1 },
	{ PLAN_ESCAPES, 6, 4 },
	{ PLAN_INTEGERS, 5, 0 },
	{ PLAN_NO_ZONE, 8, 6 },
	{ PLAN_ERROR_EMPTY, 7, 6 },
	{ PLAN_ERROR_ABSENT, 9, 7 },
	{ PLAN_OVERLAP, 12, 9 },
	{ PLAN_NO_FRACTION, 14, 8 },
	{ PLAN_SAME_TIME, 16, 11 },
};

static uint32_t
drifts_of(const struct account_config *cfg, uint64_t n)
{
	uint32_t all = 0;
	size_t i;

	if (!cfg->drift)
		return 0;
	for (i = 0; i < LEN(drifts); i++)
		if ((n + cfg->seed) % drifts[i].every ==
		    drifts[i].phase % drifts[i].every)
			all |= drifts[i].drift;
	return all;
}

void
plan_id(const struct account_config *cfg, uint64_t n, char id[IDENT_MAX])
{
	bool old = (drifts_of(cfg, n) & PLAN_OLD_ID) != 0;

	ident_make(cfg->seed, n, old, id);
}

/* The time within the step that n has to itself. */
static int64_t
own_time_us(const struct account_config *cfg, uint64_t n)
{
	uint64_t step = (uint64_t)cfg->step_ms * 1000;
	uint64_t within = ident_mix(cfg->seed, 2, n) % step;

	return cfg->start_us + (int64_t)(n * step + within);
}

int64_t
plan_created_us(const struct account_config *cfg, uint64_t n)
{
	uint32_t has = drifts_of(cfg, n);
	int64_t us = own_time_us(cfg, n), second;

	if ((has & PLAN_SAME_TIME) != 0 && n > 0)
		return plan_created_us(cfg, n - 1);
	second = us - us % 1000000;
	if ((has & PLAN_NO_FRACTION) != 0 &&
	    (n == 0 || second > own_time_us(cfg, n - 1)))
		return second;
	return us;
}

bool
plan_throttled(const struct account_config *cfg, uint64_t n)
{
	return cfg->rich && (n + cfg->seed) % THROTTLED_EVERY ==
	    THROTTLED_PHASE;
}

struct plan
plan_make(const struct account_config *cfg, uint64_t n)
{
	struct plan p = { 0 };

	p.n = n;
	p.salt = ident_mix(cfg->seed, 3, n);
	p.drifts = drifts_of(cfg, n);
	p.features =
	    cfg->rich ? profiles[(n + cfg->seed) % LEN(profiles)] : PLAN_MODERN;
	p.throttled = plan_throttled(cfg, n);
	p.nwords = (uint32_t)(cfg->words / 2 + p.salt % (cfg->words + 1));
	if (cfg->rich && p.salt >> 32 & 1)
		p.language =
		    (uint32_t)((p.salt >> 40) % (2 * lexicon_nlanguages));
	if (p.language > lexicon_nlanguages)
		p.language = 0;
	if (plan_has(&p, PLAN_CHANNELS))
		p.nspeakers = 2;
	else if (plan_has(&p, PLAN_SPEAKERS))
		p.nspeakers = 1 + (uint32_t)(p.salt >> 36) % 4;
	p.created_us = plan_created_us(cfg, n);
	p.completed_us = p.created_us + 2000000 +
			 (int64_t)(ident_mix(cfg->seed, 4, n) % 90000000);
	plan_id(cfg, n, p.id);
	return p;
}
