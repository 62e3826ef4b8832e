/*
 * family: which tables of a load hang together: a table at the top and the
 * tables of its nested lists, which all begin with the key of its record.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_FAMILY_H
#define AAI_SINK_SQL_FAMILY_H

#include <stddef.h>

#include "aai-sink-sql/script.h"
#include "table/schema.h"

/*
 * Set the n tables' top, members, next and nroot.  A table that lacks its
 * parent's key is on its own.  O(tables, and columns of each).
 */
void family_find(
    const struct schema *schema, struct sql_table *const *tables, size_t n);

#endif
