/*
 * model_path: where in the records tables and columns come from, as columns
 * lines have it: see aai-stream(5).
 *
 *	transcripts			the records of that tag
 *	transcripts.words[]		the items of their lists
 *	a.b				a member of a member of a row
 *	.				the item that the row is
 *	$.id, $.words[#]		the record's key, the item's position
 *	#_id				what is made here
 *
 * Unlike model_path()'s text, which is for people, it is that of one place
 * alone: names are quoted unless they have letters, digits, "_" and "-" only.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_MODEL_PATH_H
#define AAI_FLATTEN_MODEL_PATH_H

#include "aai-flatten/model.h"

/* Append a member's name, quoted if need be. */
void model_path_name(const char *raw, size_t len, struct buf *out);

/* Append the key's path, a dot before each of its names. */
void model_path_key(const struct model_key *k, struct buf *out);

/* Append the field's path in the row that it is in. */
void model_path_field(const struct model_field *fd, struct buf *out);

/* Append that of the table that the field's list, or map, becomes. */
void model_path_list(const struct model_field *fd, bool map, struct buf *out);

/*
 * The names that a table and a column of these paths have by themselves, and
 * the text that tells them apart from others with that name (see name_tell()).
 */
void model_path_table_name(const char *table, struct buf *name);
void model_path_column_name(const char *column, struct buf *name);
void model_path_text(const char *table, const char *column, struct buf *out);

/*
 * The bytes of a table's path that are the path of the table that its lists are
 * in; 0 when it has none.
 */
size_t model_path_parent(const char *table);

/*
 * Append the column's path.  False, with nothing appended, when nobody knows
 * it: it is from a schema that does not tell.
 */
bool model_path_column(const struct model_column *c,
    struct buf *out) MUST_CHECK;

/* The place of a field, and what is after it; the caller frees it. */
char *model_path(const struct model_field *fd, const char *rest) MUST_CHECK;

#endif
