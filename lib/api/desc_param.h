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

/* The parameter of that name, or NULL. */
const struct desc_param *desc_param(const struct desc_resource *r,
    const char *name, size_t len);

/* The value that the param takes: -1 with *e (USAGE) when it must not. */
int desc_param_check(const struct desc_resource *r,
    const struct desc_param *p, const char *value, struct error *e) MUST_CHECK;

#endif
