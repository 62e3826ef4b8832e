/*
 * partition_value: a partition column's value, from its text in metadata.
 *
 * Format facts: Delta Transaction Log Protocol, "Partition Value
 * Serialization".
 *
 * Layer: lake.  Thread-safe.
 */
#ifndef LAKE_PARTITION_VALUE_H
#define LAKE_PARTITION_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"
#include "table/type.h"

/*
 * The value that the len bytes at s are in a column of that type, spelled as
 * values of data files are: numbers as JSON has them, times in UTC (which a
 * time without a zone is in).  *to is the caller's to free; NULL: the value is
 * null, as the empty text is of any type.  False when it is none of the type's.
 */
bool partition_value_read(const char *s, size_t len, struct coltype type,
    char **to) MUST_CHECK;

#endif
