/*
 * openapi_paging: how a list goes from page to page, as its request's
 * parameters and its answer's schema say together.
 *
 * Names are compared whole; what only one side says is left open, since paging
 * that is guessed wrong loses records.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_PAGING_H
#define AAI_DESCRIBE_OPENAPI_PAGING_H

#include <stdbool.h>

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_answer.h"
#include "aai-describe/openapi_params.h"

/* Whether there are parameters for pages: it is a list if anything. */
bool openapi_is_paged(const struct openapi_params *p);

/*
 * Put "pages" into r, and the parameters that it concerns into params, with
 * the reasons and doubts as notes of r.  key is the path of what names a
 * record, or NULL.
 */
void openapi_paging(struct openapi *o, size_t operation,
    struct openapi_params *p, const struct answer *a, const char *key,
    struct source_members *params, struct source_resource *r);

#endif
