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

#endif
