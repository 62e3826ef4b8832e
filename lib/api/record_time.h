/*
 * record_time: when a record was made, in the forms that APIs write times in.
 *
 * Taken: what table/time.h reads as a timestamp, with any number of digits in
 * a second's fraction and also with " UTC" or " GMT" after it; dates alone
 * (midnight UTC); the dates of RFC 5322 (mail) and RFC 9110 (HTTP); numbers,
 * also as strings, of seconds, milliseconds, microseconds or nanoseconds since
 * 1970, told apart by their size, from 1973 to 2286.  Anything else is not
 * guessed at.
 *
 * Layer: api.  Thread-safe.
 */
#ifndef API_RECORD_TIME_H
#define API_RECORD_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "json/span.h"

/*
 * Microseconds since 1970-01-01T00:00:00Z, rounded down; false when the value
 * is not a time.  A text without a zone is in the one that is zone_minutes
 * east of UTC.
 */
bool record_time(struct span value, int zone_minutes, int64_t *us) MUST_CHECK;

#endif
