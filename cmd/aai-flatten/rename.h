/*
 * rename: gives a key another name.  Rows that are held have no names.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_RENAME_H
#define AAI_FLATTEN_RENAME_H

#include "aai-flatten/flatten_internal.h"

/* Give the key model.clash a longer name, in its table and those below it. */
void rename_key(struct flatten *f);

#endif
