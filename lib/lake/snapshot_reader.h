/*
 * snapshot_reader: reads what a Delta or Iceberg table holds in its newest
 * version.
 *
 * The live data files of the newest version and the table's columns, from its
 * metadata alone: no data file is opened.  What of a live file's rows the
 * metadata have instead is given with it: values of the columns that a Delta
 * table is partitioned by, the rows that were deleted, the names or ids of
 * columns in files.  A table whose rows would not be known then is an error:
 * delete files of Iceberg, features, versions of the format and catalogs that
 * are not known.
 *
 * A table that was moved is read where it is, and a path in its metadata that
 * leaves its folder is an error, unless such are allowed; see path.h.
 *
 * Format facts: Delta Transaction Log Protocol, "Protocol Evolution", "Add
 * File and Remove File"; Iceberg Table Spec, "Scan Planning".
 *
 * Layer: lake.
 */
#ifndef LAKE_SNAPSHOT_READER_H
#define LAKE_SNAPSHOT_READER_H

#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"
#include "lake/snapshot.h"
#include "sink/folder_view.h"

/*
 * Look at DIR/TABLE: 1; 0 when it is not a table of a table format; -1 with *e
 * (ERROR_INPUT; ERROR_LIMIT).  view is of DIR; where it follows symbolic
 * links, files outside of the table's folder are allowed, too.  memory: the
 * most bytes that what is read may take, about; a part of it bounds a file of
 * the metadata.  v is to be closed in any case.
 */
int lake_snapshot_open(struct lake_snapshot *v,
    const struct folder_view *view, const char *dir, const char *table,
    size_t memory, struct error *e) MUST_CHECK;

#endif
