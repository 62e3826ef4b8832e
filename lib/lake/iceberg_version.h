/*
 * iceberg_version: versions of an Iceberg table's metadata, as files.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_VERSION_H
#define LAKE_ICEBERG_VERSION_H

#include <stdint.h>

#include "lake/iceberg_meta.h"
#include "lake/lake.h"

/* Put the table's name before what is wrong with it; -1. */
int iceberg_fail(const struct lake_table *t, struct error *e);

/* The newest version that there is; 0: none; -1 with *e. */
int64_t iceberg_version(const struct lake_table *t, struct error *e) MUST_CHECK;

/*
 * Read the version that is in the file of that name.  -1 with *e; m is to be
 * freed either way.
 */
int iceberg_load_file(const struct lake_table *t, const char *file,
    struct iceberg_meta *m, struct error *e) MUST_CHECK;

#endif
