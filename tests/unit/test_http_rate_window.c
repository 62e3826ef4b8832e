/* No span of a window's length has more requests than are allowed. */
#include "http/rate_window.h"

#include "base/mem.h"
#include "base/rng.h"
#include "tap.h"

#define S INT64_C(1000000)

/*
 * Send n as soon as may be, with rests now and then; when each went, and
 * whether a wait was ever too short.
 */
static bool
drive(struct rate_window *w, int64_t *sent, size_t n, int64_t rest_us)
{
	struct rng r = rng_make(5);
	int64_t now = 12345 * S, wait;
	bool sound = true;
	size_t i;

	for (i = 0; i < n; i++) {
		while ((wait = rate_window_wait_us(w, now)) > 0) {
			if (rng_below(&r, 3) == 0) {
				now += (int64_t)rng_below(&r, (uint64_t)wait);
				continue;
			}
			now += wait;
			sound = sound && rate_window_wait_us(w, now) == 0;
		}
		rate_window_sent(w, now);
		sent[i] = now;
		if (rest_us > 0 && rng_below(&r, 10) == 0)
			now += (int64_t)rng_below(&r, (uint64_t)rest_us);
	}
	return sound;
}

static void
windows(void)
{
	static const struct {
		uint64_t count;
		int64_t span_us, rest_us;
	} cases[] = { { 1, S, 0 }, { 1, 3600 * S, 0 }, { 3, S, S / 2 },
		{ 100, 10 * S, 0 }, { 100, 10 * S, 20 * S }, { 5, 7, 3 },
		{ 5000, 3600 * S, 0 }, { 2, 1, 0 } };
	const size_t n = 20000;
	int64_t *sent = mem_new(n, sizeof(*sent));
	int64_t ideal;
	struct rate_window w;
	size_t c, i, wrong;
	bool sound;

	for (c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
		w = rate_window_make(cases[c].count, cases[c].span_us);
		sound = drive(&w, sent, n, cases[c].rest_us);
		for (i = wrong = 0; i + cases[c].count < n; i++)
			wrong += sent[i + cases[c].count] - sent[i] <
			    cases[c].span_us;
		CHECK_UINT(wrong, 0, "%llu in %lld us: none has more",
		    (unsigned long long)cases[c].count,
		    (long long)cases[c].span_us);
		CHECK(sound, "a wait is long enough");
		if (cases[c].rest_us > 0 || cases[c].span_us < 1000)
			continue;
		ideal = (int64_t)((n - 1) / cases[c].count) *
		    cases[c].span_us;
		CHECK(sent[n - 1] - sent[0] <= ideal + ideal / 50 +
			    cases[c].span_us,
		    "and it is made use of");
	}
	mem_free(sent);
}

int
main(void)
{
	struct rate_window w = rate_window_make(2, 10 * S);

	CHECK_INT(rate_window_wait_us(&w, 0), 0, "the first may go at once");
	rate_window_sent(&w, 0);
	CHECK_INT(rate_window_wait_us(&w, 0), 0, "so may the second");
	rate_window_sent(&w, 0);
	CHECK(rate_window_wait_us(&w, 0) >= 10 * S &&
		rate_window_wait_us(&w, 0) <= 10 * S + S / 5,
	    "the third waits");
	CHECK_INT(rate_window_wait_us(&w, 1000 * S), 0, "until all is over");
	rate_window_sent(&w, 1000 * S);
	rate_window_sent(&w, 1000 * S);
	CHECK(rate_window_wait_us(&w, 1000 * S) > 0, "and then again");
	windows();
	return tap_done();
}
