/*
 * request_log: counts what was asked of the server and what it answered, and
 * whether the key was ever seen where it has no business.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_REQUEST_LOG_H
#define AAI_MOCK_REQUEST_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "serve/serve.h"

/* The kinds of things that are asked for. */
enum request_log_route {
	REQUEST_LOG_LIST,
	REQUEST_LOG_TRANSCRIPT,
	REQUEST_LOG_SENTENCES,
	REQUEST_LOG_PARAGRAPHS,
	REQUEST_LOG_SRT,
	REQUEST_LOG_VTT,
	REQUEST_LOG_SEARCH,
	REQUEST_LOG_REDACTED,
	REQUEST_LOG_OTHER,
};
#define REQUEST_LOG_ROUTES   (REQUEST_LOG_OTHER + 1)
#define REQUEST_LOG_STATUSES 600

/* A parameter of links to what counts as somebody else's server. */
#define REQUEST_LOG_FOREIGN "foreign"

struct request_log {
	uint64_t requests;
	uint64_t routes[REQUEST_LOG_ROUTES];
	uint64_t statuses[REQUEST_LOG_STATUSES];
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

void request_log_open(struct request_log *l);
void request_log_close(struct request_log *l);

/* What the path asks for, and its name: "list", "sentences", ... */
enum request_log_route request_log_route(const char *path);
const char *request_log_route_name(enum request_log_route route);

/* Count a request, and look for the key in it. */
void request_log_ask(
    struct request_log *l, const struct serve_request *req, const char *key);

/* Count its answer. */
void request_log_answer(
    struct request_log *l, const struct serve_response *resp);

/* Append all that is counted to an open JSON object. */
void request_log_put(const struct request_log *l,
    const struct serve_stats *stats, struct buf *out);

#endif
