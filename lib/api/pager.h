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
#include "api/http_request.h"
#include "api/reply.h"
#include "base/error.h"

/* What a list's requests are made of, which all stays while it is read. */
struct pager_base {
	const char *base_url;
	const struct request_params *params;
	const struct template_scope *more; /* names beside the parameters' */
	struct page_sources *sources;	   /* of the resource */
};

struct pager {
	const struct desc_resource *r; /* borrowed */
	const struct pager_base *base; /* borrowed; NULL: a URL is all */
	struct http_request http;      /* of the current page but its URL */
	char *first;		       /* URL of the first page; owned */
	char *url;		       /* of the current page; NULL: ended */
	char *first_name; /* what tells the first page's request; owned */
	char *name;	  /* ... and that of the current page; owned */
	uint64_t size;	  /* of a page, as it is asked for; 0: not known */
	bool shrunk_size; /* it is not as it was set any more */
	struct pager_position {
		char *next; /* owned; NULL: at the first page */
		char *json; /* of it, where it is not a string; or NULL */
		uint64_t number; /* an offset, or of a page */
		bool first;
	} at; /* where the current page is, for templates */
	uint64_t start;		 /* number or offset of the first page */
	struct cycle urls;	 /* asked for, but the first */
	struct cycle contents;	 /* records of pages */
	uint64_t content;	 /* of the page before */
	uint64_t repeats; /* pages in a row with the records of earlier ones */
	uint64_t empties; /* pages in a row without records */
	bool silent; /* the list ended at a full first page that does not have
			the member that leads on, not even with null: the
			description may be wrong */
	bool said_more; /* the page before: by "more", a total, or pages */
	uint64_t pages;
	uint64_t records;
	bool has_total;
	uint64_t total;	 /* what the last page that spoke of one said */
	uint64_t most;	 /* the largest total that a page spoke of */
	uint64_t shrunk; /* how far a later total fell below it, where pages
			    are counted: what moved up may have been missed */
};

/*
 * Start with the resource's first request, p->http.  -1 with *e (USAGE,
 * INPUT).  A zeroed struct may be closed.
 */
int pager_start(struct pager *p, const struct desc_resource *r,
    const struct pager_base *base, struct error *e) MUST_CHECK;

/* Start at this URL, which is copied, of a resource of no templates. */
void pager_open(struct pager *p, const struct desc_resource *r,
    const char *url);

/*
 * Whether the page can be one of this list.  url is where it came from (after
 * redirects); link the value of its Link header or NULL; headers the answer, or
 * NULL where nothing is read from its headers; facts say what was in it; len is
 * 0 when it has no body.  -1 with *e: TEMPORARY when the page
 * contradicts itself about the end, FAILED when the list has none, leads to
 * another origin or says something that is not a URL.
 */
int pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct engine_response *headers,
    const struct reply_facts *facts, struct error *e) MUST_CHECK;

/*
 * Step on, given such a page: p->url becomes the next page's, or NULL at the
 * end.  -1 with *e as above.
 */
int pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct engine_response *headers,
    const struct reply_facts *facts, struct error *e) MUST_CHECK;

/*
 * The list ends with an error answer that the description takes for the end
 * ("status_ends").  -1 with *e (TEMPORARY) when the page before said that there
 * is more.
 */
int pager_end(struct pager *p, struct error *e) MUST_CHECK;

/*
 * The current page seems to be too large for the server: ask for half of it,
 * p->http and p->url being its request then.  False when it is not known how,
 * or it is of one record.
 */
bool pager_shrink(struct pager *p);

/*
 * Whether an answer that failed may do so as its page is too large: it says so,
 * or it came too late, or there was none where pages before had one.
 */
bool pager_is_large(const struct pager *p, const struct engine_response *r);

/* Whether the description takes the status for the end, at this page. */
bool pager_is_end(const struct pager *p, int status);

void pager_close(struct pager *p);

#endif
