/*
 * delta: Delta Lake tables, for lake_make().
 *
 * DIR/TABLE/_delta_log holds an entry a version, and a load is one: it takes
 * the place of all rows (remove for each live file, and an add), or adds a
 * file.  Tables are of protocol reader 1, writer 2; of those that others made
 * what asks for more is refused.
 *
 * A load that is known again (see table_format.h) leaves a txn action of the
 * application "aai-KEY", whose version is odd while the load's rows are in the
 * table, as a file of their own "part-KEY-vN.parquet", and even when a later
 * load has taken them out.  So a load that is repeated replaces its own file,
 * and one whose rows another program has put elsewhere is refused, not
 * doubled.
 *
 * Loads whose files aai-compact has put together leave "aai-compacted-KEY" with
 * the version that their own txn has, and are in the file that is known as
 * "aai-SELECTION-compact-...": a refresh may take that out, and none of them may
 * come again.
 *
 * An append that asks nothing of the table but its columns takes the next
 * version that is free, unless an entry that it passes changes protocol or
 * metaData.  Any other load takes the version that it was made for, or fails.
 *
 * Format facts: Delta Transaction Log Protocol.
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_H
#define LAKE_DELTA_H

#include "lake/delta_log.h"
#include "lake/delta_schema.h"
#include "lake/lake.h"
#include "lake/snapshot.h"

extern const struct lake_format delta_format;

/* For snapshot_reader.h: the table's present state; version -1 when there is
 * none. */
int delta_read_snapshot(struct lake_table *t, struct lake_snapshot *v,
    struct error *e) MUST_CHECK;

/*
 * The rest is between the modules delta, delta_put, delta_compact,
 * delta_vacuum, delta_snapshot and delta_checkpoint_stage.
 */

/* Applications of txn actions: a load, and one in a file with others. */
#define DELTA_APP	"aai-"
#define DELTA_COMPACTED "aai-compacted-"

/* What a table's lake_table.state is here. */
struct delta_metadata {
	struct delta_log log;
	struct delta_schema schema;
};

/*
 * Take in what others have written since the table was read.  -1 with *e, also
 * when they have changed its columns (ERROR_TEMPORARY).
 */
int delta_catch_up(struct lake_table *t, struct error *e) MUST_CHECK;

/* The version that a txn action of the application has; 0: there is none. */
uint64_t delta_txn(const struct delta_log *log, const char *app);

/* Append actions: a txn; a remove of a live file; an add of one of ours. */
void delta_put_txn(const struct lake_table *t, const char *app,
    uint64_t version, struct buf *out);
void delta_put_remove(const struct lake_table *t, const struct map_entry *file,
    bool change, struct buf *out);
void delta_put_add(const struct lake_table *t, const char *path,
    const struct lake_file *file, bool change, struct buf *out);

/* Stage the text as the next version's entry, and a checkpoint if it is time.
 */
int delta_stage_entry(struct lake_table *t, const struct buf *text,
    enum folder_how how, struct error *e) MUST_CHECK;

/* Append a path of the log, in which percent signs stand for bytes. */
void delta_decode_path(struct buf *out, const char *s, size_t len);

/*
 * The path of a file that the log names, plainly or with percent signs for
 * bytes: see lake_path_find().  Owned by the caller; NULL with *e.
 */
char *delta_file_path(const struct lake_table *t, const char *s, bool plain,
    struct error *e) MUST_CHECK;

/* A property of the table; owned by the caller, or NULL. */
char *delta_property(const struct delta_log *log, const char *name);

/* When the file that a kept action tells of was removed, since 1970 UTC;
 * INT64_MAX: it was not, or that is not said. */
int64_t delta_removal_ms(const char *action);

/* lake_format's retention(), may_go(), expire() and needed(). */
bool delta_may_go(const struct lake_table *t);
int delta_retention(
    struct lake_table *t, int64_t *ms, struct error *e) MUST_CHECK;
int delta_expire(struct lake_table *t, int64_t oldest_ms, struct map *known,
    struct error *e) MUST_CHECK;
int delta_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e) MUST_CHECK;

/* lake_format's compact(). */
int delta_compact(struct lake_table *t, const struct lake_compaction *c,
    size_t n, struct error *e) MUST_CHECK;

/*
 * Read the table's log from where it was read to,
 * which may be its start.  -1 with *e, as delta_log_read().
 */
int delta_read_metadata(const struct lake_table *t, struct delta_log *log,
    struct error *e) MUST_CHECK;

/*
 * Stage a checkpoint of the version that log was read to, if it is time for
 * one: a hundred versions, or as many as the table's property says, after the
 * last.  (Which version the load becomes is not known before it is published,
 * as others may write too.)  A table with what ours do not have gets none.
 */
int delta_stage_checkpoint(struct lake_table *t, const struct delta_log *log,
    struct error *e) MUST_CHECK;

/* Stage one of that version, which the table has had, now. */
int delta_stage_checkpoint_of(
    struct lake_table *t, int64_t version, struct error *e) MUST_CHECK;

#endif
