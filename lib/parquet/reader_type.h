/*
 * reader_type: what a column of a file holds, from its SchemaElement.
 * Private to the reader.
 *
 * Format facts: parquet.thrift, SchemaElement, ConvertedType, LogicalType;
 * LogicalTypes.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_TYPE_H
#define PARQUET_READER_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "parquet/reader.h"
#include "parquet/thrift.h"

/* What a SchemaElement says; -1 for what it leaves out. */
struct element {
	int64_t phys, length, repetition, children, converted, scale,
	    precision, id;
	struct reader_span name;
	int16_t logical; /* the number of the union's field; 0: none */
	bool utc;	 /* TIMESTAMP, TIME: adjusted to UTC */
	int16_t unit;	 /* ... 1 ms, 2 us, 3 ns */
	int32_t bits;	 /* INTEGER */
	bool is_signed;
	int32_t logical_scale, logical_precision;
};

/* Read the element that is next in a list. */
struct element reader_element(struct thrift_in *t);

/*
 * Fill in what the column is; NULL, or what is wrong with it.  Strictly it
 * must be as physical_type.h has it; otherwise anything is taken that has a
 * place among our types.
 */
const char *reader_type(const struct element *el, bool strict,
    struct reader_column *c);

#endif
