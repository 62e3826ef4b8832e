/*
 * fan_vars: the names that requests for a parent's children have beside the
 * parameters: its id, more of its values, and those of lists.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_VARS_H
#define AAI_FANOUT_FAN_VARS_H

#include "aai-fanout/fanout.h"

/*
 * Fill the slot's vars, texts and more.  A field that the parent lacks is
 * reported, once.  -1 with *e: a program fails.
 */
int fan_vars_put(struct fanout *f, struct fan_slot *slot,
    struct fan_resource *fr, struct error *e) MUST_CHECK;

#endif
