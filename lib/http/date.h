/*
 * date: the time that an HTTP date names.
 *
 * Format facts: RFC 9110, section 5.6.7, "Date/Time Formats".
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

/*
 * Seconds since 1970 UTC of an HTTP date in any of its three forms: "Sun, 06
 * Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" (read as the year
 * nearest to now_s, at most 50 years ahead), "Sun Nov  6 08:49:37 1994".  The
 * name of the day is not held against the date.  False for anything else.
 */
bool date_parse(const char *s, size_t len, int64_t now_s,
    int64_t *out) MUST_CHECK;

#endif
