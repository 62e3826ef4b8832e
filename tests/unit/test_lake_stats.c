/* Statistics for Delta: a bound that is wrong loses rows. */
#include "tap.h"

#include <math.h>

#include "base/le.h"
#include "base/mem.h"
#include "lake/delta_stats.h"

static struct lake_column column;

static void
begin(enum type type, uint8_t precision, uint8_t scale)
{
	mem_free(column.name);
	mem_free(column.lo.bytes);
	mem_free(column.hi.bytes);
	memset(&column, 0, sizeof(column));
	column.name = mem_str("c");
	column.type = (struct coltype){ type, precision, scale };
	column.bounded = true;
}

static void
bound(struct lake_bound *b, const void *p, size_t len)
{
	b->bytes = (uint8_t *)mem_dup(p, len);
	b->len = len;
}

/* The statistics of a file with that column are as expected. */
static void
expect(const char *text, const char *title)
{
	struct lake_file f = { .rows = 7, .columns = &column, .ncolumns = 1 };
	struct buf out = buf_make(SIZE_MAX);

	delta_stats_put(&f, &out);
	buf_byte(&out, 0);
	CHECK_STR((const char *)out.data, text, "%s", title);
	buf_free(&out);
}

#define BOUNDS(lo, hi)                                                         \
	"{\"numRecords\":7,\"minValues\":{\"c\":" lo                           \
	"},\"maxValues\":{\"c\":" hi "},\"nullCount\":{\"c\":0}}"
#define LOWER(lo)                                                              \
	"{\"numRecords\":7,\"minValues\":{\"c\":" lo                           \
	"},\"maxValues\":{},\"nullCount\":{\"c\":0}}"
#define UPPER(hi)                                                              \
	"{\"numRecords\":7,\"minValues\":{},\"maxValues\":{\"c\":" hi          \
	"},\"nullCount\":{\"c\":0}}"
#define NONE                                                                   \
	"{\"numRecords\":7,\"minValues\":{},\"maxValues\":{},"                 \
	"\"nullCount\":{\"c\":0}}"

static void
numbers(enum type type, int64_t lo, int64_t hi)
{
	uint8_t bytes[8];

	begin(type, 0, 0);
	le_put64(bytes, (uint64_t)lo);
	bound(&column.lo, bytes, 8);
	le_put64(bytes, (uint64_t)hi);
	bound(&column.hi, bytes, 8);
}

static void
doubles(double lo, double hi)
{
	int64_t a, b;

	memcpy(&a, &lo, sizeof(a));
	memcpy(&b, &hi, sizeof(b));
	numbers(TYPE_DOUBLE, a, b);
}

static void
texts(const char *lo, const char *hi)
{
	begin(TYPE_TEXT, 0, 0);
	bound(&column.lo, lo, strlen(lo));
	bound(&column.hi, hi, strlen(hi));
}

static void
test_numbers(void)
{
	numbers(TYPE_BIGINT, INT64_MIN, INT64_MAX);
	expect(BOUNDS("-9223372036854775808", "9223372036854775807"),
	    "integers are numbers, however long");
	doubles(-0.0, 1e300);
	expect(BOUNDS("-0.0", "1e+300"), "doubles have their shortest spelling");
	doubles(0.1, (double)INFINITY);
	expect(LOWER("0.1"), "what is not finite is not a bound");
	numbers(TYPE_BIGINT, 1, 2);
	column.bounded = false;
	expect(NONE, "a column without bounds gets none");
	begin(TYPE_BOOL, 0, 0);
	bound(&column.lo, "\0", 1);
	bound(&column.hi, "\1", 1);
	expect(BOUNDS("false", "true"), "truth values have them");
	numbers(TYPE_BIGINT, 1, 2);
	column.nulls = -1;
	expect("{\"numRecords\":7,\"minValues\":{\"c\":1},\"maxValues\":"
	       "{\"c\":2},\"nullCount\":{}}",
	    "unknown nulls are not counted");
}

static void
test_decimals(void)
{
	static const uint8_t wide[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff };
	uint8_t bytes[8];

	begin(TYPE_DECIMAL, 9, 2);
	le_put32(bytes, (uint32_t)-5);
	bound(&column.lo, bytes, 4);
	le_put32(bytes, 1234);
	bound(&column.hi, bytes, 4);
	expect(BOUNDS("-0.05", "12.34"), "decimals of 4 bytes");
	begin(TYPE_DECIMAL, 18, 3);
	le_put64(bytes, 0);
	bound(&column.lo, bytes, 8);
	le_put64(bytes, 999999999999999);
	bound(&column.hi, bytes, 8);
	expect(BOUNDS("0.000", "999999999999.999"), "15 digits are exact");
	begin(TYPE_DECIMAL, 18, 3);
	le_put64(bytes, 0);
	bound(&column.lo, bytes, 8);
	le_put64(bytes, 1000000000000000);
	bound(&column.hi, bytes, 8);
	expect(BOUNDS("0.000", "1000000000000.020"),
	    "16 are rounded up to 15, and one further");
	begin(TYPE_DECIMAL, 18, 0);
	le_put64(bytes, 123456789012345678);
	bound(&column.lo, bytes, 8);
	bound(&column.hi, bytes, 8);
	expect(BOUNDS("123456789012344000", "123456789012347000"),
	    "and rounded down to a margin that a double leaves");
	begin(TYPE_DECIMAL, 18, 17);
	le_put64(bytes, (uint64_t)-999999999999999999);
	bound(&column.lo, bytes, 8);
	le_put64(bytes, (uint64_t)-100000000000000001);
	bound(&column.hi, bytes, 8);
	expect(BOUNDS("-9.99999999999999999", "-0.99999999999999000"),
	    "no further than the type, and with a carry");
	begin(TYPE_DECIMAL, 17, 17);
	le_put64(bytes, 99999999999999999);
	bound(&column.lo, bytes, 8);
	bound(&column.hi, bytes, 8);
	expect(BOUNDS("0.99999999999999800", "0.99999999999999999"),
	    "nor is anything carried into a zero that stands for none");
	begin(TYPE_DECIMAL, 20, 0);
	bound(&column.lo, wide, sizeof(wide));
	bound(&column.hi, wide, sizeof(wide));
	expect(BOUNDS("-1", "-1"), "wide decimals are big-endian");
}

static void
test_times(void)
{
	uint8_t bytes[4];

	begin(TYPE_DATE, 0, 0);
	le_put32(bytes, (uint32_t)-1);
	bound(&column.lo, bytes, 4);
	le_put32(bytes, 0);
	bound(&column.hi, bytes, 4);
	expect(BOUNDS("\"1969-12-31\"", "\"1970-01-01\""), "dates");
	numbers(TYPE_TIMESTAMP, -1, 1);
	expect(BOUNDS("\"1969-12-31T23:59:59.999Z\"",
		   "\"1970-01-01T00:00:00.001Z\""),
	    "timestamps are rounded outwards");
	numbers(TYPE_TIMESTAMP, -1001, -1001);
	expect(BOUNDS("\"1969-12-31T23:59:59.998Z\"",
		   "\"1969-12-31T23:59:59.999Z\""),
	    "before 1970 too");
	numbers(TYPE_TIMESTAMP, 1000, 1704164645123000);
	expect(BOUNDS("\"1970-01-01T00:00:00.001Z\"",
		   "\"2024-01-02T03:04:05.123Z\""),
	    "whole milliseconds stay");
	numbers(TYPE_TIMESTAMP, 0, 253402300799999999);
	expect(BOUNDS("\"1970-01-01T00:00:00.000Z\"",
		   "\"9999-12-31T23:59:59.999999Z\""),
	    "the last millisecond has a bound, and the year 10000 is not "
	    "written");
	numbers(TYPE_TIMESTAMP, 253402300800000000, 253402300900000000);
	expect(LOWER("\"9999-12-31T23:59:59.999Z\""),
	    "but all of it is after the one before");
	numbers(TYPE_TIMESTAMP, -62135596900000000, -62135596800000001);
	expect(UPPER("\"0001-01-01T00:00:00.000Z\""), "and so before year 1");
}

#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A31 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define MAX4 "\xf4\x8f\xbf\xbf"
#define MAX16                                                                  \
	MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4 MAX4       \
	    MAX4 MAX4 MAX4

static void
test_texts(void)
{
	texts("", "\"\n");
	expect(BOUNDS("\"\"", "\"\\\"\\n\""), "short text is as it is");
	texts(A32, A32);
	expect(BOUNDS("\"" A32 "\"", "\"" A32 "\""), "as are 32 characters");
	texts(A32 "a", A32 "a");
	expect(BOUNDS("\"" A32 "\"", "\"" A31 "b\""),
	    "longer text is cut, and raised above");
	texts("a", A31 "\xed\x9f\xbf"
			"x");
	expect(BOUNDS("\"a\"", "\"" A31 "\xee\x80\x80\""),
	    "over the surrogates");
	texts("a", A31 MAX4 "x");
	expect(BOUNDS("\"a\"",
		   "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\""),
	    "past the last character the one before is raised");
	texts("a", MAX16 MAX16 "x");
	expect(BOUNDS("\"a\"", "\"" MAX16 MAX16 "x\""),
	    "where none can be raised it is whole");
	texts("a", "b");
	column.values = column.nulls = 7;
	expect("{\"numRecords\":7,\"minValues\":{},\"maxValues\":{},"
	       "\"nullCount\":{\"c\":7}}",
	    "nulls alone have no bounds");
	texts("\xc3\xa4\xc3\xa4", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
				  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
				  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
				  "\xc3\xa4\xc3\xa4");
	expect(BOUNDS("\"\xc3\xa4\xc3\xa4\"",
		   "\"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		   "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		   "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		   "\xc3\xa4\xc3\xa4\""),
	    "characters are counted, not bytes");
}

int
main(void)
{
	test_numbers();
	test_decimals();
	test_times();
	test_texts();
	begin(TYPE_TEXT, 0, 0);
	mem_free(column.name);
	return tap_done();
}
