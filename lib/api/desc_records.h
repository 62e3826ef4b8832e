/*
 * desc_records: the reader for where a resource's records are; for
 * desc_resource.c alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_RECORDS_H
#define API_DESC_RECORDS_H

#include "api/desc.h"
#include "json/decode.h"

/* to is struct desc_resource *; for "records". */
int desc_read_records(struct json_decoder *l, size_t node, void *to);

/* to is struct desc_resource *; for "kind", and for "format". */
int desc_read_kind(struct json_decoder *l, size_t node, void *to);
int desc_read_format(struct json_decoder *l, size_t node, void *to);

/* to is enum desc_list *. */
int desc_read_list(struct json_decoder *l, size_t node, void *to);

/* That what was read goes together. */
int desc_check_records(struct json_decoder *l,
    const struct desc_resource *r) MUST_CHECK;

#endif
