/*
 * fan_resource: the resources whose children are asked for.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_RESOURCE_H
#define AAI_FANOUT_FAN_RESOURCE_H

#include "aai-fanout/fanout.h"

/*
 * Find the resources of the options in the description.  -1 with *e (USAGE),
 * which names those that there are.
 */
int fan_resource_find(struct fanout *f, struct error *e) MUST_CHECK;

/*
 * Make one ready: how its records are known, its lists of values, its answers;
 * what it selects is added to f->selection, a line.  -1 with *e (USAGE).
 */
int fan_resource_open(struct fanout *f, struct fan_resource *fr,
    struct error *e) MUST_CHECK;

/* Release it, parents too; f->resources itself stays. */
void fan_resource_close(struct fan_resource *fr);

#endif
