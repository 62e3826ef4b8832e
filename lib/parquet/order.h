/*
 * order: by how many of their keys the rows of a row group are sorted.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_ORDER_H
#define PARQUET_ORDER_H

#include <stddef.h>

#include "parquet/column_builder.h"

/*
 * By how many of the n column builders, from the first on, the rows are sorted:
 * the first ascending, the second where the first is equal, and so on.  A
 * column builder with nulls among the rows sorts nothing.  Stops at the first
 * row that is out of order.
 */
size_t order_sorted(
    const struct column_builder *builders, size_t n, size_t rows);

#endif
