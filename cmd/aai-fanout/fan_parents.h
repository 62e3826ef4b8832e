/*
 * fan_parents: which records are parents of a resource, under which condition,
 * and what their children are asked with.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_PARENTS_H
#define AAI_FANOUT_FAN_PARENTS_H

#include "aai-fanout/fanout.h"

/* Settle which records are parents, from the options.  -1 with *e (USAGE). */
int fan_open_parents(struct fanout *f, struct error *e) MUST_CHECK;

/*
 * The k-th field of a parent of this resource, in a record of its, as JSON text
 * in out: 1; 0 when it has no value; -1 with *e (INPUT) when its program fails.
 */
int fan_field(const struct fan_resource *fr, const struct desc_parent *p,
    size_t k, struct span record, struct buf *out,
    struct error *e) MUST_CHECK;

/* Release what fan_open_parents() opened for the resource. */
void fan_close_parents(struct fan_resource *fr);

#endif
