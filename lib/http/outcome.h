/*
 * outcome: what the end of an exchange means for what comes next.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_OUTCOME_H
#define HTTP_OUTCOME_H

#include <stdbool.h>

#include "http/retry.h"

enum outcome {
	OUTCOME_DONE,	  /* an answer of 200 to 299, to be checked */
	OUTCOME_REDIRECT, /* 301, 302, 303, 307, 308 */
	OUTCOME_LIMITED,  /* too many requests: all wait, then again */
	OUTCOME_AGAIN,	  /* a passing failure */
	OUTCOME_AUTH,	  /* the key is refused: nothing else will work */
	OUTCOME_REFUSED,  /* an answer that repeating does not change */
	OUTCOME_FAILED,	  /* a failure that repeating does not change */
	OUTCOME_STOP,	  /* the same, for every request: bad certificate */
};

/*
 * What libcurl's code says of an exchange without a whole answer (not
 * CURLE_OK).
 */
enum outcome outcome_of_code(int code);

/* Whether a code (or CURLE_OK) shows a server with too much to do. */
bool outcome_is_slow(int code);

/*
 * What an HTTP status says.  limited: the answer's headers say that a limit of
 * requests is used up, which is how some servers mean a 403.
 */
enum outcome outcome_of_status(int status, const struct retry_set *retry_on,
    bool limited);

/*
 * What it means that a proxy built no tunnel and answered with this status: it
 * will build none for the next request either, unless it was in trouble.
 */
enum outcome outcome_of_tunnel(int status);

/*
 * Whether an exchange that ended so, and is to be repeated, may show that the
 * service is down, and not that something is wrong with this answer: there was
 * none, or it came too late, or it says so.  why has libcurl's words.
 */
bool outcome_is_outage(enum outcome o, int code, int status, const char *why);

/* What the user can do about a failure, or NULL.  why as above. */
const char *outcome_advice(
    enum outcome o, int code, int status, const char *why);

#endif
