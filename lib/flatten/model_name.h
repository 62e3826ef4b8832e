/*
 * model_name: tables and columns added under names that nothing else has; for
 * the model alone.
 *
 * Layer: flatten.
 */
#ifndef FLATTEN_MODEL_NAME_H
#define FLATTEN_MODEL_NAME_H

#include "flatten/model.h"

/* Add a column with exactly this name, which must be new to the table. */
struct model_column *model_add_column(struct model *m, struct model_table *t,
    const char *name, size_t len);

/*
 * The column for the raw name below the prefix: one of that name that no place
 * leads to yet, or a new one under a name of its own.  path is the place, for
 * telling apart and for messages.
 */
struct model_column *model_name_column(struct model *m, struct model_table *t,
    const char *prefix, const char *raw, size_t len, const char *path);

/* The same for a table: its name is made of the parent's, prefix and raw. */
struct model_table *model_name_table(struct model *m,
    struct model_table *parent, const char *prefix, const char *raw,
    size_t len, const char *path);

/* Give the table its keys: those of its parent and then its position's. */
void model_name_keys(struct model *m, struct model_table *t, bool map);

#endif
