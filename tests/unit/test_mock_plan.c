/* Plans: times go forward, ids are found, deviations are there. */
#include "aai-mock/plan.h"

#include "tap.h"

static struct account_config
config(void)
{
	struct account_config cfg = { .seed = 9, .words = 100 };

	cfg.transcripts = 3000;
	cfg.rich = true;
	cfg.drift = true;
	cfg.step_ms = 60000;
	cfg.start_us = (int64_t)1775001600 * 1000000;
	cfg.failed = 100;
	cfg.deleted = 50;
	cfg.pending = 30;
	return cfg;
}

static void
times(void)
{
	struct account_config cfg = config();
	int64_t last = 0, us;
	size_t backward = 0, same = 0, whole = 0;
	uint64_t n;

	for (n = 0; n < 3000; n++) {
		us = plan_created_us(&cfg, n);
		backward += us < last ? 1 : 0;
		same += us == last ? 1 : 0;
		whole += us % 1000000 == 0 ? 1 : 0;
		last = us;
	}
	CHECK_UINT(backward, 0, "times go forward");
	CHECK(same > 100 && same < 300, "some are the same (%zu)", same);
	CHECK(whole > 100 && whole < 400, "some are whole (%zu)", whole);
	cfg.drift = false;
	for (n = 0, same = whole = 0, last = 0; n < 3000; n++) {
		us = plan_created_us(&cfg, n);
		same += us == last ? 1 : 0;
		whole += us % 1000000 == 0 ? 1 : 0;
		last = us;
	}
	CHECK(same == 0 && whole < 5, "without deviations none are");
}

static void
every(void)
{
	struct account_config cfg = config();
	uint32_t features = 0, drifts = 0, languages = 0;
	struct plan p;
	uint64_t n;

	for (n = 0; n < 40; n++) {
		p = plan_make(&cfg, n);
		features |= p.features;
		drifts |= p.drifts;
		languages |= 1u << p.language;
	}
	CHECK_UINT(features, (1u << 17) - 1, "forty have every feature");
	CHECK_UINT(drifts, (1u << 17) - 1, "and every deviation");
	CHECK(__builtin_popcount(languages) > 3, "and several languages");
	cfg.rich = false;
	cfg.drift = false;
	p = plan_make(&cfg, 3);
	CHECK(p.features == PLAN_MODERN && p.drifts == 0 && p.nspeakers == 0,
	    "a lean one has none of them");
}

/* Whatever fails, is deleted or not done yet. */
static void
every_of_fifty(void)
{
	struct account_config cfg = config();
	uint32_t features;
	bool throttled;
	size_t lacks = 0;
	uint64_t n;

	cfg.pending = 50;
	for (cfg.seed = 0; cfg.seed < 1100; cfg.seed++) {
		features = 0;
		throttled = false;
		for (n = 0; n < 50; n++) {
			throttled = throttled || plan_throttled(&cfg, n);
			if (account_first_state(&cfg, n) == ACCOUNT_COMPLETED)
				features |= plan_make(&cfg, n).features;
		}
		lacks += features != (1u << 17) - 1 || !throttled;
	}
	CHECK_UINT(lacks, 0, "every account of fifty has them completed");
}

static void
states(void)
{
	struct account_config cfg = config();
	struct account a;
	size_t count[5] = { 0 }, lost = 0;
	char id[IDENT_MAX];
	uint64_t n;

	account_open(&a, &cfg);
	for (n = 0; n < a.n; n++) {
		count[account_state(&a, n)]++;
		plan_id(&cfg, n, id);
		lost += account_find(&a, id) == n ? 0 : 1;
	}
	CHECK_UINT(lost, 0, "every transcript is found by its id");
	CHECK_UINT(count[ACCOUNT_ERROR], 300, "as many failed as asked for");
	CHECK(count[ACCOUNT_DELETED] > 100 && count[ACCOUNT_DELETED] <= 150,
	    "about as many are deleted");
	CHECK(count[ACCOUNT_QUEUED] > 0 && count[ACCOUNT_PROCESSING] > 0,
	    "some are not done");
	plan_id(&cfg, 3000, id);
	CHECK(account_find(&a, id) == ACCOUNT_NONE,
	    "one that is not there yet is not found");
	CHECK(account_add(&a, 1, ACCOUNT_QUEUED), "one is added");
	CHECK_UINT(account_find(&a, id), 3000, "then it is");
	id[30] = id[30] == 'a' ? 'b' : 'a';
	CHECK(account_find(&a, id) == ACCOUNT_NONE,
	    "an id that is a little different is not");
	n = account_settle(&a, 5000, ACCOUNT_COMPLETED);
	CHECK_UINT(n, count[ACCOUNT_QUEUED] + count[ACCOUNT_PROCESSING] + 1,
	    "all can be finished");
	CHECK_UINT(account_settle(&a, 1, ACCOUNT_COMPLETED), 0, "once");
	CHECK_UINT(account_remove(&a, 2), 2, "some are deleted");
	CHECK(
	    !account_add(&a, ACCOUNT_MAX, ACCOUNT_QUEUED), "there is a limit");
	account_close(&a);
	account_close(&a);
}

int
main(void)
{
	times();
	every();
	every_of_fifty();
	states();
	return tap_done();
}
