/*
 * exchange: one request and its response, as libmicrohttpd sees them.
 *
 * Private to the layer: serve.c owns the daemon and its connections, this
 * holds what belongs to one request.
 *
 * Layer: serve.
 */
#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/heap.h"
#include "serve/serve.h"

struct serve_exchange {
	struct MHD_Connection *connection;
	struct heap *due; /* borrowed: where waiting ones are kept */
	bool *resumed;   /* borrowed: set when one goes on */
	struct target target;
	const char *wrong_target; /* what is wrong with it as strict has it */
	struct buf upload;
	struct serve_response response;
	uint64_t taken; /* bytes of the request's body that have come */
	bool begun;     /* the headers have come */
	bool excessive; /* they announce a body that is not taken */
	bool handled;   /* response is what the handler made */
	bool early;     /* ... before the body had come */
	void *user;     /* what the caller has of it */
	bool suspended; /* to be resumed: in due, or held by the caller */
	bool rested;    /* the wait before the next drip is over */
	bool last;      /* the connection ends after it */
	bool stalled;   /* the long wait within the body has begun */
	uint64_t sent;  /* bytes of pad and body handed out */
	struct serve_exchange *next, *prev; /* all that are alive */
};

struct serve_exchange *exchange_new(struct MHD_Connection *connection,
    struct heap *due, bool *resumed, const char *raw,
    size_t max_body) MUST_CHECK;

void exchange_free(struct serve_exchange *x);

/* Let the connection rest for that long. */
void exchange_suspend(struct serve_exchange *x, int64_t wait_us);

/* Let it rest until exchange_resume(). */
void exchange_hold(struct serve_exchange *x);

/* Go on with one that due gave back, that was held, or that must end. */
void exchange_resume(struct serve_exchange *x);

/* Queue the response.  MHD_NO ends the connection. */
enum MHD_Result exchange_answer(struct serve_exchange *x) MUST_CHECK;

#endif
