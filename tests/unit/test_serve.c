/* The server answers what its handler says, in the way it says. */
#include "serve/serve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/clock.h"
#include "tap.h"

#define PATIENCE_MS 10000

/* What the handler saw last. */
static struct {
	char method[16];
	char path[64];
	char body[64];
	bool too_long;
	char header[64];
	int headers;
} saw;

static void
count_header(void *ctx, const char *name, const char *value)
{
	(void)name;
	(void)value;
	++*(int *)ctx;
}

static void
note(const struct serve_request *req)
{
	const char *header = serve_header(req, "x-test");

	(void)snprintf(saw.method, sizeof(saw.method), "%s", req->method);
	(void)snprintf(saw.path, sizeof(saw.path), "%s", req->target.path);
	(void)snprintf(saw.body, sizeof(saw.body), "%.*s", (int)req->body_len,
	    req->body_len > 0 ? (const char *)req->body : "");
	(void)snprintf(saw.header, sizeof(saw.header), "%s",
	    header != NULL ? header : "none");
	saw.too_long = req->body_too_long;
	saw.headers = 0;
	serve_headers(req, count_header, &saw.headers);
}

static void
handle(void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	const char *path = req->target.path;

	(void)ctx;
	note(req);
	resp->body = bytes_copy("0123456789", 10);
	serve_add_header(resp, "X-Made", "%d", 7);
	if (strcmp(path, "/none") == 0) {
		bytes_drop(resp->body);
		resp->body = NULL;
		resp->status = 503;
	} else if (strcmp(path, "/chunked") == 0) {
		resp->framing = SERVE_CHUNKED;
	} else if (strcmp(path, "/close") == 0) {
		resp->framing = SERVE_CLOSE;
	} else if (strcmp(path, "/cut") == 0) {
		resp->cut_at = 4;
	} else if (strcmp(path, "/cut-chunked") == 0) {
		resp->framing = SERVE_CHUNKED;
		resp->cut_at = 4;
	} else if (strcmp(path, "/cut-at-0") == 0) {
		resp->cut_at = 0;
	} else if (strcmp(path, "/pad") == 0) {
		resp->pad = 200000;
	} else if (strcmp(path, "/drip") == 0) {
		resp->drip = 3;
		resp->drip_ms = 1;
	} else if (strcmp(path, "/late") == 0) {
		resp->delay_ms = 50;
	} else if (strcmp(path, "/never") == 0) {
		resp->delay_ms = 3600000;
	} else if (strcmp(path, "/drop") == 0) {
		resp->drop = true;
	} else if (strcmp(path, "/set") == 0) {
		serve_set_header(resp, "x-made", "8");
	}
}

static int
connect_to(const struct serve *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_port = htons(serve_port(s));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		tap_note("connect: failed");
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/*
 * Send the text and run the server until the answer holds what is wanted, or
 * (wanted NULL) until the connection ends.  False when neither happens.
 */
static bool
talk(struct serve *s, int fd, const char *text, const char *wanted,
    struct buf *answer)
{
	int64_t until = clock_mono_ms() + PATIENCE_MS;
	char part[4096];
	ssize_t n;

	buf_reset(answer);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return false;
	while (clock_mono_ms() < until) {
		serve_turn(s, -1, 1);
		n = read(fd, part, sizeof(part));
		if (n == 0)
			return wanted == NULL;
		if (n > 0)
			buf_put(answer, part, (size_t)n);
		if (wanted != NULL && answer->len > 0 &&
		    memmem(answer->data, answer->len, wanted, strlen(wanted)) !=
			NULL)
			return true;
	}
	return false;
}

/* Ask for a path on a connection of its own, which ends with the answer. */
static bool
ask(struct serve *s, const char *path, struct buf *answer)
{
	char text[256];
	int fd = connect_to(s);
	bool ended;

	(void)snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
	ended = talk(s, fd, text, NULL, answer);
	(void)close(fd);
	return ended;
}

static bool
has(const struct buf *b, const char *text)
{
	return b->len > 0 &&
	       memmem(b->data, b->len, text, strlen(text)) != NULL;
}

/* Whether the answer's body is just this. */
static bool
body_is(const struct buf *b, const char *text)
{
	const uint8_t *at =
	    b->len > 0 ? memmem(b->data, b->len, "\r\n\r\n", 4) : NULL;
	size_t len = strlen(text);

	return at != NULL && (size_t)(b->data + b->len - at) == 4 + len &&
	       memcmp(at + 4, text, len) == 0;
}

static void
requests(struct serve *s, struct buf *b)
{
	int fd = connect_to(s);

	CHECK(talk(s, fd,
		  "GET /a%20b?c=d HTTP/1.1\r\nHost: x\r\n"
		  "X-Test: one\r\n\r\n",
		  "0123456789", b),
	    "a request is answered");
	CHECK(has(b, "HTTP/1.1 200 OK\r\n") && has(b, "X-Made: 7\r\n") &&
		  has(b, "Content-Length: 10\r\n"),
	    "with status, headers and length");
	CHECK_STR(saw.method, "GET", "the handler sees the method");
	CHECK_STR(saw.path, "/a b", "the path");
	CHECK_STR(saw.header, "one", "a header, whatever its case");
	CHECK_INT(saw.headers, 2, "all headers");
	CHECK(talk(s, fd,
		  "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
		  "hello",
		  "0123456789", b),
	    "the connection goes on");
	CHECK_STR(saw.body, "hello", "with a body");
	CHECK(!saw.too_long, "that is whole");
	CHECK(talk(s, fd,
		  "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n"
		  "0123456789012345678901234567890123456789",
		  "0123456789", b),
	    "a body that is too long is taken");
	CHECK(saw.too_long, "and said to be");
	CHECK(talk(s, fd, "HEAD /set HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n",
		  b) &&
		  !has(b, "0123456789"),
	    "HEAD has no body");
	CHECK(has(b, "x-made: 8\r\n") && !has(b, "X-Made: 7"),
	    "a header is put in another's place");
	CHECK(talk(s, fd,
		  "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
		  "GET /none HTTP/1.1\r\nHost: x\r\n\r\n",
		  "HTTP/1.1 503", b),
	    "requests may come together");
	(void)close(fd);
}

static void
ways(struct serve *s, struct buf *b)
{
	CHECK(ask(s, "/none", b) && has(b, "503") && body_is(b, ""),
	    "there may be no body");
	CHECK(ask(s, "/chunked", b) &&
		  has(b, "Transfer-Encoding: chunked\r\n") &&
		  has(b, "0123456789\r\n0\r\n\r\n"),
	    "a body comes in chunks");
	CHECK(ask(s, "/close", b) && body_is(b, "0123456789") &&
		  !has(b, "Content-Length") && !has(b, "chunked"),
	    "a body ends with the connection");
	CHECK(ask(s, "/cut", b) && body_is(b, "0123") &&
		  has(b, "Content-Length: 10\r\n"),
	    "a body is cut");
	CHECK(
	    ask(s, "/cut-chunked", b) && has(b, "0123") && !has(b, "\r\n0\r\n"),
	    "so is one in chunks");
	CHECK(ask(s, "/cut-at-0", b) && body_is(b, ""),
	    "also before its first byte");
	CHECK(ask(s, "/pad", b) && has(b, "Content-Length: 200010\r\n") &&
		  b->len > 200010 &&
		  memcmp(b->data + b->len - 11, " 0123456789", 11) == 0,
	    "blanks come before a body");
	CHECK(ask(s, "/drip", b) && body_is(b, "0123456789"),
	    "a body that drips is whole");
	CHECK(ask(s, "/late", b) && body_is(b, "0123456789"),
	    "so is one that is late");
	CHECK(ask(s, "/drop", b) && b->len == 0, "there may be no answer");
}

static void
ending(struct serve *s, struct buf *b)
{
	struct serve_stats stats = serve_stats(s);
	int fd = connect_to(s), i;

	CHECK(stats.requests == 16 && stats.in_flight == 0,
	    "requests are counted");
	CHECK(stats.unfinished >= 4, "so are those that ended badly");
	CHECK_UINT(stats.connections, 11, "and connections");
	if (write(fd, "GET /never HTTP/1.1\r\nHost: x\r\n\r\n", 32) != 32)
		tap_note("write: failed");
	for (i = 0; i < 1000 && serve_stats(s).in_flight == 0; i++)
		serve_turn(s, -1, 1);
	CHECK_UINT(serve_stats(s).in_flight, 1, "one waits");
	serve_close(s);
	CHECK(read(fd, b->data, 1) <= 0, "closing ends it");
	(void)close(fd);
	serve_close(NULL);
}

int
main(void)
{
	struct serve_config cfg = { .max_body = 32, .max_connections = 10 };
	struct buf b = buf_make((size_t)1 << 20);
	struct error e = { 0 };
	struct serve *s, *other;

	cfg.handle = handle;
	s = serve_open(&cfg, &e);
	CHECK(s != NULL && serve_port(s) > 0, "a port is found");
	if (s == NULL)
		return tap_done();
	cfg.port = serve_port(s);
	other = serve_open(&cfg, &e);
	CHECK(other == NULL && e.kind == ERROR_FAILED,
	    "one that is taken is an error: %s", e.text);
	cfg.address = "nowhere";
	other = serve_open(&cfg, &e);
	CHECK(other == NULL && e.kind == ERROR_USAGE,
	    "so is an address that is none: %s", e.text);
	requests(s, &b);
	ways(s, &b);
	ending(s, &b);
	buf_free(&b);
	return tap_done();
}
