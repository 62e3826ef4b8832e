/* completion: what follows from the end of an exchange; see completion.h. */
#include "http/completion.h"

#include <string.h>

#include "base/mem.h"
#include "http/errmsg.h"
#include "http/limit_headers.h"
#include "http/outcome.h"
#include "http/url.h"
#include "io/clock.h"

#define MAX_REDIRECTS 5

/*
 * What a repeat costs.  A server that counts requests is well and says when
 * to come again, so its 429 weighs half of a failure.
 */
#define COST_LIMITED 1
#define COST_FAILURE 2

/* So many requests given up in a row, and there is no use in going on. */
#define GIVE_UP 20

/* How often an answer is asked for again that is not likely to change. */
#define UNLIKELY_REPEATS 2

#define NO_WAIT (-1)

/* What is known of one exchange while it is settled. */
struct ending {
	struct job *job;
	struct transfer *t;
	CURLcode code;
	enum outcome outcome;
	int64_t now_us;
	int tunnel;	  /* transfer_result.proxy_status */
	int64_t asked_ms; /* how long the server asks to wait, or NO_WAIT */
	enum error_kind kind; /* what a failure is in the end */
	struct buf what;  /* what went wrong, in words */
};

/* How long the headers ask to wait, or NO_WAIT. */
static int64_t
asked_wait_ms(const struct buf *headers, bool limited)
{
	int64_t ms;

	return limit_headers_wait(headers, limited, clock_wall_s(), &ms) ?
	    ms :
	    NO_WAIT;
}

/* Whether an answer of this status has a body. */
static bool
has_body(int status)
{
	return status >= 200 && status <= 299 && status != 204;
}

/* Whether the body is not all of what was sent, as far as anything tells. */
static bool
is_cut(struct ending *x, int status)
{
	struct body *b = &x->t->body;

	if (x->code == CURLE_OK && body_finish(b, has_body(status)))
		return false;
	return x->code == CURLE_PARTIAL_FILE || b->fault == BODY_CUT ||
	    b->fault == BODY_DAMAGED;
}

/* Move what the exchange brought into the job's response. */
static void
collect(struct engine *g, struct ending *x)
{
	struct engine_response *r = &x->job->response;
	struct transfer *t = x->t;
	struct transfer_result got = transfer_end(t, g->multi);

	x->tunnel = got.proxy_status;
	r->status = got.status;
	r->framed = got.framed;
	r->first_us = got.first_us;
	r->total_us = got.total_us;
	r->wire_bytes += got.wire_bytes;
	buf_free(&r->body);
	r->body = body_take(&t->body);
	buf_free(&r->headers);
	r->headers = buf_make(t->headers.max);
	buf_put(&r->headers, t->headers.data, t->headers.len);

	g->stats.wire_bytes += got.wire_bytes;
	g->stats.body_bytes += r->body.len;
	g->stats.connections += got.connections;
	if (is_cut(x, got.status))
		g->stats.cut++;
}

/* An answer of 200 to 299 that the caller does not take. */
static void
refuse_answer(struct engine *g, struct ending *x, const struct error *e)
{
	bool passes = e->kind == ERROR_TEMPORARY ||
	    (e->kind == ERROR_FAILED &&
		x->job->response.tries <= UNLIKELY_REPEATS);

	g->stats.cut += passes ? 1 : 0;
	x->kind = e->kind;
	buf_str(&x->what, e->text);
	x->outcome = passes ? OUTCOME_AGAIN :
	    e->kind == ERROR_AUTH ? OUTCOME_AUTH : OUTCOME_FAILED;
}

static void
judge_answer(struct engine *g, struct ending *x)
{
	struct engine_response *r = &x->job->response;
	struct error e;

	x->outcome = outcome_of_status(r->status, &g->o.retry_on,
	    limit_headers_used_up(&r->headers));
	x->asked_ms = asked_wait_ms(&r->headers,
	    x->outcome == OUTCOME_LIMITED);
	if (x->outcome == OUTCOME_DONE) {
		if (x->job->request.check == NULL ||
		    x->job->request.check(r->user, r, &e) == 0)
			return;
		refuse_answer(g, x, &e);
		return;
	}
	if (x->outcome == OUTCOME_REDIRECT)
		return;
	if (g->o.expected != NULL && g->o.expected(g->o.hook_arg, r))
		x->outcome = OUTCOME_REFUSED;
	errmsg_answer(g, x->job, &x->what);
}

/*
 * What an error answer means whose body is too much: its status says enough,
 * for the caller as well, who sees no part of the body either.
 */
static enum outcome
outcome_of_bloated(const struct engine *g, struct ending *x)
{
	struct engine_response *r = &x->job->response;
	enum outcome outcome;

	buf_free(&r->body);
	outcome = outcome_of_status(r->status, &g->o.retry_on,
	    limit_headers_used_up(&r->headers));
	x->asked_ms = asked_wait_ms(&r->headers, outcome == OUTCOME_LIMITED);
	buf_printf(&x->what, "%d: ", r->status);
	if (outcome != OUTCOME_REDIRECT && g->o.expected != NULL &&
	    g->o.expected(g->o.hook_arg, r))
		return OUTCOME_REFUSED;
	return outcome;
}

/* What follows from an answer that is not whole. */
static enum outcome
outcome_of_broken(const struct engine *g, struct ending *x)
{
	if (x->t->flooded)
		return OUTCOME_FAILED;
	switch (x->t->body.fault) {
	case BODY_LONG:
	case BODY_BOMB:
		return x->job->response.status > 299 ?
		    outcome_of_bloated(g, x) :
		    OUTCOME_FAILED;
	case BODY_DAMAGED:
	case BODY_CUT:
		return OUTCOME_AGAIN;
	case BODY_CODED:
		/* It will come so again: the server heeds no request. */
		return OUTCOME_FAILED;
	case BODY_SOUND:
		break;
	}
	if (x->tunnel != 0)
		return outcome_of_tunnel(x->tunnel);
	return outcome_of_code((int)x->code);
}

static void
judge(struct engine *g, struct ending *x)
{
	x->asked_ms = NO_WAIT;
	if (x->code == CURLE_OK && x->t->body.fault == BODY_SOUND) {
		judge_answer(g, x);
		return;
	}
	x->outcome = outcome_of_broken(g, x);
	if (x->outcome == OUTCOME_REDIRECT)
		buf_reset(&x->what);
	else
		errmsg_transfer(g, x->t, x->code, &x->what);
	/* No more of a broken answer than its status. */
	buf_free(&x->job->response.body);
}

/* The words of x so far, as a string. */
static const char *
words(struct ending *x)
{
	buf_byte(&x->what, 0);
	x->what.len--;
	return (const char *)x->what.data;
}

static const char *
advice(const struct engine *g, const struct ending *x)
{
	if (x->outcome == OUTCOME_AUTH && g->auth_advice != NULL)
		return g->auth_advice;
	return outcome_advice(x->outcome, (int)x->code,
	    x->tunnel != 0 ? x->tunnel : x->job->response.status);
}

static void
fail(struct engine *g, struct ending *x, enum error_kind kind,
    enum engine_result result)
{
	errmsg_set(g, x->job, kind, words(x), advice(g, x));
	engine_finish(g, x->job, result);
}

/* End everything with what went wrong here. */
static void
fail_all(struct engine *g, struct ending *x, enum error_kind kind)
{
	struct error why;

	errmsg_set(g, x->job, kind, words(x), advice(g, x));
	why = x->job->response.error;
	engine_finish(g, x->job, ENGINE_STOPPED);
	engine_halt(g, &why);
}

/* The server answered as it should: good news for the others. */
static void
recover(struct engine *g, struct ending *x)
{
	rate_limit_success(&g->rate_limit, x->t->sent_us);
	retry_budget_give(&g->budget);
	g->failed_in_row = 0;
	g->limited_rounds = 0;
	g->unavailable = NULL_JOB;
	g->recovered_us = x->now_us;
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
		fail(g, x, x->kind, ENGINE_FAILED);
		return;
	}
	fail(g, x, ERROR_TEMPORARY, ENGINE_FAILED);
	/* Those that fail for ever are the last, when all others are done. */
	if (++g->failed_in_row < GIVE_UP ||
	    x->now_us - g->recovered_us < g->o.down_ms * 1000)
		return;
	error_set(&e, ERROR_TEMPORARY,
	    "%u requests in a row have failed; the last: %s",
	    (unsigned)g->failed_in_row, x->job->response.error.text);
	engine_halt(g, &e);
}

/* Make the request again after so long, unless it had its share. */
static void
again(struct engine *g, struct ending *x, uint32_t cost, int64_t wait_ms)
{
	struct job *job = x->job;
	struct buf text = buf_make(SIZE_MAX);

	if (job->spent + cost > 2 * g->o.retries) {
		give_up(g, x, "");
		return;
	}
	if (cost == COST_FAILURE && !retry_budget_take(&g->budget)) {
		give_up(g, x, ", for too many have failed");
		return;
	}
	job->spent += cost;
	if (g->o.notice != NULL) {
		buf_printf(&text, "%s; asking again in %.1f s (try %u)%c",
		    words(x), (double)wait_ms / 1000,
		    (unsigned)job->response.tries + 1, 0);
		errmsg_notice(g, job, (const char *)text.data);
		buf_free(&text);
	}
	buf_free(&job->response.body);
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
		fail_all(g, x, ERROR_TEMPORARY);
	else
		give_up(g, x, "");
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

/* Too many requests: everything waits, and fewer go at a time. */
static void
slow_down(struct engine *g, struct ending *x)
{
	int64_t ms = x->asked_ms;

	g->stats.limited++;
	rate_limit_congestion(&g->rate_limit, x->t->sent_us, x->now_us);
	if (asks_too_much(g, x))
		return;
	if (x->t->sent_us > g->limited_us) {
		g->limited_rounds++;
		g->limited_us = x->now_us;
	}
	if (ms == NO_WAIT)
		ms = g->o.retry_base_ms / 2 +
		    retry_backoff_ms(&g->rng, g->limited_rounds,
			g->o.retry_base_ms, g->o.retry_cap_ms);
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

static void
try_again(struct engine *g, struct ending *x)
{
	int64_t ms;

	if (x->job->response.status == 503 || outcome_is_slow((int)x->code))
		rate_limit_congestion(&g->rate_limit, x->t->sent_us, x->now_us);
	if (asks_too_much(g, x))
		return;
	ms = retry_backoff_ms(&g->rng, x->job->response.tries,
	    g->o.retry_base_ms, g->o.retry_cap_ms);
	if (x->asked_ms != NO_WAIT) {
		if (x->job->response.status == 503 && is_down(g, x->job))
			rate_limit_pause(
			    &g->rate_limit, x->now_us, x->asked_ms);
		if (ms < x->asked_ms)
			ms = with_jitter(g, x->asked_ms);
	}
	again(g, x, COST_FAILURE, ms);
}

/* Ask at once where the answer says, unless that is elsewhere. */
static void
redirect(struct engine *g, struct ending *x)
{
	struct job *job = x->job;
	char *to = engine_response_header(&job->response, "location");
	struct buf url = buf_make(SIZE_MAX), shown = buf_make(SIZE_MAX);
	struct error e;

	buf_printf(&x->what, "%d: ", job->response.status);
	if (to == NULL) {
		buf_str(&x->what, "a redirect without Location");
	} else if (job->redirects == MAX_REDIRECTS) {
		buf_printf(&x->what, "more than %d redirects", MAX_REDIRECTS);
	} else if (url_resolve(job->response.url, to, &url, &e) != 0) {
		buf_str(&x->what, e.text);
	} else {
		char *target = buf_take(&url);

		auth_put_shown(&g->auth, target, &shown);
		mem_free(target);
		mem_free(job->response.url);
		job->response.url = buf_take(&shown);
		job->redirects++;
		job->redirected = true;
		engine_queue(g, job, x->now_us, 0);
		mem_free(to);
		return;
	}
	mem_free(to);
	fail(g, x, ERROR_FAILED, ENGINE_FAILED);
}

/*
 * Whether a certificate was not trusted by the folder of authorities alone:
 * then the request is made again with the file.
 */
static bool
trust_file(struct engine *g, struct ending *x)
{
	if (x->code != CURLE_PEER_FAILED_VERIFICATION || !x->t->ca_lazy)
		return false;
	g->transfer.ca_lazy = false;
	x->job->response.tries--;
	g->stats.requests--;
	engine_queue(g, x->job, x->now_us, 0);
	return true;
}

static void
act(struct engine *g, struct ending *x)
{
	switch (x->outcome) {
	case OUTCOME_DONE:
		recover(g, x);
		x->job->response.error.kind = ERROR_NONE;
		engine_finish(g, x->job, ENGINE_DONE);
		break;
	case OUTCOME_REDIRECT:
		recover(g, x);
		redirect(g, x);
		break;
	case OUTCOME_LIMITED:
		slow_down(g, x);
		break;
	case OUTCOME_AGAIN:
		try_again(g, x);
		break;
	case OUTCOME_AUTH:
		fail_all(g, x, ERROR_AUTH);
		break;
	case OUTCOME_REFUSED:
		recover(g, x);
		fail(g, x, ERROR_FAILED, ENGINE_REFUSED);
		break;
	case OUTCOME_FAILED:
		fail(g, x, x->kind == ERROR_TEMPORARY ? ERROR_FAILED : x->kind,
		    ENGINE_FAILED);
		break;
	case OUTCOME_STOP:
		if (!trust_file(g, x))
			fail_all(g, x, ERROR_FAILED);
		break;
	}
}

void
completion_handle(struct engine *g, struct transfer *t, CURLcode code,
    int64_t now_us)
{
	struct ending x = { .job = t->job, .t = t, .code = code,
		.now_us = now_us, .kind = ERROR_TEMPORARY,
		.what = buf_make(SIZE_MAX) };

	collect(g, &x);
	t->job = NULL;
	g->idle[g->nidle++] = t;
	g->stats.in_flight--;
	judge(g, &x);
	act(g, &x);
	buf_free(&x.what);
}
