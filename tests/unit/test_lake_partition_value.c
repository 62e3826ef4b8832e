/* Values of partition columns, from their texts. */
#include "tap.h"

#include "base/mem.h"
#include "lake/partition_value.h"

/* The value of a text; "null", or "wrong" where it is none of the type. */
static void
check(struct coltype type, const char *text, const char *want)
{
	char *value;
	bool ok = partition_value_read(text, strlen(text), type, &value);

	CHECK_STR(!ok ? "wrong" : value == NULL ? "null" : value, want,
	    "'%s' as %s", text, type_name(type.type));
	mem_free(value);
}

static void
test_numbers(void)
{
	const struct coltype bigint = { TYPE_BIGINT, 0, 0 };
	const struct coltype real = { TYPE_DOUBLE, 0, 0 };
	const struct coltype decimal = { TYPE_DECIMAL, 5, 2 };
	const struct coltype fraction = { TYPE_DECIMAL, 2, 2 };
	const struct coltype whole = { TYPE_DECIMAL, 38, 0 };

	check(bigint, "-9223372036854775808", "-9223372036854775808");
	check(bigint, "0", "0");
	check(bigint, "9223372036854775808", "wrong");
	check(bigint, "1.5", "wrong");
	check(bigint, " 1", "wrong");
	check(bigint, "", "null");
	check(real, "0.10", "0.1");
	check(real, "-1.0E10", "-10000000000.0");
	check(real, "NaN", "NaN");
	check(real, "-Infinity", "-Infinity");
	check(real, "1e999", "wrong");
	check(real, "x", "wrong");
	check(decimal, "1", "1.00");
	check(decimal, "-12.5", "-12.50");
	check(decimal, "007", "wrong");
	check(decimal, "999.99", "999.99");
	check(decimal, "1000", "wrong");
	check(decimal, "1.234", "wrong");
	check(decimal, "1.230", "1.23");
	check(decimal, "1E-2", "0.01");
	check(decimal, "1.5E+2", "150.00");
	check(decimal, "1E-3", "wrong");
	check(decimal, "0E-8", "0.00");
	check(decimal, "-0", "0.00");
	check(decimal, "1e99999999999", "wrong");
	check(fraction, "0.05", "0.05");
	check(fraction, "1", "wrong");
	check(whole, "99999999999999999999999999999999999999",
	    "99999999999999999999999999999999999999");
}

static void
test_others(void)
{
	const struct coltype truth = { TYPE_BOOL, 0, 0 };
	const struct coltype day = { TYPE_DATE, 0, 0 };
	const struct coltype stamp = { TYPE_TIMESTAMP, 0, 0 };
	const struct coltype text = { TYPE_TEXT, 0, 0 };
	const struct coltype none = { TYPE_NONE, 0, 0 };
	char *value;

	check(truth, "true", "true");
	check(truth, "false", "false");
	check(truth, "TRUE", "wrong");
	check(day, "2024-02-29", "2024-02-29");
	check(day, "2023-02-29", "wrong");
	check(stamp, "2021-09-08 11:11:11", "2021-09-08T11:11:11Z");
	check(stamp, "2021-09-08T11:11:11.5+02:00",
	    "2021-09-08T09:11:11.500000Z");
	check(stamp, "2021-09-08 11:11:11.000001",
	    "2021-09-08T11:11:11.000001Z");
	check(stamp, "later", "wrong");
	check(text, "a/b c", "a/b c");
	check(text, "null", "null");
	check(text, "", "null");
	check(none, "x", "wrong");
	CHECK(!partition_value_read("a\0b", 3, text, &value) && value == NULL,
	    "a text with a NUL");
}

int
main(void)
{
	test_numbers();
	test_others();
	return tap_done();
}
