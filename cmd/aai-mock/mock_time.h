/*
 * mock_time: times as the API and HTTP write them.
 *
 * Layer: aai-mock.  Thread-safe.
 */
#ifndef AAI_MOCK_MOCK_TIME_H
#define AAI_MOCK_MOCK_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"
#include "json/writer.h"

/*
 * A member with the time us since 1970, as ISO 8601, with a Z if zone is set;
 * no fraction when 0.
 */
void mock_time_put(
    struct json_writer *w, const char *name, int64_t us, bool zone);

/* Append the time s since 1970 as in "Sun, 06 Nov 1994 08:49:37 GMT". */
void mock_time_http_date(struct buf *out, int64_t s);

/* Midnight of a day such as "2026-04-01", in us since 1970; false otherwise. */
bool mock_time_parse_day(const char *text, int64_t *us) MUST_CHECK;

#endif
