/* Packed answers through the engine: cut anywhere, none passes for whole. */
#include "base/cc.h"
#include "codec/gzip.h"
#include "httpget.h"

static const char text[] = "WEBVTT\n\n00:00.000 --> 00:01.000\nOne, two.\n";

/* The text as a member; at most 512 bytes. */
static size_t
pack(uint8_t to[512])
{
	struct buf out = buf_make(1 << 20);
	struct gzip g = { 0 };
	struct error e;
	size_t n;

	gzip_open(&g, 9);
	(void)!gzip_put(&g, text, strlen(text), &out, &e);
	(void)!gzip_finish(&g, &out, &e);
	gzip_close(&g);
	n = out.len < 512 ? out.len : 0;
	memcpy(to, out.data, n);
	buf_free(&out);
	return n;
}

#define PACKED "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"

/* The n bytes at p, framed as the kind says; whether all is well. */
static bool
send_framed(int fd, const char *kind, const uint8_t *p, size_t n)
{
	if (strcmp(kind, "length") == 0) {
		httpd_say(fd, PACKED "Content-Length: %zu\r\n\r\n", n);
		httpd_raw(fd, p, n);
		return true;
	}
	if (strcmp(kind, "chunked") == 0) {
		httpd_say(fd, PACKED "Transfer-Encoding: chunked\r\n\r\n");
		if (n > 0) {
			httpd_say(fd, "%zx\r\n", n);
			httpd_raw(fd, p, n);
			httpd_say(fd, "\r\n");
		}
		httpd_say(fd, "0\r\n\r\n");
		return true;
	}
	httpd_say(fd, PACKED "Connection: close\r\n\r\n");
	httpd_raw(fd, p, n);
	return false;
}

/* "/KIND/BYTES": cut once; then whole. */
static bool
cut_once(int fd, const char *path, unsigned nth, const uint8_t *p, size_t n)
{
	char kind[16];
	size_t cut;

	if (sscanf(path, "/%15[a-z]/%zu", kind, &cut) != 2) {
		httpd_reply(fd, 500, "", "");
		return true;
	}
	return send_framed(fd, kind, p, nth == 0 && cut < n ? cut : n);
}

static bool
answer(int fd, const char *request, const char *path, unsigned nth)
{
	uint8_t p[1024];
	size_t n = pack(p);

	if (strcmp(path, "/twice") == 0) {
		memcpy(p + n, p, n);
		return send_framed(fd, "chunked", p, 2 * n);
	}
	if (strcmp(path, "/garbage") == 0) {
		memcpy(p + n, "\0\0<!-- served by -->", 20);
		return send_framed(fd, "length", p, n + 20);
	}
	if (strcmp(path, "/damaged") == 0 && nth == 0)
		p[n / 2] ^= 0x08;
	if (strcmp(path, "/deflate") == 0)
		httpd_reply(fd, 200, "Content-Encoding: deflate\r\n", "x");
	else if (strcmp(path, "/transfer") == 0) {
		httpd_say(fd, "HTTP/1.1 200 OK\r\n"
			      "Transfer-Encoding: gzip, chunked\r\n\r\n%zx\r\n",
		    n);
		httpd_raw(fd, p, n);
		httpd_say(fd, "\r\n0\r\n\r\n");
	} else if (strcmp(path, "/identity") == 0) {
		httpd_say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n"
			      "Transfer-Encoding: identity\r\n\r\n%s",
		    text);
		return false;
	} else if (strcmp(path, "/nothing") == 0)
		httpd_reply(fd, 404, "Content-Encoding: gzip\r\n", "");
	else if (strcmp(path, "/plain") == 0)
		httpd_reply(fd, 200, "",
		    strstr(request, "Accept-Encoding: gzip\r\n") != NULL ?
			"gzip" :
			"plain");
	else if (strcmp(path, "/damaged") == 0)
		return send_framed(fd, "length", p, n);
	else
		return cut_once(fd, path, nth, p, n);
	return true;
}

static struct httpd server;

static bool
is_text(const struct engine_response *r)
{
	return r->result == ENGINE_DONE && buf_is(&r->body, text);
}

static void
test_cuts(void)
{
	static const char *const kinds[] = { "length", "chunked", "close" };
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g = get_open(&o);
	size_t n, i, cut, wrong = 0, tries = 0;
	uint8_t p[512];
	char path[64];

	n = pack(p);
	for (i = 0; i < LEN(kinds); i++) {
		for (cut = 0; cut <= n; cut++) {
			(void)snprintf(path, sizeof(path), "/%s/%zu", kinds[i],
			    cut);
			r = get(g, &server, path);
			wrong += !is_text(&r) || !r.framed;
			tries += r.tries;
			engine_response_free(&r);
		}
		CHECK_UINT(wrong, 0, "%s: cut at any byte, it comes out whole",
		    kinds[i]);
	}
	CHECK_UINT(tries, LEN(kinds) * (2 * n + 1),
	    "for it is asked for again, and only then");
	CHECK_UINT(engine_stats(g).cut, LEN(kinds) * n, "cuts are counted");
	CHECK(engine_stats(g).wire_bytes > 0 &&
		engine_stats(g).body_bytes >=
		    LEN(kinds) * (n + 1) * strlen(text),
	    "so are bytes");
	engine_close(g);
}

static void
test_kinds(void)
{
	struct engine_options o = get_options(&server);
	struct engine_response r;
	struct engine *g;

	o.retries = 1;
	g = get_open(&o);
	r = get(g, &server, "/twice");
	CHECK(r.result == ENGINE_DONE && r.body.len == 2 * strlen(text) &&
		memcmp(r.body.data + strlen(text), text, strlen(text)) == 0,
	    "members one after another are one body");
	engine_response_free(&r);
	r = get(g, &server, "/garbage");
	CHECK(is_text(&r), "what follows the last is dropped");
	engine_response_free(&r);
	r = get(g, &server, "/damaged");
	CHECK(is_text(&r) && r.tries == 2, "a changed bit is seen");
	engine_response_free(&r);
	r = get(g, &server, "/deflate");
	CHECK(r.result == ENGINE_FAILED && r.error.kind == ERROR_FAILED &&
		r.tries == 1 && !get_says(&r, "run again") &&
		get_says(&r, "in an encoding that was not asked for"),
	    "a coding that was not asked for is not guessed at");
	engine_response_free(&r);
	r = get(g, &server, "/transfer");
	CHECK(r.result == ENGINE_FAILED && r.body.len == 0 && r.tries == 1 &&
		get_says(&r, "in an encoding that was not asked for"),
	    "nor is one of the transfer");
	engine_response_free(&r);
	r = get(g, &server, "/identity");
	CHECK(is_text(&r) && !r.framed,
	    "a transfer without a coding does not tell its end");
	engine_response_free(&r);
	r = get(g, &server, "/nothing");
	CHECK(r.result == ENGINE_REFUSED && r.status == 404 && r.tries == 1,
	    "an error needs no body, packed or not");
	engine_response_free(&r);
	engine_close(g);
}

static void
test_asked(void)
{
	static const char *const lines[] = { "accept-encoding: identity",
		NULL };
	struct engine_options o = get_options(&server);
	struct engine_request q = { .headers = lines };
	struct engine_response r;
	struct engine *g = get_open(&o);
	char url[128];

	r = get(g, &server, "/plain");
	CHECK(buf_is(&r.body, "gzip"), "packed answers are asked for");
	engine_response_free(&r);
	(void)snprintf(url, sizeof(url), "%s/plain", server.base);
	q.url = url;
	engine_submit(g, &q);
	r = get_next(g);
	CHECK(buf_is(&r.body, "plain"), "unless a header says otherwise");
	engine_response_free(&r);
	r = get(g, &server, "/plain");
	CHECK(buf_is(&r.body, "gzip"), "which is for that request alone");
	engine_response_free(&r);
	engine_close(g);
}

int
main(void)
{
	server = httpd_start(answer);
	test_cuts();
	test_kinds();
	test_asked();
	httpd_stop(&server);
	return tap_done();
}
