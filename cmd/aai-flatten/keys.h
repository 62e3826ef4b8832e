/*
 * keys: the texts that key the rows of a record.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_KEYS_H
#define AAI_FLATTEN_KEYS_H

#include "aai-flatten/flatten_internal.h"

/*
 * Begin a list of the table: its rows get the keys that its parent's row has
 * now.  -1 with f->stop set (a record without its key).
 */
int keys_begin(struct flatten *f, struct model_table *t) MUST_CHECK;

/*
 * Find the keys of the current record and make their texts, unless they are
 * made.  -1 with f->stop set.
 */
int keys_find(struct flatten *f) MUST_CHECK;

#endif
