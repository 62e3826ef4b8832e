/*
 * lake_tables: folders of Delta and Iceberg tables.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_LAKE_TABLES_H
#define AAI_COMPACT_LAKE_TABLES_H

#include "aai-compact/settings.h"
#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"

/*
 * Put the data files of the folder's tables together: what changes is staged,
 * for folder_commit().  -1 with *e.
 */
int lake_tables_compact(struct folder *f, const struct settings *s,
    struct settings_done *done, struct error *e) MUST_CHECK;

#endif
