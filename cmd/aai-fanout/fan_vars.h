/*
 * fan_vars: the names that requests for a parent's children have beside the
 * parameters: its id, more of its values, and those of lists.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_VARS_H
#define AAI_FANOUT_FAN_VARS_H

#include "aai-fanout/fanout.h"

/* Fill the slot's vars, texts and more.  -1 with *e: a program fails. */
int fan_vars_put(struct fan_slot *slot, const struct fan_resource *fr,
    struct error *e) MUST_CHECK;

#endif
