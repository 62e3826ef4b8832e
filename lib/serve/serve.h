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

#include "base/buf.h"
#include "base/error.h"
#include "serve/bytes.h"
#include "serve/target.h"

struct serve;
struct serve_exchange;

/* A request, whole.  Everything is borrowed for the time of the call. */
struct serve_request {
	const char *method;
	struct target target; /* path and query parameters */
	const uint8_t *body;  /* of body_len bytes; may be NULL when 0 */
	size_t body_len;
	bool body_too_long;              /* body holds only a part */
	struct serve_exchange *exchange; /* for serve_header() */
};

enum serve_framing {
	SERVE_LENGTH,  /* Content-Length */
	SERVE_CHUNKED, /* chunks */
	SERVE_CLOSE,   /* the body ends where the connection does */
};

#define SERVE_WHOLE   UINT64_MAX
#define SERVE_FDS_MAX 8

/* What the handler fills in; it comes as a 200 without a body. */
struct serve_response {
	unsigned status;
	struct bytes *body; /* ownership passes; NULL for none */
	enum serve_framing framing;
	uint64_t pad;     /* this many blanks are sent before the body */
	uint64_t cut_at;  /* the connection ends after so many bytes of body */
	int64_t delay_ms; /* wait before answering */
	uint64_t drip;    /* bytes at a time, each after drip_ms; 0: at once */
	int64_t drip_ms;
	uint64_t stall_at;  /* after so many bytes of body nothing comes ... */
	int64_t stall_ms;   /* ... for so long; 0: never mind */
	bool hold;          /* answered later, by serve_answer() */
	bool drop;          /* no answer: the connection ends */
	bool reset;         /* ... or is cut by a reset, not a proper end */
	struct buf headers; /* see serve_add_header() */
};

struct serve_config {
	const char *address; /* an IPv4 or IPv6 address; NULL: 127.0.0.1 */
	uint16_t port;       /* 0: any that is free */
	size_t max_body;     /* longest body of a request that is kept */
	unsigned max_connections;
	unsigned idle_s; /* silent connections end after so long; 0: never */
	/*
	 * A connection ends when, so long after it began or after its last
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
	const char *cert; /* certificate chain and key, PEM; NULL: no TLS */
	const char *key;
	void (*handle)(void *ctx, const struct serve_request *req,
	    struct serve_response *resp);
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

/* A header's value, or NULL.  Names compare without case. */
const char *serve_header(const struct serve_request *req, const char *name);

/* Call each(ctx, name, value) for all headers of the request. */
void serve_headers(const struct serve_request *req,
    void (*each)(void *ctx, const char *name, const char *value), void *ctx);

/* Add a header to the response: a name and a formatted value. */
void serve_add_header(struct serve_response *resp, const char *name,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same, in place of an earlier one of that name. */
void serve_set_header(
    struct serve_response *resp, const char *name, const char *value);

/* An empty response (200), and the release of what a response owns. */
struct serve_response serve_response_make(void) MUST_CHECK;
void serve_response_free(struct serve_response *resp);

/* The version of the library underneath; static. */
const char *serve_version(void);

#endif
