/*
 * table_above: finds, in a schema, the tables that a table's rows join.
 *
 * Layer: table.
 */
#ifndef TABLE_TABLE_ABOVE_H
#define TABLE_TABLE_ABOVE_H

#include "table/schema.h"

/*
 * Set the table's links by the tables above it, as the schema has them: that to
 * its parent, and that to its root, the last one that parents lead to.  What
 * the schema does not have stays as it is.
 */
void table_above_find(struct table *t, const struct schema *s);

#endif
