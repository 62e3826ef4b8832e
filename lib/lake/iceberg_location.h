/*
 * iceberg_location: where the files of an Iceberg table on a file system lie,
 * and their URIs.
 *
 *	DIR/TABLE/data/part-*.parquet
 *	DIR/TABLE/metadata/v1.metadata.json, v2.metadata.json ...
 *	DIR/TABLE/metadata/version-hint.text
 *	DIR/TABLE/metadata/snap-*.avro, *-m0.avro
 *
 * Files name each other by URIs with whole paths.  No reader decodes percent
 * signs in them, so a path stands there as it is; those with characters at
 * which some reader would cut it ('?', '#') are refused.
 *
 * Format facts: Iceberg Table Spec, "File System Tables"; the Hadoop catalog.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_LOCATION_H
#define LAKE_ICEBERG_LOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lake/lake.h"

/*
 * The URI of the table of that name in the folder at path, as an owned string;
 * NULL with *e (ERROR_USAGE: a path that cannot be one; ERROR_OUTPUT).
 */
char *iceberg_location(
    const char *path, const char *table, struct error *e) MUST_CHECK;

/* Whether the URI names the same folder as name in the one open as dir. */
bool iceberg_is_at(int dir, const char *name, const char *uri) MUST_CHECK;

/*
 * The newest version of the table: 0 when there is none; -1 with *e
 * (ERROR_USAGE: its metadata are of another kind; ERROR_OUTPUT).
 */
int64_t iceberg_newest(
    const struct lake_table *t, struct error *e) MUST_CHECK;

#endif
