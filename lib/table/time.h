/*
 * time: dates and timestamps between text and numbers.
 *
 * Taken: YYYY-MM-DD, and with T, t or one space HH:MM[:SS[.f{1,9}]] and then
 * nothing (the caller says what that means), Z, z, +HH:MM, +HHMM or +HH.
 * Digits after the sixth of a fraction must be zeros, so that microseconds
 * hold the value; no 24:00, no second 60, years 0001 to 9999.
 *
 * Format facts: ISO 8601-1:2019 (calendar dates, extended format), RFC 3339.
 * Calendar arithmetic in days since 1970-01-01, proleptic Gregorian.
 *
 * Layer: table.  Thread-safe.
 */
#ifndef TABLE_TIME_H
#define TABLE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

#define TIME_TEXT_MAX 32

/* Days since 1970-01-01 of "YYYY-MM-DD"; false when it is not one. */
bool time_parse_date(const char *s, size_t len, int32_t *days) MUST_CHECK;

/*
 * Microseconds since 1970-01-01T00:00:00Z; false when it is not a timestamp.  A
 * text without a zone is in the one that is zone minutes east of UTC.
 */
bool time_parse_stamp(const char *s, size_t len, int zone,
    int64_t *us) MUST_CHECK;

/*
 * The minutes east of UTC, within a day, of "UTC", "Z" or "+HH:MM"; false when
 * it is none of them.
 */
bool time_parse_zone(const char *s, size_t len, int *minutes) MUST_CHECK;

/* "+HH:MM", 6 bytes, no NUL; returns the length. */
size_t time_format_zone(int minutes, char to[TIME_TEXT_MAX]);

/* "YYYY-MM-DD", 10 bytes, no NUL; returns the length. */
size_t time_format_date(int32_t days, char to[TIME_TEXT_MAX]);

/*
 * "YYYY-MM-DDTHH:MM:SSZ", with ".ffffff" before the Z when it is not zero;
 * no NUL; returns the length.
 */
size_t time_format_stamp(int64_t us, char to[TIME_TEXT_MAX]);

#endif
