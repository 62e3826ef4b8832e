/*
 * mishap: what goes wrong on purpose: which requests are answered wrongly, and
 * how.
 *
 * A mishap is given as "key=value,key=value,...": kind says what happens, other
 * keys which requests it happens to and how exactly; aai-mock(1) has them all.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_MISHAP_H
#define AAI_MOCK_MISHAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "serve/serve.h"

enum mishap_kind {
	MISHAP_NONE,      /* the answer is right: for what else it does */
	MISHAP_STATUS,    /* an error status */
	MISHAP_CUT,       /* the body is cut */
	MISHAP_DROP,      /* no answer */
	MISHAP_HALF_UTF8, /* the body ends within a character */
	MISHAP_HALF_TOKEN,
	MISHAP_BAD_UTF8,  /* a byte that UTF-8 has not */
	MISHAP_SURROGATE, /* half a pair, as \u escape */
	MISHAP_DUP_KEY,   /* a key occurs twice */
	MISHAP_GARBAGE,   /* the body is no JSON */
	MISHAP_DEEP,      /* the body is nested deeply */
	MISHAP_DRIP,      /* the body comes slowly */
	MISHAP_DELAY,
	MISHAP_STALL, /* the body stops coming for a long time */
	MISHAP_REDIRECT,
	MISHAP_LOOP,      /* the list begins anew */
	MISHAP_DUPLICATE, /* the list repeats rows */
	MISHAP_TYPE,      /* another Content-Type */
	MISHAP_HTML,      /* a page for people, with status 200 */
	MISHAP_EMPTY,     /* no body */
	MISHAP_MISSING,   /* the transcript is not found */
	MISHAP_BOMB,      /* little gzip that becomes much */
	MISHAP_GZIP_CUT,  /* the gzip stream is cut */
	MISHAP_CLOSE,     /* the connection ends after the answer */
	MISHAP_BIG,       /* blanks before the body */
};

struct mishap {
	/* Which requests: all that these let through. */
	const char *path;  /* part of the target; NULL: any */
	const char *route; /* as the ledger names it */
	const char *method;
	uint64_t every; /* each so-many-th of them; 0: each */
	uint64_t from;  /* beginning with this one, from 1 */
	uint64_t max;   /* at most so many; 0: no limit */
	uint64_t times; /* the first so many of each target; 0: all */
	uint64_t p;     /* with this probability, of 10^9 */

	/* What happens to them. */
	enum mishap_kind kind;
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

struct mishaps {
	struct mishap *v; /* n of them; owned */
	size_t n, cap;
	uint64_t seed;
};

/* Add the mishap that spec describes; -1 with *e (ERROR_USAGE). */
int mishap_add(
    struct mishaps *all, const char *spec, struct error *e) MUST_CHECK;

/* Whether it happens to this request, which is counted. */
bool mishap_strikes(
    struct mishaps *all, struct mishap *m, const struct serve_request *req);

void mishap_free(struct mishaps *all);

#endif
