/*
 * for_each: the values that a resource is asked for one after the other: the
 * product of its lists.
 *
 * Layer: api.
 */
#ifndef API_FOR_EACH_H
#define API_FOR_EACH_H

#include <stddef.h>

#include "api/desc.h"
#include "api/request.h"
#include "api/template.h"
#include "base/error.h"

struct for_each;

/*
 * The lists of the resource: those of the description, those in parameters, and
 * in the place of each the one value that was set for its name.  r is borrowed.
 * NULL with *e (USAGE): a list is empty, or the product is larger than 100,000.
 * Release it with for_each_close().
 */
struct for_each *for_each_open(const struct desc_resource *r,
    const struct request_params *params, struct error *e) MUST_CHECK;

/* How many there are in the product; 1 where there are no lists. */
size_t for_each_count(const struct for_each *x);

/* Fill in the i-th, r->neach variables, which borrow from x. */
void for_each_put(const struct for_each *x, size_t i,
    struct template_var *vars);

/* NULL is accepted. */
void for_each_close(struct for_each *x);

#endif
