/*
 * reader_footer: what a file's footer says of its columns and row groups.
 * Private to the reader.
 *
 * Format facts: parquet.thrift, FileMetaData and what it holds.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_FOOTER_H
#define PARQUET_READER_FOOTER_H

#include "base/error.h"
#include "parquet/reader.h"

/*
 * Parse r->footer into columns, groups, rows and pairs, which reader_close()
 * releases; their spans point into it.  That the numbers can be worked with is
 * not checked here.  -1 with *e (ERROR_INPUT): it is damaged, or holds what is
 * not read.
 */
int reader_footer(struct reader *r, struct error *e) MUST_CHECK;

#endif
