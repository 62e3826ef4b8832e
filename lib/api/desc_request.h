/*
 * desc_request: what a description says of a resource's requests beside their
 * URL.  The readers, as in json/decode.h, are for the other desc modules alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_REQUEST_H
#define API_DESC_REQUEST_H

#include "api/desc.h"
#include "json/decode.h"

/* The elements are struct template, struct desc_field. */
extern const struct json_decode_array desc_header_list;
extern const struct json_decode_array desc_field_members;

/* to is struct desc_request *. */
int desc_read_method(struct json_decoder *l, size_t node, void *to);
int desc_read_body(struct json_decoder *l, size_t node, void *to);
int desc_read_form(struct json_decoder *l, size_t node, void *to);
int desc_read_graphql(struct json_decoder *l, size_t node, void *to);

/* Once all is read: whether it goes together, and the method. */
int desc_settle_request(struct json_decoder *l,
    struct desc_request *q) MUST_CHECK;

/*
 * A name for what the requests have beside their URL, 32 hex digits: another
 * one when their method, headers or body are described otherwise; "" for GET
 * without any.
 */
void desc_request_name(const struct desc_request *q, char hex[33]);

void desc_free_request(struct desc_request *q);

#endif
