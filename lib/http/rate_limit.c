/* rate_limit: when the next request may be sent; see rate_limit.h. */
#include "http/rate_limit.h"

#define BURST  10.0
#define START  16.0 /* in flight before anything is known */
#define SHRINK 0.7
#define LONGEST 1e15 /* between two requests, in microseconds: for ever */

struct rate_limit
rate_limit_make(double rate, size_t ceiling)
{
	struct rate_limit p = { 0 };
	double burst = rate < BURST ? rate : BURST;

	p.ceiling = ceiling < 1 ? 1.0 : (double)ceiling;
	p.goal = p.ceiling < START ? p.ceiling : START;
	p.doubling = true;
	p.held_us = p.shrunk_us = INT64_MIN;
	if (rate > 0) {
		p.interval_us = 1e6 / rate < LONGEST ? 1e6 / rate : LONGEST;
		p.slack_us = burst > 1 ? (burst - 1) * p.interval_us : 0;
	}
	return p;
}

void
rate_limit_add_window(struct rate_limit *p, uint64_t count, int64_t span_us)
{
	if (p->nwindows < RATE_LIMIT_WINDOWS)
		p->windows[p->nwindows++] = rate_window_make(count, span_us);
}

size_t
rate_limit_goal(const struct rate_limit *p)
{
	return (size_t)p->goal;
}

int64_t
rate_limit_wait_us(const struct rate_limit *p, int64_t now_us, size_t in_flight)
{
	int64_t at = p->pause_until_us, token, wait;
	size_t i;

	if (in_flight >= rate_limit_goal(p))
		return RATE_LIMIT_NEVER;
	if (p->interval_us > 0) {
		token = p->next_us - p->slack_us < 9e18 ?
		    (int64_t)(p->next_us - p->slack_us) :
		    INT64_MAX;
		if (token > at)
			at = token;
	}
	wait = at > now_us ? at - now_us : 0;
	for (i = 0; i < p->nwindows; i++) {
		at = rate_window_wait_us(&p->windows[i], now_us);
		wait = at > wait ? at : wait;
	}
	return wait;
}

void
rate_limit_sent(struct rate_limit *p, int64_t now_us)
{
	size_t i;

	if (p->next_us < (double)now_us)
		p->next_us = (double)now_us;
	p->next_us += p->interval_us;
	for (i = 0; i < p->nwindows; i++)
		rate_window_sent(&p->windows[i], now_us);
}

void
rate_limit_held(struct rate_limit *p, int64_t now_us)
{
	p->held_us = now_us;
}

void
rate_limit_success(struct rate_limit *p, int64_t sent_us)
{
	if (p->held_us < sent_us)
		return;
	p->goal += p->doubling ? 1 : 1 / p->goal;
	if (p->goal > p->ceiling)
		p->goal = p->ceiling;
}

void
rate_limit_congestion(struct rate_limit *p, int64_t sent_us, int64_t now_us)
{
	p->doubling = false;
	if (sent_us <= p->shrunk_us)
		return;
	p->shrunk_us = now_us;
	p->goal *= SHRINK;
	if (p->goal < 1)
		p->goal = 1;
}

void
rate_limit_pause(struct rate_limit *p, int64_t now_us, int64_t ms)
{
	int64_t until = now_us + ms * 1000;

	if (until <= p->pause_until_us)
		return;
	p->paused_us += until -
	    (p->pause_until_us > now_us ? p->pause_until_us : now_us);
	p->pause_until_us = until;
}
