/* num: text to numbers, whole text, range given. */
#include "base/num.h"
#include "tap.h"

static void
test_integers(void)
{
	uint64_t u;
	int64_t i;

	CHECK(num_u64("18446744073709551615", 20, 0, UINT64_MAX, &u) &&
	    u == UINT64_MAX, "the largest number is read");
	CHECK(!num_u64("18446744073709551616", 20, 0, UINT64_MAX, &u),
	    "one more is refused");
	CHECK(!num_u64("", 0, 0, 9, &u), "nothing is not a number");
	CHECK(!num_u64("1x", 2, 0, 9, &u), "text after it is refused");
	CHECK(!num_u64(" 1", 2, 0, 9, &u) && !num_u64("+1", 2, 0, 9, &u),
	    "blanks and plus signs are refused");
	CHECK(!num_u64("10", 2, 0, 9, &u), "what is out of range is refused");
	CHECK(num_i64("-9223372036854775808", 20, INT64_MIN, 0, &i) &&
	    i == INT64_MIN, "the least number is read");
	CHECK(!num_i64("9223372036854775808", 19, INT64_MIN, INT64_MAX, &i),
	    "one past the largest is refused");
	CHECK(!num_i64("-", 1, -9, 9, &i), "a sign alone is refused");
}

static void
test_sizes(void)
{
	uint64_t u;

	CHECK(num_size("64k", 3, 0, UINT64_MAX, &u) && u == 65536, "64k");
	CHECK(num_size("256MiB", 6, 0, UINT64_MAX, &u) && u == 256 << 20,
	    "256MiB");
	CHECK(num_size("7", 1, 0, 9, &u) && u == 7, "plain bytes");
	CHECK(num_size("1T", 2, 0, UINT64_MAX, &u) && u == (uint64_t)1 << 40,
	    "1T");
	CHECK(!num_size("99999999T", 9, 0, UINT64_MAX, &u),
	    "what no number holds is refused");
	CHECK(!num_size("1X", 2, 0, 9, &u) && !num_size("k", 1, 0, 9, &u),
	    "other units and bare units are refused");
}

static void
test_durations(void)
{
	int64_t ms;

	CHECK(num_duration_ms("1.5", 3, 0, INT64_MAX, &ms) && ms == 1500,
	    "without a unit, seconds");
	CHECK(num_duration_ms("250ms", 5, 0, INT64_MAX, &ms) && ms == 250,
	    "milliseconds");
	CHECK(num_duration_ms("10m", 3, 0, INT64_MAX, &ms) && ms == 600000,
	    "minutes");
	CHECK(num_duration_ms("0.5h", 4, 0, INT64_MAX, &ms) && ms == 1800000,
	    "parts of hours");
	CHECK(!num_duration_ms("1.", 2, 0, 9999, &ms) &&
	    !num_duration_ms("-1", 2, -9, 9, &ms) &&
	    !num_duration_ms("1w", 2, 0, INT64_MAX, &ms),
	    "what is not a duration is refused");
}

static void
test_doubles(void)
{
	const double tenth = 0.1; /* a constant alone may be more precise */
	char zeros[400];
	double d;

	CHECK(num_double("0.1", 3, &d) && d == tenth, "a decimal");
	CHECK(!num_double("1e400", 5, &d), "an overflow is refused");
	CHECK(!num_double("0x", 2, &d), "other text is refused");
	memset(zeros, '0', sizeof(zeros));
	zeros[1] = '.';
	zeros[399] = '1';
	CHECK(num_double(zeros, 400, &d) && d == 0, "a long spelling is read");
}

static int64_t
exponent(const char *s)
{
	return num_exponent(s, s + strlen(s));
}

static void
test_parts(void)
{
	CHECK(num_hex('0') == 0 && num_hex('9') == 9 && num_hex('a') == 10 &&
	    num_hex('F') == 15, "a hexadecimal digit has its value");
	CHECK(num_hex('g') == -1 && num_hex('G') == -1 && num_hex('/') == -1 &&
	    num_hex(':') == -1 && num_hex('@') == -1 && num_hex('`') == -1,
	    "what stands beside them has none");
	CHECK(exponent("12") == 12 && exponent("+3") == 3 &&
	    exponent("-07") == -7 && exponent("") == 0,
	    "an exponent is read with its sign");
	CHECK(exponent("-99999999999999999999") < -99999999 &&
	    exponent("99999999999999999999") > 99999999,
	    "one that is far out of range stays that far");
}

int
main(void)
{
	test_integers();
	test_sizes();
	test_durations();
	test_doubles();
	test_parts();
	return tap_done();
}
