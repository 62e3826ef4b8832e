/*
 * desc_pages: the reader for how a resource's list is paged; for
 * desc_resource.c alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_PAGES_H
#define API_DESC_PAGES_H

#include "api/desc.h"
#include "json/decode.h"

/* to is struct desc_pages *. */
int desc_read_pages(struct json_decoder *l, size_t node, void *to);

void desc_free_pages(struct desc_pages *p);

#endif
