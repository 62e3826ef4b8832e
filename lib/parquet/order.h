/*
 * order: whether a row group's rows come in the order of their keys.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_ORDER_H
#define PARQUET_ORDER_H

#include <stddef.h>

#include "parquet/vec.h"

/*
 * By how many of the n vectors, from the first on, the rows are sorted: the
 * first ascending, the second where the first is equal, and so on.  A vector
 * with nulls among the rows sorts nothing.  Stops at the first row that is out
 * of order.
 */
size_t order_sorted(const struct vec *vecs, size_t n, size_t rows);

#endif
