/* completion: what follows from the end of an exchange; see completion.h. */
#include "http/completion.h"

#include <string.h>

#include "base/mem.h"
#include "http/ending.h"
#include "http/engine_queue.h"
#include "http/errmsg.h"
#include "http/limit_headers.h"
#include "http/outcome.h"
#include "http/repeat.h"
#include "http/url.h"
#include "io/clock.h"

#define MAX_REDIRECTS 5

/* How often a request is made again with another key. */
#define RENEWALS_MAX 4

/* How often an answer is asked for again that is not likely to change. */
#define UNLIKELY_REPEATS 2

/* How long the headers ask to wait, or ENDING_NO_WAIT. */
static int64_t
asked_wait_ms(const struct buf *headers, bool limited)
{
	int64_t ms;

	return limit_headers_wait(headers, limited, clock_wall_s(), &ms) ?
	    ms :
	    ENDING_NO_WAIT;
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

	if (x->code == CURLE_OK &&
	    body_finish(b, has_body(status) && x->t->sink == NULL))
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
	r->sunk = t->sink != NULL ? got.wire_bytes : 0;
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

/* What a whole answer means: what the caller says, or its status. */
static enum outcome
outcome_of_answer(const struct engine *g, const struct job *job)
{
	const struct engine_response *r = &job->response;

	enum outcome outcome = outcome_of_status(r->status, &g->o.retry_on,
	    limit_headers_used_up(&r->headers));

	/* Who takes pieces may have asked for a part. */
	if (r->status == 206 && job->request.sink != NULL)
		return OUTCOME_DONE;
	if (job->bare_url != NULL)
		return outcome == OUTCOME_AUTH ? OUTCOME_REFUSED : outcome;
	if (outcome == OUTCOME_REDIRECT || g->o.meaning == NULL)
		return outcome;
	switch (g->o.meaning(g->o.hook_arg, r)) {
	case ENGINE_MEANS_STATUS:
		break;
	case ENGINE_MEANS_KNOWN:
		return outcome == OUTCOME_DONE ? outcome : OUTCOME_REFUSED;
	case ENGINE_MEANS_RETRY:
		return OUTCOME_AGAIN;
	case ENGINE_MEANS_LIMIT:
		return OUTCOME_LIMITED;
	case ENGINE_MEANS_AUTH:
		return OUTCOME_AUTH;
	case ENGINE_MEANS_FAIL:
		return OUTCOME_FAILED;
	}
	return outcome;
}

static void
judge_answer(struct engine *g, struct ending *x)
{
	struct engine_response *r = &x->job->response;
	struct error e;

	x->outcome = outcome_of_answer(g, x->job);
	x->asked_ms = asked_wait_ms(&r->headers,
	    x->outcome == OUTCOME_LIMITED);
	if (x->outcome == OUTCOME_DONE) {
		r->last = !repeat_is_left(g, x->job);
		if (x->job->request.check == NULL ||
		    x->job->request.check(r->user, r, &e) == 0)
			return;
		refuse_answer(g, x, &e);
		return;
	}
	if (x->outcome != OUTCOME_REDIRECT)
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
	outcome = outcome_of_answer(g, x->job);
	x->asked_ms = asked_wait_ms(&r->headers, outcome == OUTCOME_LIMITED);
	buf_printf(&x->what, "%d: ", r->status);
	return outcome;
}

/* What follows from an answer that is not whole. */
static enum outcome
outcome_of_broken(const struct engine *g, struct ending *x)
{
	if (x->t->flooded || x->t->turned_away)
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
	x->asked_ms = ENDING_NO_WAIT;
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

/*
 * Whether the redirect is one after which clients ask with GET and without the
 * body, so that the answer would be one to another question.
 */
static bool
is_changed(const struct job *job)
{
	int status = job->response.status;

	return job->request.method != NULL &&
	    strcmp(job->request.method, "GET") != 0 && status >= 301 &&
	    status <= 303;
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
	if (job->bare_url != NULL) {
		buf_str(&x->what, "a link that leads on to another");
	} else if (is_changed(job)) {
		buf_printf(&x->what, "a redirect that would make a GET of %s",
		    job->request.method);
	} else if (to == NULL) {
		buf_str(&x->what, "a redirect without Location");
	} else if (job->redirects == MAX_REDIRECTS) {
		buf_printf(&x->what, "more than %d redirects", MAX_REDIRECTS);
	} else if (url_resolve(job->response.url, to, &url, &e) != 0) {
		buf_str(&x->what, e.text);
	} else {
		char *target = buf_take(&url);

		auth_put_shown(g->auth, target, &shown);
		mem_free(target);
		if (job->first_url == NULL)
			job->first_url = job->response.url;
		else
			mem_free(job->response.url);
		job->response.url = buf_take(&shown);
		job->redirects++;
		job->redirected = true;
		engine_queue(g, job, x->now_us, 0);
		mem_free(to);
		return;
	}
	mem_free(to);
	ending_fail(g, x, ERROR_FAILED, ENGINE_FAILED);
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

/* Whether the answer speaks of the key, and not of what it may not see. */
static bool
is_about_key(const struct engine *g, const struct engine_response *r)
{
	return r->status != 403 ||
	    (g->o.meaning != NULL &&
		g->o.meaning(g->o.hook_arg, r) == ENGINE_MEANS_AUTH);
}

/*
 * Whether there is another key than the one that was refused, with which the
 * request is made again; and so are all that were sent with the old one.
 */
static bool
renew(struct engine *g, struct ending *x)
{
	struct job *job = x->job;
	struct error e = { 0 };

	if (g->o.renew == NULL || !is_about_key(g, &job->response) ||
	    job->renewals == RENEWALS_MAX)
		return false;
	if (job->generation == g->auth->generation &&
	    !g->o.renew(g->o.hook_arg, &job->response, &e)) {
		if (e.kind != ERROR_NONE)
			buf_printf(&x->what, "; %s", e.text);
		return false;
	}
	job->renewals++;
	job->response.tries--;
	repeat_from_start(job);
	engine_queue(g, job, x->now_us, 0);
	return true;
}

static void
act(struct engine *g, struct ending *x)
{
	switch (x->outcome) {
	case OUTCOME_DONE:
		repeat_recover(g, x);
		repeat_spare(g, x);
		x->job->response.error.kind = ERROR_NONE;
		engine_finish(g, x->job, ENGINE_DONE);
		break;
	case OUTCOME_REDIRECT:
		/* It may lead to a page that says that all is down. */
		rate_limit_success(&g->rate_limit, x->t->sent_us);
		redirect(g, x);
		break;
	case OUTCOME_LIMITED:
		repeat_slowly(g, x);
		break;
	case OUTCOME_AGAIN:
		repeat_failed(g, x);
		break;
	case OUTCOME_AUTH:
		if (!renew(g, x))
			ending_fail_all(g, x, ERROR_AUTH);
		break;
	case OUTCOME_REFUSED:
		repeat_recover(g, x);
		ending_fail(g, x, ERROR_FAILED, ENGINE_REFUSED);
		break;
	case OUTCOME_FAILED:
		ending_fail(g, x,
		    x->kind == ERROR_TEMPORARY ? ERROR_FAILED : x->kind,
		    ENGINE_FAILED);
		break;
	case OUTCOME_STOP:
		if (!trust_file(g, x))
			ending_fail_all(g, x, ERROR_FAILED);
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
	x.outage = outcome_is_outage(x.outcome, (int)code,
	    x.job->response.status, t->why);
	act(g, &x);
	buf_free(&x.what);
}
