/*
 * delta_stats: a data file's statistics as Delta has them.
 *
 * Bounds that are wrong lose rows, and so do bounds that are missing: the Arrow
 * datasets of delta-rs find no row of a file whose column lacks a bound.  So
 * every column with values has both, except for doubles that are not finite (a
 * NaN has no bounds in the file either) and for years past 9999.
 *
 * Bounds are rounded outwards.  Timestamps are, to milliseconds and to the
 * years 1 to 9999, but for the last millisecond of these, whose upper bound is
 * its last microsecond; text is cut to 32 characters and raised for the upper
 * bound, which is whole where it cannot be raised.  Decimals of more
 * than 15 digits are rounded to 15, and one further, so that a reader who
 * takes them for doubles has a bound, too.  Truth values have bounds, which
 * Spark does without.
 *
 * Format facts: Delta Transaction Log Protocol, "Per-file Statistics".
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_STATS_H
#define LAKE_DELTA_STATS_H

#include "base/buf.h"
#include "lake/file.h"

/* Append the statistics, a JSON object. */
void delta_stats_put(const struct lake_file *f, struct buf *out);

#endif
