/*
 * ending: the end of one exchange while completion decides what follows from
 * it, and the end of a request as failed.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_ENDING_H
#define HTTP_ENDING_H

#include "base/buf.h"
#include "http/engine_internal.h"
#include "http/outcome.h"

#define ENDING_NO_WAIT (-1)

/* What is known of one exchange that has ended. */
struct ending {
	struct job *job;
	struct transfer *t;
	CURLcode code;
	enum outcome outcome;
	int64_t now_us;
	bool outage;	  /* it failed as when a service is down */
	int tunnel;	  /* transfer_result.proxy_status */
	int64_t asked_ms; /* the server asks to wait, or ENDING_NO_WAIT */
	enum error_kind kind; /* what a failure is in the end */
	struct buf what;  /* what went wrong, in words */
};

/* The words in x->what, as a string that the next change of them ends. */
const char *ending_words(struct ending *x);

/*
 * Finish the request with an error of this kind: the words, and advice.  The
 * second stops the engine with it as well.
 */
void ending_fail(struct engine *g, struct ending *x, enum error_kind kind,
    enum engine_result result);
void ending_fail_all(struct engine *g, struct ending *x,
    enum error_kind kind);

#endif
