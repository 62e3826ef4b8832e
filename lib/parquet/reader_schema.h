/*
 * reader_schema: the columns of a file and how they nest, from its schema.
 * Private to the reader.
 *
 * Format facts: parquet.thrift, SchemaElement; LogicalTypes.md, "Nested
 * Types", with its rules for lists and maps of older writers.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_SCHEMA_H
#define PARQUET_READER_SCHEMA_H

#include "base/error.h"
#include "parquet/reader.h"
#include "parquet/thrift.h"

/* Groups within groups, at most; what is nested deeper is an error. */
#define READER_DEPTH 64

/*
 * Parse the list of elements that is next into r->columns, which must be NULL,
 * r->nodes and r->fields.  Strictly, columns are flat and of our types.  -1
 * with *e (ERROR_INPUT).
 */
int reader_schema(struct reader *r, struct thrift_in *t,
    struct error *e) MUST_CHECK;

/* Say of each field, once the row groups are known, whether it is read. */
void reader_schema_unread(struct reader *r);

#endif
