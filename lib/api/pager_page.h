/*
 * pager_page: a page of a list, and what it says of the list; for the files of
 * pager alone.
 *
 * Layer: api.
 */
#ifndef API_PAGER_PAGE_H
#define API_PAGER_PAGE_H

#include "api/pager.h"

/* A page, as pager_next() was given it. */
struct pager_page {
	const char *url;
	struct span whole; /* len 0: there was no body */
	const char *link;
	const struct engine_response *headers; /* NULL: there are none */
	const struct reply_facts *facts;
};

/* Whether we count where the list has come to. */
bool pager_page_is_counted(const struct pager *p);

/* Whether the page says how many records there are in all. */
bool pager_page_total(const struct pager *p, const struct pager_page *page,
    uint64_t *n);

/*
 * What the page itself says of more: JSON_TRUE, JSON_FALSE or anything.  Some
 * write it as 1 and 0, or as a text.
 */
enum json_kind pager_page_more(const struct pager *p,
    const struct pager_page *page);

#endif
