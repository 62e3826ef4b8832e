/*
 * fan_input: lines of input into items; for fanout.c alone.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_INPUT_H
#define AAI_FANOUT_FAN_INPUT_H

#include "aai-fanout/fanout.h"

/*
 * Take one line of the input: it becomes an item, or is counted and left out,
 * or is the end record.  *item is NULL in the last two cases.  -1 with *e
 * (INPUT) naming the line.
 */
int fan_take_line(struct fanout *f, const char *line, size_t len,
    struct fan_item **item, struct error *e) MUST_CHECK;

/* Settle which records are parents, from the options.  -1 with *e (USAGE). */
int fan_open_parents(struct fanout *f, struct error *e) MUST_CHECK;

/*
 * The k-th field of a parent of this resource, in a record of its, as JSON text
 * in out: 1; 0 when it has no value; -1 with *e (INPUT) when its program fails.
 */
int fan_field(const struct fan_resource *fr, const struct desc_parent *p,
    size_t k, struct span record, struct buf *out,
    struct error *e) MUST_CHECK;

void fan_close_parents(struct fan_resource *fr);

#endif
