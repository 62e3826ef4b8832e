/*
 * desc_errors: the reader for what answers mean; for the files of desc alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_ERRORS_H
#define API_DESC_ERRORS_H

#include "api/desc.h"
#include "json/decode.h"

/* The elements are struct desc_status: 404, or "4xx". */
extern const struct json_decode_array desc_status_list;

/* A reader of json/decode.h; to is struct desc_errors *. */
int desc_read_errors(struct json_decoder *l, size_t node, void *to);

void desc_free_errors(struct desc_errors *list);

#endif
