/*
 * foreign: values that only files of others have, as text.
 *
 * Format facts: parquet-format, LogicalTypes.md (TIME, TIMESTAMP, DECIMAL,
 * UUID, FLOAT16, INTERVAL); parquet.thrift, INT96; ISO 8601-1:2019, expanded
 * years and durations.
 *
 * Layer: view.  Thread-safe.
 */
#ifndef VIEW_FOREIGN_H
#define VIEW_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The most bytes of a decimal that is spelled in digits. */
#define FOREIGN_DECIMAL_MAX 128

/*
 * Append an instant: seconds since 1970-01-01T00:00:00Z and nanoseconds, whose
 * last three digits are put only when they are not 0.  A year beyond 1 to
 * 9999 has a sign and as many digits as it needs: "+12345-01-02T03:04:05Z",
 * "-0043-03-15T...", and "+0000-..." is the year before 1.
 */
void foreign_put_stamp(struct buf *out, int64_t seconds, unsigned ns);

/* The same of a day since 1970-01-01. */
void foreign_put_date(struct buf *out, int64_t days);

/*
 * Append a time of a day in units of which there are this many a second, with
 * this many digits after the point when they are not 0.  Below midnight it has
 * a sign.
 */
void foreign_put_time(struct buf *out, int64_t v, int64_t second, int digits);

/* Append the 16 bytes as a UUID. */
void foreign_put_uuid(struct buf *out, const uint8_t *p);

/* Append the bytes in hexadecimal digits. */
void foreign_put_hex(struct buf *out, const uint8_t *p, size_t len);

/*
 * Append 12 bytes, months, days and milliseconds, as a duration:
 * "P14M3DT4.005S"; "P0D" for none.
 */
void foreign_put_interval(struct buf *out, const uint8_t *p);

/*
 * Append the number of this many bytes, two's complement, big-endian, with
 * scale digits after the point; more bytes than FOREIGN_DECIMAL_MAX are put in
 * hexadecimal digits.
 */
void foreign_put_decimal(struct buf *out, const uint8_t *p, size_t len,
    unsigned scale);

/* The value of the two bytes of a half float. */
double foreign_half(const uint8_t *p);

#endif
