/*
 * pager_step: from a page to the request for the one after it; for the files
 * of pager alone.
 *
 * Layer: api.
 */
#ifndef API_PAGER_STEP_H
#define API_PAGER_STEP_H

#include "api/pager_page.h"

/* The next page's request.  A zeroed struct: the page leads nowhere. */
struct pager_step {
	char *url;  /* owned; NULL: nowhere */
	char *name; /* what tells it from others of the list; owned */
	struct http_request http; /* its url is NULL: as the one before */
	struct pager_position at;
};

/* How many records a page is asked for; 0 when that is not known. */
uint64_t pager_step_size(const struct pager *p);

/* The number in a parameter of the first page's URL. */
bool pager_step_number(const struct pager *p, const char *name, uint64_t *n);

/* Make the list's first request, p->http, of what p->base has. */
int pager_step_first(struct pager *p, struct error *e) MUST_CHECK;

/* Where the page leads to.  -1 with *e (FAILED, USAGE, INPUT). */
int pager_step_find(const struct pager *p, const struct pager_page *page,
    struct pager_step *s, struct error *e) MUST_CHECK;

/*
 * Make the request of the current page anew, with p->size.  -1 with *e.
 */
int pager_step_again(struct pager *p, struct error *e) MUST_CHECK;

void pager_step_free(struct pager_step *s);

#endif
