/* A service that is down for a while is told from a request that fails. */
#include "http/outage.h"
#include "tap.h"

#define SECOND  INT64_C(1000000)
#define ALLOWED (300 * SECOND)

static void
test_one(void)
{
	struct outage o = { 0 };
	struct outage_request r = { 0 };
	int64_t us;

	CHECK(!outage_holds(&o, &r), "without a failure nothing is down");
	CHECK(!outage_failure(&o, &r, 10 * SECOND) && outage_holds(&o, &r),
	    "a failure may be an outage");
	CHECK_INT(outage_left_us(&o, 10 * SECOND, ALLOWED), ALLOWED,
	    "which has its time from there");
	CHECK(!outage_failure(&o, &r, 200 * SECOND), "it goes on");
	CHECK_INT(outage_left_us(&o, 200 * SECOND, ALLOWED), 110 * SECOND,
	    "later failures do not lengthen it");
	CHECK(outage_use(&o, &r) && !outage_use(&o, &r),
	    "the first use of it is known");
	CHECK_INT(outage_left_us(&o, 310 * SECOND, ALLOWED), 0,
	    "its time is over");
	CHECK(outage_left_us(&o, 400 * SECOND, ALLOWED) < 0, "and stays so");
	CHECK(outage_success(&o, 401 * SECOND, &us) && us == 391 * SECOND,
	    "a success ends it, and says how long it was");
	CHECK(!outage_holds(&o, &r), "then it holds no more");
	CHECK(!outage_success(&o, 402 * SECOND, &us),
	    "the next success ends nothing");
}

/* Requests that fail while others succeed. */
static void
test_item(void)
{
	struct outage o = { 0 };
	struct outage_request bad = { 0 }, late = { 0 };
	int64_t us;

	(void)outage_success(&o, SECOND, &us);
	CHECK(!outage_failure(&o, &bad, 2 * SECOND) && outage_holds(&o, &bad),
	    "what succeeded before says nothing");
	CHECK(!outage_success(&o, 3 * SECOND, &us),
	    "an outage that nobody used ends without a word");
	CHECK(!outage_failure(&o, &bad, 4 * SECOND) &&
		!outage_holds(&o, &bad),
	    "a request that fails while others succeed is at fault");
	CHECK(!outage_failure(&o, &late, 5 * SECOND) &&
		outage_holds(&o, &late) && !outage_holds(&o, &bad),
	    "also when others begin to fail");
	CHECK_INT(outage_left_us(&o, 5 * SECOND, ALLOWED), ALLOWED - SECOND,
	    "since when nothing succeeds is the same for all");
}

/* Two outages after one another. */
static void
test_again(void)
{
	struct outage o = { 0 };
	struct outage_request r = { 0 };
	int64_t us;

	(void)!outage_failure(&o, &r, SECOND);
	(void)outage_use(&o, &r);
	CHECK(outage_success(&o, 60 * SECOND, &us), "others succeed first");
	CHECK(outage_failure(&o, &r, 61 * SECOND),
	    "a request that was made again for an outage begins anew");
	CHECK(outage_holds(&o, &r), "and may meet another one");
	CHECK(!outage_failure(&o, &r, 62 * SECOND), "once");
	(void)outage_success(&o, 63 * SECOND, &us);
	CHECK(!outage_failure(&o, &r, 64 * SECOND) && !outage_holds(&o, &r),
	    "but is at fault when others succeed");
}

int
main(void)
{
	test_one();
	test_item();
	test_again();
	return tap_done();
}
