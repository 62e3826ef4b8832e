/*
 * iceberg: Iceberg tables on a file system, for lake_make().
 *
 * DIR is a warehouse's namespace as the Hadoop catalog has it: DIR/TABLE has
 * metadata/ and data/ (see iceberg_location.h).  A load is a snapshot: it takes
 * the place of all rows, or adds a file, and with it a new version of the
 * table's metadata that appears by link(2), never in another's place.  Tables
 * are of format version 2, not partitioned; of those that others made what
 * asks for more is refused (see iceberg_meta.h, iceberg_manifest.h).
 *
 * A load that is known again (see table_format.h) leaves its key in the
 * property "aai.load" of its snapshot, and its rows in a file of their own
 * "part-KEY-vN.parquet".  So a load that is repeated replaces its own file,
 * and one whose rows another program has put elsewhere is refused, not
 * doubled.
 *
 * A snapshot in which aai-compact has put files together is not a load: its
 * property "aai.consumed" has the keys of the loads that they were of, which
 * may not come again.  The new files are "part-SELECTION-compact-..-vN.parquet",
 * so that a refresh takes them out as well.
 *
 * The table's properties "aai.json" and "aai.key" hold the ids of columns that
 * are JSON, and that are of the key, as a JSON list.
 *
 * Format facts: Iceberg Table Spec, version 2.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_H
#define LAKE_ICEBERG_H

#include "lake/lake.h"
#include "lake/snapshot.h"

extern const struct lake_format iceberg_format;

/* For snapshot_reader.h: the table's present state; version -1 when there is
 * none, as another catalog may number its first one 0. */
int iceberg_read_snapshot(struct lake_table *t, struct lake_snapshot *v,
    struct error *e) MUST_CHECK;

/*
 * The rest is between the modules iceberg, iceberg_plan and iceberg_vacuum.
 */

/* lake_format's retention(), may_go(), expire() and needed(). */
bool iceberg_may_go(const struct lake_table *t);
int iceberg_retention(
    struct lake_table *t, int64_t *ms, struct error *e) MUST_CHECK;
int iceberg_expire(struct lake_table *t, int64_t oldest_ms, struct map *known,
    struct error *e) MUST_CHECK;
int iceberg_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e) MUST_CHECK;

/* lake_format's plan() and compact(). */
int iceberg_plan(struct lake_table *t, const struct lake_change *c,
    struct error *e) MUST_CHECK;
int iceberg_compact(struct lake_table *t, const struct lake_compaction *c,
    size_t n, struct error *e) MUST_CHECK;

#endif
