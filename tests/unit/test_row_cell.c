/* Cells become values of their column's type, or do not fit. */
#include "tap.h"

#include <errno.h>
#include <math.h>

#include "base/rng.h"
#include "stream/row.h"

/* A cell as it would stand in a line: text is its JSON.  Valid until the next
 * but seven. */
static struct cell
make(const char *text)
{
	static char lines[8][256];
	static unsigned n;
	char *line = lines[n++ % LEN(lines)];
	struct cell c = { .s = line, .len = strlen(text) };
	size_t i;

	memset(line, '7', sizeof(lines[0]));
	memcpy(line, text, c.len);
	line[c.len] = '\0';

	switch (*text) {
	case '"':
		c.kind = CELL_STRING;
		c.s++;
		c.len -= 2;
		break;
	case 't':
		c.kind = CELL_TRUE;
		break;
	case 'f':
		c.kind = CELL_FALSE;
		break;
	case '{':
	case '[':
		c.kind = CELL_JSON;
		break;
	default:
		c.kind = CELL_NUMBER;
		c.shape = strpbrk(text, "eE") != NULL ? CELL_EXPONENT
			  : strchr(text, '.') != NULL ? CELL_POINT
						      : CELL_DIGITS;
		/* Known of every other one. */
		if (c.shape == CELL_POINT && n % 2 == 0)
			c.whole = (uint8_t)(strchr(text, '.') - text -
			    (*text == '-'));
	}
	for (i = 0; i < c.len; i++) {
		c.escaped |= c.kind == CELL_STRING && c.s[i] == '\\';
		c.high |= (uint8_t)c.s[i] >= 0x80;
	}
	return c;
}

static void
test_i64(void)
{
	static const struct {
		const char *text;
		bool fits;
		int64_t v;
	} cases[] = { { "0", true, 0 }, { "-7", true, -7 },
		{ "123456789012345678", true, 123456789012345678 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 }, { "1.0", false, 0 },
		{ "1e3", false, 0 }, { "-0", false, 0 }, { "true", false, 0 },
		{ "\"1\"", false, 0 } };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell c = make(cases[i].text);
		int64_t v = 0;
		bool fits = cell_i64(&c, &v);

		CHECK_INT(fits, cases[i].fits, "%s as a bigint", cases[i].text);
		CHECK_INT(cell_is_i64(&c), fits, "... is told beforehand");
		if (fits)
			CHECK_INT(v, cases[i].v, "... its value");
	}
}

static void
test_double(void)
{
	static const struct {
		const char *text;
		bool fits;
		double v;
	} cases[] = { { "0", true, 0 }, { "-0", true, -0.0 },
		{ "-0.0", true, -0.0 }, { "0.97465", true, 0.97465 },
		{ "250", true, 250 }, { "1e300", true, 1e300 },
		{ "123456789.123456", true, 123456789.123456 },
		{ "0.30000000000000004", true, 0.30000000000000004 },
		{ "9007199254740993", true, 9007199254740992.0 },
		{ "9007199254740992", true, 9007199254740992.0 },
		{ "1e400", false, 0 }, { "1e-400", false, 0 },
		{ "0e-400", true, 0 }, { "0.00", true, 0 },
		{ "3.14159265358979323846", true, 3.141592653589793 },
		{ "\"1\"", false, 0 }, { "true", false, 0 } };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell c = make(cases[i].text);
		double v = 0;
		bool fits = cell_double(&c, &v);

		CHECK_INT(fits, cases[i].fits, "%s as a double", cases[i].text);
		CHECK_INT(cell_is_double(&c), fits, "... is told beforehand");
		if (fits)
			CHECK_DOUBLE(v, cases[i].v, "... its value");
	}
}

/* What cells tell of a column of type t that has seen before. */
static void
test_facts(void)
{
	static const struct {
		enum type t;
		struct facts before;
		const char *text;
		bool news;
		struct facts after;
	} cases[] = {
		{ TYPE_BIGINT, { FACT_INT, 3, 0 }, "12", false,
		    { FACT_INT, 3, 0 } },
		{ TYPE_BIGINT, { FACT_INT, 3, 0 }, "-1234", true,
		    { FACT_INT, 4, 0 } },
		{ TYPE_BIGINT, { FACT_INT, 16, 0 }, "9007199254740992", false,
		    { FACT_INT, 16, 0 } },
		{ TYPE_BIGINT, { FACT_INT, 16, 0 }, "9007199254740993", true,
		    { FACT_INT | FACT_LONG, 16, 0 } },
		{ TYPE_BIGINT, { FACT_INT, 16, 0 }, "-9007199254740993", true,
		    { FACT_INT | FACT_LONG, 16, 0 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 1, 1 }, "0.5", false,
		    { FACT_DOUBLE, 1, 1 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 1, 1 }, "0.25", true,
		    { FACT_DOUBLE, 1, 2 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 1, 1 }, "-12.5", true,
		    { FACT_DOUBLE, 2, 1 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 1, 1 }, "-0.0", true,
		    { FACT_DOUBLE | FACT_NEG_ZERO, 1, 1 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 1, 1 }, "1.5e3", true,
		    { FACT_DOUBLE, 4, 1 } },
		{ TYPE_DOUBLE, { FACT_DOUBLE, 4, 1 }, "1.5e3", false,
		    { FACT_DOUBLE, 4, 1 } },
		{ TYPE_DECIMAL, { FACT_HUGE, 30, 0 }, "12345678901234567890.5",
		    true, { FACT_HUGE | FACT_INEXACT, 30, 1 } },
		{ TYPE_TEXT, { FACT_TEXT, 0, 0 }, "\"1\"", false,
		    { FACT_TEXT, 0, 0 } },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell c = make(cases[i].text);
		struct facts f = cases[i].before;

		CHECK_INT(cell_facts(&c, cases[i].t, &f), cases[i].news,
		    "whether %s is news", cases[i].text);
		CHECK_INT(f.seen, cases[i].after.seen, "... what it is");
		CHECK_INT(f.whole, cases[i].after.whole, "... its digits");
		CHECK_INT(f.behind, cases[i].after.behind, "... after the point");
	}
}

/* Short numbers of every kind: what is done in line is what is done else. */
static void
test_short_ways(void)
{
	struct rng r = rng_make(5);
	struct facts f, g;
	char text[64];
	unsigned i, wrong = 0;
	double d, want;
	int64_t v, w;

	for (i = 0; i < 100000; i++) {
		uint64_t whole = rng_next(&r) >> rng_below(&r, 64);
		int places = (int)rng_below(&r, 18);
		struct cell c;

		if (places == 0)
			(void)snprintf(text, sizeof(text), "%s%" PRIu64,
			    i % 5 == 0 ? "-" : "", whole);
		else
			(void)snprintf(text, sizeof(text), "%s%" PRIu64
			    ".%0*" PRIu64, i % 5 == 0 ? "-" : "",
			    i % 3 == 0 ? 0 : whole % 100000, places,
			    rng_next(&r) % 1000000000 % (uint64_t)(places > 8 ?
				1000000000 : pow(10, places)));
		c = make(text);
		f = (struct facts){ (uint16_t)(i % 2 ? FACT_DOUBLE : FACT_INT),
			(uint16_t)rng_below(&r, 20),
			(uint16_t)rng_below(&r, 20) };
		g = f;
		wrong += cell_facts(&c, i % 2 ? TYPE_DOUBLE : TYPE_BIGINT,
			     &f) !=
			cell_facts_any(
			    &c, i % 2 ? TYPE_DOUBLE : TYPE_BIGINT, &g) ||
		    memcmp(&f, &g, sizeof(f)) != 0;
		want = strtod(text, NULL);
		wrong += !cell_double(&c, &d) ||
		    memcmp(&d, &want, sizeof(d)) != 0;
		errno = 0;
		w = strtoll(text, NULL, 10);
		if (places == 0 && cell_i64(&c, &v))
			wrong += v != w || errno != 0;
		else
			wrong += places == 0 && errno == 0 &&
			    strcmp(text, "-0") != 0;
	}
	CHECK_INT(wrong, 0, "short numbers are read as strtod and strtoll do");
}

/* The 16 bytes in hex. */
static const char *
hex(const uint8_t b[16])
{
	static char text[33];
	size_t i;

	for (i = 0; i < 16; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", (unsigned)b[i]);
	return text;
}

static void
test_decimal(void)
{
	static const struct {
		const char *text;
		unsigned precision, scale;
		const char *want; /* NULL: does not fit */
	} cases[] = { { "0", 1, 0, "00000000000000000000000000000000" },
		{ "1.5", 38, 2, "00000000000000000000000000000096" },
		{ "-1", 38, 0, "ffffffffffffffffffffffffffffffff" },
		{ "12.50", 4, 1, "0000000000000000000000000000007d" },
		{ "12.55", 4, 1, NULL },
		{ "1e3", 4, 0, "000000000000000000000000000003e8" },
		{ "1e3", 3, 0, NULL },
		{ "1500e-2", 4, 0, "0000000000000000000000000000000f" },
		{ "0.000", 1, 0, "00000000000000000000000000000000" },
		{ "0e99999999999", 1, 0, "00000000000000000000000000000000" },
		{ "1e99999999999", 38, 0, NULL },
		{ "1e-99999999999", 38, 10, NULL }, { "-0", 1, 0, NULL },
		{ "99999999999999999999999999999999999999", 38, 0,
		    "4b3b4ca85a86c47a098a223fffffffff" },
		{ "-99999999999999999999999999999999999999", 38, 0,
		    "b4c4b357a5793b85f675ddc000000001" },
		{ "100000000000000000000000000000000000000", 38, 0, NULL },
		{ "\"1\"", 38, 0, NULL } };
	uint8_t b[16];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell c = make(cases[i].text);
		bool fits =
		    cell_decimal(&c, cases[i].precision, cases[i].scale, b);

		CHECK_INT(fits, cases[i].want != NULL, "%s as a decimal(%u,%u)",
		    cases[i].text, cases[i].precision, cases[i].scale);
		CHECK_INT(cell_is_decimal(&c, cases[i].precision,
			      cases[i].scale),
		    fits, "... is told beforehand");
		if (fits && cases[i].want != NULL)
			CHECK_STR(hex(b), cases[i].want, "... its bytes");
	}
}

/* The quick way says yes only where the other does, and the same. */
static void
test_decimal_soon(void)
{
	struct rng r = rng_make(11);
	uint8_t bytes[16], quick[16];
	char text[64];
	unsigned precision, scale;
	size_t i, k, n, wrong = 0, taken = 0;
	struct cell c;
	uint64_t v;
	int64_t num;

	for (i = 0; i < 300000; i++) {
		v = rng_next(&r) >> (rng_next(&r) >> 8) % 64;
		n = (size_t)snprintf(text, sizeof(text), "%s%llu",
		    v % 19 == 0 ? "-" : "", (unsigned long long)v);
		k = 1 + (size_t)((rng_next(&r) >> 16) % 20);
		if (v % 3 > 0 && k < n && text[k - 1] != '-' &&
		    (text[0] != '0' || k == 1)) {
			memmove(text + k + 1, text + k, n + 1 - k);
			text[k] = '.';
		}
		precision = 1 + (unsigned)((rng_next(&r) >> 16) % 38);
		scale = (unsigned)((rng_next(&r) >> 16) % (precision + 1));
		c = make(text);
		if (!cell_decimal_soon(&c, precision, scale, &num))
			continue;
		taken++;
		for (k = 0; k < 16; k++)
			quick[k] = (uint8_t)(k < 8 ?
				0 :
				(uint64_t)num >> 8 * (15 - k));
		wrong += !cell_decimal(&c, precision, scale, bytes) ||
		    memcmp(bytes, quick, sizeof(bytes)) != 0;
	}
	CHECK_UINT(wrong, 0, "quick decimals are right");
	CHECK(taken > 30000, "and not too few: %zu", taken);
}

static void
test_others(void)
{
	struct cell c;
	int32_t days;
	int64_t us;
	bool v;

	c = make("true");
	CHECK(cell_bool(&c, &v) && v, "true is a bool");
	c = make("\"false\"");
	CHECK(cell_bool(&c, &v) && !v, "so is the string false");
	c = make("\"True\"");
	CHECK(!cell_bool(&c, &v), "another string is none");
	c = make("1");
	CHECK(!cell_bool(&c, &v), "nor is a number");
	c = make("\"2024-02-29\"");
	CHECK(cell_date(&c, &days) && days == 19782, "a date");
	CHECK(cell_stamp(&c, 0, &us) && us == 19782 * INT64_C(86400000000),
	    "a date as a timestamp is its midnight");
	c = make("\"2023-02-29\"");
	CHECK(!cell_date(&c, &days) && !cell_stamp(&c, 0, &us), "no such day");
	c = make("\"2024-02-29T01:00:00.5+01:00\"");
	CHECK(
	    cell_stamp(&c, 0, &us) && us == 19782 * INT64_C(86400000000) + 500000,
	    "a timestamp with a zone");
	CHECK(cell_stamp(&c, 120, &us) &&
		us == 19782 * INT64_C(86400000000) + 500000,
	    "which outdoes the table's");
	c = make("\"2024-02-29 01:30\"");
	CHECK(cell_stamp(&c, 90, &us) && us == 19782 * INT64_C(86400000000),
	    "one without is in the table's");
	CHECK(!cell_date(&c, &days), "a timestamp is not a date");
	c = make("\"2024-02-29\"");
	CHECK(cell_stamp(&c, 90, &us) && us == 19782 * INT64_C(86400000000),
	    "a date is not moved");
}

static void
check_text(const char *json, const char *text, size_t text_len, size_t replaced)
{
	struct buf scratch = buf_make(1 << 20);
	struct cell c = make(json);
	const char *s;
	size_t len;

	CHECK_UINT(cell_text(&c, &scratch, &s, &len), replaced,
	    "text of %s: this many sequences replaced", json);
	CHECK_MEM(s, len, text, text_len, "... and the text");
	buf_free(&scratch);
}

static void
test_text(void)
{
	struct buf scratch = buf_make(1 << 20);
	struct cell c;
	const char *s;
	size_t len;

	check_text("\"plain\"", "plain", 5, 0);
	check_text("\"\"", "", 0, 0);
	check_text("\"a\\u0000b\\n\"", "a\0b\n", 4, 0);
	check_text("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4, 0);
	check_text("\"\\ud83d\"", "\xef\xbf\xbd", 3, 1);
	check_text("\"\xc3\xaf\"", "\xc3\xaf", 2, 0);
	check_text("\"\xc3\"", "\xef\xbf\xbd", 3, 1);
	check_text("1.0", "1.0", 3, 0);
	check_text("true", "true", 4, 0);
	check_text("{\"a\":1}", "{\"a\":1}", 7, 0);
	c = make("\"x\\ny\"");
	CHECK_UINT(cell_json(&c, &scratch, &s, &len), 0, "a string as json");
	CHECK_MEM(s, len, "\"x\\ny\"", 6, "... keeps quotes and escapes");
	c = make("[\"\xff\"]");
	CHECK_UINT(cell_json(&c, &scratch, &s, &len), 1, "json is mended");
	CHECK_MEM(s, len, "[\"\xef\xbf\xbd\"]", 7, "... with U+FFFD");
	buf_free(&scratch);
}

static void
test_misfit(void)
{
	struct coltype type = { TYPE_BIGINT, 0, 0 };
	struct cell c = make("\"abc\"");
	struct schema schema = { 0 };
	struct table *t = schema_table(&schema, "words", 5);
	struct error e;

	(void)table_add(t, "start", 5, type, false);
	CHECK_INT(cell_misfit(&c, t, 0, &e), -1, "a misfit is an error");
	CHECK_INT(e.kind, ERROR_INPUT, "... of the input");
	CHECK_STR(e.text,
	    "table 'words', column 'start': \"abc\" is not a bigint",
	    "... that names table, column, value and type");
	schema_free(&schema);
}

int
main(void)
{
	test_i64();
	test_double();
	test_facts();
	test_short_ways();
	test_decimal();
	test_decimal_soon();
	test_others();
	test_text();
	test_misfit();
	return tap_done();
}
