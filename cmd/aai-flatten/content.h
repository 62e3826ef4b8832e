/*
 * content: names records without a key by their content.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_CONTENT_H
#define AAI_FLATTEN_CONTENT_H

#include "aai-flatten/flatten_internal.h"

/* Append 32 hex digits that name the content of the record. */
void content_id(struct flatten *f, struct buf *out);

#endif
