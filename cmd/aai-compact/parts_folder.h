/*
 * parts_folder: folders of CSV and Parquet parts.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_PARTS_FOLDER_H
#define AAI_COMPACT_PARTS_FOLDER_H

#include "aai-compact/settings.h"
#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"

/*
 * Put the folder's parts together: what changes is staged, for
 * folder_commit().  A folder without parts is left as it is.  -1 with *e.
 */
int parts_folder_compact(struct folder *f, const struct settings *s,
    struct settings_done *done, struct error *e) MUST_CHECK;

#endif
