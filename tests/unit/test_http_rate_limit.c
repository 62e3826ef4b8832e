/* The rate holds, pauses are shared, and the number in flight adapts. */
#include "base/rng.h"
#include "http/rate_limit.h"
#include "tap.h"

#define S 1000000

/*
 * Send whatever may be sent for so long, looking when told to and, in between,
 * at random; returns how many went, *first how many of them in the first ms.
 */
static int
drive(struct rate_limit *p, int64_t from_us, int64_t span_us, int *first)
{
	struct rng r = rng_make(3);
	int64_t now = from_us, wait;
	int sent = 0;

	*first = 0;
	while (now < from_us + span_us) {
		wait = rate_limit_wait_us(p, now, 0);
		if (wait > 0) {
			now += rng_below(&r, 4) == 0
			    ? (int64_t)rng_below(&r, (uint64_t)wait + 1)
			    : wait + (int64_t)rng_below(&r, 2000);
			continue;
		}
		rate_limit_sent(p, now);
		sent++;
		*first += now < from_us + 1000;
	}
	return sent;
}

static void
test_rate(void)
{
	static const struct {
		double rate;
		int burst;
	} cases[] = { { 60, 10 }, { 3, 3 }, { 1, 1 }, { 0.5, 1 }, { 66.7, 10 },
		{ 1000, 10 }, { 2.5, 2 } };
	struct rate_limit p;
	int64_t span;
	size_t i;
	int sent, first, most;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		p = rate_limit_make(cases[i].rate, 100);
		span = (int64_t)(1000 / cases[i].rate * S);
		sent = drive(&p, 7 * S, span, &first);
		CHECK(sent <= 1000 + cases[i].burst,
		    "%g a second: no more than the rate and a burst go (%d)",
		    cases[i].rate, sent);
		CHECK(sent >= 990, "%g a second: the rate is made use of (%d)",
		    cases[i].rate, sent);
		/* At 1000 a second, another one falls into the first ms. */
		most = cases[i].burst + (cases[i].rate >= 1000);
		CHECK(first >= 1 && first <= most,
		    "%g a second: at most %d go at once", cases[i].rate, most);
		sent = drive(&p, 7 * S + 5 * span, span / 1000 * 10, &first);
		CHECK(sent <= 10 + cases[i].burst,
		    "%g a second: a rest saves up no more than a burst",
		    cases[i].rate);
	}
	p = rate_limit_make(0, 100);
	rate_limit_sent(&p, 0);
	CHECK_INT(rate_limit_wait_us(&p, 0, 7), 0, "without a rate none waits");
}

static void
test_pause(void)
{
	struct rate_limit p = rate_limit_make(0, 10);

	rate_limit_pause(&p, 1 * S, 2000);
	CHECK_INT(
	    rate_limit_wait_us(&p, 1 * S, 0), 2 * S, "a pause is waited for");
	CHECK_INT(rate_limit_wait_us(&p, 3 * S, 0), 0, "and then over");
	rate_limit_pause(&p, 2 * S, 500);
	CHECK_INT(rate_limit_wait_us(&p, 2 * S, 0), 1 * S,
	    "a shorter one does not end it");
	rate_limit_pause(&p, 2 * S, 3000);
	CHECK_INT(
	    rate_limit_wait_us(&p, 2 * S, 0), 3 * S, "a longer one adds to it");
	CHECK_INT(p.paused_us, 4 * S, "what overlaps counts once");
	rate_limit_pause(&p, 9 * S, 1000);
	CHECK_INT(p.paused_us, 5 * S, "a later one counts whole");
	rate_limit_pause(&p, 10 * S, 0);
	CHECK_INT(p.paused_us, 5 * S, "none counts nothing");
}

/* A round: as many successes as may be in flight. */
static void
round_of_success(struct rate_limit *p)
{
	size_t n = rate_limit_goal(p), i;

	rate_limit_held(p, 1000 * S);
	for (i = 0; i < n; i++)
		rate_limit_success(p, 1000 * S);
}

static void
test_goal(void)
{
	struct rate_limit p = rate_limit_make(0, 64);
	size_t before;
	int i;

	CHECK_UINT(rate_limit_goal(&p), 16, "it begins with sixteen in flight");
	CHECK_INT(rate_limit_wait_us(&p, 0, 15), 0, "the sixteenth may go");
	CHECK(rate_limit_wait_us(&p, 0, 16) == RATE_LIMIT_NEVER,
	    "the next one waits");
	round_of_success(&p);
	CHECK_UINT(
	    rate_limit_goal(&p), 32, "a round that goes well doubles them");
	for (i = 0; i < 10; i++)
		round_of_success(&p);
	CHECK_UINT(rate_limit_goal(&p), 64, "up to the ceiling");
	rate_limit_congestion(&p, 1 * S, 2 * S);
	CHECK_UINT(rate_limit_goal(&p), 44, "trouble takes three tenths away");
	for (i = 0; i < 60; i++)
		rate_limit_congestion(&p, 2 * S, 2 * S + i);
	CHECK_UINT(rate_limit_goal(&p), 44,
	    "once for all that was sent before it was noticed");
	rate_limit_congestion(&p, 2 * S + 1, 3 * S);
	CHECK_UINT(rate_limit_goal(&p), 31, "again for what was sent after");
	before = rate_limit_goal(&p);
	round_of_success(&p);
	CHECK(
	    rate_limit_goal(&p) >= before && rate_limit_goal(&p) <= before + 1,
	    "from then on a round adds one");
	for (i = 0; i < 100; i++)
		rate_limit_success(&p, 1001 * S);
	CHECK(rate_limit_goal(&p) <= before + 1,
	    "successes do not raise a goal that held nothing back");
	for (i = 0; i < 50; i++)
		rate_limit_congestion(&p, (4 + i) * S, (5 + i) * S);
	CHECK_UINT(rate_limit_goal(&p), 1, "one is always left");
	CHECK_INT(rate_limit_wait_us(&p, 0, 0), 0, "which may go");
	for (i = 0; i < 200; i++)
		round_of_success(&p);
	CHECK_UINT(rate_limit_goal(&p), 64, "it recovers");
	p = rate_limit_make(0, 3);
	CHECK_UINT(
	    rate_limit_goal(&p), 3, "a low ceiling holds from the start");
	p = rate_limit_make(0, 0);
	CHECK_UINT(rate_limit_goal(&p), 1, "it is at least one");
}

int
main(void)
{
	test_rate();
	test_pause();
	test_goal();
	return tap_done();
}
