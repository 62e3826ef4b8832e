/*
 * fault: the faults that are injected: which requests are answered wrongly, and
 * how.
 *
 * A fault is given as "key=value,key=value,...": kind says what happens, other
 * keys which requests it happens to and how exactly; aai-mock(1) has them all.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_FAULT_H
#define AAI_MOCK_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "serve/serve.h"

enum fault_kind {
	FAULT_NONE,       /* the answer is right: for what else it does */
	FAULT_STATUS,     /* an error status */
	FAULT_CUT,        /* the body is cut */
	FAULT_DROP,       /* no answer */
	FAULT_HALF_UTF8,  /* the body ends within a character */
	FAULT_HALF_TOKEN,
	FAULT_BAD_UTF8,   /* a byte that UTF-8 has not */
	FAULT_SURROGATE,  /* half a pair, as \u escape */
	FAULT_DUP_KEY,    /* a key occurs twice */
	FAULT_GARBAGE,    /* the body is not JSON */
	FAULT_DEEP,       /* the body is nested deeply */
	FAULT_DRIP,       /* the body comes slowly */
	FAULT_DELAY,
	FAULT_STALL, /* the body stops coming for a long time */
	FAULT_REDIRECT,
	FAULT_LOOP,       /* the list begins anew */
	FAULT_DUPLICATE,  /* the list repeats rows */
	FAULT_TYPE,       /* another Content-Type */
	FAULT_HTML,       /* a page for people, with status 200 */
	FAULT_EMPTY,      /* no body */
	FAULT_MISSING,    /* the transcript is not found */
	FAULT_BOMB,       /* little gzip that becomes much */
	FAULT_GZIP_CUT,   /* the gzip stream is cut */
	FAULT_CLOSE,      /* the connection ends after the answer */
	FAULT_BIG,        /* blanks before the body */
};

struct fault {
	/* Which requests: all that these let through. */
	const char *path;  /* part of the target; NULL: any */
	const char *route; /* as the request log names it */
	const char *method;
	uint64_t every; /* only each of that number; 0: each */
	uint64_t from;  /* beginning with this one, from 1 */
	uint64_t max;   /* at most that many; 0: no limit */
	uint64_t times; /* at most for each target; 0: no limit */
	uint64_t p;     /* with this probability, of 10^9 */

	/* What happens to them. */
	enum fault_kind kind;
	unsigned status;
	const char *retry_after; /* NULL: no header */
	const char *body;        /* json, html, text, none; NULL: by status */
	enum serve_framing framing;
	bool framed; /* framing was given */
	bool reset;
	uint64_t at; /* where to cut: bytes, or percent */
	bool percent;
	uint64_t bytes; /* of a drip */
	int64_t ms;
	const char *to; /* of a redirect */
	const char *type;
	uint64_t size;
	uint64_t rows;
	uint64_t add, finish, fail, remove; /* done to the account first */

	/* What has happened so far. */
	uint64_t matched, happened;
	struct map targets; /* per target: matched << 32 | happened */
	char *text;         /* what the strings lie in; owned */
};

struct faults {
	struct fault *v; /* n of them; owned */
	size_t n, cap;
	uint64_t seed;
};

/* Add the fault that spec describes; -1 with *e (ERROR_USAGE). */
int fault_add(
    struct faults *all, const char *spec, struct error *e) MUST_CHECK;

/* Whether it happens to this request, which is counted. */
bool fault_strikes(
    struct faults *all, struct fault *m, const struct serve_request *req);

void fault_free(struct faults *all);

#endif
