/* Tests of api/record_time. */
#include "api/record_time.h"

#include "table/time.h"
#include "tap.h"

#define HOUR 60

/* The time that a value says, as a timestamp; "none". */
static void
is_time(const char *value, int zone, const char *want)
{
	char got[TIME_TEXT_MAX + 1] = "none";
	int64_t us;

	if (record_time((struct span){ value, strlen(value) }, zone, &us))
		got[time_format_stamp(us, got)] = '\0';
	CHECK_STR(got, want, "%s", value);
}

static void
texts(void)
{
	is_time("\"2026-09-21T14:13:20Z\"", 0, "2026-09-21T14:13:20Z");
	is_time("\"2026-09-21T14:13:20\"", 2 * HOUR, "2026-09-21T12:13:20Z");
	is_time("\"2026-09-21T14:13:20.123456789Z\"", 0,
	    "2026-09-21T14:13:20.123456Z");
	is_time("\"2026-09-21T14:13:20.1234567890123+02:00\"", 0,
	    "2026-09-21T12:13:20.123456Z");
	is_time("\"2026-09-21 14:13:20,5\"", 0, "2026-09-21T14:13:20.500000Z");
	is_time("\"2026-09-21 14:13:20.000 +0200\"", 0,
	    "2026-09-21T12:13:20Z");
	is_time("\"2026-09-21 14:13:20 UTC\"", 2 * HOUR,
	    "2026-09-21T14:13:20Z");
	is_time("\"2026-09-21 14:13:20.25 UTC\"", 0,
	    "2026-09-21T14:13:20.250000Z");
	is_time("\"2026-09-21 14:13\"", 0, "2026-09-21T14:13:00Z");
	is_time("\"2026-09-21\"", 0, "2026-09-21T00:00:00Z");
	is_time("\"2026-09-21\"", -5 * HOUR, "2026-09-21T05:00:00Z");
	is_time("\"Mon, 21 Sep 2026 14:13:20 GMT\"", 0,
	    "2026-09-21T14:13:20Z");
	is_time("\"Mon, 1 Sep 2026 14:13 +0530\"", 0, "2026-09-01T08:43:00Z");
	is_time("\"21 Sep 2026 14:13:20 -0700\"", 0, "2026-09-21T21:13:20Z");
	is_time("\"Mon, 21 Sep 2026 14:13:20 EDT\"", 0,
	    "2026-09-21T18:13:20Z");
	is_time("\"2026-09-21T14:13:20.Z\"", 0, "none");
	is_time("\"2026-09-31\"", 0, "none");
	is_time("\"2026-09\"", 0, "none");
	is_time("\"Mon, 31 Sep 2026 14:13:20 GMT\"", 0, "none");
	is_time("\"Mon, 21 Sep 2026 14:13:20\"", 0, "none");
	is_time("\"Mon, 21 Sep 2026 14:13:20 XYZ\"", 0, "none");
	is_time("\"Mon, 21 Sep 2026 14:13:20 GMT x\"", 0, "none");
	is_time("\"Mon, 21 Sep 26 14:13:20 GMT\"", 0, "none");
	is_time("\"21/09/2026\"", 0, "none");
	is_time("\"yesterday\"", 0, "none");
	is_time("\"\"", 0, "none");
	is_time("\"2026-09-21T14:13:20\\u005a\"", 0, "none");
	is_time("\"2026-09-21T14:13:20.00000000000000000000000000000000000000000"
		"000000000000000000000000000Z\"",
	    0, "none");
	is_time("null", 0, "none");
	is_time("true", 0, "none");
	is_time("{}", 0, "none");
	is_time("", 0, "none");
}

static void
numbers(void)
{
	is_time("1790000000", 5 * HOUR, "2026-09-21T14:13:20Z");
	is_time("\"1790000000\"", 0, "2026-09-21T14:13:20Z");
	is_time("1790000000.5", 0, "2026-09-21T14:13:20.500000Z");
	is_time("\"1790000000.000200\"", 0, "2026-09-21T14:13:20.000200Z");
	is_time("1790000000.1234567", 0, "2026-09-21T14:13:20.123456Z");
	is_time("1.79e9", 0, "2026-09-21T14:13:20Z");
	is_time("1790000000123", 0, "2026-09-21T14:13:20.123000Z");
	is_time("1790000000123.5", 0, "2026-09-21T14:13:20.123500Z");
	is_time("1790000000123456", 0, "2026-09-21T14:13:20.123456Z");
	is_time("1790000000123456789", 0, "2026-09-21T14:13:20.123456Z");
	is_time("100000000", 0, "1973-03-03T09:46:40Z");
	is_time("99999999", 0, "none");
	is_time("20260921", 0, "none");
	is_time("20260921141320", 0, "none");
	is_time("0", 0, "none");
	is_time("-1790000000", 0, "none");
	is_time("\"1790000000.\"", 0, "none");
	is_time("\"1790000000 \"", 0, "none");
	is_time("\"0x6ab13a80\"", 0, "none");
	is_time("99999999999999999999999", 0, "none");
	is_time("1e400", 0, "none");
	is_time("1e-400", 0, "none");
}

int
main(void)
{
	texts();
	numbers();
	return tap_done();
}
