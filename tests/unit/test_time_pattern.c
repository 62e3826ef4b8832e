/* Tests of table/time_pattern. */
#include "table/time_pattern.h"

#include "table/time.h"
#include "tap.h"

#define US INT64_C(1790000000123456) /* 2026-09-21T14:13:20.123456Z, Monday */

static void
is_written(const char *pattern, int zone, const char *want)
{
	struct buf out = buf_make(256);
	int64_t back = 0;

	time_pattern_put(pattern, US, zone, &out);
	buf_byte(&out, 0);
	CHECK_STR((const char *)out.data, want, "%s", pattern);
	CHECK(time_pattern_fault(pattern) == NULL, "%s is a pattern", pattern);
	CHECK(time_pattern_read(pattern, want, strlen(want), zone, &back),
	    "%s is read", want);
	CHECK_INT(back, time_pattern_floor(pattern, US, zone),
	    "... as what was written");
	CHECK(US - back >= 0 && US - back < time_pattern_unit(pattern),
	    "... which is not later, and within the unit");
	buf_free(&out);
}

static void
writing(void)
{
	is_written("rfc3339", 120, "2026-09-21T14:13:20Z");
	is_written("date", 0, "2026-09-21");
	is_written("date", 12 * 60, "2026-09-22");
	is_written("epoch", 120, "1790000000");
	is_written("epoch_ms", 0, "1790000000123");
	is_written("epoch_us", 0, "1790000000123456");
	is_written("%Y-%m-%dT%H:%M:%S.%fZ", 60, "2026-09-21T14:13:20.123456Z");
	is_written("%Y-%m-%dT%H:%M:%S.%_msZ", 60, "2026-09-21T14:13:20.123Z");
	is_written("%Y-%m-%dT%H:%M:%S%z", 60, "2026-09-21T14:13:20+0000");
	is_written("%Y-%m-%dT%H:%M:%S.%f%:z", 60,
	    "2026-09-21T14:13:20.123456+00:00");
	is_written("%Y-%m-%dT%H:%M:%S+00:00", 60, "2026-09-21T14:13:20+00:00");
	is_written("%Y-%m-%d %H:%M:%S", -60, "2026-09-21 13:13:20");
	is_written("%Y-%m-%d %H:%M:%SZ", -60, "2026-09-21 14:13:20Z");
	is_written("%d/%m/%Y %H:%M", 0, "21/09/2026 14:13");
	is_written("%Y%m%dT%H", 0, "20260921T14");
	is_written("%Y%m%d", 0, "20260921");
	is_written("%Y-%j", 0, "2026-264");
	is_written("%Y/%m", 0, "2026/09");
	is_written("%a, %d %b %Y %H:%M:%S GMT", 60,
	    "Mon, 21 Sep 2026 14:13:20 GMT");
	is_written("updated_at:[%Y-%m-%dT%H:%M:%S.%fZ..2100-01-01] %%", 0,
	    "updated_at:[2026-09-21T14:13:20.123456Z..2100-01-01] %");
	is_written("modified_on:gt:%s", 0, "modified_on:gt:1790000000");
}

static void
is_read(const char *pattern, const char *text, int zone, const char *want)
{
	char got[TIME_TEXT_MAX + 1] = "none";
	int64_t us;

	if (time_pattern_read(pattern, text, strlen(text), zone, &us))
		got[time_format_stamp(us, got)] = '\0';
	CHECK_STR(got, want, "%s by %s", text, pattern);
}

static void
reading(void)
{
	is_read("%d/%m/%Y %H:%M", "1/9/2026 4:05", 0, "2026-09-01T04:05:00Z");
	is_read("%d/%m/%Y", "31/9/2026", 0, "none");
	is_read("%d/%m/%Y", "0/9/2026", 0, "none");
	is_read("%d/%m/%Y", "1/9/26", 0, "none");
	is_read("%Y%m%d", "2026921", 0, "none");
	is_read("%Y%m%d%H", "2026092124", 0, "none");
	is_read("%Y%m%d%H", "2026092123", 120, "2026-09-21T21:00:00Z");
	is_read("%Y-%m-%dT%H:%M:%S.%f%z", "2026-09-21T14:13:20.5+02:00", 0,
	    "2026-09-21T12:13:20.500000Z");
	is_read("%Y-%m-%dT%H:%M:%S.%f%z", "2026-09-21T14:13:20.123456789-02",
	    0, "2026-09-21T16:13:20.123456Z");
	is_read("%Y-%m-%dT%H:%M:%S%z", "2026-09-21T14:13:20Z", 60,
	    "2026-09-21T14:13:20Z");
	is_read("%Y-%m-%dT%H:%M:%S%z", "2026-09-21T14:13:20+2460", 0, "none");
	is_read("%Y-%m-%dT%H:%M:%S%z", "2026-09-21T14:13:20", 0, "none");
	is_read("%Y-%m-%d", "2026-09-21T14:13:20", 0, "none");
	is_read("%s", "-1", 0, "1969-12-31T23:59:59Z");
	is_read("%s", "99999999999999999", 0, "none");
	is_read("%s", "1790000000.5", 0, "none");
	is_read("%d %b %Y", "21 sep 2026", 0, "2026-09-21T00:00:00Z");
	is_read("%d %b %Y", "21 xyz 2026", 0, "none");
	is_read("%Y-%j", "2026-367", 0, "none");
	is_read("%Y-%j", "2026-001", 0, "2026-01-01T00:00:00Z");
	is_read("%Y", "0000", 0, "none");
	is_read("%Y-%m-%dT%H:%MZ", "9999-12-31T23:59Z", 0,
	    "9999-12-31T23:59:00Z");
	is_read("%Y-%m-%dT%H:%M", "0001-01-01T00:00", 60, "none");
}

static void
is_refused(const char *pattern, const char *want)
{
	const char *why = time_pattern_fault(pattern);

	CHECK(why != NULL && strstr(why, want) != NULL, "'%s': %s", pattern,
	    why != NULL ? why : "no fault");
}

static void
faults(void)
{
	is_refused("", "neither");
	is_refused("RFC3339", "neither");
	is_refused("%Y-%q", "no meaning");
	is_refused("%Y-%m-%d %", "no meaning");
	is_refused("%Y-%d", "leaves out");
	is_refused("%m-%d", "neither");
	is_refused("%Y-%m-%d %M", "leaves out");
	is_refused("%Y-%m-%d %H:%M.%f", "leaves out");
	is_refused("%Y %Y", "twice");
	is_refused("%s%ms", "twice");
	is_refused("%Y-%m-%d %s", "twice");
	is_refused("%Y-%j-%d", "twice");
	is_refused("%Y-%m-%dT%H:%M:%S.%f%_ms", "twice");
	is_refused("%z", "neither");
}

static void
units(void)
{
	CHECK_INT(time_pattern_unit("date"), INT64_C(86400000000), "a day");
	CHECK_INT(time_pattern_unit("rfc3339"), 1000000, "a second");
	CHECK_INT(time_pattern_unit("epoch_ms"), 1000, "a millisecond");
	CHECK_INT(time_pattern_unit("%Y-%m-%dT%H:%M:%S.%f%z"), 1, "one");
	CHECK_INT(time_pattern_unit("%Y-%m-%d %H:%M"), 60000000, "a minute");
	CHECK_INT(time_pattern_floor("%Y-%m", US, 0),
	    INT64_C(1788220800000000), "a month begins with its first day");
	CHECK_INT(time_pattern_floor("epoch", -1, 0), -1000000,
	    "down is down before 1970 as well");
}

int
main(void)
{
	writing();
	reading();
	faults();
	units();
	return tap_done();
}
