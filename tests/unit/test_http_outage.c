/* A service that is down for a while is told from a request that fails. */
#include <string.h>

#include "http/outage.h"
#include "tap.h"

#define SECOND  INT64_C(1000000)
#define ALLOWED (300 * SECOND)

static bool
fail(struct outage *o, struct outage_request *r, int64_t s)
{
	return outage_failure(o, r, s * SECOND);
}

/* A request that was sent at one second succeeds at another. */
static bool
succeed(struct outage *o, int64_t sent, int64_t now)
{
	int64_t us;

	return outage_success(o, sent * SECOND, now * SECOND, &us);
}

static void
test_one(void)
{
	struct outage o = { 0 };
	struct outage_request r = { 0 };
	int64_t us;

	CHECK(!outage_holds(&o, &r, false) && !outage_holds(&o, &r, true),
	    "without a failure nothing is down");
	CHECK(!fail(&o, &r, 10) && outage_holds(&o, &r, false) &&
		outage_holds(&o, &r, true),
	    "a failure may be an outage");
	CHECK_INT(outage_left_us(&o, 10 * SECOND, ALLOWED), ALLOWED,
	    "which has its time from there");
	CHECK(!fail(&o, &r, 200), "it goes on");
	CHECK_INT(outage_left_us(&o, 200 * SECOND, ALLOWED), 110 * SECOND,
	    "later failures do not lengthen it");
	CHECK(outage_use(&o, &r) && !outage_use(&o, &r),
	    "the first use of it is known");
	CHECK_INT(outage_left_us(&o, 310 * SECOND, ALLOWED), 0,
	    "its time is over");
	CHECK(outage_left_us(&o, 400 * SECOND, ALLOWED) < 0, "and stays so");
	CHECK(!succeed(&o, 10, 400) && o.on,
	    "what was sent before it began does not end it");
	CHECK(outage_success(&o, 400 * SECOND, 401 * SECOND, &us) &&
		us == 391 * SECOND,
	    "a later one does, and says how long it was");
	CHECK(!outage_holds(&o, &r, false), "then it holds no more");
	CHECK(!succeed(&o, 401, 402), "the next success ends nothing");
}

/* Requests that fail while others succeed. */
static void
test_item(void)
{
	struct outage o = { 0 };
	struct outage_request bad = { 0 }, late = { 0 };
	int i;

	(void)succeed(&o, 0, 1);
	CHECK(!fail(&o, &bad, 2) && outage_holds(&o, &bad, true),
	    "what succeeded before says nothing");
	CHECK(!succeed(&o, 3, 4),
	    "an outage that nobody used ends without a word");
	CHECK(!fail(&o, &bad, 5) && !outage_holds(&o, &bad, true),
	    "a status of 500 while another succeeds is the request's own");
	CHECK(outage_holds(&o, &bad, false),
	    "no connection may be an outage that begins");
	CHECK(!fail(&o, &late, 5) && outage_holds(&o, &late, true) &&
		!outage_holds(&o, &bad, true),
	    "also when others begin to fail");
	for (i = 6; i < 9; i++) {
		(void)succeed(&o, i, i);
		CHECK(!fail(&o, &bad, i), "it goes on");
	}
	CHECK(!outage_holds(&o, &bad, false),
	    "not when others succeed again and again");
	CHECK_INT(outage_left_us(&o, 8 * SECOND, ALLOWED), ALLOWED,
	    "an outage begins after the last success");
}

/* A service that goes down while many requests are on their way. */
static void
test_many(void)
{
	struct outage o = { 0 };
	struct outage_request r[20] = { 0 };
	int i, held = 0;

	for (i = 0; i < 100; i++)
		(void)succeed(&o, i, i);
	for (i = 0; i < 20; i++) {
		(void)!fail(&o, &r[i], 100 + i);
		if (i % 4 == 1)
			(void)succeed(&o, 99, 100 + i);
	}
	for (i = 0; i < 20; i++) {
		(void)!fail(&o, &r[i], 200 + i);
		held += outage_holds(&o, &r[i], true) &&
		    outage_holds(&o, &r[i], false);
	}
	CHECK_INT(held, 20, "late successes do not make each request bad");

	memset(&o, 0, sizeof(o));
	memset(r, 0, sizeof(r));
	for (i = 0; i < 3; i++)
		(void)!fail(&o, &r[i], 1);
	for (i = 0; i < 27; i++)
		(void)succeed(&o, 0, 2);
	for (held = i = 0; i < 3; i++) {
		(void)!fail(&o, &r[i], 3);
		held += outage_holds(&o, &r[i], true);
	}
	CHECK_INT(held, 0, "of thirty at a time, three with 500 are bad");
}

/* Two outages after one another. */
static void
test_again(void)
{
	struct outage o = { 0 };
	struct outage_request r = { 0 };

	(void)!fail(&o, &r, 1);
	(void)outage_use(&o, &r);
	CHECK(succeed(&o, 59, 60), "others succeed first");
	CHECK(fail(&o, &r, 61),
	    "a request that was made again for an outage begins anew");
	CHECK(outage_holds(&o, &r, true), "and may meet another one");
	CHECK(!fail(&o, &r, 62), "once");
	(void)succeed(&o, 63, 63);
	CHECK(!fail(&o, &r, 64) && !outage_holds(&o, &r, true),
	    "but is at fault when others succeed");
}

/* Nothing is asked for after a request was given up. */
static void
test_rest(void)
{
	struct outage o = { 0 };
	struct outage_request r = { 0 }, later = { 0 };

	(void)!fail(&o, &r, 1);
	(void)outage_use(&o, &r);
	CHECK(!outage_rest(&o, 14 * SECOND, ALLOWED), "14 s are no rest");
	(void)!fail(&o, &later, 400);
	CHECK(outage_left_us(&o, 400 * SECOND, ALLOWED) < 0,
	    "a short rest changes nothing");
	CHECK(outage_rest(&o, 15 * SECOND, ALLOWED), "15 s are one");
	later = (struct outage_request){ 0 };
	(void)!fail(&o, &later, 500);
	CHECK_INT(outage_left_us(&o, 500 * SECOND, ALLOWED), ALLOWED,
	    "after a long one another outage begins");
	CHECK(outage_use(&o, &later), "which is reported again");
	(void)outage_rest(&o, 2 * SECOND, 2 * SECOND);
	CHECK_INT(outage_left_us(&o, 500 * SECOND, 2 * SECOND), 0,
	    "and ends after a rest as long as it may be");
}

int
main(void)
{
	test_one();
	test_item();
	test_many();
	test_again();
	test_rest();
	return tap_done();
}
