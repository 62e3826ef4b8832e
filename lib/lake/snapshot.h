/*
 * snapshot: what a table holds in one version of it: its columns, its live data
 * files, and what the metadata say of their rows.  See snapshot_reader.h for
 * what makes one.
 *
 * Layer: lake.
 */
#ifndef LAKE_SNAPSHOT_H
#define LAKE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lake/deletion_vector.h"
#include "lake/field_names.h"
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

/* Add a file; the path, a mem_ one, becomes v's. */
void lake_snapshot_add(struct lake_snapshot *v, char *path);

void lake_snapshot_close(struct lake_snapshot *v);

#endif
