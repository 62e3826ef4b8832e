/*
 * openapi_columns: the columns of a record's table, from its schema.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_COLUMNS_H
#define AAI_DESCRIBE_OPENAPI_COLUMNS_H

#include "aai-describe/openapi.h"

/*
 * Put "columns", "maps" and "json" into table, members of "table" in
 * aai-api(5).  Values whose kind is not known are not named.  At most some
 * hundred columns; what is nested deeper, or within itself, is JSON.
 */
void openapi_columns(struct openapi *o, const struct openapi_nodes *record,
    struct source_members *table);

#endif
