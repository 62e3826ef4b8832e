/* Requests go out in order, under their caps, and come back whole. */
#include <fcntl.h>

#include "base/cc.h"
#include "base/mem.h"
#include "http/engine.h"
#include "io/clock.h"
#include "io/sig.h"

#include "httpd.h"
#include "httpget.h"
#include "tap.h"

static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	(void)nth;
	if (strncmp(path, "/slow", 5) == 0)
		httpd_sleep_ms(30);
	if (strncmp(path, "/hang", 5) == 0)
		httpd_sleep_ms(60000);
	if (strcmp(path, "/head") == 0) {
		httpd_reply(fd, 200, "", request);
	} else if (strcmp(path, "api.invalid:443") == 0) {
		httpd_reply(fd, 407, "", "");
	} else if (strcmp(path, "/404") == 0) {
		httpd_reply(fd, 404, "", "{\"error\":\"no\nsuch \\u0041\"}\n");
	} else if (strcmp(path, "/links") == 0) {
		httpd_reply(fd, 200,
		    "Link:  </next>; rel=next  \r\nX-Empty:\r\nX-Folded: a\r\n"
		    "\t b\r\nLink: </other>\r\n",
		    "[]");
	} else if (strcmp(path, "/close") == 0) {
		httpd_say(fd, "HTTP/1.0 200 OK\r\n\r\nto the end");
		return false;
	} else if (strcmp(path, "/early") == 0) {
		httpd_say(fd, "HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\n");
		httpd_reply(fd, 200, "X-B: 2\r\n", "ok");
	} else {
		httpd_reply(fd, 200, "", path);
	}
	return true;
}

static struct httpd server;

static void
submit(struct engine *g, const char *path, int64_t order, void *user)
{
	char url[256];
	struct engine_request r = { .url = url, .order = order, .user = user };

	(void)snprintf(url, sizeof(url), "%s%s", server.base, path);
	engine_submit(g, &r);
}

/* The whole request that path was asked for with. */
static void
check_sent(struct engine *g, struct engine_request q, const char *method,
    const char *body, const char *title)
{
	struct engine_response r;
	char url[256];
	const char *text, *end;

	(void)snprintf(url, sizeof(url), "%s/head", server.base);
	q.url = url;
	engine_submit(g, &q);
	(void)!engine_next(g, -1, -1, &r);
	buf_byte(&r.body, 0);
	text = (const char *)r.body.data;
	end = strstr(text, "\r\n\r\n");
	CHECK_INT(r.result, ENGINE_DONE, "%s is answered", title);
	CHECK(strncmp(text, method, strlen(method)) == 0 &&
		text[strlen(method)] == ' ', "%s: its method", title);
	CHECK_STR(end != NULL ? end + 4 : "", body, "%s: its body", title);
	CHECK(strstr(text, "Expect:") == NULL &&
		strstr(text, "x-www-form") == NULL,
	    "%s: no header of libcurl's own", title);
	engine_response_free(&r);
}

static void
test_methods(void)
{
	static const char *const lines[] = { "Content-Type: application/json",
		NULL };
	struct engine_options o = get_options(&server);
	struct engine_request get = { 0 };
	struct engine_request post = { .method = "POST", .body = "{\"a\":1}",
		.body_len = 7, .headers = lines };
	struct engine_request empty = { .method = "PUT", .body = "",
		.headers = lines };
	struct engine_request search = { .method = "GET", .body = "q",
		.body_len = 1, .headers = lines };
	struct engine_request bare = { .method = "POST" };
	struct engine_request wrong = { .method = "A B", .url = server.base };
	struct engine_response r;
	struct engine *g;
	char *large = mem_new(6001, 1);
	struct engine_request long_one = post;

	memset(large, 'x', 6000);
	long_one.body = large;
	long_one.body_len = 6000;
	o.jobs = 1; /* so that one handle has them all */
	g = get_open(&o);
	check_sent(g, post, "POST", "{\"a\":1}", "a POST");
	check_sent(g, get, "GET", "", "a GET after it");
	check_sent(g, empty, "PUT", "", "a PUT without a body");
	check_sent(g, search, "GET", "q", "a GET with a body");
	check_sent(g, bare, "POST", "", "a POST with nothing");
	check_sent(g, long_one, "POST", large, "a long POST");
	check_sent(g, get, "GET", "", "a GET at the end");
	engine_submit(g, &wrong);
	(void)!engine_next(g, -1, -1, &r);
	CHECK(r.result == ENGINE_FAILED && get_says(&r, "not a word"),
	    "a method that is not a word is refused");
	engine_response_free(&r);
	engine_close(g);
	mem_free(large);
}

static void
test_plain(void)
{
	static const char *const lines[] = { "Accept: application/json", NULL };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine_request q = { 0 };
	struct engine *g;
	char url[256], *value;

	o.auth = ENGINE_AUTH_HEADER;
	o.auth_name = "X-Api-Key";
	o.auth_prefix = "Key ";
	o.auth_secret = "sesame-street";
	o.headers = lines;
	g = get_open(&o);
	CHECK_INT(engine_next(g, -1, -1, &r), ENGINE_IDLE,
	    "without requests there is nothing to wait for");

	r = get(g, &server, "/hello?x=1");
	CHECK_INT(r.result, ENGINE_DONE, "an answer of 200 is done");
	CHECK_INT(r.status, 200, "its status is told");
	CHECK_MEM(r.body.data, r.body.len, "/hello?x=1", 10, "so is its body");
	CHECK_INT(r.tries, 1, "one try was enough");
	CHECK_UINT(r.wire_bytes, 10, "the bytes that came are counted");
	CHECK(r.framed, "a length told is a frame");
	CHECK(r.total_us > 0, "it took some time");
	CHECK_INT(r.error.kind, ERROR_NONE, "there is no error");
	engine_response_free(&r);

	r = get(g, &server, "/head");
	buf_byte(&r.body, 0);
	CHECK(strstr((char *)r.body.data, "\r\nX-Api-Key: Key sesame-street\r\n")
		!= NULL, "the key goes in its header");
	CHECK(strstr((char *)r.body.data, "\r\nAccept: application/json\r\n") !=
		NULL, "the caller's headers go along");
	CHECK(strstr((char *)r.body.data, "\r\nAccept-Encoding: gzip\r\n") !=
		NULL, "packed answers are welcome");
	CHECK(strstr((char *)r.body.data, "\r\nUser-Agent: aai/" AAI_VERSION
		"\r\n") != NULL, "the user agent is told");
	engine_response_free(&r);

	(void)snprintf(url, sizeof(url), "%s/head", server.base);
	q.url = url;
	q.headers = (const char *const[]){ "X-Once: 1", NULL };
	engine_submit(g, &q);
	(void)!engine_next(g, -1, -1, &r);
	buf_byte(&r.body, 0);
	CHECK(strstr((char *)r.body.data, "\r\nX-Once: 1\r\n") != NULL &&
		strstr((char *)r.body.data, "X-Api-Key") != NULL,
	    "a request may have headers of its own");
	engine_response_free(&r);
	r = get(g, &server, "/head");
	buf_byte(&r.body, 0);
	CHECK(strstr((char *)r.body.data, "X-Once") == NULL &&
		strstr((char *)r.body.data, "X-Api-Key") != NULL,
	    "and the next one has them no more");
	engine_response_free(&r);

	r = get(g, &server, "/links");
	value = engine_response_header(&r, "link");
	CHECK_STR(value, "</next>; rel=next, </other>",
	    "headers of one name are one list");
	mem_free(value);
	value = engine_response_header(&r, "x-empty");
	CHECK_STR(value, "", "an empty header is there");
	mem_free(value);
	value = engine_response_header(&r, "X-Folded");
	CHECK_STR(value, "a\t b", "a folded header is one");
	mem_free(value);
	value = engine_response_header(&r, "x-none");
	CHECK_STR(value, NULL, "a missing one is not");
	mem_free(value);
	engine_response_free(&r);

	r = get(g, &server, "/early");
	value = engine_response_header(&r, "x-a");
	CHECK(r.status == 200 && value == NULL,
	    "an interim answer is not the answer");
	mem_free(value);
	engine_response_free(&r);

	r = get(g, &server, "/close");
	CHECK(r.result == ENGINE_DONE && !r.framed && r.body.len == 10,
	    "a body up to the connection's end is without a frame");
	engine_response_free(&r);

	r = get(g, &server, "/404");
	CHECK_INT(r.result, ENGINE_REFUSED, "404 is an answer, not asked again");
	CHECK_INT(r.tries, 1, "nor repeated");
	CHECK_INT(r.error.kind, ERROR_FAILED, "it is an error");
	(void)snprintf(url, sizeof(url),
	    "GET %s/404: 404: {\"error\":\"no such \\u0041\"}", server.base);
	CHECK_STR(r.error.text, url, "told with the server's words on one line");
	CHECK(r.body.len > 0, "its body is there to be read");
	engine_response_free(&r);
	CHECK_UINT(engine_stats(g).connections, 2, "connections are shared");
	engine_close(g);
}

static void
test_many(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine_stats s;
	struct engine *g;
	char path[64];
	int seen[60] = { 0 }, i, wrong = 0;

	o.jobs = 10;
	g = get_open(&o);
	server.shared->active_max = 0;
	for (i = 0; i < 60; i++) {
		(void)snprintf(path, sizeof(path), "/slow/%d", i);
		submit(g, path, i, &seen[i]);
	}
	CHECK_UINT(engine_pending(g), 60, "what is submitted is pending");
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		i = (int)((int *)r.user - seen);
		seen[i]++;
		(void)snprintf(path, sizeof(path), "/slow/%d", i);
		if (r.result != ENGINE_DONE || !buf_is(&r.body, path))
			wrong++;
		engine_response_free(&r);
	}
	CHECK_INT(wrong, 0, "every body is that of its request");
	for (wrong = 0, i = 0; i < 60; i++)
		wrong += seen[i] != 1;
	CHECK_INT(wrong, 0, "every request is answered once");
	s = engine_stats(g);
	CHECK(s.in_flight_max == 10 && server.shared->active_max <= 10,
	    "no more than the jobs are in flight");
	CHECK(s.connections <= 10, "nor are there more connections");
	CHECK(s.submitted == 60 && s.finished == 60 && s.done == 60 &&
		s.requests == 60 && s.retries == 0 && s.waiting == 0 &&
		s.in_flight == 0,
	    "the counters agree");
	CHECK_UINT(engine_pending(g), 0, "nothing is pending any more");
	engine_close(g);
}

static void
test_order(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine_request late = { .order = -5, .wait_ms = 30 };
	struct engine *g;
	char got[32] = "", url[128];
	int at = 0;

	o.jobs = 1;
	g = get_open(&o);
	(void)snprintf(url, sizeof(url), "%s/z", server.base);
	late.url = url;
	engine_submit(g, &late);
	submit(g, "/c", 3, NULL);
	submit(g, "/a", 1, NULL);
	submit(g, "/d", 3, NULL);
	submit(g, "/b", 2, NULL);
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		if (!buf_is(&r.body, "/z"))
			at += snprintf(got + at, sizeof(got) - (size_t)at,
			    "%.*s", (int)r.body.len, (char *)r.body.data);
		else
			CHECK(at > 0, "what is to wait lets others go first");
		engine_response_free(&r);
	}
	CHECK_STR(got, "/a/b/c/d", "the lowest order goes first");
	engine_close(g);
}

static void
test_watching(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g = get_open(&o);
	int fds[2];
	char byte;

	if (pipe(fds) != 0)
		exit(1);
	CHECK_INT(engine_next(g, fds[0], 0, &r), ENGINE_TIMEOUT,
	    "a look at a silent pipe comes back");
	CHECK_INT(engine_next(g, fds[0], 20, &r), ENGINE_TIMEOUT,
	    "so does a wait");
	submit(g, "/hang", 0, NULL);
	CHECK_INT(engine_next(g, fds[0], 20, &r), ENGINE_TIMEOUT,
	    "with a request in flight too");
	if (write(fds[1], "x", 1) != 1)
		exit(1);
	CHECK_INT(engine_next(g, fds[0], -1, &r), ENGINE_READABLE,
	    "a readable pipe is told");
	if (read(fds[0], &byte, 1) != 1)
		exit(1);
	(void)raise(SIGUSR1);
	CHECK_INT(engine_next(g, fds[0], -1, &r), ENGINE_SIGNAL,
	    "so is a signal");
	CHECK(sig_status(), "which can be asked for");
	CHECK_INT(engine_next(g, fds[0], 0, &r), ENGINE_TIMEOUT, "once");
	submit(g, "/x", 0, NULL);
	CHECK_INT(engine_next(g, fds[0], -1, &r), ENGINE_RESPONSE,
	    "answers come beside it");
	engine_response_free(&r);
	(void)close(fds[1]);
	CHECK_INT(engine_next(g, fds[0], -1, &r), ENGINE_READABLE,
	    "a closed pipe is told as readable");
	(void)close(fds[0]);
	CHECK_UINT(engine_pending(g), 1, "the request that hangs is pending");
	engine_close(g); /* with a request in flight */
}

static void
test_stop(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct error why = { ERROR_OUTPUT, "the disk is full" };
	struct engine *g;
	int i, stopped = 0;

	o.jobs = 2;
	g = get_open(&o);
	for (i = 0; i < 5; i++)
		submit(g, "/hang", i, NULL);
	CHECK_INT(engine_next(g, -1, 20, &r), ENGINE_TIMEOUT,
	    "nothing comes of what hangs");
	CHECK(engine_stopped(g) == NULL, "the engine goes on");
	engine_halt(g, &why);
	why.kind = ERROR_FAILED;
	engine_halt(g, &why);
	submit(g, "/x", 0, NULL);
	while (engine_next(g, -1, -1, &r) == ENGINE_RESPONSE) {
		stopped += r.result == ENGINE_STOPPED &&
		    r.error.kind == ERROR_OUTPUT &&
		    strcmp(r.error.text, "the disk is full") == 0;
		engine_response_free(&r);
	}
	CHECK_INT(stopped, 6, "all come back as stopped, with the first reason");
	CHECK_INT(engine_stopped(g)->kind, ERROR_OUTPUT, "which is kept");
	engine_close(g);
}

static void
test_options(void)
{
	static const char *const crlf[] = { "X: a\r\nY: b", NULL };
	static const char *const plain[] = { "nonsense", NULL };
	static const char *const others[] = { "Host: y", "HOST:y",
		"content-length: 1", "Transfer-Encoding: chunked",
		"Connection: close", "Host : y", ": y", ":authority: y", "X;",
		"TE: trailers", "Proxy-Authorization: y" };
	const char *line[] = { NULL, NULL };
	size_t i;
	struct engine_options o = get_options(&server);
	struct error e;

	o.base_url = "http://api.example.com";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "http is for loopback");
	o = get_options(&server);
	o.headers = crlf;
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "a header with a line break is none");
	o.headers = plain;
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "nor is one without a colon");
	for (i = 0; i < LEN(others); i++) {
		line[0] = others[i];
		o.headers = line;
		CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
		    "nor is '%s'", others[i]);
	}
	o = get_options(&server);
	o.auth = ENGINE_AUTH_HEADER;
	o.auth_name = "host";
	o.auth_secret = "abc";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "no key goes there");
	o = get_options(&server);
	o.auth = ENGINE_AUTH_HEADER;
	o.auth_name = "X-Key";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_AUTH,
	    "without a key there is none");
	o.auth_secret = "abc\r\nX-Evil: 1";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_AUTH &&
		strstr(e.text, "abc") == NULL,
	    "a key with a line break is none, and is not told");
	o.auth_secret = "abcdef";
	o.auth_name = "X Key";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "a header's name is a word");
	o = get_options(&server);
	o.user_agent = "a\nb";
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "a user agent has one line");
	o = get_options(&server);
	o.base_url = NULL;
	CHECK(engine_open(&o, &e) == NULL && e.kind == ERROR_USAGE,
	    "an engine needs a place to ask");
	engine_close(NULL);
	CHECK(strncmp(engine_library(), "libcurl ", 8) == 0,
	    "the library is named: %s", engine_library());
}

static void
test_unsound(void)
{
	static const char *const urls[] = { "https://evil.com/x",
		"http://127.0.0.1:1/x", "http://u:p@127.0.0.1/", "/x", "",
		"http://127.0.0.1" };
	struct engine_options o = get_options(&server);
	struct engine_request q = { 0 };
	struct engine_response r;
	struct engine *g = get_open(&o);
	char url[256];
	size_t i;

	for (i = 0; i < LEN(urls); i++) {
		q.url = urls[i];
		engine_submit(g, &q);
		CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
			r.result == ENGINE_FAILED &&
			r.error.kind == ERROR_FAILED && r.tries == 0,
		    "'%s' is not asked for", urls[i]);
		engine_response_free(&r);
	}
	(void)snprintf(url, sizeof(url), "%s/x\r\nX-Evil: 1", server.base);
	q.url = url;
	engine_submit(g, &q);
	CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
		r.result == ENGINE_FAILED,
	    "a URL with a line break is not asked for");
	engine_response_free(&r);
	(void)snprintf(url, sizeof(url), "%s/x", server.base);
	q.headers = (const char *const[]){ "X: 1\nX-Evil: 1", NULL };
	engine_submit(g, &q);
	CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
		r.result == ENGINE_FAILED,
	    "nor is one with such a header");
	engine_response_free(&r);
	q.headers = NULL;
	(void)snprintf(url, sizeof(url), "HTTP://127.0.0.1:%s?x=1",
	    strrchr(server.base, ':') + 1);
	engine_submit(g, &q);
	CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
		r.result == ENGINE_DONE,
	    "the same origin in another spelling is");
	engine_response_free(&r);
	engine_close(g);
}

/* A proxy is for what lies beyond this machine, and never sees more. */
static void
test_proxy(void)
{
	struct engine_options o = get_options(&server);
	struct engine_request q = { 0 };
	struct engine_response r;
	struct engine *g;

	(void)setenv("http_proxy", "http://127.0.0.1:1", 1);
	g = get_open(&o);
	r = get(g, &server, "/x");
	CHECK_INT(r.result, ENGINE_DONE, "loopback is spoken to directly");
	engine_response_free(&r);
	engine_close(g);

	(void)setenv("http_proxy", server.base, 1);
	o.base_url = "http://api.invalid";
	o.allow_http = true;
	g = get_open(&o);
	q.url = "http://api.invalid/far";
	engine_submit(g, &q);
	CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
		r.result == ENGINE_DONE &&
		buf_is(&r.body, "http://api.invalid/far"),
	    "the rest through the proxy that the environment names");
	engine_response_free(&r);
	engine_close(g);
	(void)unsetenv("http_proxy");

	(void)setenv("https_proxy", server.base, 1);
	o.base_url = q.url = "https://api.invalid";
	g = get_open(&o);
	engine_submit(g, &q);
	CHECK(engine_next(g, -1, -1, &r) == ENGINE_RESPONSE &&
		r.result == ENGINE_STOPPED && r.tries == 1 &&
		strstr(r.error.text, "check the proxy's user name") != NULL,
	    "a proxy that lets nobody through ends it: %s", r.error.text);
	CHECK_UINT(httpd_asked(&server, "api.invalid:443"), 1, "at once");
	engine_response_free(&r);
	engine_close(g);
	(void)unsetenv("https_proxy");
}

int
main(void)
{
	server = httpd_start(answer);
	sig_open();
	test_plain();
	test_methods();
	test_many();
	test_order();
	test_watching();
	test_stop();
	test_options();
	test_unsound();
	test_proxy();
	httpd_stop(&server);
	return tap_done();
}
