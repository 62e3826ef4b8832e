/*
 * iceberg_state: what an Iceberg table is to those who write to it.
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_STATE_H
#define LAKE_ICEBERG_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "lake/iceberg_meta.h"
#include "lake/iceberg_schema.h"
#include "lake/lake.h"

#define ICEBERG_JSON "aai.json"
#define ICEBERG_KEY  "aai.key"
#define ICEBERG_LOAD "aai.load"

/* What a table is to us. */
struct iceberg_state {
	char *location;		  /* owned; its URI */
	struct iceberg_meta meta; /* of version t->version, if not 0 */
	struct iceberg_schema next;
	int32_t last_column; /* with those of next */
};

/*
 * Read a version of the table's metadata that is one of ours, and to be written
 * to.  -1 with *e; m is to be freed either way.
 */
int iceberg_load(struct lake_table *t, int64_t version, struct iceberg_meta *m,
    struct error *e) MUST_CHECK;

/*
 * Tell in t->held of the columns that can be written, or of all; those of
 * other types are then TYPE_NONE.
 */
void iceberg_columns(
    struct lake_table *t, const struct iceberg_meta *m, bool all);

#endif
