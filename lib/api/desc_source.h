/*
 * desc_source: the reader for sources, which say where in an answer a value is.
 *
 * Layer: api.
 */
#ifndef API_DESC_SOURCE_H
#define API_DESC_SOURCE_H

#include "api/desc.h"
#include "json/decode.h"

/* A reader of json/decode.h: a path of names, {"header"} or {"jq"}. */
int desc_read_source(struct json_decoder *l, size_t node, void *to);

void desc_free_source(struct desc_source *s);

#endif
