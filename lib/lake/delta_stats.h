/*
 * delta_stats: a data file's statistics as Delta has them.
 *
 * Bounds that are wrong lose rows, so what a bound cannot be said of exactly
 * enough gets none: doubles that are not finite (a NaN has no bounds in the
 * file either), decimals that a double does not hold, text that cannot be
 * raised.  Timestamps are rounded outwards to milliseconds; text is cut to 32
 * characters, and raised for the upper bound.  Truth values have bounds, which
 * Spark does without, because the Arrow datasets of delta-rs lose the rows of
 * files whose column has none.
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
