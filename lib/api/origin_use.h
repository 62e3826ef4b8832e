/*
 * origin_use: the origin that a run speaks to: that of its resources.
 *
 * Layer: api.
 */
#ifndef API_ORIGIN_USE_H
#define API_ORIGIN_USE_H

#include <stddef.h>

#include "api/desc.h"
#include "base/error.h"

/*
 * Go on at the origin that the n resources are at; of names that are none,
 * nothing is said here.  Once, before the description is used.  -1 with *e
 * (USAGE): they are at several.
 */
int origin_use(struct desc *d, const char *const *resources, size_t n,
    struct error *e) MUST_CHECK;

#endif
