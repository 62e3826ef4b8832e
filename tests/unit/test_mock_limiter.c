/* A rate holds in every window. */
#include "aai-mock/limiter.h"

#include "base/rng.h"
#include "tap.h"

static void
windows(void)
{
	struct limiter l = { 0 };
	struct error e;
	struct rng rng = rng_make(1);
	static int64_t passed[2000];
	int64_t now = 0, wait;
	size_t n = 0, i, wrong = 0;

	CHECK_INT(limiter_ask(&l, 5), 0, "without a limit all goes through");
	CHECK_INT(limiter_open(&l, "7/10ms", &e), 0, "a rate is read");
	while (n < 2000) {
		now += (int64_t)rng_below(&rng, 1500);
		wait = limiter_ask(&l, now);
		if (wait == 0)
			passed[n++] = now;
		else
			wrong += n < 7 || wait != passed[n - 7] + 10000 - now;
	}
	CHECK_UINT(wrong, 0, "who is refused learns when to come again");
	for (i = 7; i < n; i++)
		wrong += passed[i] - passed[i - 7] < 10000 ? 1 : 0;
	CHECK_UINT(wrong, 0, "no window of that length has more");
	limiter_close(&l);
	limiter_close(&l);
}

int
main(void)
{
	static const char *const good[] = { "60/s", "1/m", "20000/5m",
		"3/500ms", "2/1" };
	static const char *const bad[] = { "", "60", "/s", "0/s", "x/s", "5/",
		"5/x", "5/sec", "5/0s", "-1/s", "5/s/s" };
	struct limiter l;
	struct error e;
	size_t i;

	windows();
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK_INT(
		    limiter_open(&l, good[i], &e), 0, "%s is a rate", good[i]);
		limiter_close(&l);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(
		    limiter_open(&l, bad[i], &e), -1, "'%s' is none", bad[i]);
		limiter_close(&l);
	}
	return tap_done();
}
