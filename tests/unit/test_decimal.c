/* Decimal numbers are compared by what they are. */
#include "base/decimal.h"

#include <string.h>

#include "base/cc.h"
#include "tap.h"

static int
cmp(const char *a, const char *b)
{
	int c = decimal_cmp(a, strlen(a), b, strlen(b));

	return (c > 0) - (c < 0);
}

static int
cmp_double(const char *a, double b)
{
	int c = decimal_cmp_double(a, strlen(a), b);

	return (c > 0) - (c < 0);
}

int
main(void)
{
	/* In ascending order. */
	static const char *const sorted[] = { "-1e400", "-12", "-1.5", "-1",
		"-0.99", "-1e-400", "0", "1e-400", "0.05", "0.1",
		"0.10000000000000000000001", "0.5", "1", "1.5", "12", "12.1",
		"100", "9007199254740992", "9007199254740993", "1e20",
		"1.00000000000000000000000001e20", "1e400" };
	static const char *const same[] = { "100", "1e2", "100.0", "100.000e0",
		"1E+2", "0.1e3", "1000e-1", "0.00100e5" };
	size_t i, k;

	for (i = 0; i < LEN(sorted); i++)
		for (k = 0; k < LEN(sorted); k++)
			CHECK_INT(cmp(sorted[i], sorted[k]),
			    (i > k) - (i < k), "%s and %s", sorted[i],
			    sorted[k]);
	for (i = 0; i < LEN(same); i++)
		CHECK(cmp(same[i], "100") == 0 && cmp_double(same[i], 100) == 0,
		    "%s is 100", same[i]);
	CHECK_INT(cmp("0.0", "-0"), 0, "zeros are equal");
	CHECK_INT(cmp_double("0.1", 0.1), -1, "0.1 is less than its double");
	CHECK_INT(cmp_double("0.5", 0.5), 0, "0.5 is its double");
	CHECK_INT(cmp_double("9007199254740993", 9007199254740992.0), 1,
	    "one more than a double");
	CHECK_INT(cmp_double("-9007199254740993", -9007199254740992.0), -1,
	    "one less");
	CHECK_INT(cmp_double("18446744073709551616", 18446744073709551616.0), 0,
	    "2^64");
	CHECK_INT(cmp_double("9223372036854775807", 9223372036854775808.0), -1,
	    "2^63 - 1");
	CHECK_UINT(decimal_digits("00.0100200e5", 12), 4, "digits are counted");
	CHECK_UINT(decimal_digits("120", 3), 2, "but for zeros at the end");
	CHECK_UINT(decimal_digits("-0.0", 4), 0, "zero has none");
	return tap_done();
}
