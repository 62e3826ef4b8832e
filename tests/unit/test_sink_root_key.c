/* A root key is the same whatever the type of its column. */
#include <string.h>

#include "tap.h"
#include "sink/root_key.h"

/* The name of a key of one value, that a file has as text. */
static struct root_key_name
name(enum type type, const char *text)
{
	struct root_key k = root_key_make();
	struct root_key_name n;

	root_key_begin(&k);
	root_key_put(&k, type, text, strlen(text));
	n = root_key_name(&k);
	CHECK(!k.null, "'%s' is a key", text);
	root_key_free(&k);
	return n;
}

/* The same of a cell of the stream. */
static struct root_key_name
cell_name(enum type type, uint8_t kind, const char *text)
{
	struct cell c = { .s = text, .len = strlen(text), .kind = kind };
	struct root_key k = root_key_make();
	struct root_key_name n;

	c.escaped = kind == CELL_STRING && strchr(text, '\\') != NULL;
	root_key_begin(&k);
	root_key_put_cell(&k, type, 60, &c);
	n = root_key_name(&k);
	root_key_free(&k);
	return n;
}

static bool
equal(struct root_key_name a, struct root_key_name b)
{
	return a.half[0] == b.half[0] && a.half[1] == b.half[1];
}

static void
check_types(void)
{
	static const struct {
		enum type type;
		const char *text, *as; /* the text that it is equal to */
	} cases[] = {
		{ TYPE_BIGINT, "500", "500" },
		{ TYPE_DOUBLE, "500.0", "500" },
		{ TYPE_DOUBLE, "5e2", "500" },
		{ TYPE_DOUBLE, "0.1", "0.1" },
		{ TYPE_DOUBLE, "0.1000000000000000055", "0.1" },
		{ TYPE_DOUBLE, "-0.0", "0" },
		{ TYPE_DOUBLE, "-1.25", "-1.25" },
		{ TYPE_DOUBLE, "1e300", "1e300" },
		{ TYPE_DECIMAL, "500.00", "500" },
		{ TYPE_DECIMAL, "0.050", "0.05" },
		{ TYPE_DECIMAL, "12.50", "12.5" },
		{ TYPE_DECIMAL, "00", "0" },
		{ TYPE_DECIMAL, "12345678901234567890", "12345678901234567890" },
		{ TYPE_JSON, "\"a\\u0062\"", "ab" },
		{ TYPE_JSON, "500", "500" },
		{ TYPE_JSON, "\"cut", "\"cut" },
		{ TYPE_DATE, "2026-11-22", "2026-11-22" },
		{ TYPE_TIMESTAMP, "2026-11-22T00:00:00Z", "2026-11-22" },
		{ TYPE_TIMESTAMP, "2026-11-22T09:30:00Z",
		    "2026-11-22T09:30:00Z" },
		{ TYPE_BOOL, "true", "true" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK(equal(name(cases[i].type, cases[i].text),
		       name(TYPE_TEXT, cases[i].as)),
		    "%s '%s' is text '%s'", type_name(cases[i].type),
		    cases[i].text, cases[i].as);
	CHECK(!equal(name(TYPE_TEXT, "05"), name(TYPE_BIGINT, "5")),
	    "text 05 is not 5");
	CHECK(!equal(name(TYPE_TEXT, "500.0"), name(TYPE_TEXT, "500")),
	    "texts are what they are");
	CHECK(!equal(name(TYPE_DOUBLE, "0.5"), name(TYPE_DOUBLE, "0.05")),
	    "0.5 is not 0.05");
}

static void
check_cells(void)
{
	CHECK(equal(cell_name(TYPE_TEXT, CELL_STRING, "\\u0061"),
	       name(TYPE_TEXT, "a")),
	    "an escape is what it stands for");
	CHECK(equal(cell_name(TYPE_JSON, CELL_STRING, "a"),
	       name(TYPE_JSON, "\"a\"")),
	    "a string in a json column");
	CHECK(equal(cell_name(TYPE_DOUBLE, CELL_NUMBER, "5.0"),
	       name(TYPE_BIGINT, "5")),
	    "a number");
	CHECK(equal(cell_name(TYPE_TIMESTAMP, CELL_STRING, "2026-11-22 10:30:00"),
	       name(TYPE_TIMESTAMP, "2026-11-22T09:30:00Z")),
	    "an instant in the table's zone");
}

static void
check_spelled(void)
{
	static const struct {
		enum type type;
		const char *number;
		bool respelled;
	} cases[] = {
		{ TYPE_TEXT, "7", false },
		{ TYPE_TEXT, "-7.25", false },
		{ TYPE_TEXT, "7.0", true },
		{ TYPE_TEXT, "0.50", true },
		{ TYPE_TEXT, "1e2", true },
		{ TYPE_TEXT, "-0", true },
		{ TYPE_JSON, "7.0", true },
		{ TYPE_DOUBLE, "7.0", false },
	};
	struct root_key k = root_key_make();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell c = { .s = cases[i].number,
			.len = strlen(cases[i].number), .kind = CELL_NUMBER };

		root_key_begin(&k);
		CHECK(!k.respelled, "a key is none of those before");
		root_key_put_cell(&k, cases[i].type, 0, &c);
		CHECK(k.respelled == cases[i].respelled, "%s as %s",
		    cases[i].number, type_name(cases[i].type));
	}
	root_key_free(&k);
}

static void
check_several(void)
{
	struct root_key k = root_key_make();
	struct root_key_name a, b;

	root_key_begin(&k);
	root_key_put(&k, TYPE_TEXT, "a", 1);
	root_key_put(&k, TYPE_TEXT, "bc", 2);
	a = root_key_name(&k);
	root_key_begin(&k);
	root_key_put(&k, TYPE_TEXT, "ab", 2);
	root_key_put(&k, TYPE_TEXT, "c", 1);
	b = root_key_name(&k);
	CHECK(!equal(a, b), "keys that differ in where they are parted");
	root_key_put_null(&k);
	CHECK(k.null, "a null is not a key");
	root_key_begin(&k);
	CHECK(!k.null, "until the next one begins");
	root_key_free(&k);
}

int
main(void)
{
	check_types();
	check_cells();
	check_spelled();
	check_several();
	return tap_done();
}
