/* engine: requests to one origin, many at a time; see engine.h. */
#include "http/engine.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "http/completion.h"
#include "http/engine_internal.h"
#include "http/engine_queue.h"
#include "http/errmsg.h"
#include "http/field.h"
#include "http/url.h"
#include "io/clock.h"
#include "io/sig.h"

/*
 * While finished responses are taken one after the other, libcurl gets its
 * turn so often.
 */
#define SLICE_US 1000

/* No call of poll(2) is longer, whatever may be wrong with a computed time. */
#define LONGEST_POLL_MS 60000

/*
 * Whether url is of the engine's origin.  Most begin with it letter for
 * letter, and where a slash follows, nothing after it can change that.
 */
static bool
is_ours(const struct engine *g, const char *url)
{
	const char *origin = (const char *)g->origin.data;
	size_t n = g->origin.len - 1;

	if (strncmp(url, origin, n) == 0 && url[n] == '/')
		return true;
	return url_same_origin(origin, url);
}

/* Whether a link that is good by itself may be followed. */
static bool
is_link(const struct engine *g, const char *url)
{
	struct error ignored;

	return g->o.cert == NULL &&
	    url_check(url, g->o.allow_http, &ignored) == 0 &&
	    (!url_is_loopback(url) || url_is_loopback(g->base_url));
}

/* Whether a request may be sent; *what says why not. */
static bool
is_sound(const struct engine *g, const struct job *job, const char **what)
{
	const char *const *line = job->request.headers;
	const char *s;

	*what = "the URL holds blanks or control bytes";
	s = job->bare_url != NULL ? job->bare_url : job->response.url;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return false;
	*what = g->o.cert != NULL ?
	    "a link is not followed with a client certificate" :
	    "the link is not one by https that may be followed";
	if (job->bare_url != NULL && !is_link(g, job->bare_url))
		return false;
	*what = "this is not where the key is for";
	if (job->bare_url == NULL && !is_ours(g, job->response.url))
		return false;
	*what = "the method is not a word";
	if (job->request.method != NULL &&
	    !field_is_token(job->request.method))
		return false;
	*what = "a header is not a line that may be added";
	for (; line != NULL && *line != NULL; line++)
		if (!field_is_line(*line))
			return false;
	return true;
}

void
engine_submit(struct engine *g, const struct engine_request *r)
{
	struct job *job = mem_new(1, sizeof(*job));
	struct buf url = buf_make(SIZE_MAX);
	int64_t now_us = clock_mono_us();
	const char *what;

	if (engine_pending(g) == 0 &&
	    outage_rest(&g->outage, now_us - g->idle_us,
		g->o.down_ms * 1000)) {
		g->failed_in_row = 0;
		g->recovered_us = now_us;
	}
	if (r->bare) {
		job->bare_url = mem_str(r->url);
		buf_put(&url, r->url, strcspn(r->url, "?#"));
	} else {
		auth_put_shown(g->auth, r->url, &url);
	}
	job->response.url = buf_take(&url);
	job->response.user = r->user;
	job->request = *r;
	job->request.url = NULL;
	job->number = g->stats.submitted++;
	if (!is_sound(g, job, &what)) {
		errmsg_set(g, job, ERROR_FAILED, what, NULL);
		engine_finish(g, job, ENGINE_FAILED);
	} else {
		engine_queue(g, job, now_us, r->wait_ms);
	}
}

void
engine_halt(struct engine *g, const struct error *why)
{
	engine_stop(g, why);
}

const struct error *
engine_stopped(const struct engine *g)
{
	return g->stopped ? &g->why : NULL;
}

size_t
engine_pending(const struct engine *g)
{
	return (size_t)(g->stats.submitted - g->stats.finished);
}

struct engine_stats
engine_stats(const struct engine *g)
{
	struct engine_stats s = g->stats;

	s.waiting = g->ready.n + g->later.n;
	s.in_flight_goal = rate_limit_goal(&g->rate_limit);
	s.paused_ms = g->rate_limit.paused_us / 1000;
	return s;
}

/* Stop at a limit of the run that the user set. */
static void
stop_at(struct engine *g, const char *what)
{
	struct error why;

	error_set(&why, ERROR_LIMIT, "%s", what);
	engine_halt(g, &why);
}

static bool
may_send_more(const struct engine *g)
{
	return g->o.max_requests == 0 || g->stats.requests < g->o.max_requests;
}

/* An idle transfer, a new one if need be; NULL with *e. */
static struct transfer *
take_transfer(struct engine *g, struct error *e)
{
	struct transfer *t;

	if (g->nidle > 0)
		return g->idle[--g->nidle];
	t = &g->transfers[g->ntransfers];
	if (transfer_open(t, &g->transfer, e) != 0)
		return NULL;
	g->ntransfers++;
	return t;
}

/* Send the job's request. */
static void
launch(struct engine *g, struct job *job, int64_t now_us)
{
	struct error *e = &job->response.error;
	struct transfer *t = take_transfer(g, e);
	struct transfer_request q;

	if (t == NULL) {
		engine_finish(g, job, ENGINE_FAILED);
		return;
	}
	buf_reset(&g->url);
	if (job->bare_url != NULL)
		buf_str(&g->url, job->bare_url);
	else
		auth_put_url(g->auth, job->response.url, &g->url);
	buf_byte(&g->url, 0);
	q = (struct transfer_request){ .method = job->request.method,
		.url = (char *)g->url.data, .headers = job->request.headers,
		.body = job->request.body,
		.body_len = job->request.body_len,
		.bare = job->bare_url != NULL,
		.sink = job->request.sink,
		.user = job->request.user };
	if (transfer_begin(t, g->multi, &q, e) != 0) {
		g->idle[g->nidle++] = t;
		engine_finish(g, job, ENGINE_FAILED);
		return;
	}
	t->job = job;
	t->sent_us = now_us;
	job->generation = g->auth->generation;
	rate_limit_sent(&g->rate_limit, now_us);
	g->stats.requests++;
	if (job->redirected)
		g->stats.redirects++;
	else if (job->response.tries > 0)
		g->stats.retries++;
	if (!job->redirected)
		job->response.tries++;
	job->redirected = false;
	if (++g->stats.in_flight > g->stats.in_flight_max)
		g->stats.in_flight_max = g->stats.in_flight;
}

/* Make ready what has waited long enough. */
static void
ripen(struct engine *g, int64_t now_us)
{
	struct job *job;

	while ((job = heap_take_until(&g->later, now_us)) != NULL)
		heap_put(&g->ready, job->request.order, job->number, job);
}

/* Whether something is ready and may be sent now. */
static bool
may_launch(struct engine *g, int64_t now_us)
{
	int64_t wait_us;

	if (g->ready.n == 0 || !may_send_more(g))
		return false;
	wait_us =
	    rate_limit_wait_us(&g->rate_limit, now_us, g->stats.in_flight);
	if (wait_us == RATE_LIMIT_NEVER)
		rate_limit_held(&g->rate_limit, now_us);
	return wait_us == 0;
}

/*
 * How long until something can be sent, as far as that depends on time alone;
 * RATE_LIMIT_NEVER when there is nothing, or only a finished request can help.
 */
static int64_t
next_send_us(const struct engine *g, int64_t now_us)
{
	int64_t rate_limit =
	    rate_limit_wait_us(&g->rate_limit, now_us, g->stats.in_flight);
	int64_t due_us;

	if (rate_limit == RATE_LIMIT_NEVER || g->ready.n > 0)
		return rate_limit;
	if (heap_first(&g->later, &due_us) == NULL)
		return RATE_LIMIT_NEVER;
	due_us = due_us > now_us ? due_us - now_us : 0;
	return due_us > rate_limit ? due_us : rate_limit;
}

/* Stop when a limit of the run leaves nothing to wait for. */
static void
check_limits(struct engine *g, int64_t now_us)
{
	bool waiting = g->ready.n + g->later.n > 0;
	bool flying = g->stats.in_flight > 0;
	int64_t send_us;

	if (g->stopped)
		return;
	/* The time is over also while nothing but input is waited for. */
	if (now_us >= g->deadline_us) {
		stop_at(g, "the time allowed is over (--max-time)");
		return;
	}
	if (!waiting && !flying)
		return;
	if (!flying && !may_send_more(g)) {
		stop_at(g, "the requests allowed have been made "
			   "(--max-requests)");
		return;
	}
	if (g->deadline_us == INT64_MAX)
		return;
	send_us = next_send_us(g, now_us);
	if (!flying && send_us >= g->deadline_us - now_us)
		stop_at(g, "the time allowed is over (--max-time)");
}

/* Settle all exchanges that have ended. */
static void
settle_ended(struct engine *g, int64_t now_us)
{
	CURLMsg *message;
	int left;

	while (!g->stopped &&
	    (message = curl_multi_info_read(g->multi, &left)) != NULL) {
		char *t = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
			&t) != CURLE_OK)
			continue;
		completion_handle(
		    g, (struct transfer *)(void *)t, code, now_us);
	}
}

/* Let libcurl work, and settle what has ended. */
static void
perform(struct engine *g)
{
	struct error why;
	CURLMcode rc = loop_work(&g->loop);

	if (rc == CURLM_OK) {
		settle_ended(g, clock_mono_us());
		return;
	}
	error_set(&why, ERROR_FAILED, "libcurl fails: %s",
	    curl_multi_strerror(rc));
	engine_halt(g, &why);
}

/*
 * One turn: send what may be sent, see what has ended, and send at once what
 * has its place now.
 */
static void
turn(struct engine *g, int64_t now_us)
{
	g->performed_us = now_us;
	check_limits(g, now_us);
	do {
		ripen(g, now_us);
		while (may_launch(g, now_us))
			launch(g, heap_take(&g->ready), now_us);
		perform(g);
		now_us = clock_mono_us();
	} while (may_launch(g, now_us));
	check_limits(g, now_us);
}

/* Milliseconds to wait for the network, at most the given microseconds. */
static int
poll_ms(const struct engine *g, int64_t now_us, int64_t most_us)
{
	int64_t us = g->stopped ? RATE_LIMIT_NEVER : next_send_us(g, now_us);

	if (g->first != NULL)
		us = 0;
	if (us == 0 && !may_send_more(g))
		us = RATE_LIMIT_NEVER;
	if (us > most_us)
		us = most_us;
	if (g->deadline_us != INT64_MAX && !g->stopped &&
	    us > g->deadline_us - now_us)
		us = g->deadline_us - now_us;
	if (us > LONGEST_POLL_MS * 1000)
		return LONGEST_POLL_MS;
	return us <= 0 ? 0 : (int)((us + 999) / 1000);
}

/* Wait for the network, a signal or fd; the event, TIMEOUT for none of ours. */
static enum engine_event
wait_for(struct engine *g, int fd, int ms)
{
	const int others[] = { sig_fd(), fd };
	unsigned seen;

	if (loop_wait(&g->loop, others, LEN(others), ms, &seen) != 0) {
		/* Out of memory or descriptors: do not spin. */
		clock_sleep_ms(ms < 10 ? ms : 10);
		return ENGINE_TIMEOUT;
	}
	if ((seen & 1) != 0) {
		sig_drain();
		return ENGINE_SIGNAL;
	}
	return (seen & 2) != 0 ? ENGINE_READABLE : ENGINE_TIMEOUT;
}

/* Hand the first finished job over. */
static enum engine_event
take_first(struct engine *g, struct engine_response *out)
{
	struct job *job = g->first;

	g->first = job->next;
	if (g->first == NULL)
		g->last = &g->first;
	*out = job->response;
	mem_free(job->first_url);
	mem_free(job->bare_url);
	mem_free(job);
	g->stats.finished++;
	if (out->result == ENGINE_DONE)
		g->stats.done++;
	if (engine_pending(g) == 0)
		g->idle_us = clock_mono_us();
	return ENGINE_RESPONSE;
}

enum engine_event
engine_next(struct engine *g, int fd, int64_t wait_ms,
    struct engine_response *out)
{
	int64_t now_us = clock_mono_us(), until_us = INT64_MAX;
	enum engine_event event;

	if (wait_ms >= 0)
		until_us = wait_ms < INT64_MAX / 1000 - now_us
		    ? now_us + wait_ms * 1000 : INT64_MAX;
	if (g->first == NULL || now_us - g->performed_us >= SLICE_US)
		turn(g, now_us);
	for (;;) {
		if (g->first != NULL)
			return take_first(g, out);
		if (fd < 0 && engine_pending(g) == 0)
			return ENGINE_IDLE;
		event = wait_for(g, fd,
		    poll_ms(g, now_us, until_us - now_us));
		if (event != ENGINE_TIMEOUT)
			return event;
		now_us = clock_mono_us();
		turn(g, now_us);
		if (g->first == NULL && now_us >= until_us)
			return ENGINE_TIMEOUT;
	}
}
