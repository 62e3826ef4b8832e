/*
 * engine_response: what came of a request; see engine.h.
 *
 * Layer: http.
 */
#ifndef HTTP_ENGINE_RESPONSE_H
#define HTTP_ENGINE_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"

enum engine_result {
	ENGINE_DONE,	/* status 200 to 299, body whole and checked */
	ENGINE_REFUSED, /* an error answer that repeating does not change (400,
			   404, ...), or one whose meaning is known */
	ENGINE_FAILED,	/* repeats used up, or the fault is not a passing one;
			   error.kind says (TEMPORARY, FAILED) */
	ENGINE_STOPPED, /* the engine has stopped: see engine_stopped() */
};

/*
 * Owned by the caller; to be released by engine_response_free().  A body that
 * is wanted longer is moved out by copying body and setting it to
 * (struct buf){ 0 }.
 */
struct engine_response {
	enum engine_result result;
	void *user;
	struct error error;  /* kind ERROR_NONE when done.  Text: "GET
				URL: status: the server's words; advice" */
	char *url;	     /* last asked, after redirects; without the key */
	int status;	     /* HTTP status; 0 when there was no answer */
	struct buf body;     /* decoded; also of an error answer */
	struct buf headers;  /* "Name: value\n" lines of the last answer */
	bool framed;	     /* the answer told its own end (length, chunks,
				HTTP/2, gzip); else a cut cannot be told from it
				but by the body itself */
	uint32_t tries;	     /* times it was sent; 0: never */
	int64_t age_s;	     /* of one that was kept; 0: it has just come */
	bool last;	     /* to a check: if it refuses this one, the request
				has had its repeats, and is given up */
	uint64_t wire_bytes; /* of the body as it came, over all tries */
	uint64_t sunk;	     /* of this answer's, those that a sink took */
	int64_t first_us;    /* from sending to the first byte, last try */
	int64_t total_us;    /* from sending to the end, last try */
};

/* Release r's memory and make it a zeroed struct. */
void engine_response_free(struct engine_response *r);

/*
 * The value of the header of this name (any case) as a string that the caller
 * frees with mem_free(); NULL when there is none.  Several of one name are one
 * list, with ", " between (RFC 9110, section 5.3).
 */
char *engine_response_header(const struct engine_response *r,
    const char *name) MUST_CHECK;

#endif
