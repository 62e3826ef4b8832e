/*
 * desc_resource: the reader for a description's resources; for desc.c alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_RESOURCE_H
#define API_DESC_RESOURCE_H

#include "api/desc.h"
#include "json/decode.h"

/*
 * Read the resource of this name, which is copied, and check that its parts
 * go together.
 */
int desc_read_resource(struct json_decoder *l, size_t node, const char *name,
    struct desc_resource *r) MUST_CHECK;

void desc_free_resource(struct desc_resource *r);

#endif
