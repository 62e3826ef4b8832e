/*
 * reader_levels: the levels in front of a page's values.
 * Private to the reader.
 *
 * Format facts: parquet-format, Encodings.md, "Run Length Encoding /
 * Bit-Packing Hybrid (RLE = 3)", "Bit-packed (Deprecated) (BIT_PACKED = 4)";
 * README.md, "Data Pages".
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_LEVELS_H
#define PARQUET_READER_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "parquet/reader.h"

/* How a page's header says that its levels are stored. */
struct reader_levels {
	bool framed; /* by lengths in front of them: pages of version 1 */
	size_t repetitions; /* bytes, where they are not */
	size_t definitions;
	bool packed_repetitions; /* by BIT_PACKED, which has no length */
	bool packed_definitions;
};

/*
 * Decode the levels of this many rows, as reader_values has them, from the len
 * bytes at b, the page; p->values then has the rows and no values.  *at gets
 * where the values begin, *n how many there are.  False when the bytes cannot
 * be levels.
 */
bool reader_levels_get(struct reader_pages *p, const struct reader_levels *l,
    const uint8_t *b, size_t len, size_t rows, size_t *at,
    size_t *n) MUST_CHECK;

#endif
