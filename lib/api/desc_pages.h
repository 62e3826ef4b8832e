/*
 * desc_pages: the reader for how a resource's list is paged; for
 * the files of desc and of pager.
 *
 * Layer: api.
 */
#ifndef API_DESC_PAGES_H
#define API_DESC_PAGES_H

#include "api/desc.h"
#include "json/decode.h"

/* to is struct desc_pages *. */
int desc_read_pages(struct json_decoder *l, size_t node, void *to);

/*
 * The name that templates have for what takes a list on: "next", "offset" or
 * "page"; NULL where that is a whole URL, or there are no pages.
 */
const char *desc_paged_name(const struct desc_resource *r);

void desc_free_pages(struct desc_pages *p);

#endif
