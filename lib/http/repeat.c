/* repeat: requests that are made again; see repeat.h. */
#include "http/repeat.h"

#include "base/mem.h"
#include "http/engine_queue.h"
#include "http/errmsg.h"
#include "http/limit_headers.h"
#include "http/outcome.h"
#include "io/clock.h"

/*
 * What a repeat costs.  A server that counts requests is well and says when
 * to come again, so its 429 weighs half of a failure.
 */
#define COST_LIMITED 1
#define COST_FAILURE 2

/* This many requests given up in a row, and there is no use in going on. */
#define GIVE_UP 20

/* Pauses in a row, for a limit that is used up, that are believed. */
#define SPENT_ROUNDS 3

/* The longest wait between tries while a service seems to be down. */
#define PROBE_MS 15000

bool
repeat_is_left(const struct engine *g, const struct job *job)
{
	return job->spent + COST_FAILURE <= 2 * g->o.retries &&
	    g->budget.left > 0;
}

/* The server answered as it should: good news for the others. */
void
repeat_recover(struct engine *g, struct ending *x)
{
	struct buf text = buf_make(SIZE_MAX);
	int64_t us;

	rate_limit_success(&g->rate_limit, x->t->sent_us);
	retry_budget_give(&g->budget);
	g->failed_in_row = 0;
	g->limited_rounds = 0;
	g->unavailable = NULL_JOB;
	g->recovered_us = x->now_us;
	if (outage_success(&g->outage, x->t->sent_us, x->now_us, &us)) {
		buf_printf(&text, "the server answers again, after %.0f s%c",
		    (double)us / 1e6, 0);
		errmsg_notice(g, x->job, (const char *)text.data, true);
	}
	buf_free(&text);
}

void
repeat_spare(struct engine *g, const struct ending *x)
{
	int64_t ms;
	bool spent = limit_headers_spent(&x->job->response.headers,
	    clock_wall_s(), &ms);

	/* What was sent before the pause says nothing new. */
	if (x->t->sent_us < g->spent_us)
		return;
	if (!spent)
		g->spent_rounds = 0;
	if (!spent || ms > g->o.retry_after_max_ms ||
	    g->spent_rounds == SPENT_ROUNDS)
		return;
	g->spent_rounds++;
	g->spent_us = x->now_us + ms * 1000;
	rate_limit_pause(&g->rate_limit, x->now_us, ms);
}

/* Take notice of a failure before anything is decided about it. */
static void
note_failure(struct engine *g, struct ending *x)
{
	if (x->outage && outage_failure(&g->outage, &x->job->outage, x->now_us))
		x->job->spent = 0;
}

static void
give_up(struct engine *g, struct ending *x, const char *why)
{
	struct error e;

	buf_printf(&x->what, "; given up after %u %s%s",
	    (unsigned)x->job->response.tries,
	    x->job->response.tries == 1 ? "try" : "tries", why);
	if (x->kind != ERROR_TEMPORARY) {
		/* Nothing is wrong with the service. */
		x->outcome = OUTCOME_FAILED;
		ending_fail(g, x, x->kind, ENGINE_FAILED);
		return;
	}
	ending_fail(g, x, ERROR_TEMPORARY, ENGINE_FAILED);
	/* Those that fail for ever are the last, when all others are done. */
	if (++g->failed_in_row < GIVE_UP ||
	    x->now_us - g->recovered_us < g->o.down_ms * 1000)
		return;
	error_set(&e, ERROR_TEMPORARY,
	    "%u requests in a row have failed; the last: %s",
	    (unsigned)g->failed_in_row, x->job->response.error.text);
	engine_stop(g, &e);
}

/* Take a repeat from the request's share and from that of all. */
static bool
take_share(struct engine *g, struct job *job, uint32_t cost, const char **why)
{
	*why = "";
	if (job->spent + cost > 2 * g->o.retries)
		return false;
	*why = ", for too many have failed";
	if (cost == COST_FAILURE && !retry_budget_take(&g->budget))
		return false;
	job->spent += cost;
	return true;
}

/* A moment more than asked for, so that not all come back at the stroke. */
static int64_t
with_jitter(struct engine *g, int64_t ms)
{
	return ms +
	    (int64_t)rng_below(&g->rng,
		(uint64_t)(g->o.retry_base_ms / 4 + 1));
}

/*
 * How long to wait after n failures of a service that seems to be down: not so
 * long that its return is noticed late, and the last try is made when the time
 * is over.
 */
static int64_t
probe_ms(struct engine *g, const struct ending *x, uint32_t n)
{
	int64_t ms, left_ms, cap_ms = g->o.retry_cap_ms;

	if (cap_ms > PROBE_MS)
		cap_ms = PROBE_MS;
	ms = retry_backoff_ms(&g->rng, n, g->o.retry_base_ms, cap_ms);
	left_ms = outage_left_us(&g->outage, x->now_us, g->o.down_ms * 1000) /
	    1000;
	return g->o.bear && left_ms > 0 && ms > left_ms ? left_ms : ms;
}

/*
 * Whether a request that had its share is made again, since the service may be
 * down; then *wait_ms is that of a probe, or what the server asks for where
 * that is longer: what asks to come again at once may go on doing so.
 */
static bool
is_borne(struct engine *g, struct ending *x, int64_t *wait_ms)
{
	int64_t left_ms;

	if (!x->outage || !g->o.bear ||
	    !outage_holds(&g->outage, &x->job->outage,
		x->code == CURLE_OK && x->job->response.status == 500))
		return false;
	left_ms = outage_left_us(&g->outage, x->now_us, g->o.down_ms * 1000) /
	    1000;
	if (left_ms <= 0) {
		buf_printf(&x->what,
		    "; nothing has succeeded for %.4g s (--retry-time)",
		    (double)g->o.down_ms / 1000);
		return false;
	}
	*wait_ms = probe_ms(g, x, x->job->response.tries);
	if (*wait_ms < x->asked_ms)
		*wait_ms = with_jitter(g, x->asked_ms);
	return true;
}

static void
say_again(struct engine *g, struct ending *x, int64_t wait_ms, bool outage)
{
	struct buf text = buf_make(SIZE_MAX);

	buf_printf(&text, "%s; asking again in %.1f s (try %u)",
	    ending_words(x), (double)wait_ms / 1000,
	    (unsigned)x->job->response.tries + 1);
	if (outage && g->o.bear)
		buf_printf(&text, ", until nothing has succeeded for %.4g s",
		    (double)g->o.down_ms / 1000);
	buf_byte(&text, 0);
	errmsg_notice(g, x->job, (const char *)text.data, outage);
	buf_free(&text);
}

void
repeat_from_start(struct job *job)
{
	buf_free(&job->response.body);
	if (job->first_url == NULL)
		return;
	/* Where that led to may not hold any more. */
	mem_free(job->response.url);
	job->response.url = job->first_url;
	job->first_url = NULL;
	job->redirects = 0;
}

/* Make the request again after that time, unless it had its share. */
static void
again(struct engine *g, struct ending *x, uint32_t cost, int64_t wait_ms)
{
	struct job *job = x->job;
	bool first = x->outage && !g->outage.reported;
	const char *why;

	if (!take_share(g, job, cost, &why)) {
		if (!is_borne(g, x, &wait_ms)) {
			give_up(g, x, why);
			return;
		}
		first = outage_use(&g->outage, &job->outage) || first;
	}
	g->outage.reported = g->outage.reported || first;
	if (g->o.notice != NULL)
		say_again(g, x, wait_ms, first);
	repeat_from_start(job);
	engine_queue(g, job, x->now_us, wait_ms);
}

/*
 * Whether the server asks for a longer wait than we bear.  Too many requests
 * are a matter of the key, so that all ends; any other answer speaks for what
 * was asked for alone.
 */
static bool
asks_too_much(struct engine *g, struct ending *x)
{
	if (x->asked_ms <= g->o.retry_after_max_ms)
		return false;
	buf_printf(&x->what,
	    "; the server asks to wait %lld s, more than the %lld s allowed "
	    "(--retry-after-max)",
	    (long long)(x->asked_ms / 1000),
	    (long long)(g->o.retry_after_max_ms / 1000));
	if (x->outcome == OUTCOME_LIMITED)
		ending_fail_all(g, x, ERROR_TEMPORARY);
	else
		give_up(g, x, "");
	return true;
}

/* Too many requests: everything waits, and fewer go at a time. */
void
repeat_slowly(struct engine *g, struct ending *x)
{
	int64_t probe = 0, ms = x->asked_ms;

	note_failure(g, x);
	g->stats.limited++;
	rate_limit_congestion(&g->rate_limit, x->t->sent_us, x->now_us);
	if (asks_too_much(g, x))
		return;
	if (x->t->sent_us > g->limited_us) {
		g->limited_rounds++;
		g->limited_us = x->now_us;
	}
	if (ms == ENDING_NO_WAIT)
		ms = g->o.retry_base_ms / 2 +
		    retry_backoff_ms(&g->rng, g->limited_rounds,
			g->o.retry_base_ms, g->o.retry_cap_ms);
	else if (g->limited_rounds > 1)
		/* What it asked for the last time was too little. */
		probe = probe_ms(g, x, g->limited_rounds - 1);
	if (ms < probe)
		ms = probe;
	ms = with_jitter(g, ms);
	rate_limit_pause(&g->rate_limit, x->now_us, ms);
	again(g, x, COST_LIMITED, ms);
}

/*
 * Whether a 503 speaks for the whole server: when the last answer was one, too,
 * to another request.
 */
static bool
is_down(struct engine *g, const struct job *job)
{
	uint64_t before = g->unavailable;

	g->unavailable = job->number;
	return before != NULL_JOB && before != job->number;
}

void
repeat_failed(struct engine *g, struct ending *x)
{
	int64_t ms;

	note_failure(g, x);
	if (x->job->response.status == 503 || outcome_is_slow((int)x->code))
		rate_limit_congestion(&g->rate_limit, x->t->sent_us, x->now_us);
	if (asks_too_much(g, x))
		return;
	ms = retry_backoff_ms(&g->rng, x->job->response.tries,
	    g->o.retry_base_ms, g->o.retry_cap_ms);
	if (x->asked_ms != ENDING_NO_WAIT) {
		if (x->job->response.status == 503 && is_down(g, x->job))
			rate_limit_pause(
			    &g->rate_limit, x->now_us, x->asked_ms);
		if (ms < x->asked_ms)
			ms = with_jitter(g, x->asked_ms);
	}
	again(g, x, COST_FAILURE, ms);
}
