/* JSON is written as the API does. */
#include "aai-mock/json_writer.h"

#include "tap.h"

static void
members(void)
{
	struct buf b = buf_make(1000);
	struct json_writer w = { .out = &b, .zone = true };

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "a", "x\"\\\n\t\001\x7f\xc3\xa9");
	json_writer_str(&w, "b", NULL);
	json_writer_int(&w, "c", -5);
	json_writer_bool(&w, "d", true);
	json_writer_open(&w, "e", '[');
	json_writer_open(&w, NULL, '{');
	json_writer_close(&w, '}');
	json_writer_open(&w, NULL, '[');
	json_writer_close(&w, ']');
	json_writer_close(&w, ']');
	json_writer_raw(&w, "f", "[1]");
	json_writer_close(&w, '}');
	buf_byte(&b, 0);
	CHECK_STR((char *)b.data,
	    "{\"a\": \"x\\\"\\\\\\n\\t\\u0001\x7f\xc3\xa9\", \"b\": null, "
	    "\"c\": -5, \"d\": true, \"e\": [{}, []], \"f\": [1]}",
	    "members have their separators");
	buf_reset(&b);
	w.ascii = true;
	json_writer_text(&w, "\xc3\xa9\xf0\x9d\x84\x9e\xe6\xb8\xaf", 9);
	buf_byte(&b, 0);
	CHECK_STR((char *)b.data, "\"\\u00e9\\ud834\\udd1e\\u6e2f\"",
	    "all but ASCII can be escaped");
	buf_free(&b);
}

static const char *
fixed(struct buf *b, uint64_t v, unsigned digits, bool integers)
{
	struct json_writer w = { .out = b };

	buf_reset(b);
	json_writer_fixed(&w, v, digits, integers);
	buf_byte(b, 0);
	return (const char *)b->data;
}

static const char *
when(struct buf *b, int64_t us, bool zone)
{
	struct json_writer w = { .out = b, .zone = zone };

	buf_reset(b);
	json_writer_time(&w, "t", us);
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
	    json_writer_parse_day("1970-01-01", &us) && us == 0, "a first day");
	CHECK(json_writer_parse_day("2026-04-01", &us) &&
		  us == (int64_t)1775001600 * 1000000,
	    "a later one");
	CHECK(json_writer_parse_day("2024-02-29", &us) &&
		  us == (int64_t)1709164800 * 1000000,
	    "a leap day");
	CHECK(json_writer_parse_day("2000-02-29", &us), "one of a century");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!json_writer_parse_day(bad[i], &us), "'%s' is no day",
		    bad[i]);
}

int
main(void)
{
	struct buf b = buf_make(1000);

	members();
	days();
	CHECK_STR(fixed(&b, 99902344, 8, false), "0.99902344", "a fraction");
	CHECK_STR(fixed(&b, 50000000, 8, false), "0.5", "without zeros");
	CHECK_STR(fixed(&b, 1, 8, false), "0.00000001", "with those it needs");
	CHECK_STR(fixed(&b, 100000000, 8, false), "1.0", "a whole number");
	CHECK_STR(fixed(&b, 100000000, 8, true), "1", "as an integer");
	CHECK_STR(fixed(&b, 0, 3, false), "0.0", "nothing");
	CHECK_STR(fixed(&b, 102336, 3, true), "102.336", "more than one");
	CHECK_STR(when(&b, 0, true), "\"t\": \"1970-01-01T00:00:00Z\"",
	    "the beginning of time");
	CHECK_STR(when(&b, 1709251199000001, false),
	    "\"t\": \"2024-02-29T23:59:59.000001\"", "a leap day's end");
	CHECK_STR(when(&b, 4107542400000000, true),
	    "\"t\": \"2100-03-01T00:00:00Z\"", "a century without one");
	buf_reset(&b);
	json_writer_http_date(&b, 784111777);
	buf_byte(&b, 0);
	CHECK_STR(
	    (char *)b.data, "Sun, 06 Nov 1994 08:49:37 GMT", "a date of HTTP");
	buf_free(&b);
	return tap_done();
}
