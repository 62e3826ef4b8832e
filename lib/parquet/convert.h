/*
 * convert: stored values as those of a wider type.
 *
 * When a column widens, what is stored already is carried over: integers to
 * double or decimal, dates to timestamps, everything to text or JSON in its
 * canonical spelling (the shortest that gives the same double; times in UTC).
 *
 * Layer: parquet.  Thread-safe.
 */
#ifndef PARQUET_CONVERT_H
#define PARQUET_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"
#include "table/type.h"

/*
 * A value of a type: num for bool, bigint, date, timestamp, double (its bits);
 * unscaled for decimals, two's complement, big-endian; s for text and json.
 */
struct convert_value {
	int64_t num;
	uint8_t unscaled[16];
	const char *s;
	size_t len;
};

/*
 * Make *v, a value of type from, one of type to.  Text is put in scratch,
 * which is emptied first, and stays valid as long.  quote appends the JSON
 * string of the len bytes at s, with its quotes.  False when it does not fit,
 * which it does when the types were joined.
 */
bool convert(struct convert_value *v, struct coltype from, struct coltype to,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct buf *scratch) MUST_CHECK;

#endif
