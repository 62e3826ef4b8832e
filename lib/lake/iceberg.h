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

#include "lake/iceberg_meta.h"
#include "lake/lake.h"
#include "lake/snapshot_reader.h"

extern const struct lake_format iceberg_format;

/* For snapshot_reader.h: the table's present state; version 0 when there is
 * none. */
int iceberg_read_snapshot(struct lake_table *t, struct lake_snapshot *v,
    struct error *e) MUST_CHECK;

/*
 * The rest is between the modules iceberg, iceberg_snapshot, iceberg_plan,
 * iceberg_stage and iceberg_vacuum.
 */

#define ICEBERG_JSON "aai.json"
#define ICEBERG_KEY  "aai.key"
#define ICEBERG_LOAD "aai.load"

/* What a table is to us. */
struct iceberg_state {
	char *location;		  /* owned; its URI */
	struct iceberg_meta meta; /* of version t->version, if not 0 */
	struct iceberg_schema next;
	int32_t last_column; /* with those of next */
};

/*
 * Read a version of the table's metadata: from a file of that name, for
 * readers; or as one of ours that is to be written to.  -1 with *e; m is to be
 * freed either way.
 */
int iceberg_load_file(const struct lake_table *t, const char *file,
    struct iceberg_meta *m, struct error *e) MUST_CHECK;
int iceberg_load(struct lake_table *t, int64_t version, struct iceberg_meta *m,
    struct error *e) MUST_CHECK;

/*
 * Tell in t->held of the columns that can be written, or of all; those of
 * other types are then TYPE_NONE.
 */
void iceberg_columns(
    struct lake_table *t, const struct iceberg_meta *m, bool all);

/* The newest version that there is; 0: none; -1 with *e. */
int64_t iceberg_version(const struct lake_table *t, struct error *e) MUST_CHECK;

/* Put the table's name before what is wrong with it; -1. */
int iceberg_fail(const struct lake_table *t, struct error *e);

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
