/*
 * verify: verifies a finished file: walks it from end to end and compares all
 * that it says with all that it holds.
 *
 * Every page is read, checked against its checksum, decompressed and decoded;
 * counts, sizes, offsets, encodings, bounds, distinct counts, page indexes,
 * Bloom filters, the order of sorted rows and the validity of text are made
 * out anew; and every byte of the file must belong to exactly one structure.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_VERIFY_H
#define PARQUET_VERIFY_H

#include <stdint.h>

#include "base/error.h"

/*
 * Verify the file open as fd (name is for messages), which must hold that many
 * rows; -1: any number.  -1 with *e (ERROR_FAILED), which says what is wrong.
 */
int verify_file(int fd, const char *name, int64_t rows,
    struct error *e) MUST_CHECK;

#endif
