/*
 * walk: once through the bytes of a record, gathering the cells of its rows.
 *
 * Walking and observe.h call each other as values lie in values: the one circle
 * among the files.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_WALK_H
#define AAI_FLATTEN_WALK_H

#include "aai-flatten/flatten_internal.h"

/* Walk the record in f, all its rows into f->held.  -1 with f->stop set. */
int walk_record(struct flatten *f) MUST_CHECK;

/*
 * What stands after an opening bracket at p: an object's members, into the
 * current row; a list's items, or a map's members, each a row.  The position
 * after the closing bracket, or NULL with f->stop set.
 */
const char *walk_object(struct flatten *f, struct model_shape *s,
    const char *p);
const char *walk_list(struct flatten *f, struct model_list *l, const char *p);
const char *walk_map(struct flatten *f, struct model_list *l, const char *p);

#endif
