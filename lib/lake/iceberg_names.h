/*
 * iceberg_names: by which ids an Iceberg table's columns are in its data files.
 *
 * Format facts: Iceberg Table Spec, "Column Projection", "Partitioning".
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_NAMES_H
#define LAKE_ICEBERG_NAMES_H

#include "base/cc.h"
#include "base/error.h"
#include "lake/field_names.h"
#include "lake/iceberg_meta.h"

/*
 * The names of the current schema, within columns too; in files without ids,
 * those that the table maps to its columns.  Each file must have the
 * columns whose own values any of the table's files are partitioned by: one
 * that has not has them in a manifest alone.  NULL with *e (ERROR_INPUT).
 */
struct field_names *iceberg_names(
    const struct iceberg_meta *m, struct error *e) MUST_CHECK;

#endif
