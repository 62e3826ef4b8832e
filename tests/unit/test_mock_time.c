/* Times are written as the API and HTTP do. */
#include "aai-mock/mock_time.h"

#include "tap.h"

static const char *
when(struct buf *b, int64_t us, bool zone)
{
	struct json_writer w = { .out = b };

	buf_reset(b);
	mock_time_put(&w, "t", us, zone);
	buf_byte(b, 0);
	return (const char *)b->data;
}

static void
days(void)
{
	static const char *const bad[] = { "", "2026", "2026-02-30",
		"2100-02-29", "2026-13-01", "2026-1-01", "2026-00-01",
		"2026-01-00", "20260-1-01", "2026/01/01", "2026-01-01 " };
	int64_t us;
	size_t i;

	CHECK(
	    mock_time_parse_day("1970-01-01", &us) && us == 0, "a first day");
	CHECK(mock_time_parse_day("2026-04-01", &us) &&
		  us == (int64_t)1775001600 * 1000000,
	    "a later one");
	CHECK(mock_time_parse_day("2024-02-29", &us) &&
		  us == (int64_t)1709164800 * 1000000,
	    "a leap day");
	CHECK(mock_time_parse_day("2000-02-29", &us), "one of a century");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!mock_time_parse_day(bad[i], &us), "'%s' is not a day",
		    bad[i]);
}

int
main(void)
{
	struct buf b = buf_make(1000);

	days();
	CHECK_STR(when(&b, 0, true), "\"t\": \"1970-01-01T00:00:00Z\"",
	    "the beginning of time");
	CHECK_STR(when(&b, 1709251199000001, false),
	    "\"t\": \"2024-02-29T23:59:59.000001\"", "a leap day's end");
	CHECK_STR(when(&b, 4107542400000000, true),
	    "\"t\": \"2100-03-01T00:00:00Z\"", "a century without one");
	buf_reset(&b);
	mock_time_http_date(&b, 784111777);
	buf_byte(&b, 0);
	CHECK_STR(
	    (char *)b.data, "Sun, 06 Nov 1994 08:49:37 GMT", "a date of HTTP");
	buf_free(&b);
	return tap_done();
}
