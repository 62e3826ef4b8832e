/*
 * openapi_prefix: what stands before a key in the header Authorization.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_PREFIX_H
#define AAI_DESCRIBE_OPENAPI_PREFIX_H

#include "aai-describe/openapi.h"

/*
 * "Bearer " and the like, by the words about the scheme at that node, or by
 * the parameters of some operations; NULL: nothing says it.
 */
const char *openapi_prefix(struct openapi *o, size_t scheme);

#endif
