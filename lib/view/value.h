/*
 * value: a stored value of Parquet as a cell, and which of two is less.
 *
 * Layer: view.  Thread-safe.
 */
#ifndef VIEW_VALUE_H
#define VIEW_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "parquet/reader.h"
#include "view/cell.h"

/* As struct reader_values has it: by the column, num or span. */
struct value {
	int64_t num;
	struct reader_span span;
};

/*
 * The cell of a value, which points into span or into text, which is emptied
 * first.  Numbers that JSON does not have (NaN) and dates that have no four
 * digits of a year are text that says so.
 */
struct show_cell value_cell(const struct reader_column *c,
    const struct value *v, struct buf *text);

/*
 * The value from the bytes of a bound in statistics; false when they cannot be
 * one, or when the bounds of such a column say nothing.
 */
bool value_parse(const struct reader_column *c, const struct reader_span *bytes,
    struct value *v);

/* Below, equal to or above 0, as a is to b. */
int value_compare(const struct reader_column *c, const struct value *a,
    const struct value *b);

#endif
