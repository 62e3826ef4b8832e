/*
 * infer_ways: which parameters a value of a page may go into; for
 * infer_pages.c, and for what the user says instead.
 *
 * Layer: api.
 */
#ifndef API_INFER_WAYS_H
#define API_INFER_WAYS_H

#include "api/infer_pages.h"

/* Add a way, unless it is there or there are too many; the texts are copied. */
struct infer_way *infer_ways_add(struct infer_pages *p, enum desc_paging kind,
    const char *next, const char *param);

/*
 * Add those of a cursor at path, whose last name is leaf: with the parameters
 * that are called like it, or with the usual ones.
 */
void infer_ways_natural(struct infer_pages *p, const char *path,
    struct span leaf);
void infer_ways_usual(struct infer_pages *p, const char *path);

/*
 * Add those that count: by what the URL and the page call offsets and numbers;
 * leaf and its number are of the page, leaf.p NULL: it has none.  all: by names
 * that nothing speaks for, too.
 */
void infer_ways_offset(struct infer_pages *p, const char *url,
    struct span leaf, bool all);
void infer_ways_page(struct infer_pages *p, const char *url, struct span leaf,
    int64_t number, bool all);

/*
 * Add the way that is spelled so, the only one then: "none" adds no way;
 * "link", "url:PATH", "cursor:PARAM=PATH", "last:PARAM=PATH", "offset:PARAM",
 * "page:PARAM[=START]".  -1 with *e (USAGE).
 */
int infer_ways_spelled(struct infer_pages *p, const char *spelled,
    struct error *e) MUST_CHECK;

/* Whether the URL begins a list elsewhere than at its start. */
bool infer_ways_begun(const char *url);

#endif
