/*
 * delta_checkpoint: the checkpoints of a Delta table's log, read.
 *
 * A checkpoint of version N has in Parquet what all entries up to N add up to,
 * so that they may be gone:
 *
 *	N.checkpoint.parquet			one file
 *	N.checkpoint.I.OF.parquet		one of several
 *	N.checkpoint.UUID.parquet or .json	what names others, "sidecars"
 *
 * Its rows are given as the lines of an entry would be.  Of statistics and
 * partition values those in JSON are; what stands beside them in columns of
 * their own types is passed over.
 *
 * Format facts: Delta Transaction Log Protocol, "Checkpoints".
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_CHECKPOINT_H
#define LAKE_DELTA_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"

/*
 * The greatest version below that one of which the listed files of the log are
 * a whole checkpoint, -1: there is none; their names are added to files.
 */
int64_t delta_checkpoint_find(const struct map *names, int64_t below,
    struct map *files) MUST_CHECK;

/*
 * Give each action of the Parquet file after fd to take() as a JSON text,
 * {"add":{...}}, which ends the reading by -1 with *e.  max bounds a text, and
 * the pages in memory, which have some times as much.  -1 with *e
 * (ERROR_INPUT; ERROR_LIMIT).
 */
int delta_checkpoint_read(int fd, const char *name, size_t max,
    int (*take)(void *to, const char *json, size_t len, struct error *e),
    void *to, struct error *e) MUST_CHECK;

#endif
