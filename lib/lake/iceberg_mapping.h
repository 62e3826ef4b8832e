/*
 * iceberg_mapping: which columns of an Iceberg table those of a file without
 * ids are, by names that the table's property schema.name-mapping.default has.
 *
 * Format facts: Iceberg Table Spec, "Column Projection", "Appendix C: Name
 * Mapping Serialization".
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_MAPPING_H
#define LAKE_ICEBERG_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/error.h"
#include "base/map.h"
#include "json/tree.h"
#include "lake/iceberg_meta.h"

/* A zeroed struct may be freed. */
struct iceberg_mapping {
	char *text; /* owned; NULL: the table has none */
	struct json_tree tree;
	struct map ids; /* their bytes, with the node of each one's entry */
};

/* Read that of the table.  -1 with *e (ERROR_INPUT: it is ill-formed). */
int iceberg_mapping_read(struct iceberg_mapping *m,
    const struct iceberg_meta *meta, struct error *e) MUST_CHECK;

/*
 * Walk the names that files may have for the field of that id: first with at ==
 * JSON_NO_NODE, then with the node returned last; JSON_NO_NODE at the end.
 */
size_t iceberg_mapping_next(
    const struct iceberg_mapping *m, int32_t id, size_t at);

/*
 * Whether columns go by their names in files without ids as well: no schema of
 * the table has had one of the current names for another column, and the
 * property does not have it for one.
 */
bool iceberg_mapping_keeps_names(const struct iceberg_meta *meta);

void iceberg_mapping_free(struct iceberg_mapping *m);

#endif
