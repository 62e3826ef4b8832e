/*
 * pager: from one page of a list to the next.
 *
 * The next request is built from the first one's own parameters wherever the
 * API allows it, never from another origin's URL.  A list ends where a page
 * leads nowhere, and an empty page that leads to itself does so.  It is an
 * error, since the end was never seen, when the page says that there is more,
 * or is empty before the total is reached that it, or the last page which spoke
 * of one, has; when the list leads back to a page
 * or its records; and when 1,000 pages in a row are empty.  What is kept to
 * notice that is bounded, see cycle.h.
 *
 * Layer: api.
 */
#ifndef API_PAGER_H
#define API_PAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/cycle.h"
#include "api/desc.h"
#include "api/reply.h"
#include "base/error.h"

struct pager {
	const struct desc_resource *r; /* borrowed */
	char *first;		       /* URL of the first page; owned */
	char *url;		       /* of the page under way; NULL: ended */
	uint64_t start;		 /* number or offset of the first page */
	struct cycle urls;	 /* asked for, but the first */
	struct cycle contents;	 /* records of pages */
	uint64_t content;	 /* of the page before */
	uint64_t repeats; /* pages in a row with the records of earlier ones */
	uint64_t empties; /* pages in a row without records */
	bool silent; /* the list ended at a full first page that does not have
			the member that leads on, not even with null: the
			description may be wrong */
	uint64_t pages;
	uint64_t records;
	bool has_total;
	uint64_t total;	 /* what the last page that spoke of one said */
	uint64_t most;	 /* the largest total that a page spoke of */
	uint64_t shrunk; /* how far a later total fell below it, where pages
			    are counted: what moved up may have been missed */
};

/* Start at this URL, which is copied.  A zeroed struct may be closed. */
void pager_open(struct pager *p, const struct desc_resource *r,
    const char *url);

/*
 * Whether the page can be one of this list.  url is where it came from (after
 * redirects); link the value of its Link header or NULL; facts say what was in
 * it; len is 0 when it has no body.  -1 with *e: TEMPORARY when the page
 * contradicts itself about the end, FAILED when the list has none, leads to
 * another origin or says something that is not a URL.
 */
int pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct reply_facts *facts,
    struct error *e) MUST_CHECK;

/*
 * Step on, given such a page: p->url becomes the next page's, or NULL at the
 * end.  -1 with *e as above.
 */
int pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct reply_facts *facts,
    struct error *e) MUST_CHECK;

void pager_close(struct pager *p);

#endif
