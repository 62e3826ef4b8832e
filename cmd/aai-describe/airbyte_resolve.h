/*
 * airbyte_resolve: a part of a manifest with what it refers to in its place.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_AIRBYTE_RESOLVE_H
#define AAI_DESCRIBE_AIRBYTE_RESOLVE_H

#include "aai-describe/document.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * Append the node as JSON: "$ref" and *ref() are what they lead to, overridden
 * by the members beside them; "$parameters" are members of the component and of
 * all below it that lack them; parameters.x of templates is its value.  Schemas
 * are left as they are.  -1 with *e (INPUT): a reference leads nowhere or to
 * itself, or more comes out than out takes.
 */
int airbyte_resolve(struct document *d, size_t node, struct buf *out,
    struct error *e) MUST_CHECK;

#endif
