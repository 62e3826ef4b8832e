/*
 * Everything at once: a server that fails in every way, at random, on most of
 * its answers, gets each request through in the end, once and whole.
 */
#include "base/cc.h"
#include "base/hash.h"
#include "base/rng.h"
#include "httpget.h"

#define REQUESTS 400

static const char head[] =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/* The body of a path: a text that depends on it, of some length. */
static size_t
body_of(const char *path, char *to, size_t size)
{
	struct rng r = rng_make(hash_64(path, strlen(path), 5));
	size_t n = 2 + (size_t)rng_below(&r, size - 2), i;

	for (i = 0; i < n; i++)
		to[i] = (char)('a' + rng_below(&r, 26));
	to[n - 1] = '.';
	return n;
}

/* Send the first n bytes as chunks of odd sizes, and the last one if whole. */
static void
send_chunks(int fd, const char *body, size_t n, bool whole, struct rng *r)
{
	size_t at = 0, part;

	httpd_raw(fd, head, strlen(head));
	while (at < n) {
		part = 1 + (size_t)rng_below(r, 700);
		part = part < n - at ? part : n - at;
		httpd_say(fd, "%zx\r\n%.*s\r\n", part, (int)part, body + at);
		at += part;
	}
	if (whole)
		httpd_raw(fd, "0\r\n\r\n", 5);
}

static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	struct rng r = rng_make(hash_64(path, strlen(path), nth + 100));
	char body[3000];
	size_t n = body_of(path, body, sizeof(body));
	size_t some = (size_t)rng_below(&r, n);

	(void)request;
	httpd_sleep_ms((long)rng_below(&r, 4));
	switch (rng_below(&r, 14)) {
	case 0:
		httpd_reply(fd, 429, "Retry-After: 0\r\n", "slow");
		return true;
	case 1:
		httpd_reply(fd, 429, "", "");
		return rng_below(&r, 2) == 0;
	case 2:
		httpd_reply(fd, 500 + 2 * (int)rng_below(&r, 2), "", "broken");
		return true;
	case 3:
		httpd_reply(fd, 503, "Retry-After: 0\r\nConnection: close\r\n",
		    "<html>away</html>");
		return false;
	case 4:
		httpd_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n"
			      "%.*s", n, (int)some, body);
		return false;
	case 5:
		send_chunks(fd, body, some, false, &r);
		return false;
	case 6:
		httpd_say(fd, "HTTP/1.0 200 OK\r\n\r\n%.*s", (int)some, body);
		return false;
	case 7:
		return false;
	case 8:
		httpd_say(fd, "HTTP/1.1 200 OK\r\nContent-Le");
		return false;
	case 9:
		httpd_say(fd, "HTTP/1.0 200 OK\r\n\r\n%.*s", (int)n, body);
		return false;
	case 10:
		send_chunks(fd, body, n, true, &r);
		return true;
	default:
		httpd_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n"
			      "%.*s", n, (int)n, body);
		return rng_below(&r, 8) != 0;
	}
}

/* A whole body ends in a full stop, and nothing else does. */
static int
check(void *user, const struct engine_response *r, struct error *e)
{
	(void)user;
	if (r->body.len > 0 && r->body.data[r->body.len - 1] == '.')
		return 0;
	error_set(e, ERROR_TEMPORARY, "the body ends too early");
	return -1;
}

int
main(void)
{
	struct httpd server = httpd_start(answer);
	struct engine_options o = get_options(&server);
	struct engine_request q = { .check = check };
	struct engine_response r;
	struct engine_stats s;
	struct engine *g;
	char url[128], body[3000];
	int seen[REQUESTS] = { 0 }, sent = 0, taken = 0, wrong = 0, failed = 0;
	size_t n;
	int64_t i;

	o.jobs = 12;
	o.retries = 60;
	o.retry_budget = 5000;
	g = get_open(&o);
	while (taken < REQUESTS) {
		while (sent < REQUESTS && sent - taken < 40) {
			(void)snprintf(url, sizeof(url), "%s/r/%d", server.base,
			    sent);
			q.url = url;
			q.order = sent;
			q.user = &seen[sent++];
			engine_submit(g, &q);
		}
		r = get_next(g);
		i = (int *)r.user - seen;
		seen[i]++;
		taken++;
		(void)snprintf(url, sizeof(url), "/r/%lld", (long long)i);
		n = body_of(url, body, sizeof(body));
		failed += r.result != ENGINE_DONE;
		wrong += r.body.len != n || memcmp(r.body.data, body, n) != 0;
		engine_response_free(&r);
	}
	CHECK_INT(failed, 0, "every request is done in the end");
	CHECK_INT(wrong, 0, "every body is the one that was meant, and whole");
	for (wrong = 0, i = 0; i < REQUESTS; i++)
		wrong += seen[i] != 1;
	CHECK_INT(wrong, 0, "every request is answered once");
	s = engine_stats(g);
	CHECK(s.done == REQUESTS && s.in_flight == 0 && s.waiting == 0 &&
		s.requests == s.retries + REQUESTS && s.in_flight_max <= 12,
	    "the counters agree (%llu repeats)", (unsigned long long)s.retries);
	CHECK(s.limited > 0 && s.cut > 0 && server.shared->active_max <= 12,
	    "faults there were, and never too many at a time");
	engine_close(g);
	httpd_stop(&server);
	return tap_done();
}
