/*
 * serve_message: what a handler of the server is given, a whole request, and
 * what it fills in, a response.
 *
 * Layer: serve; serve.h includes it.
 */
#ifndef SERVE_SERVE_MESSAGE_H
#define SERVE_SERVE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"
#include "serve/bytes.h"
#include "serve/target.h"

struct serve_exchange;

/* A request, whole.  Everything is borrowed for the time of the call. */
struct serve_request {
	const char *method;
	struct target target; /* path and query parameters */
	const uint8_t *body;  /* of body_len bytes; may be NULL when 0 */
	size_t body_len;
	bool body_too_long;              /* body holds only a part */
	uint64_t announced; /* bytes of body; UINT64_MAX: none are told */
	void *user;         /* what head made of it; NULL: there is no head */
	struct serve_exchange *exchange; /* for serve_header() */
};

enum serve_framing {
	SERVE_LENGTH,  /* Content-Length */
	SERVE_CHUNKED, /* chunks */
	SERVE_CLOSE,   /* the body ends where the connection does */
};

#define SERVE_WHOLE UINT64_MAX

/* What the handler fills in; it comes as a 200 without a body. */
struct serve_response {
	unsigned status;
	struct bytes *body; /* ownership passes; NULL for none */
	enum serve_framing framing;
	uint64_t pad;     /* this many blanks are sent before the body */
	uint64_t cut_at;  /* the connection ends after these bytes of body */
	int64_t delay_ms; /* wait before answering */
	uint64_t drip;    /* bytes at a time, each after drip_ms; 0: at once */
	int64_t drip_ms;
	uint64_t stall_at;  /* after these bytes of body nothing comes ... */
	int64_t stall_ms;   /* ... for this long; 0: without a bound */
	bool hold;          /* answered later, by serve_answer() */
	bool drop;          /* no answer: the connection ends */
	bool reset;         /* ... or is cut by a reset, not a proper end */
	struct buf headers; /* see serve_add_header() */
};

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

#endif
