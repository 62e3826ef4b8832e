/*
 * physical_type: the physical type that stores each column type in Parquet.
 *
 *	bool		BOOLEAN
 *	bigint		INT64
 *	double		DOUBLE
 *	decimal(p,s)	INT32 (p <= 9), INT64 (p <= 18), else FIXED, DECIMAL
 *	date		INT32, DATE
 *	timestamp	INT64, TIMESTAMP (UTC, microseconds)
 *	text, json	BYTE_ARRAY, STRING
 *
 * Format facts: parquet-format, parquet.thrift, and LogicalTypes.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_PHYSICAL_TYPE_H
#define PARQUET_PHYSICAL_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "table/type.h"

/* parquet.thrift, enum Type. */
enum physical_type {
	PHYS_BOOLEAN = 0,
	PHYS_INT32 = 1,
	PHYS_INT64 = 2,
	PHYS_INT96 = 3,
	PHYS_FLOAT = 4,
	PHYS_DOUBLE = 5,
	PHYS_BYTES = 6,
	PHYS_FIXED = 7,
};

/* parquet.thrift, enum Encoding. */
enum encoding {
	ENCODING_PLAIN = 0,
	ENCODING_PLAIN_DICTIONARY = 2, /* RLE_DICTIONARY's old name */
	ENCODING_RLE = 3,
	ENCODING_BIT_PACKED = 4, /* of levels, once */
	ENCODING_DELTA_BINARY_PACKED = 5,
	ENCODING_DELTA_LENGTH_BYTE_ARRAY = 6,
	ENCODING_DELTA_BYTE_ARRAY = 7,
	ENCODING_RLE_DICTIONARY = 8,
	ENCODING_BYTE_STREAM_SPLIT = 9,
};

/* parquet.thrift, enum PageType. */
enum page_type {
	PAGE_DATA = 0,
	PAGE_INDEX = 1,
	PAGE_DICTIONARY = 2,
	PAGE_DATA_2 = 3,
};

/* The physical type that stores a column of that type. */
enum physical_type physical_type_of(struct coltype t);

/* Bytes of a PLAIN value: 4, 8 or a FIXED's length; 0 for text and bool. */
unsigned physical_type_width(struct coltype t);

/* Bytes of a two's complement number of that many digits (1 to 38). */
unsigned physical_type_decimal_bytes(unsigned digits);

#endif
