/*
 * infer_probe: asks for single pages of a list, and compares their records.
 *
 * Layer: api.
 */
#ifndef API_INFER_PROBE_H
#define API_INFER_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/client.h"
#include "api/desc.h"
#include "api/http_request.h"
#include "api/reply.h"
#include "base/error.h"
#include "base/map.h"
#include "http/engine_response.h"

struct infer_probe {
	struct client *client; /* borrowed, connected */
	const struct desc_resource *asked_of; /* borrowed */
	struct reply reply;	  /* takes any JSON */
	struct error_rules *rules; /* of what is asked; owned */
	const struct http_request *http; /* the first one; borrowed */
	uint64_t asked;		  /* requests */
	bool lenient;	      /* the first one may be refused, too */
	int refused; /* the status of the last answer that was refused */
	struct error refusal; /* what was said of it */
	bool nothing; /* ... which is what the description says of nothing */
};

/* The records of a page, as far as they are compared; zeroed: none. */
struct infer_view {
	uint64_t *hashes; /* in their order; owned */
	size_t n;
	size_t cap;
	struct map set; /* the same */
};

/*
 * Make ready to ask for the resource r, whose first request is http; plain is a
 * description of one resource that takes any JSON.  All are borrowed until
 * infer_probe_close().  -1 with *e.
 */
int infer_probe_open(struct infer_probe *p, struct client *client,
    const struct desc *plain, const struct desc_resource *r,
    const struct http_request *http, struct error *e) MUST_CHECK;

/*
 * Ask for the URL, which is on the same server, with what else http has (NULL:
 * the first request's).  1 with the answer in *r, to be released; 0: it was
 * refused as such a request; -1 with *e: what holds for all of them, such as a
 * key that is refused, or a failure that went on.  The first request may not be
 * refused, unless p->lenient is set.
 */
int infer_probe_ask(struct infer_probe *p, const char *url,
    const struct http_request *http, struct engine_response *r,
    struct error *e) MUST_CHECK;

void infer_probe_close(struct infer_probe *p);

/*
 * Take the records of an answer as the description has them, by the member key
 * or, where it is NULL, as they are.  -1 with *e when they are not there.
 */
int infer_view_open(struct infer_view *v, const struct desc *d,
    unsigned max_depth, const struct engine_response *r, const char *key,
    struct error *e) MUST_CHECK;

/* How many of b's records a has, too. */
size_t infer_view_shared(const struct infer_view *a,
    const struct infer_view *b);

void infer_view_close(struct infer_view *v);

/*
 * The URL that the description goes on with after the list's first page, owned
 * by the caller; NULL at the list's end, or with *e.
 */
char *infer_probe_next(const struct infer_probe *p, const struct desc *d,
    const struct engine_response *first, struct error *e) MUST_CHECK;

#endif
