/*
 * pager: from one page of a list to the next.
 *
 * The next request is built from the first one's own parameters wherever the
 * API allows it, never from another origin's URL; a list that leads back to a
 * page already asked for is an error, since its end was never seen.
 *
 * Layer: api.
 */
#ifndef API_PAGER_H
#define API_PAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "api/reply.h"
#include "base/error.h"
#include "base/map.h"

struct pager {
	const struct desc_resource *r; /* borrowed */
	char *first;		       /* URL of the first page; owned */
	char *url;		       /* of the page under way; NULL: ended */
	struct map seen;	       /* hashes of URLs asked for */
	uint64_t content;	       /* hash of the last page's records */
	bool silent; /* the list ended at a full first page that does not have
			the member that leads on, not even with null: the
			description may be wrong */
	uint64_t pages;
	uint64_t records;
};

/* Start at this URL, which is copied.  A zeroed struct may be closed. */
void pager_open(struct pager *p, const struct desc_resource *r,
    const char *url);

/*
 * Step on, given a page that was checked: p->url becomes the next page's, or
 * NULL at the end.  url is where the page came from (after redirects); link
 * the value of its Link header or NULL; facts say what was in it.
 * -1 with *e (FAILED) when the list repeats itself, leads to another origin
 * or says something that is no URL.  Where we count, it repeats itself when a
 * page has the very records of the one before: the API then does not heed the
 * parameter, and there would be no end.
 */
int pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct reply_facts *facts,
    struct error *e) MUST_CHECK;

/*
 * Whether the page leads on to one that was not asked for yet, or ends the
 * list: for checks, when asking again may help.  -1 with *e (TEMPORARY).
 */
int pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct reply_facts *facts,
    struct error *e) MUST_CHECK;

void pager_close(struct pager *p);

#endif
