/*
 * model_name: tables and columns under names that nothing else has; for the
 * model alone.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_MODEL_NAME_H
#define AAI_FLATTEN_MODEL_NAME_H

#include "aai-flatten/model.h"

/* Add a column with exactly this name, which must be new to the table. */
struct model_column *model_add_column(struct model *m, struct model_table *t,
    const char *name, size_t len);

/* Add a table with exactly this name and path, which must be new. */
struct model_table *model_add_table(struct model *m, const char *name,
    size_t len, const char *path);

/* The table's column of that name, or NULL. */
struct model_column *model_find_column(const struct model_table *t,
    const struct buf *name);

/* Give a column another name, which must be new to the table. */
void model_rename_column(struct model_column *c, const struct buf *name);

/*
 * The same of columns and tables of which several are renamed: the names must
 * be new once all have theirs, when the index is made.
 */
void model_set_column_name(struct model_column *c, const struct buf *name);
void model_index_columns(struct model_table *t);
void model_set_table_name(struct model_table *t, const struct buf *name);
void model_index_tables(struct model *m);

/*
 * The column for the field: one of its name that no place leads to yet, or a
 * new one under a name of its own.  NULL when a key that may be renamed has
 * the name: m->clash.
 */
struct model_column *model_name_column(struct model *m,
    const struct model_field *fd);

/* The same for the table of a root, and of a field's list, at that path. */
struct model_table *model_name_root(struct model *m, struct model_root *r);
struct model_table *model_name_table(struct model *m,
    const struct model_field *fd, bool map, const char *path);

/*
 * Have the root's keys be carried under the names that schemas have for them in
 * child tables: the longest, as they had to make way for data there.
 */
void model_preset_keys(struct model *m, struct model_root *r);

/* Give the table its keys: those of its parent and then its position's. */
void model_name_keys(struct model *m, struct model_table *t, bool map);

/* Append the name that the key's path gives by itself. */
void model_name_path(const struct model_key *k, struct buf *name);

/* Give a root's table the key that is made of the content. */
void model_name_id(struct model *m, struct model_table *t);

/* Give the table dlt's columns, if they are asked for. */
void model_name_dlt(struct model *m, struct model_table *t);

/*
 * The shortest name for a position, or (bare: a member's name) another key,
 * that no column of the n tables has; the first one's path gives it.
 */
void model_name_key(struct model_table *const *tables, size_t n,
    const char *suffix, const char *bare, struct buf *name);

#endif
