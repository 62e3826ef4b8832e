/*
 * dlt: the columns that link dlt's tables.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_DLT_H
#define AAI_FLATTEN_DLT_H

#include "aai-flatten/flatten_internal.h"

/*
 * With --ids dlt: begin a list, whose rows' parent is the current row in the
 * parent table; and add its ids to the current row.  -1 with f->stop set.
 */
int dlt_begin(struct flatten *f, struct model_table *t) MUST_CHECK;
int dlt_row(struct flatten *f, struct model_table *t) MUST_CHECK;

#endif
