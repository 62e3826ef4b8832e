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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/error.h"
#include "lake/deletion_vector.h"
#include "lake/field_names.h"
#include "sink/folder_view.h"
#include "table/schema.h"

/* What the metadata say of a live file's rows. */
struct lake_rows {
	char **values; /* owned, each; of each partition column: as
			  partition_value.h has it; or NULL: null */
	struct deletion_vector_place deleted; /* its path as those of files */
};

/* A zeroed struct may be closed. */
struct lake_snapshot {
	const char *format; /* "Delta", "Iceberg" */
	int64_t version;
	bool catalog; /* of Iceberg: it is another catalog's version, the newest
			 in the folder, and may not be the catalog's current
			 one */
	struct schema schema; /* one table: its columns, TYPE_NONE where only
				 the files tell the type; with ids where the
				 format knows columns by them */
	char **files;	      /* paths, each owned; oldest first; they begin
				 with DIR and a slash, unless outside */
	size_t nfiles;
	size_t files_cap;
	struct lake_rows *rows; /* of each file; NULL: nothing is said of any */
	size_t nrows;
	size_t *partitions; /* the schema's columns that files have not */
	size_t npartitions;
	struct field_names *names; /* of the others in files; NULL: they are
				      called as the schema has them */
};

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

/* Add a file; the path, a mem_ one, becomes v's. */
void lake_snapshot_add(struct lake_snapshot *v, char *path);

void lake_snapshot_close(struct lake_snapshot *v);

#endif
