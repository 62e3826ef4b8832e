/*
 * desc_incremental: the reader for what a description says of incremental
 * loads, and for times that people give; see desc.h.
 *
 * Layer: api.
 */
#ifndef API_DESC_INCREMENTAL_H
#define API_DESC_INCREMENTAL_H

#include "api/desc.h"
#include "json/decode.h"

/* Reads a resource's "incremental" into a struct desc_incremental. */
int desc_read_incremental(struct json_decoder *l, size_t node,
    void *to) MUST_CHECK;

/* What goes together with the rest of the resource.  -1 with the error. */
int desc_check_incremental(struct json_decoder *l,
    const struct desc_resource *r) MUST_CHECK;

void desc_free_incremental(struct desc_incremental *i);

/*
 * A time as people write it: a date (midnight UTC), a timestamp (UTC without a
 * zone), or how long before now it is, as "730d".  False when it is none.
 */
bool desc_parse_when(const char *text, struct desc_when *when) MUST_CHECK;

/* The instant that is meant at now_us, in microseconds since 1970. */
int64_t desc_when(const struct desc_when *when, int64_t now_us);

#endif
