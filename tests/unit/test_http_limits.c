/* The engine waits when told to, gives up when it is time, and keeps secrets. */
#include "base/cc.h"
#include "base/mem.h"
#include "httpget.h"
#include "io/clock.h"

/* Beyond what httpd counts, from any of its processes. */
static struct {
	int64_t quiet_until_us; /* nothing may be asked for before */
	unsigned early;		/* times it was */
} *seen;

/* "/once/429?NAME=VALUE": a header of the answer. */
static void
headers_of(const char *path, char *headers, size_t len)
{
	const char *equals = strchr(path, '=');

	headers[0] = '\0';
	if (equals != NULL)
		(void)snprintf(headers, len, "%.*s: %s\r\n",
		    (int)(equals - strchr(path, '?') - 1),
		    strchr(path, '?') + 1, equals + 1);
}

static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	char headers[600];
	int status = 0;

	if (clock_mono_us() < seen->quiet_until_us)
		seen->early++;
	if (strcmp(path, "/pause") == 0 && nth == 0) {
		seen->quiet_until_us = clock_mono_us() + 1000000;
		httpd_reply(fd, 429, "Retry-After: 1\r\n", "");
	} else if (sscanf(path, "/once/%d", &status) == 1 && nth == 0) {
		headers_of(path, headers, sizeof(headers));
		httpd_reply(fd, status, headers, "");
	} else if (strncmp(path, "/hidden", 7) == 0) {
		httpd_reply(fd, 403, "X-RateLimit-Remaining: 10\r\n", "no");
	} else if (strcmp(path, "/maintained") == 0 && nth < 5) {
		httpd_reply(fd, 302, "Location: /sorry\r\n", "");
	} else if (strcmp(path, "/sorry") == 0) {
		httpd_reply(fd, 503, "", "");
	} else if (strncmp(path, "/down", 5) == 0 && nth < 12) {
		httpd_reply(fd, nth % 2 == 0 ? 502 : 429, "", "");
	} else if (sscanf(path, "/always/%d", &status) == 1) {
		headers_of(path, headers, sizeof(headers));
		httpd_reply(fd, status, headers, "");
	} else if (sscanf(path, "/long/%d", &status) == 1) {
		(void)snprintf(headers, sizeof(headers), "{%500s}", "");
		httpd_reply(fd, status, "", headers);
	} else if (strcmp(path, "/echo") == 0) {
		/* Errors that repeat what they were sent are about. */
		(void)snprintf(headers, sizeof(headers), "%.500s", request);
		httpd_reply(fd, 400, "", headers);
	} else if (strncmp(path, "/moved", 6) == 0) {
		(void)snprintf(headers, sizeof(headers), "Location: %s\r\n",
		    strstr(path, "key=") == NULL ? "/echo2"
						 : "/echo2?key=sesame%20st");
		httpd_reply(fd, 302, headers, "");
	} else if (strncmp(path, "/slow", 5) == 0) {
		httpd_sleep_ms(60000);
	} else {
		httpd_reply(fd, 200, "", request);
	}
	return true;
}

static struct httpd server;

static void
test_retry_after(void)
{
	static const char *const paths[] = { "/once/429", "/once/503",
		"/once/500", "/once/408", "/once/521",
		"/once/429?Retry-After=0", "/once/429?Retry-After=-30",
		"/once/429?Retry-After=soon", "/once/429?Retry-After=",
		"/once/429?X-RateLimit-Reset=0",
		"/once/403?RateLimit=limit=9,remaining=0,reset=0",
		"/once/403?X-Rate-Limit-Remaining=0",
		"/once/429?Retry-After-Ms=1",
		"/once/403?X-RateLimit-Remaining=0",
		"/once/403?Retry-After=0", "/once/503?Retry-After=0",
		"/once/500?X-RateLimit-Reset=99999" };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g = get_open(&o);
	size_t i;

	for (i = 0; i < LEN(paths); i++) {
		r = get(g, &server, paths[i]);
		CHECK(r.result == ENGINE_DONE && r.tries == 2,
		    "%s: is asked for again", paths[i]);
		engine_response_free(&r);
	}
	CHECK_UINT(engine_stats(g).retries, LEN(paths), "repeats are counted");
	CHECK_UINT(engine_stats(g).limited, 11, "so are answers of too many");
	engine_close(g);
}

static void
test_too_long(void)
{
	static const char *const paths[] = { "Retry-After=301",
		"Retry-After=99999999999", "Retry-After=300.5",
		"X-RateLimit-Reset=9999999999",
		"X-RateLimit-Reset=9999999999000", "Retry-After-Ms=301000",
		"X-Rate-Limit-Reset=99999", "RateLimit=\"a\";r=0;t=3600",
		"RateLimit=limit=9,remaining=0,reset=3600" };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[128];
	size_t i;

	for (i = 0; i < LEN(paths); i++) {
		(void)snprintf(path, sizeof(path), "/once/429?%s", paths[i]);
		g = get_open(&o);
		r = get(g, &server, path);
		CHECK(r.result == ENGINE_STOPPED &&
			r.error.kind == ERROR_TEMPORARY && r.tries == 1 &&
			get_says(&r, "more than the 300 s allowed") &&
			engine_stopped(g)->kind == ERROR_TEMPORARY,
		    "%s: is too long, and all ends", paths[i]);
		engine_response_free(&r);
		engine_close(g);
	}
}

static bool noticed;

static void
on_notice(void *arg, const char *text, bool outage)
{
	(void)arg;
	(void)outage;
	noticed = true;
	if (strstr(text, "/pause: 429; asking again in") == NULL)
		tap_note("notice: %s", text);
}

static void
test_pause(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[32];
	int i, done = 0;

	o.notice = on_notice;
	g = get_open(&o);
	get_submit(g, &server, "/pause");
	while (!noticed)
		(void)!engine_next(g, -1, 5, &r);
	for (i = 0; i < 10; i++) {
		(void)snprintf(path, sizeof(path), "/after/%d", i);
		get_submit(g, &server, path);
	}
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		done += r.result == ENGINE_DONE;
		engine_response_free(&r);
	}
	CHECK_INT(done, 11, "after a pause all is done");
	CHECK_UINT(seen->early, 0, "during a pause nothing is asked for");
	CHECK(engine_stats(g).paused_ms >= 1000, "the pause is counted");
	CHECK(engine_stats(g).limited == 1 && engine_stats(g).retries == 1,
	    "one 429 has one repeat");
	engine_close(g);
}

/* Failures before a rest are none of those in a row after it. */
static void
test_give_up_after_a_rest(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[64];
	int i;

	o.retries = 0;
	o.down_ms = 300;
	g = get_open(&o);
	for (i = 0; i < 19; i++) {
		(void)snprintf(path, sizeof(path), "/always/502?%d", i);
		r = get(g, &server, path);
		engine_response_free(&r);
	}
	clock_sleep_ms(350);
	for (i = 0; i < 2; i++) {
		r = get(g, &server, "/always/502?rested");
		CHECK(r.result == ENGINE_FAILED && engine_stopped(g) == NULL,
		    "after a rest failures are counted anew");
		engine_response_free(&r);
	}
	engine_close(g);
}

static void
test_give_up(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[64];
	unsigned before;
	int i, stopped = 0, failed = 0;

	o.retries = 3;
	g = get_open(&o);
	r = get(g, &server, "/always/500");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.status == 500 && r.tries == 4 &&
		httpd_asked(&server, "/always/500") == 4,
	    "500 is given up after three repeats");
	CHECK(get_says(&r, "/always/500: 500; given up after 4 tries; "
			   "run again later"),
	    "its error says so");
	engine_response_free(&r);
	r = get(g, &server, "/always/429");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.tries == 7,
	    "429 is given up too, after twice as many");
	CHECK(get_says(&r, "lower --rate"), "its error says what may help");
	engine_response_free(&r);
	engine_close(g);

	o.retries = 2;
	o.jobs = 4;
	o.down_ms = 0;
	o.retry_budget = 9;
	g = get_open(&o);
	before = server.shared->requests;
	for (i = 0; i < 50; i++) {
		(void)snprintf(path, sizeof(path), "/always/502?%d", i);
		get_submit(g, &server, path);
	}
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		failed += r.result == ENGINE_FAILED &&
		    r.error.kind == ERROR_TEMPORARY;
		stopped += r.result == ENGINE_STOPPED;
		engine_response_free(&r);
	}
	CHECK(failed == 20 && stopped == 30,
	    "after 20 failures in a row nothing is asked any more");
	CHECK(engine_stopped(g)->kind == ERROR_TEMPORARY &&
		strstr(engine_stopped(g)->text, "20 requests in a row have "
						"failed; the last: GET ") !=
		    NULL,
	    "the reason is told");
	/* 20 fail after at most 29 exchanges; 3 more may be in flight. */
	before = server.shared->requests - before;
	CHECK(before >= 20 && before <= 32,
	    "the budget of repeats was kept (%u requests)", before);
	CHECK(engine_stats(g).retries <= 9, "repeats are none beyond it");
	engine_close(g);

	o.retry_budget = 0;
	g = get_open(&o);
	r = get(g, &server, "/always/504");
	CHECK(r.result == ENGINE_FAILED && r.tries == 1 &&
		get_says(&r, "given up after 1 try, for too many have failed"),
	    "without a budget there is no repeat");
	engine_response_free(&r);
	engine_close(g);
}

static unsigned outages;
static bool answers_again;

static void
count_outage(void *arg, const char *text, bool outage)
{
	(void)arg;
	outages += outage;
	answers_again = answers_again ||
	    (outage && strstr(text, "the server answers again") != NULL);
}

/* Nothing succeeds for a while: then what is repeated is not counted. */
static void
test_outage(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	struct engine_options usual;
	int i, failed = 0, done = 0, tries = 0;

	engine_defaults(&usual);
	CHECK(usual.bear && usual.down_ms == 300000,
	    "a service may be down for five minutes");
	o.bear = true;
	o.retries = 1;
	o.retry_budget = 1;
	o.notice = count_outage;
	o.jobs = 3;
	g = get_open(&o);
	for (i = 0; i < 3; i++)
		get_submit(g, &server, "/down");
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		done += r.result == ENGINE_DONE;
		tries += (int)r.tries;
		engine_response_free(&r);
	}
	CHECK_INT(done, 3, "all are made again until the service is back");
	CHECK_INT(tries, 15, "as often as need be");
	CHECK(outages >= 3 && answers_again,
	    "the beginning and the end are reported (%u)", outages);
	/* One that fails while others succeed. */
	get_submit(g, &server, "/always/500?alone");
	get_submit(g, &server, "/well");
	for (i = 0; engine_pending(g) > 0; i++) {
		r = get_next(g);
		failed += r.result == ENGINE_FAILED && r.tries < 13;
		engine_response_free(&r);
		if (failed == 0 && i < 10000)
			get_submit(g, &server, "/well");
	}
	CHECK_INT(failed, 1, "one that fails while others succeed is given up");
	engine_close(g);

	o.down_ms = 400;
	g = get_open(&o);
	r = get(g, &server, "/always/503?alone");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.tries > 4 &&
		get_says(&r, "503; nothing has succeeded for 0.4 s "
			     "(--retry-time); given up after "),
	    "when the time is over it is given up");
	engine_response_free(&r);
	r = get(g, &server, "/always/503?later");
	CHECK(r.result == ENGINE_FAILED && r.tries <= 2,
	    "and later ones are not borne again");
	engine_response_free(&r);
	clock_sleep_ms(450);
	r = get(g, &server, "/always/503?rested");
	CHECK(r.result == ENGINE_FAILED && r.tries > 4,
	    "but after a rest another outage is (%u tries)", (unsigned)r.tries);
	engine_response_free(&r);
	engine_close(g);
}

/* A server that asks to come again at once, whatever comes. */
static void
test_no_hammering(void)
{
	static const char *const paths[] = { "/always/429?Retry-After=0",
		"/always/429?X-RateLimit-Reset=1000000001",
		"/always/503?Retry-After=0" };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	size_t i;

	o.bear = true;
	o.retries = 2;
	o.retry_base_ms = 20;
	o.retry_cap_ms = 60000;
	o.down_ms = 600;
	for (i = 0; i < LEN(paths); i++) {
		g = get_open(&o);
		r = get(g, &server, paths[i]);
		CHECK(r.result == ENGINE_FAILED && r.tries >= 3 &&
			r.tries <= 25,
		    "%s: it is asked ever less often (%u tries)", paths[i],
		    (unsigned)r.tries);
		CHECK(get_says(&r, "nothing has succeeded for 0.6 s"),
		    "%s: until the time is over", paths[i]);
		engine_response_free(&r);
		engine_close(g);
	}
}

/* A server that sends all to a page which says that it is down. */
static void
test_maintained(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;

	o.bear = true;
	o.retries = 1;
	g = get_open(&o);
	r = get(g, &server, "/maintained");
	CHECK(r.result == ENGINE_DONE && r.tries == 6 &&
		strstr(r.url, "/maintained") != NULL,
	    "a redirect to a page of errors is not a success, and is asked for "
	    "anew (%u tries)",
	    (unsigned)r.tries);
	engine_response_free(&r);
	engine_close(g);
}

/* Ask for a path and one more, one at a time; how many are done. */
static int
done_of_two(const char *path, struct engine_stats *stats,
    bool *stopped)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	int done = 0;

	o.retries = 1;
	o.jobs = 1;
	g = get_open(&o);
	get_submit(g, &server, path);
	get_submit(g, &server, "/well");
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		done += r.result == ENGINE_DONE;
		engine_response_free(&r);
	}
	*stats = engine_stats(g);
	*stopped = engine_stopped(g) != NULL;
	engine_close(g);
	return done;
}

static void
test_long_waits(void)
{
	static const char *const ones[] = { "/once/503?Retry-After=86400",
		"/once/500?Retry-After=86400", "/once/502?Retry-After=301" };
	struct engine_stats stats;
	bool stopped;
	size_t i;

	for (i = 0; i < LEN(ones); i++) {
		CHECK_INT(done_of_two(ones[i], &stats, &stopped), 1,
		    "a wait of a day is one request's (%s)", ones[i]);
		CHECK(!stopped && stats.requests == 2,
		    "which is given up, and all goes on (%s)", ones[i]);
	}
	CHECK_INT(done_of_two("/once/429?Retry-After=86401", &stats, &stopped),
	    0, "too many requests for a day are a matter of all");
	CHECK(stopped, "and end the run");
	CHECK_INT(done_of_two("/once/503?Retry-After=1", &stats, &stopped), 2,
	    "a short wait is kept");
	CHECK_INT(stats.paused_ms, 0, "by that request alone");
}

static void
test_unavailable(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	int done = 0;

	o.jobs = 1;
	g = get_open(&o);
	get_submit(g, &server, "/once/503?Retry-After=01");
	get_submit(g, &server, "/once/503?Retry-After=001");
	get_submit(g, &server, "/well");
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		done += r.result == ENGINE_DONE;
		engine_response_free(&r);
	}
	CHECK_INT(done, 3, "a server that was away is asked again");
	CHECK(engine_stats(g).paused_ms >= 1000,
	    "two 503 in a row speak for the server: all wait");
	engine_close(g);
}

static void
test_retry_on(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	struct error e;

	if (retry_set_add(&o.retry_on, "=404,202", &e) != 0)
		exit(1);
	g = get_open(&o);
	r = get(g, &server, "/once/404");
	CHECK(r.result == ENGINE_DONE && r.tries == 2,
	    "the user may name statuses to repeat");
	engine_response_free(&r);
	r = get(g, &server, "/once/202");
	CHECK(r.result == ENGINE_DONE && r.tries == 2, "even good ones");
	engine_response_free(&r);
	r = get(g, &server, "/once/503?x=1");
	CHECK(r.result == ENGINE_REFUSED && r.tries == 1,
	    "and take others away");
	engine_response_free(&r);
	engine_close(g);
}

/* How many requests for a path the server has seen. */
static unsigned
times_asked(const char *path)
{
	struct httpd_shared *s = server.shared;
	unsigned n = 0;
	size_t i;

	httpd_lock(s);
	for (i = 0; i < HTTPD_PATHS; i++)
		if (strcmp(s->paths[i], path) == 0)
			n = s->counts[i];
	httpd_unlock(s);
	return n;
}

static void
test_auth_stops(void)
{
	static const int statuses[] = { 401, 403 };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[64], other[64];
	size_t i;
	int k, stopped;

	o.jobs = 2;
	o.auth_advice = "set $THE_KEY";
	for (i = 0; i < LEN(statuses); i++) {
		g = get_open(&o);
		(void)snprintf(path, sizeof(path), "/always/%d", statuses[i]);
		/* Its own: the server may count those of before late. */
		(void)snprintf(other, sizeof(other), "/slow/%d", statuses[i]);
		get_submit(g, &server, path);
		for (k = 0; k < 30; k++)
			get_submit(g, &server, other);
		for (stopped = 0; engine_pending(g) > 0; stopped++) {
			r = get_next(g);
			if (r.result != ENGINE_STOPPED ||
			    r.error.kind != ERROR_AUTH)
				break;
			if (stopped == 0)
				CHECK(get_says(&r, path) &&
					get_says(&r, "; set $THE_KEY"),
				    "%d says what to do", statuses[i]);
			engine_response_free(&r);
		}
		CHECK_INT(stopped, 31, "%d stops everything", statuses[i]);
		CHECK(times_asked(path) == 1 && times_asked(other) <= 1,
		    "%d: nothing more is asked for", statuses[i]);
		CHECK_INT(engine_stopped(g)->kind, ERROR_AUTH,
		    "%d is about the key", statuses[i]);
		engine_close(g);
	}
	g = get_open(&o);
	r = get(g, &server, "/hidden");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_AUTH,
	    "a 403 with requests left is not a limit");
	engine_response_free(&r);
	engine_close(g);
}

static enum engine_meaning
know_gone(void *arg, const struct engine_response *r)
{
	return r->status == *(int *)arg ? ENGINE_MEANS_KNOWN :
					  ENGINE_MEANS_STATUS;
}

static void
explain(void *arg, const struct engine_response *r, struct buf *text)
{
	(void)arg;
	(void)r;
	buf_str(text, "as the server\x01\n\n says it");
}

static void
test_hooks(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	int gone = 500;

	o.meaning = know_gone;
	o.explain = explain;
	o.hook_arg = &gone;
	g = get_open(&o);
	r = get(g, &server, "/always/500?known");
	CHECK(r.result == ENGINE_REFUSED && r.tries == 1 && r.status == 500,
	    "an answer that the caller knows is handed back at once");
	CHECK(get_says(&r, "?known: 500: as the server says it"),
	    "its error is in the words that the caller found");
	engine_response_free(&r);
	gone = 401;
	r = get(g, &server, "/always/401?known");
	CHECK(r.result == ENGINE_REFUSED && engine_stopped(g) == NULL,
	    "and stops nothing");
	engine_response_free(&r);
	engine_close(g);

	o.max_response = 100;
	gone = 403;
	g = get_open(&o);
	r = get(g, &server, "/long/403");
	CHECK(r.result == ENGINE_REFUSED && engine_stopped(g) == NULL &&
		r.body.len == 0,
	    "nor does one with too long a body, which is not looked at");
	engine_response_free(&r);
	r = get(g, &server, "/long/401");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_AUTH,
	    "one that is not known does");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_run_limits(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[64];
	int i, done = 0, limit = 0;

	o.max_requests = 5;
	g = get_open(&o);
	for (i = 0; i < 8; i++) {
		(void)snprintf(path, sizeof(path), "/max/%d", i);
		get_submit(g, &server, path);
	}
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		done += r.result == ENGINE_DONE;
		limit += r.result == ENGINE_STOPPED &&
		    r.error.kind == ERROR_LIMIT;
		engine_response_free(&r);
	}
	CHECK(done == 5 && limit == 3 && engine_stats(g).requests == 5,
	    "no more than the requests allowed are made");
	CHECK(engine_stopped(g)->kind == ERROR_LIMIT, "that is a limit");
	engine_close(g);

	o.max_requests = 2;
	g = get_open(&o);
	r = get(g, &server, "/max/1");
	CHECK_INT(r.result, ENGINE_DONE, "one of two is made");
	engine_response_free(&r);
	r = get(g, &server, "/once/500?max");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_LIMIT &&
		r.tries == 1,
	    "a repeat counts as well");
	engine_response_free(&r);
	engine_close(g);

	o.max_requests = 0;
	o.max_time_ms = 50;
	g = get_open(&o);
	r = get(g, &server, "/slow");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_LIMIT,
	    "what is in flight when the time is over is broken off");
	engine_response_free(&r);
	r = get(g, &server, "/x");
	CHECK(r.result == ENGINE_STOPPED && r.tries == 0,
	    "nothing is asked for afterwards");
	engine_response_free(&r);
	engine_close(g);

	o.max_time_ms = 30000;
	g = get_open(&o);
	r = get(g, &server, "/once/429?Retry-After=60");
	CHECK(r.result == ENGINE_STOPPED && r.error.kind == ERROR_LIMIT,
	    "a wait past the end of the time is not waited for");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_secrets(void)
{
	static const char secret[] = "sesame st";
	struct engine_options o = get_options(&server);
	struct engine_request q = { 0 };
	struct engine_response r;
	struct engine *g;
	char url[256];

	o.auth = ENGINE_AUTH_QUERY;
	o.auth_name = "key";
	o.auth_secret = secret;
	g = get_open(&o);
	r = get(g, &server, "/where?a=1");
	buf_byte(&r.body, 0);
	CHECK(strncmp((char *)r.body.data,
		  "GET /where?a=1&key=sesame%20st HTTP/1.1\r\n", 40) == 0,
	    "a key can go in the query");
	CHECK(!get_shows(&r, "sesame"), "and is not shown");
	engine_response_free(&r);

	(void)snprintf(url, sizeof(url), "%s/where?key=sesame+st&page=2",
	    server.base);
	q.url = url;
	engine_submit(g, &q);
	r = get_next(g);
	buf_byte(&r.body, 0);
	CHECK(strstr((char *)r.body.data,
		  "GET /where?page=2&key=sesame%20st ") != NULL &&
		!get_shows(&r, "sesame"),
	    "nor when a link of the server holds it");
	engine_response_free(&r);
	r = get(g, &server, "/always/404?key=sesame+st");
	CHECK(r.result == ENGINE_REFUSED && !get_shows(&r, "sesame"),
	    "nor in an error");
	engine_response_free(&r);
	r = get(g, &server, "/moved?key=x");
	buf_byte(&r.body, 0);
	CHECK(r.result == ENGINE_DONE && !get_shows(&r, "sesame") &&
		strncmp((char *)r.body.data, "GET /echo2?key=sesame%20st ",
		    27) == 0,
	    "nor after a redirect, which takes it along");
	engine_response_free(&r);
	engine_close(g);

	o.auth = ENGINE_AUTH_HEADER;
	o.auth_name = "Authorization";
	o.auth_prefix = "Bearer ";
	o.auth_secret = "open-sesame";
	g = get_open(&o);
	r = get(g, &server, "/echo");
	CHECK(r.result == ENGINE_REFUSED &&
		get_says(&r, "Authorization: Bearer ***") &&
		!get_shows(&r, "sesame"),
	    "a key that the server repeats is covered");
	engine_response_free(&r);
	engine_close(g);

	o.auth = ENGINE_AUTH_BASIC;
	o.auth_secret = "user:pass:w\xc3\xb6rd";
	g = get_open(&o);
	r = get(g, &server, "/x");
	buf_byte(&r.body, 0);
	CHECK(strstr((char *)r.body.data,
		  "\r\nAuthorization: Basic dXNlcjpwYXNzOnfDtnJk\r\n") != NULL,
	    "a name and password go as basic");
	engine_response_free(&r);
	r = get(g, &server, "/echo");
	CHECK(!get_shows(&r, "dXNlcjpwYXNzOnfDtnJk") && !get_shows(&r, "pass:"),
	    "and are covered too");
	engine_response_free(&r);
	engine_close(g);
}

int
main(void)
{
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED)
		return 1;
	server = httpd_start(answer);
	test_retry_after();
	test_too_long();
	test_pause();
	test_give_up();
	test_give_up_after_a_rest();
	test_outage();
	test_no_hammering();
	test_maintained();
	test_long_waits();
	test_unavailable();
	test_retry_on();
	test_auth_stops();
	test_hooks();
	test_run_limits();
	test_secrets();
	httpd_stop(&server);
	(void)munmap(seen, sizeof(*seen));
	return tap_done();
}
