/*
 * fan_deleted: parents that the source has no more: nothing is asked for, and
 * what was sent of their children is there no more either; for fan_input.c.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_DELETED_H
#define AAI_FANOUT_FAN_DELETED_H

#include "aai-fanout/fanout.h"

/*
 * Take the line of a record's deletion (stream/deleted.h): for each resource
 * that it is a parent of, items with the deletion of what there is of it in
 * the resource's tables; the line itself where parents pass, or when it is a
 * parent of none.  Where a table's key has no place for the parent's, its
 * records stay, which is counted.  -1 with *e (INPUT).
 */
int fan_deleted_take(struct fanout *f, const char *line, size_t len,
    struct error *e) MUST_CHECK;

#endif
