/*
 * file_fields: the columns of a data file as its table has them.
 *
 * Layer: view.
 */
#ifndef VIEW_FILE_FIELDS_H
#define VIEW_FILE_FIELDS_H

#include "base/cc.h"
#include "base/error.h"
#include "lake/field_names.h"
#include "parquet/reader.h"

/*
 * Give the fields of the file, and what is within them, the names that they
 * have in the table; what the table has not is taken out, or marked as dropped
 * where it is within a field.  What is within a field of another kind than the
 * table's is not read.  names must live as long as r.  -1 with *e
 * (ERROR_INPUT): two are the same column, or the file has no ids by which they
 * could be told, or is without a column that it must have.
 */
int file_fields_name(struct reader *r, const struct field_names *names,
    struct error *e) MUST_CHECK;

#endif
