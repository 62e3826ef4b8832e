/*
 * page_parts: what the ways of paging have in common: finding parameters and
 * members by their names, sizes and ends.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_PAGE_PARTS_H
#define AAI_DESCRIBE_PAGE_PARTS_H

#include <stdint.h>

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_answer.h"
#include "aai-describe/openapi_params.h"

#define PAGE_NUMBERS (SCHEMA_INTEGER | SCHEMA_NUMBER)

/* The work on one list. */
struct pages {
	struct openapi *o;
	struct openapi_params *p;
	const struct answer *a;
	const char *key;
	struct source_members *params;
	struct source_resource *r;
	struct source_members made; /* of "pages" */
	struct openapi_param *size;
};

/*
 * The member called as one of names, of one of those kinds, or NULL; of several
 * the first in the order of names, and then the upper one.
 */
const struct answer_member *page_member(
    const struct answer *a, const char *const *names, unsigned kinds);

/* As openapi_params_find(), of one that is neither true nor false. */
struct openapi_param *page_param(
    const struct openapi_params *p, const char *const *names);

/* Put the path of a member, unless it is NULL, into "pages". */
void page_put_member(
    struct pages *g, const char *name, const struct answer_member *m);

/* Put "start" where the first page or record has not the usual number. */
void page_put_start(
    struct pages *g, const struct openapi_param *param, int64_t usual);

/* Put the size of pages, the most that there can be, into both. */
void page_put_size(struct pages *g);

/* Put what says whether there is more. */
void page_put_more(struct pages *g);

#endif
