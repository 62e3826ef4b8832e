/* rate_window: at most N requests within a span; see rate_window.h. */
#include "http/rate_window.h"

/* The parts that a span may touch: one more than it has. */
#define TOUCHED (RATE_WINDOW_PARTS + 1)

struct rate_window
rate_window_make(uint64_t count, int64_t span_us)
{
	struct rate_window w = { .count = count };

	w.part_us = span_us / RATE_WINDOW_PARTS +
	    (span_us % RATE_WINDOW_PARTS > 0 ? 1 : 0);
	return w;
}

int64_t
rate_window_wait_us(const struct rate_window *w, int64_t now_us)
{
	int64_t now = now_us / w->part_us, part, oldest = -1;
	uint64_t sum = 0;

	/* Those of the span that ends now, which has been counted so far. */
	for (part = w->newest; part >= 0 && part > now - TOUCHED &&
	    part > w->newest - TOUCHED;
	    part--) {
		if (w->sent[part % TOUCHED] == 0)
			continue;
		sum += w->sent[part % TOUCHED];
		oldest = part;
	}
	if (sum < w->count)
		return 0;
	return (oldest + TOUCHED) * w->part_us - now_us;
}

void
rate_window_sent(struct rate_window *w, int64_t now_us)
{
	int64_t now = now_us / w->part_us, part;

	for (part = w->newest + 1; part <= now && part <= w->newest + TOUCHED;
	    part++)
		w->sent[part % TOUCHED] = 0;
	if (now > w->newest)
		w->newest = now;
	w->sent[w->newest % TOUCHED]++;
}
