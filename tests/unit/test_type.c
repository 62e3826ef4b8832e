/* type, time, schema: what columns hold. */
#include "base/rng.h"
#include "table/schema.h"
#include "table/time.h"
#include "table/type.h"
#include "tap.h"

/* The type of a column that has seen these values, split at blanks. */
static struct coltype
type_of_all(const char *values)
{
	struct facts f = { 0, 0, 0 };
	const char *p = values, *end;

	for (; *p != '\0'; p = *end == '\0' ? end : end + 1) {
		end = p + strcspn(p, " ");
		if (*p == '"')
			facts_join(&f, facts_string(p + 1,
					   (size_t)(end - p) - 2));
		else if (*p == 't' || *p == 'f')
			facts_join(&f, (struct facts){ FACT_BOOL, 0, 0 });
		else
			facts_join(&f, facts_number(p, (size_t)(end - p)));
	}
	return type_of(f);
}

static void
test_types(void)
{
	static const struct {
		const char *values;
		enum type type;
		int scale;
	} cases[] = { { "", TYPE_NONE, 0 }, { "true false", TYPE_BOOL, 0 },
		{ "1 -5 0", TYPE_BIGINT, 0 },
		{ "9223372036854775807 -9223372036854775808", TYPE_BIGINT, 0 },
		{ "9223372036854775808", TYPE_DECIMAL, 0 },
		{ "12345678901234567890123456789012345678", TYPE_DECIMAL, 0 },
		{ "123456789012345678901234567890123456789", TYPE_TEXT, 0 },
		{ "0.97 1", TYPE_DOUBLE, 0 }, { "1.0", TYPE_DOUBLE, 0 },
		{ "1 0.97 9007199254740992", TYPE_DOUBLE, 0 },
		{ "9007199254740993 0.5", TYPE_DECIMAL, 1 },
		{ "-0", TYPE_DOUBLE, 0 }, { "-0 1", TYPE_DOUBLE, 0 },
		{ "-0.0 9007199254740993", TYPE_TEXT, 0 },
		{ "1e400", TYPE_TEXT, 0 }, { "1e-400", TYPE_TEXT, 0 },
		{ "1e5", TYPE_DOUBLE, 0 }, { "1.5e-3", TYPE_DOUBLE, 0 },
		{ "0.6120485067367554", TYPE_DOUBLE, 0 },
		{ "0.30000000000000004", TYPE_DOUBLE, 0 },
		{ "0.12345678901234567890", TYPE_DECIMAL, 20 },
		{ "3.141592653589793238", TYPE_DECIMAL, 18 },
		{ "1.7976931348623157e308", TYPE_DOUBLE, 0 },
		{ "2.2250738585072014e-308", TYPE_DOUBLE, 0 },
		{ "\"2024-02-29\"", TYPE_DATE, 0 },
		{ "\"2023-02-29\"", TYPE_TEXT, 0 },
		{ "\"2024-02-29\" \"2024-01-01T00:00:00Z\"", TYPE_TIMESTAMP, 0 },
		{ "\"2024-01-01\" 5", TYPE_TEXT, 0 },
		{ "true 1", TYPE_TEXT, 0 }, { "\"a\" 1", TYPE_TEXT, 0 } };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct coltype got = type_of_all(cases[i].values);

		CHECK(got.type == cases[i].type && got.scale == cases[i].scale,
		    "%s is %s (got %s)", cases[i].values,
		    type_name(cases[i].type), type_name(got.type));
	}
}

/* Any order and grouping of the same facts gives the same. */
static void
test_lattice(void)
{
	struct rng r = rng_make(1);
	bool ok = true;
	int i;

	for (i = 0; i < 20000; i++) {
		struct facts f[3], a, b;
		size_t k;

		for (k = 0; k < 3; k++) {
			f[k].seen = (uint16_t)rng_below(&r, 2048);
			f[k].whole = (uint16_t)rng_below(&r, 45);
			f[k].behind = (uint16_t)rng_below(&r, 45);
		}
		a = f[0];
		facts_join(&a, f[1]);
		facts_join(&a, f[2]);
		b = f[2];
		facts_join(&f[1], f[0]);
		facts_join(&b, f[1]);
		facts_join(&b, b);
		ok &= type_equal(type_of(a), type_of(b));
	}
	CHECK(ok, "facts join the same in any order and grouping");
}

static void
test_joins(void)
{
	enum type a, b;
	bool commutes = true, declared = true;

	for (a = TYPE_NONE; a <= TYPE_JSON; a++) {
		struct coltype x = { a, 0, 0 };

		if (a == TYPE_DECIMAL)
			x.precision = 38;
		declared &= type_equal(type_of(facts_declared(x)), x);
		for (b = TYPE_NONE; b <= TYPE_JSON; b++) {
			struct coltype y = { b, 0, 0 };

			if (b == TYPE_DECIMAL)
				y.precision = 38;
			commutes &= type_equal(type_join(x, y), type_join(y, x));
			commutes &= type_fits(x, type_join(x, y));
		}
	}
	CHECK(commutes, "declared types join either way, and fit the result");
	CHECK(declared, "a declared type's facts have that type");
	CHECK(type_parse("bigint", 6, &a) && a == TYPE_BIGINT &&
	    !type_parse("int", 3, &a), "types have their names");
}

static void
test_stamps(void)
{
	static const struct {
		const char *text;
		const char *want; /* canonical; NULL: refused */
	} cases[] = { { "2023-09-04T17:02:23.506984",
			 "2023-09-04T17:02:23.506984Z" },
		{ "2026-06-10T15:38:23Z", "2026-06-10T15:38:23Z" },
		{ "2026-06-10 15:38", "2026-06-10T15:38:00Z" },
		{ "2026-06-10T00:30:00+02:00", "2026-06-09T22:30:00Z" },
		{ "2026-06-10T00:30:00-0230", "2026-06-10T03:00:00Z" },
		{ "2026-06-10T00:30:00+02", "2026-06-09T22:30:00Z" },
		{ "2026-06-10T00:30:00.5z", "2026-06-10T00:30:00.500000Z" },
		{ "2026-06-10T00:30:00.123456000Z",
		    "2026-06-10T00:30:00.123456Z" },
		{ "2026-06-10T00:30:00.1234567Z", NULL },
		{ "2026-06-10T24:00:00Z", NULL },
		{ "2026-06-10T23:59:60Z", NULL },
		{ "2026-06-10T23:59:59.Z", NULL },
		{ "2026-06-10T1:59:59Z", NULL }, { "2026-13-10T01:00:00Z", NULL },
		{ "0001-01-01T00:00:00+01:00", NULL },
		{ "9999-12-31T23:59:59.999999Z",
		    "9999-12-31T23:59:59.999999Z" },
		{ "1969-12-31T23:59:59.999999Z",
		    "1969-12-31T23:59:59.999999Z" },
		{ "2026-06-10T00:30:00+", NULL },
		{ "2026-06-10T00:30:00+2:00", NULL } };
	char room[TIME_TEXT_MAX];
	int64_t us;
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool ok = time_parse_stamp(cases[i].text,
		    strlen(cases[i].text), 0, &us);

		if (cases[i].want == NULL) {
			CHECK(!ok, "%s is not a timestamp", cases[i].text);
			continue;
		}
		n = ok ? time_format_stamp(us, room) : 0;
		CHECK_MEM(room, n, cases[i].want, strlen(cases[i].want),
		    "%s is %s", cases[i].text, cases[i].want);
	}
}

static void
test_dates(void)
{
	char room[TIME_TEXT_MAX];
	bool ok = true;
	int32_t day, got;

	for (day = -719162; day < 2932897; day += 13)
		ok &= time_parse_date(room, time_format_date(day, room), &got) &&
		    got == day;
	CHECK(ok, "every day is written and read back");
	CHECK(time_parse_date("1970-01-01", 10, &day) && day == 0, "day 0");
	CHECK(time_parse_date("2000-03-01", 10, &day) && day == 11017,
	    "a day after a leap day");
	CHECK(!time_parse_date("1900-02-29", 10, &day) &&
	    !time_parse_date("0000-01-01", 10, &day), "no such days");
}

static void
test_schema(void)
{
	struct schema s = { 0 };
	struct error e = { 0 };
	struct coltype text = { TYPE_TEXT, 0, 0 };
	struct table *t = schema_table(&s, "words", 5);

	CHECK(schema_table(&s, "words", 5) == t && s.ntables == 1,
	    "a table is there once");
	CHECK_INT(table_add(t, "a", 1, text, true), 0, "columns are numbered");
	CHECK_INT(table_add(t, "b", 1, text, false), 1, "in order");
	CHECK(table_find(t, "b", 1) == 1 && table_find(t, "c", 1) == MAP_NONE,
	    "and found by name");
	CHECK(schema_check_name("words", 5, &e) == 0, "a plain name is fine");
	CHECK(schema_check_name("a/b", 3, &e) == -1 &&
	    schema_check_name(".a", 2, &e) == -1 &&
	    schema_check_name("_aai_x", 6, &e) == -1 &&
	    schema_check_name("", 0, &e) == -1 &&
	    schema_check_name("a\xff", 2, &e) == -1 &&
	    schema_check_name("a\nb", 3, &e) == -1, "others are refused");
	schema_free(&s);
}

/*
 * Joined with the facts of their values, types are those of one stream; with
 * the facts that a type alone leaves open, none that is too narrow.
 */
static void
test_join_facts(void)
{
	static const char *const numbers[] = { "1", "-7", "9007199254740992",
		"9007199254740993", "-9223372036854775808",
		"12345678901234567890123", "1.5", "0.125", "-0.0", "1e22",
		"0.12345678901234567890123456", "1e300",
		"1234567890123456789012345678901234567890" };
	bool same = true, fits = true, wide = true;
	size_t i, j, n = sizeof(numbers) / sizeof(numbers[0]);

	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++) {
			struct facts a =
			    facts_number(numbers[i], strlen(numbers[i]));
			struct facts b =
			    facts_number(numbers[j], strlen(numbers[j]));
			struct facts all = a, got = a, open;
			struct coltype x = type_of(a), y = type_of(b), t;

			facts_join(&all, b);
			t = type_join_facts(x, &got, y, b);
			same &= type_equal(t, type_of(all)) ||
			    t.type == TYPE_DECIMAL;
			fits &= type_fits(x, t) && type_fits(y, t);
			/* Not wider than it has to be, either. */
			same &= t.type == type_of(all).type;
			open = facts_unknown(x);
			t = type_join_facts(x, &open, y, b);
			wide &= type_equal(t, type_of(all)) ||
			    type_fits(type_of(all), t);
		}
	}
	CHECK(same, "types of known values join as in one stream");
	CHECK(fits, "... and both fit the result");
	CHECK(wide, "what is not known makes no type too narrow");
}

int
main(void)
{
	test_join_facts();
	test_types();
	test_lattice();
	test_joins();
	test_stamps();
	test_dates();
	test_schema();
	return tap_done();
}
