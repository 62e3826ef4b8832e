/*
 * vacuum: removes files that no version of a table needs that is kept.
 *
 * A version that is younger than a time is kept, and the current one.  What is
 * removed is what a table's metadata tell of and need no longer, and what has
 * the name of a file of ours and that age, and is in no version: a load left
 * it that died.  Folders without versions have nothing of the kind: what a load
 * leaves there is cleared by the next one.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_VACUUM_H
#define AAI_COMPACT_VACUUM_H

#include "aai-compact/settings.h"
#include "base/cc.h"
#include "base/error.h"

/*
 * Open the folder, have its tables forget older versions, and remove what those
 * needed: two commits, as nothing may go before that is certain.  -1 with *e.
 */
int vacuum_folder(const struct settings *s, struct settings_done *done,
    struct error *e) MUST_CHECK;

#endif
