/*
 * opened_table: a Delta or Iceberg table that is opened to be changed.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_OPENED_TABLE_H
#define AAI_COMPACT_OPENED_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/error.h"
#include "base/map.h"
#include "lake/lake.h"
#include "sink/folder.h"

/* Of all tables of a folder. */
struct opened_lake {
	struct lake lake;
	size_t memory; /* bytes */
};

/* A zeroed struct may be closed; it must not move. */
struct opened_table {
	struct lake_table t;
	struct map files; /* live ones: names in the folder,
			     "TABLE/data/part-..."; the value is the size */
};

/*
 * How the folder's tables are read and written, by its note of their kind.  -1
 * with *e (USAGE: it is not known).
 */
int opened_lake_make(struct opened_lake *l, const struct folder *f,
    size_t memory, struct error *e) MUST_CHECK;

/* The name of the table that note number i is of; NULL: it is of none. */
const char *opened_table_name(const struct folder *f, size_t i);

/*
 * Read a table and list its live data files, the oldest versions first.  1; 0
 * when it is gone; -1 with *e.
 */
int opened_table_open(struct opened_table *o, struct opened_lake *l,
    struct folder *f, const char *name, struct error *e) MUST_CHECK;

void opened_table_close(struct opened_table *o);

#endif
