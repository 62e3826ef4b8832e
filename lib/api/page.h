/*
 * page: an answer as a page of a list, from its check to the page after it;
 * what the programs that read lists share.
 *
 * An answer is checked while it may still be asked for again (page_check, for
 * struct client_request); then its records are taken (page_records), and the
 * list moves on (page_next).  A byte order mark in front of a body is passed
 * over, here and nowhere else.
 *
 * Layer: api.
 */
#ifndef API_PAGE_H
#define API_PAGE_H

#include "api/pager.h"
#include "api/reply.h"
#include "api/reply_completeness.h"
#include "base/error.h"
#include "http/engine.h"

/* The body without a byte order mark; borrowed. */
struct span page_body(const struct engine_response *r);

/* What is known of an answer by the description, as a whole. */
enum page_known {
	PAGE_ORDINARY, /* nothing: it is what it says */
	PAGE_MISSING,  /* the id is not known */
	PAGE_ABSENT,   /* there is nothing there */
	PAGE_OMITTED,  /* what was asked for is left out, and counted */
};

enum page_known page_known(struct reply *p, const struct engine_response *r);

/*
 * Whether the answer, of status 200 to 299, is whole, what the description
 * says, and a page that can come at this place of the list.  -1 with *e, as
 * engine_request's check.  What the description knows is an answer, too.
 */
int page_check(struct reply *p, const struct pager *pager,
    struct reply_completeness *d, const struct engine_response *r,
    struct error *e) MUST_CHECK;

/*
 * Walk over the records of an answer that was checked, as reply_each(); of one
 * that is absent there are none, and facts->absent is set.
 */
int page_records(struct reply *p, const struct engine_response *r,
    const struct reply_parent *parent, const struct reply_sink *sink,
    struct reply_facts *facts, struct error *e) MUST_CHECK;

/* Move on, as pager_next(), with the facts that page_records() gave. */
int page_next(struct pager *pager, const struct engine_response *r,
    const struct reply_facts *facts, struct error *e) MUST_CHECK;

#endif
