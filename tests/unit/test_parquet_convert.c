/* Stored values as those of wider types: exact, in their canonical spelling. */
#include "parquet/convert.h"

#include "tap.h"

static void
quote(const char *s, size_t len, struct buf *out)
{
	buf_byte(out, '"');
	buf_put(out, s, len);
	buf_byte(out, '"');
}

static const struct coltype text = { TYPE_TEXT, 0, 0 };
static const struct coltype json = { TYPE_JSON, 0, 0 };
static const struct coltype bigint = { TYPE_BIGINT, 0, 0 };
static const struct coltype number = { TYPE_DOUBLE, 0, 0 };
static const struct coltype date = { TYPE_DATE, 0, 0 };
static const struct coltype stamp = { TYPE_TIMESTAMP, 0, 0 };
static const struct coltype truth = { TYPE_BOOL, 0, 0 };

static struct convert_value
num(int64_t v)
{
	struct convert_value value = { .num = v };

	return value;
}

static struct convert_value
real(double d)
{
	struct convert_value value = { 0 };

	memcpy(&value.num, &d, sizeof(d));
	return value;
}

/* The value as text of type to is want. */
static void
spells(struct convert_value v, struct coltype from, struct coltype to,
    const char *want)
{
	struct buf scratch = buf_make(1000);
	bool ok = convert(&v, from, to, quote, &scratch);

	CHECK(ok && v.len == strlen(want) && memcmp(v.s, want, v.len) == 0,
	    "%s becomes %s %s, not %.*s", type_name(from.type),
	    type_name(to.type), want, ok ? (int)v.len : 0, ok ? v.s : "");
	buf_free(&scratch);
}

/* A decimal from text: by way of an integer or a double. */
static void
decimal_spells(struct convert_value v, struct coltype from,
    struct coltype between, struct coltype to, const char *want)
{
	struct buf scratch = buf_make(1000);
	bool ok = convert(&v, from, between, quote, &scratch) &&
	    convert(&v, between, to, quote, &scratch) &&
	    convert(&v, to, text, quote, &scratch);

	CHECK(ok && v.len == strlen(want) && memcmp(v.s, want, v.len) == 0,
	    "%s by decimal(%d,%d) to decimal(%d,%d) is %s, not %.*s",
	    type_name(from.type), between.precision, between.scale,
	    to.precision, to.scale, want, ok ? (int)v.len : 0,
	    ok ? v.s : "");
	buf_free(&scratch);
}

static bool
fits(struct convert_value v, struct coltype from, struct coltype to)
{
	struct buf scratch = buf_make(1000);
	bool ok = convert(&v, from, to, quote, &scratch);

	buf_free(&scratch);
	return ok;
}

static void
texts(void)
{
	spells(num(1), truth, text, "true");
	spells(num(0), truth, json, "false");
	spells(num(INT64_MIN), bigint, text, "-9223372036854775808");
	spells(real(0.1), number, text, "0.1");
	spells(real(1), number, text, "1.0");
	spells(real(-0.0), number, text, "-0.0");
	spells(real(1e22), number, text, "1e+22");
	spells(real(5e-324), number, text, "5e-324");
	spells(real(0), number, text, "0.0");
	spells(real(100), number, text, "100.0");
	spells(real(0.30000000000000004), number, text, "0.30000000000000004");
	spells(real(1.7976931348623157e308), number, json,
	    "1.7976931348623157e+308");
	spells(num(-1), date, text, "1969-12-31");
	spells(num(20455), date, json, "\"2026-01-02\"");
	spells(num(1500000), stamp, text, "1970-01-01T00:00:01.500000Z");
	spells(num(0), stamp, json, "\"1970-01-01T00:00:00Z\"");
}

static void
decimals(void)
{
	static const struct coltype d9 = { TYPE_DECIMAL, 9, 2 };
	static const struct coltype d20 = { TYPE_DECIMAL, 20, 0 };
	static const struct coltype d38 = { TYPE_DECIMAL, 38, 10 };
	static const struct coltype all = { TYPE_DECIMAL, 38, 0 };
	static const struct coltype tiny = { TYPE_DECIMAL, 3, 3 };

	decimal_spells(num(-5), bigint, d9, d38, "-5.0000000000");
	decimal_spells(num(INT64_MIN), bigint, d20, d38,
	    "-9223372036854775808.0000000000");
	decimal_spells(num(INT64_MAX), bigint, d20, all,
	    "9223372036854775807");
	decimal_spells(real(0.1), number, d9, d38, "0.1000000000");
	decimal_spells(real(-12.25), number, d9, d9, "-12.25");
	decimal_spells(real(1e18), number, d20, d20, "1000000000000000000");
	decimal_spells(real(1e-3), number, tiny, tiny, "0.001");
	decimal_spells(real(-0.5), number, tiny, tiny, "-0.500");
	CHECK(!fits(real(0.125), number, d9), "0.125 has no two digits");
	CHECK(!fits(num(10000000), bigint, d9), "10000000 has too many");
	CHECK(fits(num(-9999999), bigint, d9), "-9999999 is the least");
	CHECK(!fits(real(1e300), number, d38), "1e300 is none");
	CHECK(!fits(num(9007199254740993), bigint, number),
	    "2^53 + 1 is no double");
	CHECK(!fits(num(INT64_MAX), bigint, number), "nor is 2^63 - 1");
	CHECK(fits(num(INT64_MIN), bigint, number), "but -2^63 is one");
	CHECK(!fits(num(1), bigint, truth), "nothing narrows");
	CHECK(!fits(num(1), stamp, date), "least of all times");
}

int
main(void)
{
	struct convert_value v = num(20455);
	struct buf scratch = buf_make(100);
	double d;

	texts();
	decimals();
	CHECK(convert(&v, date, stamp, quote, &scratch) &&
	    v.num == INT64_C(20455) * 86400000000, "a date is its midnight");
	v = num(-9007199254740991);
	CHECK(convert(&v, bigint, number, quote, &scratch),
	    "an integer becomes a double");
	memcpy(&d, &v.num, sizeof(d));
	CHECK_DOUBLE(d, -9007199254740991.0, "of its value");
	buf_free(&scratch);
	return tap_done();
}
