/*
 * delta_names: what a Delta table's columns are called in its data files.
 *
 * Format facts: Delta Transaction Log Protocol, "Column Mapping", "Schema
 * Serialization Format".
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_NAMES_H
#define LAKE_DELTA_NAMES_H

#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "lake/delta_schema.h"
#include "lake/field_names.h"

/*
 * The names of the schema, a JSON text; max bounds what it takes, taken apart,
 * bytes.  Partition columns are left out: they are in no file, and a column of
 * a file that is called so is not read.  In stored their names in partition
 * values are put, each owned, in their order; NULL stays where the schema has
 * no such column.  NULL with *e (ERROR_INPUT).
 */
struct field_names *delta_names(const char *schema,
    enum delta_mapping mapping, const struct map *partitions, size_t max,
    char **stored, struct error *e) MUST_CHECK;

#endif
