/*
 * param_value: puts a parameter's value where it goes, each of several where it
 * is a list; for http_request.c alone.
 *
 * Layer: api.
 */
#ifndef API_PARAM_VALUE_H
#define API_PARAM_VALUE_H

#include "api/desc.h"
#include "base/buf.h"

/* Append to a URL's query. */
void param_value_query(
    const struct desc_param *p, const struct buf *value, struct buf *out);

/* Append to a form. */
void param_value_form(
    const struct desc_param *p, const struct buf *value, struct buf *out);

/* A member more of the JSON object that ends out, braces and all. */
void param_value_member(
    const struct desc_param *p, const struct buf *value, struct buf *out);

#endif
