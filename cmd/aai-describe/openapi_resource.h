/*
 * openapi_resource: an operation as a resource of a description.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_RESOURCE_H
#define AAI_DESCRIBE_OPENAPI_RESOURCE_H

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_operation.h"

/*
 * Add the resource of operation i, whose answer is one thing or a list, under
 * its name, to o->m.
 */
void openapi_resource(
    struct openapi *o, const struct openapi_operations *all, size_t i);

#endif
