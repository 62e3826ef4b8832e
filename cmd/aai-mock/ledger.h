/*
 * ledger: what was asked of the server and what it answered, counted; and
 * whether the key was ever seen where it has no business.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_LEDGER_H
#define AAI_MOCK_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "serve/serve.h"

/* The kinds of things that are asked for. */
enum ledger_route {
	LEDGER_LIST,
	LEDGER_TRANSCRIPT,
	LEDGER_SENTENCES,
	LEDGER_PARAGRAPHS,
	LEDGER_SRT,
	LEDGER_VTT,
	LEDGER_SEARCH,
	LEDGER_REDACTED,
	LEDGER_OTHER,
};
#define LEDGER_ROUTES   (LEDGER_OTHER + 1)
#define LEDGER_STATUSES 600

/* A parameter of links to what counts as somebody else's server. */
#define LEDGER_FOREIGN "foreign"

struct ledger {
	uint64_t requests;
	uint64_t routes[LEDGER_ROUTES];
	uint64_t statuses[LEDGER_STATUSES];
	uint64_t dropped;   /* ended without an answer */
	uint64_t faults;    /* answers that were made wrong */
	uint64_t limited;   /* refused for their rate */
	uint64_t bytes;     /* of the answers\' bodies */
	uint64_t leaks;     /* requests with the key in a wrong place */
	struct buf leak;    /* where the first of these had it */
	int64_t *arrivals;  /* ring: when the last requests came, in us */
	size_t from, count; /* those of the last second */
	size_t cap;         /* a power of two, or 0 */
	uint64_t most_per_second;
};

void ledger_open(struct ledger *l);
void ledger_close(struct ledger *l);

/* What the path asks for, and its name: "list", "sentences", ... */
enum ledger_route ledger_route(const char *path);
const char *ledger_route_name(enum ledger_route route);

/* Count a request, and look for the key in it. */
void ledger_ask(
    struct ledger *l, const struct serve_request *req, const char *key);

/* Count its answer. */
void ledger_answer(struct ledger *l, const struct serve_response *resp);

/* Append all that is counted to an open JSON object. */
void ledger_put(
    const struct ledger *l, const struct serve_stats *stats, struct buf *out);

#endif
