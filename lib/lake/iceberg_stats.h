/*
 * iceberg_stats: what a manifest says of a data file's columns, in Avro.
 *
 * Maps from field ids, each as an Avro array of pairs with its end, or empty
 * where nothing is known.  A bound that is wrong would lose rows: where there
 * is a doubt there is none.  Text is cut at 16 characters, and an upper bound
 * that is cut is raised.
 *
 * Format facts: Iceberg Table Spec, "Manifests", "Appendix D: Single-value
 * serialization"; bounds of doubles as in parquet.thrift, ColumnOrder.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_STATS_H
#define LAKE_ICEBERG_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "lake/file.h"
#include "table/schema.h"

/* Characters of a text bound. */
#define ICEBERG_BOUND_CHARS 16

enum iceberg_map {
	ICEBERG_COLUMN_SIZES,
	ICEBERG_VALUE_COUNTS,
	ICEBERG_NULL_COUNTS,
	ICEBERG_NAN_COUNTS,
	ICEBERG_LOWER_BOUNDS,
	ICEBERG_UPPER_BOUNDS,
};
#define ICEBERG_MAPS 6

/*
 * Append to each of the maps what is known of the file's columns, whose ids
 * are those of t's columns, in the same order.
 */
void iceberg_stats(const struct lake_file *file, const struct table *t,
    struct buf maps[ICEBERG_MAPS]);

/* Append where the row groups begin, as an Avro array. */
void iceberg_splits(const struct lake_file *file, struct buf *out);

/*
 * Append the single value that stands for a bound of a column of that type;
 * false, and nothing, when there is none that would be right.
 */
bool iceberg_bound(const struct lake_bound *b, struct coltype type, bool upper,
    struct buf *out) MUST_CHECK;

#endif
