/*
 * fan_send: requests for children and what becomes of the answers; for
 * fanout.c alone.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_SEND_H
#define AAI_FANOUT_FAN_SEND_H

#include "aai-fanout/fanout.h"

/* Ask for the slot's first page.  -1 with *e. */
int fan_ask(struct fanout *f, struct fan_slot *slot,
    struct error *e) MUST_CHECK;

/*
 * Take an answer: records into its slot, on to its next page, or whatever it
 * says.  -1 with *e when the run cannot go on.
 */
int fan_take_response(struct fanout *f, struct engine_response *r,
    struct error *e) MUST_CHECK;

/* Write the item's requests to the output, "GET URL" each. */
int fan_show(struct fanout *f, struct fan_item *item,
    struct error *e) MUST_CHECK;

#endif
