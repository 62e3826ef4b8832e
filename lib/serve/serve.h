/*
 * serve: a small HTTP/1.1 server, for stand-ins and webhook receivers.
 *
 * One thread does everything: serve_turn() waits for the network and calls the
 * handler for each whole request, so a handler needs no locks, and must not
 * block.  What takes time (a late answer, a slow one) is said in the response
 * and done between the turns; an exchange can also be held and answered by
 * serve_answer() when whatever it waits for is done.
 *
 * A response can also be wrong on purpose (cut, reset, dripping), which is
 * what a test of a client needs.
 *
 * Layer: serve, the only place that knows libmicrohttpd.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "serve/serve_message.h"

struct serve;

#define SERVE_FDS_MAX 8

struct serve_config {
	const char *address; /* an IPv4 or IPv6 address; NULL: 127.0.0.1 */
	uint16_t port;       /* 0: any that is free */
	size_t max_body;     /* longest body of a request that is kept */
	unsigned max_connections;
	unsigned idle_s; /* silent connections end after this many; 0: never */
	/*
	 * A connection ends when, this long after it began or after its last
	 * answer, there is no whole request; 0: never.  For clients that send
	 * a byte now and then.
	 */
	int64_t request_ms;
	/*
	 * A body that is this much longer than max_body is not taken to its
	 * end: the handler is called at once when its length is announced,
	 * the connection is cut when it is not.  0: every body is taken.
	 */
	size_t excess;
	/*
	 * Take only requests that everybody reads in one way (serve/head.h),
	 * and one on each connection; others are answered 400.  When all
	 * connections are taken, the oldest without a whole request gives way
	 * to a new one, after a quarter of a second.  request_ms counts for
	 * the header, and again for the body.  With TLS, nothing is seen of
	 * lines but the target and the fields.
	 */
	bool strict;
	const char *once; /* with strict: a header that comes once at most */
	const char *cert; /* certificate chain and key, PEM; NULL: no TLS */
	const char *key;
	void (*handle)(void *ctx, const struct serve_request *req,
	    struct serve_response *resp);
	/*
	 * With these three, a body is not kept but handed on as it comes.
	 * When the header is there head says in *user what the caller has of
	 * the request, or makes its response, which is sent at once, and
	 * returns false.  Then each piece of the body comes, then handle is
	 * called; gone is called once a *user is done with, whatever became of
	 * its request.
	 */
	bool (*head)(void *ctx, const struct serve_request *req,
	    struct serve_response *resp, void **user);
	void (*piece)(void *ctx, void *user, const void *p, size_t len);
	void (*gone)(void *ctx, void *user);
	void *ctx; /* the caller's */
};

/* What the server has seen so far. */
struct serve_stats {
	uint64_t requests;
	uint64_t connections; /* opened in all */
	uint64_t connected;   /* open now */
	uint64_t in_flight;   /* requests begun and not yet answered in full */
	uint64_t max_in_flight; /* the most there were at once */
	uint64_t unfinished;    /* answers that the client did not take whole */
	uint64_t slow;          /* connections ended by request_ms */
	uint64_t displaced;     /* connections that gave way */
	uint64_t malformed;     /* requests that strict refused */
	const char *why;        /* the last of these; static */
};

/*
 * Listen as cfg says; strings that it points to must live as long as the
 * server.  NULL with *e.
 */
struct serve *serve_open(
    const struct serve_config *cfg, struct error *e) MUST_CHECK;

/* The port that the server listens on. */
uint16_t serve_port(const struct serve *s);

/*
 * Write the port, and a LF, to the file at path, which appears whole; NULL:
 * nobody wants to know.  -1 with *e (OUTPUT).
 */
int serve_put_port(unsigned port, const char *path,
    struct error *e) MUST_CHECK;

/*
 * Wait for the network, at most wait_ms (-1: as long as it takes), and do what
 * there is to do.  Returns early when wake_fd (-1 for none) is readable.
 */
void serve_turn(struct serve *s, int wake_fd, int64_t wait_ms);

/*
 * The same, for several descriptors: the n fds at most SERVE_FDS_MAX, wait
 * with the network; their revents are filled in.
 */
void serve_turn_on(
    struct serve *s, struct pollfd *fds, size_t n, int64_t wait_ms);

/*
 * The response of an exchange that the handler has held (hold), to be changed
 * before serve_answer() sends it.  The exchange lives until then, also when
 * its client has left.
 */
struct serve_response *serve_held(struct serve_exchange *x) MUST_CHECK;
void serve_answer(struct serve_exchange *x);

/*
 * Take no more connections; those there are go on.  For an orderly end: turn
 * until stats say that nothing is in flight, then close.
 */
void serve_stop(struct serve *s);

struct serve_stats serve_stats(const struct serve *s);

/* End all connections and release everything; NULL is accepted. */
void serve_close(struct serve *s);

/*
 * "libmicrohttpd 0.9.75": the library in use, for --version.  Borrowed for
 * ever.
 */
const char *serve_library(void);

#endif
