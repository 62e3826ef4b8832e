/*
 * fan_follow: links in answers that are followed to what is meant.
 *
 * A link is good for a while, so it is followed as soon as it is there; where
 * it is refused, the answer with it is asked for again, some times.  No secret
 * goes there.  Neither the answer nor what the link leads to is kept in the
 * spool.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_FOLLOW_H
#define AAI_FANOUT_FAN_FOLLOW_H

#include "aai-fanout/fanout.h"

/* Make q, which asks as the resource says, the request that is due. */
void fan_follow_request(struct fan_slot *slot, const struct fan_resource *fr,
    struct client_request *q);

/*
 * Given the answer that has the link, or one that refuses it: 1 when the slot
 * is to be asked for again, 0 when there is no link, -1 with *e (FAILED).
 */
int fan_follow_take(struct fan_slot *slot, struct fan_resource *fr,
    const struct engine_response *r, struct error *e) MUST_CHECK;

/*
 * The slot's file is whole: give it its name, and have r say what there is to
 * say of it.  -1 with *e (OUTPUT).
 */
int fan_follow_finish(struct fan_slot *slot, struct engine_response *r,
    struct error *e) MUST_CHECK;

#endif
