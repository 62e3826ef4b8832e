/*
 * infer_columns: infers the columns of a table from its files.
 *
 * Layer: view.
 */
#ifndef VIEW_INFER_COLUMNS_H
#define VIEW_INFER_COLUMNS_H

#include "base/cc.h"
#include "base/error.h"
#include "view/catalog.h"

/*
 * Add the columns of the table's files to those it has, or widen these.  -1
 * with *e (ERROR_INPUT) when a file cannot be read; the table then has some.
 */
int infer_columns(struct shown *t, struct error *e) MUST_CHECK;

/*
 * The same for a table of a table format, whose columns known are: those of
 * its live files that it has not, because they were dropped, are passed over.
 * An error too (ERROR_INPUT) where a file has a column of that name that is
 * another, or one under another name.
 */
int infer_columns_live(struct shown *t, const struct table *known,
    struct error *e) MUST_CHECK;

#endif
