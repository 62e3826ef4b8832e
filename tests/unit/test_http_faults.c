/* Whatever a server or the way to it does wrong, nothing half comes out. */
#include <zlib.h>

#include "base/cc.h"
#include "httpget.h"

static const char whole[] = "[1,2,3,4,5,6,7,8,9,10]";

/* Send n zeros, packed as gzip does. */
static void
send_packed(int fd, size_t n, size_t cut)
{
	static uint8_t zeros[1 << 16], packed[1 << 20];
	z_stream z = { 0 };
	size_t part;

	(void)deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	while (n > 0) {
		part = n < sizeof(zeros) ? n : sizeof(zeros);
		z.next_in = zeros;
		z.avail_in = (unsigned)part;
		(void)deflate(&z, Z_NO_FLUSH);
		n -= part;
	}
	(void)deflate(&z, Z_FINISH);
	httpd_say(fd,
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Length: %lu\r\n\r\n",
	    (unsigned long)z.total_out - cut);
	httpd_raw(fd, packed, z.total_out - cut);
	(void)deflateEnd(&z);
}

static void
flood(int fd)
{
	char line[1100];
	int i;

	memset(line, 'x', 1000);
	(void)snprintf(line + 1000, 100, "\r\n");
	httpd_say(fd, "HTTP/1.1 200 OK\r\n");
	for (i = 0; i < 2000; i++)
		httpd_say(fd, "X-%d: %s", i, line);
	httpd_say(fd, "Content-Length: 2\r\n\r\n[]");
}

/* One header whose line is longer than libcurl takes. */
static void
long_line(int fd)
{
	char line[1001];
	int i;

	memset(line, 'x', 1000);
	line[1000] = '\0';
	httpd_say(fd, "HTTP/1.1 200 OK\r\nX-Long: ");
	for (i = 0; i < 200; i++)
		httpd_say(fd, "%s", line);
	httpd_say(fd, "\r\nContent-Length: 2\r\n\r\n[]");
}

/* A body a byte at a time, without end. */
static void
drip(int fd)
{
	httpd_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
	for (;;) {
		httpd_raw(fd, "x", 1);
		httpd_sleep_ms(5);
	}
}

/* Faults that a repeat heals: the path says which; then all is well. */
static bool
fail_once(int fd, const char *path)
{
	static const struct {
		const char *path, *answer;
	} raw[] = {
		{ "/cut/length",
		    "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n[1,2,3" },
		{ "/cut/nothing",
		    "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n" },
		{ "/cut/chunked",
		    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "6\r\n[1,2,3\r\n" },
		{ "/cut/in-chunk",
		    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "16\r\n[1,2,3" },
		{ "/cut/last-chunk",
		    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "6\r\n[1,2,3\r\n0" },
		{ "/cut/close",
		    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[1,2,3" },
		{ "/cut/http10", "HTTP/1.0 200 OK\r\n\r\n[1,2,3" },
		{ "/cut/headers", "HTTP/1.1 200 OK\r\nContent-Len" },
		{ "/cut/status", "HTTP/1.1 2" },
		{ "/cut/at-once", "" },
		{ "/bad/status",
		    "HTTP/1.1 012 Odd\r\nContent-Length: 2\r\n\r\n[]" },
		{ "/bad/chunk-size",
		    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "zz\r\n[1,2,3\r\n0\r\n\r\n" },
		{ "/bad/length",
		    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[1,2,3" },
		{ "/bad/garbage", "[1,2,3]\n" },
		{ "/bad/banner", "220 smtp.example.com ESMTP\r\n" },
		{ "/bad/gzip",
		    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
		    "Content-Length: 22\r\n\r\n[1,2,3,4,5,6,7,8,9,10]" },
		{ "/bad/partial",
		    "HTTP/1.1 206 Partial\r\nContent-Length: 6\r\n\r\n[1,2,3" },
		{ "/bad/html",
		    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n"
		    "<html></html>" },
	};
	size_t i;

	for (i = 0; i < LEN(raw); i++)
		if (strcmp(path, raw[i].path) == 0) {
			httpd_raw(fd, raw[i].answer, strlen(raw[i].answer));
			return true;
		}
	return false;
}

static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	char location[200];
	int hop;

	if (nth == 0 && fail_once(fd, path))
		return false;
	if (nth == 0 && strcmp(path, "/502") == 0)
		httpd_reply(fd, 502, "", "<html>Not now, please</html>");
	else if (nth == 0 && strcmp(path, "/cut/gzip") == 0)
		send_packed(fd, 1000, 9);
	else if (strcmp(path, "/bomb") == 0)
		send_packed(fd, 100u << 20, 0);
	else if (strcmp(path, "/packed") == 0)
		send_packed(fd, 1u << 20, 0);
	else if (strcmp(path, "/flood") == 0)
		flood(fd);
	else if (strcmp(path, "/line") == 0)
		long_line(fd);
	else if (strcmp(path, "/drip") == 0)
		drip(fd);
	else if (strcmp(path, "/silent") == 0)
		httpd_sleep_ms(60000);
	else if (sscanf(path, "/hop/%d", &hop) == 1 && hop > 0) {
		(void)snprintf(location, sizeof(location),
		    "Location: ../hop/%d\r\n", hop - 1);
		httpd_reply(fd, 300 + (hop % 2 == 0 ? 2 : 7), location, "x");
	} else if (strcmp(path, "/loop") == 0)
		httpd_reply(fd, 301, "Location: /loop\r\n", "");
	else if (sscanf(path, "/turn/%d", &hop) == 1)
		httpd_reply(fd, hop, "Location: /echo\r\n", "x");
	else if (strcmp(path, "/echo") == 0)
		httpd_reply(fd, nth == 0 ? 503 : 200, "", request);
	else if (strcmp(path, "/nowhere") == 0)
		httpd_reply(fd, 302, "", "");
	else if (strncmp(path, "/to?", 4) == 0) {
		(void)snprintf(location, sizeof(location),
		    "Location: %s\r\n", path + 4);
		httpd_reply(fd, 308, location, "");
	} else
		httpd_reply(fd, 200, "", whole);
	return true;
}

static struct httpd server;

static int
check_array(void *user, const struct engine_response *r, struct error *e)
{
	(void)user;
	if (r->body.len >= 2 && r->body.data[0] == '[' &&
	    r->body.data[r->body.len - 1] == ']')
		return 0;
	error_set(e, ERROR_TEMPORARY, "the body is not a whole array");
	return -1;
}

/* As get(), with a check of the body. */
static struct engine_response
get_array(struct engine *g, const char *path)
{
	char url[256];
	struct engine_request q = { .url = url, .check = check_array };

	(void)snprintf(url, sizeof(url), "%s%s", server.base, path);
	engine_submit(g, &q);
	return get_next(g);
}

static void
test_healed(void)
{
	static const char *const paths[] = { "/cut/length", "/cut/nothing",
		"/cut/chunked", "/cut/in-chunk", "/cut/last-chunk",
		"/cut/close", "/cut/http10", "/cut/headers", "/bad/status",
		"/bad/chunk-size", "/bad/length", "/bad/garbage", "/bad/banner",
		"/bad/gzip", "/bad/partial", "/bad/html", "/cut/gzip" };
	static const char *const quiet[] = { "/cut/at-once", "/cut/status" };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g = get_open(&o);
	size_t i;

	for (i = 0; i < LEN(paths); i++) {
		r = get_array(g, paths[i]);
		CHECK(r.result == ENGINE_DONE && buf_is(&r.body, whole),
		    "%s: what comes out is whole", paths[i]);
		CHECK(r.tries == 2 && httpd_asked(&server, paths[i]) == 2,
		    "%s: it was asked for twice", paths[i]);
		engine_response_free(&r);
	}
	/* libcurl itself asks again where a kept connection just ends. */
	for (i = 0; i < LEN(quiet); i++) {
		r = get_array(g, quiet[i]);
		CHECK(r.result == ENGINE_DONE && buf_is(&r.body, whole),
		    "%s: what comes out is whole", quiet[i]);
		CHECK_UINT(httpd_asked(&server, quiet[i]), 2,
		    "%s: it was asked for twice", quiet[i]);
		engine_response_free(&r);
	}
	CHECK(engine_stats(g).cut >= 4, "cut bodies are counted");
	CHECK_UINT(engine_stats(g).done, LEN(paths) + LEN(quiet), "all are done");
	engine_close(g);
}

static bool
always_cut(int fd, const char *request, const char *path, unsigned nth)
{
	(void)request;
	(void)nth;
	if (strcmp(path, "/close") == 0)
		httpd_say(fd, "HTTP/1.0 200 OK\r\n\r\n[1,2");
	else
		httpd_say(fd,
		    "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[1,2]");
	return false;
}

static void
test_never_whole(void)
{
	struct httpd other = httpd_start(always_cut);
	struct engine_options o = get_options(&other);
	struct engine_response r;
	struct engine_request q = { .check = check_array };
	struct engine *g;
	char url[128];

	o.retries = 2;
	g = get_open(&o);
	r = get(g, &other, "/x");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.body.len == 0,
	    "a body that is cut each time is given up, with nothing of it");
	CHECK(r.tries == 3 && httpd_asked(&other, "/x") == 3,
	    "after the repeats allowed");
	CHECK(get_says(&r, "; given up after 3 tries; run again later"),
	    "which is told");
	engine_response_free(&r);
	(void)snprintf(url, sizeof(url), "%s/close", other.base);
	q.url = url;
	engine_submit(g, &q);
	r = get_next(g);
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.body.len == 0 &&
		get_says(&r, "/close: the body is not a whole array; given up"),
	    "so is one that only the check can tell");
	engine_response_free(&r);
	engine_close(g);
	httpd_stop(&other);
}

static void
test_excess(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g = get_open(&o);

	r = get(g, &server, "/bomb");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		r.body.len == 0 &&
		get_says(&r, "unpacks to more than a thousand times its size"),
	    "a bomb is broken off");
	CHECK_INT(r.tries, 1, "and not asked for again");
	engine_response_free(&r);
	r = get(g, &server, "/packed");
	CHECK(r.result == ENGINE_DONE && r.body.len == 1u << 20 &&
		r.wire_bytes < 1u << 12,
	    "a well-packed body that is not huge is unpacked");
	engine_response_free(&r);
	r = get(g, &server, "/flood");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		get_says(&r, "headers") && r.tries == 1,
	    "headers without end are broken off");
	engine_response_free(&r);
	r = get(g, &server, "/line");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		get_says(&r, "a line of the answer's headers is too long") &&
		r.tries == 1,
	    "as is a header that is too long, and that is said");
	engine_response_free(&r);
	engine_close(g);

	o.max_response = strlen(whole) - 1;
	g = get_open(&o);
	r = get(g, &server, "/x");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		get_says(&r, "the answer is longer than 21 bytes") &&
		r.tries == 1 && r.body.len == 0,
	    "a body past its limit is broken off");
	engine_response_free(&r);
	engine_close(g);
	o.max_response++;
	g = get_open(&o);
	r = get(g, &server, "/x");
	CHECK_INT(r.result, ENGINE_DONE, "one at its limit is not");
	engine_response_free(&r);
	r = get(g, &server, "/502");
	CHECK(r.result == ENGINE_DONE && r.tries == 2,
	    "of an error answer past it the status counts");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_time(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;

	o.total_ms = 100;
	o.retries = 1;
	g = get_open(&o);
	r = get(g, &server, "/drip");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.tries == 2 && r.body.len == 0,
	    "a body that drips is given up in the end");
	engine_response_free(&r);
	CHECK(engine_stats(g).in_flight_goal < 8,
	    "what runs out of time makes the rest go slower");
	engine_close(g);

	o.total_ms = 60000;
	o.stall_ms = 1000;
	o.retries = 0;
	g = get_open(&o);
	r = get(g, &server, "/silent");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY,
	    "a server that says nothing is left alone");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_refused(void)
{
	struct httpd gone = httpd_start(answer);
	struct engine_options o = get_options(&gone);
	struct engine_response r;
	struct engine *g;

	httpd_stop(&gone);
	o.retries = 2;
	g = get_open(&o);
	get_submit(g, &gone, "/x");
	r = get_next(g);
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_TEMPORARY &&
		r.tries == 3 && r.status == 0,
	    "where nobody listens, running again may help");
	CHECK(strncmp(r.error.text, "GET http://127.0.0.1:", 21) == 0 &&
		get_says(&r, "onnect") &&
		get_says(&r, "; given up after 3 tries; run again later"),
	    "the error says what, where and what to do");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_redirects(void)
{
	struct httpd other = httpd_start(answer);
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;
	char path[256];

	o.auth = ENGINE_AUTH_HEADER;
	o.auth_name = "X-Api-Key";
	o.auth_secret = "sesame-street";
	g = get_open(&o);
	r = get(g, &server, "/hop/5");
	(void)snprintf(path, sizeof(path), "%s/hop/0", server.base);
	CHECK(r.result == ENGINE_DONE && buf_is(&r.body, whole) &&
		r.tries == 1,
	    "five redirects are followed");
	CHECK_STR(r.url, path, "the URL is the last one");
	engine_response_free(&r);
	CHECK(engine_stats(g).redirects == 5 && engine_stats(g).retries == 0,
	    "they are counted, and no repeats");
	r = get(g, &server, "/hop/6");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		get_says(&r, "more than 5 redirects"),
	    "six are too many");
	engine_response_free(&r);
	r = get(g, &server, "/loop");
	CHECK(r.result == ENGINE_FAILED && httpd_asked(&server, "/loop") == 6,
	    "a loop of them ends");
	engine_response_free(&r);
	r = get(g, &server, "/nowhere");
	CHECK(r.result == ENGINE_FAILED && get_says(&r, "without Location"),
	    "one to nowhere is an error");
	engine_response_free(&r);
	(void)snprintf(path, sizeof(path), "/to?%s/x", other.base);
	r = get(g, &server, path);
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		get_says(&r, "which the key is not for"),
	    "one to another port is not followed");
	engine_response_free(&r);
	r = get(g, &server, "/to?//localhost/x");
	CHECK_INT(r.result, ENGINE_FAILED, "nor one to another host");
	engine_response_free(&r);
	r = get(g, &server, "/to?ftp://127.0.0.1/x");
	CHECK_INT(r.result, ENGINE_FAILED, "nor one to another protocol");
	engine_response_free(&r);
	r = get(g, &server, "/to?file:///etc/passwd");
	CHECK_INT(r.result, ENGINE_FAILED, "nor one to a file");
	engine_response_free(&r);
	engine_close(g);
	CHECK_UINT(other.shared->requests, 0, "nobody else was asked");
	httpd_stop(&other);
}

/* What the caller says of an answer. */
struct verdict {
	enum error_kind kind;
	uint32_t good; /* from this try on; 0: never */
};

static int
check_verdict(void *user, const struct engine_response *r, struct error *e)
{
	const struct verdict *v = user;

	if (v->good > 0 && r->tries >= v->good)
		return 0;
	error_set(e, v->kind, "it is not what was asked for");
	return -1;
}

/* How often an answer that is not taken is asked for again, and its end. */
static void
test_verdicts(void)
{
	static const struct {
		struct verdict verdict;
		enum engine_result result;
		enum error_kind kind;
		uint32_t tries;
		bool later; /* "run again later" */
	} cases[] = {
		{ { ERROR_TEMPORARY, 0 }, ENGINE_FAILED, ERROR_TEMPORARY, 6,
		    true },
		{ { ERROR_TEMPORARY, 5 }, ENGINE_DONE, ERROR_NONE, 5, false },
		{ { ERROR_FAILED, 0 }, ENGINE_FAILED, ERROR_FAILED, 3, false },
		{ { ERROR_FAILED, 3 }, ENGINE_DONE, ERROR_NONE, 3, false },
		{ { ERROR_USAGE, 0 }, ENGINE_FAILED, ERROR_USAGE, 1, false },
		{ { ERROR_AUTH, 0 }, ENGINE_STOPPED, ERROR_AUTH, 1, false },
	};
	struct engine_options o = get_options(&server);
	struct engine_request q = { .check = check_verdict };
	struct engine_response r;
	struct verdict v;
	struct engine *g;
	char url[128];
	size_t i;

	o.retries = 5;
	o.retry_base_ms = 1;
	for (i = 0; i < LEN(cases); i++) {
		g = get_open(&o);
		v = cases[i].verdict;
		(void)snprintf(url, sizeof(url), "%s/v%zu", server.base, i);
		q.url = url;
		q.user = &v;
		engine_submit(g, &q);
		r = get_next(g);
		CHECK(r.result == cases[i].result &&
			r.error.kind == cases[i].kind &&
			r.tries == cases[i].tries,
		    "verdict %zu: %u tries, kind %d", i, (unsigned)r.tries,
		    (int)r.error.kind);
		CHECK(r.result == ENGINE_DONE ||
			(get_says(&r, "it is not what was asked for") &&
			    get_says(&r, "run again") == cases[i].later),
		    "verdict %zu: and what is said", i);
		engine_response_free(&r);
		engine_close(g);
	}
}

/* What comes of a POST that is sent elsewhere. */
static void
test_turned(void)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };
	struct engine_options o = get_options(&server);
	struct engine_request q = { .method = "POST", .body = "a=b",
		.body_len = 3 };
	struct engine *g = get_open(&o);
	struct engine_response r;
	char url[256];
	size_t i;

	for (i = 0; i < LEN(statuses); i++) {
		(void)snprintf(url, sizeof(url), "%s/turn/%d", server.base,
		    statuses[i]);
		q.url = url;
		engine_submit(g, &q);
		r = get_next(g);
		if (statuses[i] < 307) {
			CHECK(r.result == ENGINE_FAILED &&
				get_says(&r, "a redirect that would make a "
					     "GET of POST"),
			    "%d does not turn a POST into a GET", statuses[i]);
			CHECK(get_says(&r, "POST http"), "and is told so");
			engine_response_free(&r);
			continue;
		}
		buf_byte(&r.body, 0);
		CHECK(r.result == ENGINE_DONE &&
			strncmp((char *)r.body.data, "POST /echo ", 11) == 0 &&
			strstr((char *)r.body.data, "\r\n\r\na=b") != NULL,
		    "%d takes method and body along, again, too", statuses[i]);
		engine_response_free(&r);
	}
	CHECK_UINT(httpd_asked(&server, "/echo"), 3, "nobody else came");
	engine_close(g);
}

int
main(void)
{
	server = httpd_start(answer);
	test_healed();
	test_never_whole();
	test_excess();
	test_time();
	test_refused();
	test_redirects();
	test_turned();
	test_verdicts();
	httpd_stop(&server);
	return tap_done();
}
