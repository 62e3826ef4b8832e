/*
 * reader_values: the values of a page, decoded from its bytes.
 * Private to the reader.
 *
 * Each function takes the len bytes at its pointer for what the page holds and
 * believes nothing of them: false says that they cannot be that.  Files of our
 * own (strict) must use their bytes up; others may pad.
 *
 * Format facts: parquet-format, Encodings.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_READER_VALUES_H
#define PARQUET_READER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "parquet/reader.h"

/*
 * Whether there is room for that many bytes beside what p holds, which are then
 * counted; otherwise p->full is set.
 */
bool reader_values_fit(struct reader_pages *p, uint64_t more) MUST_CHECK;

/*
 * Make v, which is p's, have rows rows and n values of p->column, none of them
 * filled in.  False as reader_values_fit().
 */
bool reader_values_room(struct reader_pages *p, struct reader_values *v,
    size_t rows, size_t n) MUST_CHECK;

/* Decode v->n PLAIN values of the column, which spans point to. */
bool reader_values_plain(const struct reader_column *c, bool strict,
    const uint8_t *p, size_t len, struct reader_values *v) MUST_CHECK;

/*
 * Decode p->values.n values in p->encoding, those after the levels in a data
 * page.  Spans point to the bytes, the dictionary's or p->text.
 */
bool reader_values_get(struct reader_pages *p, const uint8_t *at,
    size_t len) MUST_CHECK;

/*
 * Decode n numbers of that many bits, runs and bit-packed groups, to p->ids;
 * in files of our own they fill the bytes.
 */
bool reader_values_runs(struct reader_pages *p, const uint8_t *at, size_t len,
    unsigned width, size_t n) MUST_CHECK;

/* Release the memory. */
void reader_values_free(struct reader_values *v);

#endif
