/*
 * publish: columns lines, and schemas.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_PUBLISH_H
#define AAI_FLATTEN_PUBLISH_H

#include "aai-flatten/flatten_internal.h"

/*
 * Append the table's columns line with its LF, if it says something new; last:
 * no row follows.  Columns that join the table get their places in rows.  Lines
 * of the tables above it, with their keys, come before its first one, as rows
 * of lists come before the row that has the list.
 */
void publish_columns(struct flatten *f, struct model_table *t, bool last,
    struct buf *out);

/* Append the lines of all tables: columns lines, or a schema with --infer. */
void publish_all(struct flatten *f, bool last, struct buf *out);

/* Say which columns and tables the API description does not have. */
void publish_drift(struct flatten *f);

#endif
