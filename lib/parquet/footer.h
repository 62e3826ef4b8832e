/*
 * footer: writes the structures that follow the row groups, as Thrift.
 *
 * Format facts: parquet-format, parquet.thrift, structs ColumnMetaData,
 * ColumnIndex, OffsetIndex, SchemaElement.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_FOOTER_H
#define PARQUET_FOOTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "parquet/chunk.h"
#include "parquet/thrift.h"

/*
 * Append the ColumnMetaData of a chunk that begins at offset in the file, and
 * whose Bloom filter, if it has one, is at bloom_at.
 */
void footer_column_meta(struct buf *out, const struct chunk *c,
    const char *name, size_t name_len, int64_t offset, int64_t bloom_at);

/* Append the ColumnIndex of an indexed chunk. */
void footer_column_index(struct buf *out, const struct chunk *c);

/* Append the OffsetIndex of a chunk that begins at offset in the file. */
void footer_offset_index(struct buf *out, const struct chunk *c,
    int64_t offset);

/*
 * Put a column's SchemaElement, an item of the list being written, with the
 * field id unless that is 0.
 */
void footer_element(struct thrift_out *t, const char *name, size_t len,
    struct coltype type, int32_t id);

#endif
