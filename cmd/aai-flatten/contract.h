/*
 * contract: what may be added to a schema.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_CONTRACT_H
#define AAI_FLATTEN_CONTRACT_H

#include "aai-flatten/flatten_internal.h"

/*
 * Contracts.  Each is asked about the value p..end when it would add a table,
 * a column, a fact; true: go on (facts are joined then).  False: it is left
 * out, f->stop set when that is an error.
 */
bool contract_table(struct flatten *f, struct model_field *fd, bool map,
    const char *p, const char *end);
bool contract_column(struct flatten *f, struct model_field *fd,
    const char *p, const char *end);
bool contract_facts(struct flatten *f, struct model_column *c,
    struct facts now, const char *p, const char *end);

/*
 * The same for a record whose table has just come up: 1, 0 or -1 with f->stop
 * set, also when it would be left out and is not JSON.
 */
int contract_root(struct flatten *f, struct error *e) MUST_CHECK;

/*
 * Leave out the current row, which is made of from..end, and all rows of
 * its children, which were written from mark on.  item is what the list or map
 * has; NULL for a record.  -1 with f->stop set.
 */
int contract_drop_row(struct flatten *f, struct model_table *t,
    const struct model_field *item, struct flatten_mark mark,
    const char *from, const char *end) MUST_CHECK;

#endif
