/*
 * time_pattern: instants written and read by patterns, as requests and records
 * of APIs spell them.
 *
 * A pattern is one of the names
 *
 *	rfc3339   %Y-%m-%dT%H:%M:%SZ
 *	date      %Y-%m-%d
 *	epoch     %s
 *	epoch_ms  %ms
 *	epoch_us  %us
 *
 * or a text with any of
 *
 *	%Y %m %d %H %M %S  year, month, day, hour, minute, second, in digits
 *	%j %b %a           day of the year, English names of month and weekday
 *	%_ms %f            milliseconds (3 digits), microseconds (6 digits)
 *	%s %ms %us         seconds, milliseconds, microseconds since 1970
 *	%z %:z             the zone: +0000, +00:00
 *	%%                 a percent sign
 *
 * It must tell a time down to some unit without a gap: one with %M has the hour
 * and the day as well.  What it writes is in UTC where it counts since 1970,
 * names the zone or ends with Z, GMT, UTC, +0000 or +00:00; elsewhere in the
 * zone that the caller says.  Instants are microseconds since 1970, of the
 * years 1 to 9999.
 *
 * Layer: table.  Thread-safe.
 */
#ifndef TABLE_TIME_PATTERN_H
#define TABLE_TIME_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"

/* Why the text is not a pattern, a phrase; NULL when it is one. */
const char *time_pattern_fault(const char *pattern);

/* Whether it is a number alone, counted since 1970. */
bool time_pattern_is_number(const char *pattern);

/* The smallest unit that it tells, in microseconds; of a month, 31 days. */
int64_t time_pattern_unit(const char *pattern);

/*
 * Append the instant, rounded down to the pattern's unit; zone is minutes east
 * of UTC, for patterns without one.
 */
void time_pattern_put(const char *pattern, int64_t us, int zone,
    struct buf *out);

/* The instant that time_pattern_put() would write: us, rounded down. */
int64_t time_pattern_floor(const char *pattern, int64_t us, int zone);

/*
 * Read the len bytes at s, which must be as the pattern says; what it leaves
 * out is the first month, day, or 0.  Numbers may lack zeros in front where a
 * character that is not a digit comes after; a fraction (%f, %_ms) may have 1
 * to 9 digits; %z takes Z, +HH, +HHMM and +HH:MM.  False for anything else.
 */
bool time_pattern_read(const char *pattern, const char *s, size_t len,
    int zone, int64_t *us) MUST_CHECK;

#endif
