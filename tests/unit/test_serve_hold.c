/* Exchanges are held and answered later; slow and endless clients are ended. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/clock.h"
#include "serve/serve.h"
#include "tap.h"

#define PATIENCE_MS 10000

static struct serve_exchange *held[4];
static int nheld, nhandled;
static bool too_long;

static void
handle(void *ctx, const struct serve_request *req, struct serve_response *resp)
{
	(void)ctx;
	nhandled++;
	too_long = req->body_too_long;
	if (strcmp(req->target.path, "/hold") == 0 && nheld < 4) {
		held[nheld++] = req->exchange;
		resp->hold = true;
	} else {
		resp->status = too_long ? 413 : 200;
	}
}

static int
connect_to(const struct serve *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_port = htons(serve_port(s));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		(void)close(fd);
		return -1;
	}
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void
say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) != (ssize_t)strlen(text))
		tap_note("send: failed");
}

/*
 * Run the server until something comes (its first bytes are in text), the
 * connection ends (0 bytes) or nothing happens (-1).
 */
static ssize_t
answer(struct serve *s, int fd, char text[200])
{
	int64_t until = clock_mono_ms() + PATIENCE_MS;
	ssize_t n = -1;

	text[0] = '\0';
	while (n < 0 && clock_mono_ms() < until) {
		serve_turn(s, -1, 1);
		n = read(fd, text, 199);
		if (n < 0 && errno == ECONNRESET)
			n = 0;
	}
	if (n >= 0)
		text[n] = '\0';
	return n;
}

static void
turns(struct serve *s, int n)
{
	while (n-- > 0)
		serve_turn(s, -1, 1);
}

static void
holding(struct serve *s)
{
	int one = connect_to(s), two = connect_to(s), gone = connect_to(s);
	int64_t until = clock_mono_ms() + PATIENCE_MS;
	char text[200];

	say(one, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	say(two, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	say(gone, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	while (nheld < 3 && clock_mono_ms() < until)
		serve_turn(s, -1, 1);
	CHECK_INT(nheld, 3, "three are held");
	(void)close(gone);
	turns(s, 20);
	CHECK(read(one, text, 1) < 0 && read(two, text, 1) < 0,
	    "they are not answered");
	CHECK_UINT(serve_stats(s).in_flight, 3, "nor done with");
	serve_held(held[1])->status = 503;
	serve_answer(held[0]);
	serve_answer(held[1]);
	serve_answer(held[2]);
	CHECK(
	    answer(s, one, text) > 0 && strncmp(text, "HTTP/1.1 200 ", 13) == 0,
	    "then they are");
	CHECK(
	    answer(s, two, text) > 0 && strncmp(text, "HTTP/1.1 503 ", 13) == 0,
	    "with what was made of the answer in between");
	turns(s, 20);
	CHECK_UINT(serve_stats(s).in_flight, 0,
	    "one whose client has left is done with as well");
	say(one, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	CHECK(answer(s, one, text) > 0, "the connection goes on");
	(void)close(one);
	(void)close(two);
}

static void
excess(struct serve *s)
{
	int fd = connect_to(s), i;
	char text[200], piece[2001];

	say(fd, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n"
		"\r\n");
	CHECK(
	    answer(s, fd, text) > 0 && strncmp(text, "HTTP/1.1 413 ", 13) == 0,
	    "a body that is announced far too long is refused at once");
	(void)close(fd);
	fd = connect_to(s);
	nhandled = 0;
	memset(piece, 'x', 2000);
	piece[2000] = '\0';
	say(fd, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
		"\r\nffff\r\n");
	for (i = 0; i < 3; i++) {
		say(fd, piece);
		turns(s, 5);
	}
	CHECK(answer(s, fd, text) == 0, "one that does not end is cut");
	CHECK_INT(nhandled, 0, "and nobody handles it");
	(void)close(fd);
}

static void
slow(struct serve *s)
{
	int fd = connect_to(s), busy = connect_to(s);
	char text[200];

	nheld = 0;
	say(busy, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	say(fd, "GET / HT");
	CHECK(answer(s, fd, text) == 0, "a request that stays half is ended");
	CHECK(serve_stats(s).slow >= 1, "and counted");
	(void)close(fd);
	turns(s, 20);
	serve_answer(held[0]);
	CHECK(answer(s, busy, text) > 0, "one that we keep waiting is not");
	(void)close(busy);
	fd = connect_to(s);
	CHECK(answer(s, fd, text) == 0, "a connection without a byte is");
	(void)close(fd);
}

/* All places are taken by clients that say nothing; another one waits. */
static void
crowd(struct serve *s)
{
	int silent[10], fd, i;
	char text[200];
	ssize_t n = -1;

	for (i = 0; i < 10; i++)
		silent[i] = connect_to(s);
	fd = connect_to(s);
	say(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	clock_sleep_ms(100);
	/* Nothing but the server itself ends a wait without end. */
	(void)alarm(PATIENCE_MS / 1000);
	while (n < 0) {
		serve_turn(s, -1, -1);
		n = read(fd, text, sizeof(text));
	}
	(void)alarm(0);
	CHECK(n > 0, "when all silent ones are ended at once, it is let in");
	for (i = 0; i < 10; i++)
		(void)close(silent[i]);
	(void)close(fd);
}

static void
stopping(struct serve *s)
{
	int fd = connect_to(s), late;
	char text[200];

	nheld = 0;
	say(fd, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	turns(s, 20);
	serve_stop(s);
	late = connect_to(s);
	CHECK(late < 0, "once stopped, nobody gets in");
	CHECK_INT(nheld, 1, "who is there");
	serve_answer(held[0]);
	CHECK(answer(s, fd, text) > 0, "is answered");
	say(fd, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
	turns(s, 20);
	CHECK_INT(nheld, 2, "one is still held");
	serve_close(s);
	CHECK(read(fd, text, 1) <= 0, "closing ends it");
	(void)close(fd);
}

int
main(void)
{
	struct serve_config cfg = { .max_body = 1000, .max_connections = 10 };
	struct error e = { 0 };
	struct serve *s;

	cfg.handle = handle;
	cfg.excess = 1000;
	s = serve_open(&cfg, &e);
	CHECK(s != NULL, "a server: %s", e.text);
	if (s == NULL)
		return tap_done();
	holding(s);
	excess(s);
	serve_close(s);
	cfg.request_ms = 50;
	s = serve_open(&cfg, &e);
	CHECK(s != NULL, "one that is impatient: %s", e.text);
	if (s == NULL)
		return tap_done();
	slow(s);
	turns(s, 20);
	crowd(s);
	serve_close(s);
	cfg.request_ms = 0;
	s = serve_open(&cfg, &e);
	CHECK(s != NULL, "one to be stopped: %s", e.text);
	if (s != NULL)
		stopping(s);
	return tap_done();
}
