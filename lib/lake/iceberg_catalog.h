/*
 * iceberg_catalog: versions of an Iceberg table that another catalog made.
 *
 * Other catalogs call their files NUMBER-UUID.metadata.json, and alone know
 * which one is current.  A table that is registered with one and written to
 * through it has such files beside vN.metadata.json: whoever then goes by vN
 * alone shows old rows, and what is written after it forks the table.
 *
 * A catalog whose files lie outside of the table's folder cannot be noticed.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_CATALOG_H
#define LAKE_ICEBERG_CATALOG_H

#include <stdbool.h>

#include "lake/iceberg_version.h"

/*
 * See that no other catalog went on from m, the newest of our versions.  -1
 * with *e (ERROR_USAGE: one did).  Of its files the one of the greatest number
 * and the one that was changed last are read.
 */
int iceberg_catalog_check(const struct lake_table *t,
    const struct iceberg_meta *m, struct error *e) MUST_CHECK;

/*
 * Read the newest version of the table, whoever made it: *catalog says whether
 * it is another catalog's, whose number *version then is.  *version 0: there
 * is not a table.  -1 with *e (ERROR_USAGE also for a table that has forked, so
 * that there is no newest version); m is to be freed either way.
 */
int iceberg_catalog_newest(const struct lake_table *t, int64_t *version,
    struct iceberg_meta *m, bool *catalog, struct error *e) MUST_CHECK;

#endif
