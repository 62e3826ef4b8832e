/*
 * rename: gives a key another name, in rows that are held as well.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_RENAME_H
#define AAI_FLATTEN_RENAME_H

#include "aai-flatten/flatten_internal.h"

/*
 * Give the key model.clash a longer name, in its table, in those below it, and
 * in the rows that are held.
 */
void rename_key(struct flatten *f);

#endif
