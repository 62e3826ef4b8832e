/* yaml_reader, yaml_scalar: YAML is read as the core schema has it. */
#include "tap.h"

#include "aai-describe/yaml_reader.h"
#include "aai-describe/yaml_scalar.h"
#include "base/cc.h"

static void
test_scalars(void)
{
	static const char *const cases[][2] = {
		{ "", "null" },
		{ "~", "null" },
		{ "null", "null" },
		{ "NULL", "null" },
		{ "nULL", "\"nULL\"" },
		{ "True", "true" },
		{ "FALSE", "false" },
		{ "yes", "\"yes\"" },
		{ "on", "\"on\"" },
		{ "0", "0" },
		{ "-0", "-0" },
		{ "007", "7" },
		{ "+12", "12" },
		{ "12345678901234567890123", "12345678901234567890123" },
		{ "1.50", "1.50" },
		{ ".5", "0.5" },
		{ "-.5", "-0.5" },
		{ "1.", "1.0" },
		{ "1e3", "1e3" },
		{ "1.5E-07", "1.5e-07" },
		{ "1e", "\"1e\"" },
		{ ".", "\".\"" },
		{ "-", "\"-\"" },
		{ "1.0.0", "\"1.0.0\"" },
		{ "1_000", "\"1_000\"" },
		{ "12:30", "\"12:30\"" },
		{ "0x1F", "31" },
		{ "0o17", "15" },
		{ "0o18", "\"0o18\"" },
		{ "0x", "\"0x\"" },
		{ "0xffffffffffffffff", "18446744073709551615" },
		{ "0x1ffffffffffffffff", "\"0x1ffffffffffffffff\"" },
		{ ".inf", "\".inf\"" },
		{ ".NaN", "\".NaN\"" },
		{ "2020-01-02", "\"2020-01-02\"" },
		{ "a\"b", "\"a\\\"b\"" },
	};
	struct buf b = buf_make(1 << 16);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&b);
		yaml_scalar_put(cases[i][0], strlen(cases[i][0]), &b);
		CHECK_MEM(b.data, b.len, cases[i][1], strlen(cases[i][1]),
		    "'%s' is %s", cases[i][0], cases[i][1]);
	}
	buf_free(&b);
}

/* What a document becomes; or the error, when it begins with "!". */
static void
see(const char *text, const char *want)
{
	struct buf b = buf_make(1 << 16);
	struct error e = { 0 };
	int rc = yaml_read(text, strlen(text), 8, &b, &e);

	if (want[0] != '!') {
		CHECK_INT(rc, 0, "a document is read (%s)", e.text);
		CHECK_MEM(b.data, b.len, want, strlen(want), "... as %s", want);
	} else {
		CHECK_INT(rc, -1, "a document is refused: %s", want);
		CHECK_STR(e.text, want + 1, "... with the reason");
	}
	buf_free(&b);
}

static void
test_documents(void)
{
	see("a: 1\nb: [x, 'y', \"1\"]\n",
	    "{\"a\":1,\"b\":[\"x\",\"y\",\"1\"]}");
	see("200: {}\n~: []\n", "{\"200\":{},\"~\":[]}");
	see("%YAML 1.2\n---\nx: !!str 12\n...\n", "{\"x\":\"12\"}");
	see("x: !!int \"12\"\ny: !local z\n", "{\"x\":12,\"y\":\"z\"}");
	see("a: &k {b: [1]}\nc: *k\nd: [*k, *k]\n",
	    "{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]},"
	    "\"d\":[{\"b\":[1]},{\"b\":[1]}]}");
	see("a: &k name\n*k : 1\n", "{\"a\":\"name\",\"name\":1}");
	see("x: &x {a: 1, b: 2}\ny: {a: 9, <<: *x, c: 3}\n",
	    "{\"x\":{\"a\":1,\"b\":2},\"y\":{\"a\":9,\"b\":2,\"c\":3}}");
	see("y: {<<: [{a: 1}, {a: 2, b: {c: [3]}}]}\n",
	    "{\"y\":{\"a\":1,\"b\":{\"c\":[3]}}}");
	see("y: {'<<': 1}\n", "{\"y\":{\"<<\":1}}");
	see("|\n  two\n  lines\n", "\"two\\nlines\\n\"");
	see("a: x\x01y\x7f\xc2\x92z\n", "{\"a\":\"x y   z\"}");
	see("", "null");
	see("a: *b\n", "!line 1: an alias of nothing");
	see("a: &a {b: *a}\n", "!line 1: an alias of what it is a part of");
	see("y: {<<: 1}\n", "!line 1: \"<<\" takes objects only");
	see("a: 1\n<<: {b: 1}\n<<: {c: 1}\n", "!line 3: \"<<\" twice");
	see("a: 1\n---\nb: 2\n", "!line 2: a second document is not taken");
	see("[[[[[[[[[1]]]]]]]]]\n", "!line 1: it is nested too deeply");
	see("? [a]\n: b\n",
	    "!line 1: a list or an object as a name is not taken");
	see("y: {<<: &q {x: 1}, z: *q}\n",
	    "!line 1: an alias of what it is a part of");
}

static void
test_bounds(void)
{
	static const char text[] = "a: abcdefghijklmnopqrstuvwxyz\n";
	struct buf b = buf_make(16);
	struct error e = { 0 };

	CHECK_INT(yaml_read(text, sizeof(text) - 1, 8, &b, &e), -1,
	    "what does not fit is refused");
	CHECK_STR(e.text, "line 1: it is too large; see --memory",
	    "... with the line");
	buf_free(&b);
}

int
main(void)
{
	test_scalars();
	if (yaml_library() == NULL)
		return tap_done();
	test_documents();
	test_bounds();
	return tap_done();
}
