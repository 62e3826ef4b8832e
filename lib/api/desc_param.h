/*
 * desc_param: parameters of a description's resources, and their values.
 *
 * Layer: api.
 */
#ifndef API_DESC_PARAM_H
#define API_DESC_PARAM_H

#include <stddef.h>

#include "api/desc.h"
#include "base/error.h"
#include "json/decode.h"

/* A reader; the elements are struct desc_param. */
extern const struct json_decode_array desc_param_members;

/* The parameter of that name, or NULL. */
const struct desc_param *desc_param(const struct desc_resource *r,
    const char *name, size_t len);

/* The value that the param takes: -1 with *e (USAGE) when it must not. */
int desc_param_check(const struct desc_resource *r,
    const struct desc_param *p, const char *value, struct error *e) MUST_CHECK;

/*
 * Whether the value is one of JSON as the parameter's are: a number, true or
 * false; else it is a text there.
 */
bool desc_param_is_json(const struct desc_param *p, const char *value);

/* Release the first n of them; the array is the caller's. */
void desc_free_params(struct desc_param *params, size_t n);

#endif
