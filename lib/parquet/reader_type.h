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

/* parquet.thrift, enum ConvertedType; -1: none. */
enum converted {
	CONVERTED_UTF8 = 0,
	CONVERTED_MAP = 1,
	CONVERTED_MAP_KEY_VALUE = 2,
	CONVERTED_LIST = 3,
	CONVERTED_ENUM = 4,
	CONVERTED_DECIMAL = 5,
	CONVERTED_DATE = 6,
	CONVERTED_TIME_MILLIS = 7,
	CONVERTED_TIME_MICROS = 8,
	CONVERTED_STAMP_MILLIS = 9,
	CONVERTED_STAMP_MICROS = 10,
	CONVERTED_UINT_8 = 11,
	CONVERTED_UINT_64 = 14,
	CONVERTED_INT_8 = 15,
	CONVERTED_INT_64 = 18,
	CONVERTED_JSON = 19,
	CONVERTED_BSON = 20,
	CONVERTED_INTERVAL = 21,
};

/* parquet.thrift, union LogicalType, by field; 0: none. */
enum logical {
	LOGICAL_STRING = 1,
	LOGICAL_MAP = 2,
	LOGICAL_LIST = 3,
	LOGICAL_ENUM = 4,
	LOGICAL_DECIMAL = 5,
	LOGICAL_DATE = 6,
	LOGICAL_TIME = 7,
	LOGICAL_STAMP = 8,
	LOGICAL_INTEGER = 10,
	LOGICAL_NULL = 11,
	LOGICAL_JSON = 12,
	LOGICAL_UUID = 14,
	LOGICAL_FLOAT16 = 15,
	LOGICAL_VARIANT = 16,
};

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
