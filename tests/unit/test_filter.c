/* test_filter: jq programs run over records, and shut off from the machine. */
#include "json/filter.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/rng.h"
#include "io/fd.h"
#include "tap.h"

/* Collects results, one a line; fails after limit of them. */
struct results {
	struct buf text;
	int limit;
};

static int
collect(void *arg, const char *text, size_t len, struct error *e)
{
	struct results *r = arg;

	if (r->limit == 0) {
		error_set(e, ERROR_OUTPUT, "enough");
		return -1;
	}
	r->limit--;
	buf_put(&r->text, text, len);
	buf_byte(&r->text, '\n');
	return 0;
}

static int
run(struct filter *f, const char *text, struct results *r, struct error *e)
{
	struct filter_sink sink = { collect, r };

	buf_reset(&r->text);
	return filter_run(f, text, strlen(text), &sink, e);
}

static void
gives(const char *program, const char *text, const char *want,
    const char *title)
{
	struct results r = { buf_make(1 << 20), 1000 };
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(program, &e);

	if (f == NULL) {
		CHECK_STR(e.text, "", "%s: the program compiles", title);
		return;
	}
	CHECK_INT(run(f, text, &r, &e), 0, "%s: the program runs", title);
	CHECK(buf_is(&r.text, want), "%s", title);
	if (!buf_is(&r.text, want))
		tap_bytes("got", r.text.data, r.text.len);
	filter_close(f);
	buf_free(&r.text);
}

/* The same of a program that not every libjq compiles (1.7.1 does not). */
static void
gives_if(const char *program, const char *text, const char *want,
    const char *title)
{
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(program, &e);

	filter_close(f);
	if (f == NULL && strstr(e.text, "Top-level program not given") != NULL)
		tap_skip(title);
	else
		gives(program, text, want, title);
}

static void
test_results(void)
{
	gives(".", "{\"b\":1,\"a\":\"\\u00e9\\u0000\"}",
	    "{\"b\":1,\"a\":\"\xc3\xa9\\u0000\"}\n",
	    "an object passes with its keys in order");
	gives(".a[]", "{\"a\":[1,\"x\",null]}", "1\n\"x\"\nnull\n",
	    "a program may give several results");
	gives("empty", "{}", "", "a program may give none");
	gives("select(.status == \"completed\")", "{\"status\":\"error\"}", "",
	    "select leaves records out");
	gives("env", "null", "{}\n", "env shows no environment");
	gives("$ENV.PATH", "null", "null\n", "$ENV shows no environment");
}

static void
test_compile_errors(void)
{
	static const char *const bad[] = { ".a[", "nosuch", "include \"x\"; .",
		"import \"x\" as x; .", "{", "\"" };
	struct error e;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e.kind = ERROR_NONE;
		CHECK(filter_open(bad[i], &e) == NULL, "'%s' is refused",
		    bad[i]);
		CHECK_INT(e.kind, ERROR_USAGE, "'%s' is a usage error", bad[i]);
		CHECK(strchr(e.text, '\n') == NULL &&
			strstr(e.text, bad[i]) != NULL,
		    "'%s' is named in one line", bad[i]);
		tap_note("%s", e.text);
	}
}

/* Directives read files wherever jq takes one, so no program has any. */
static void
test_modules(void)
{
	static const char *const bad[] = {
		"import \"x\" as $x {search: \"/\"}; .",
		"  \t\r\n# c\n#\nimport \"x\" as x {search: \"/\"}; .",
		"include\"x\"{search:\"/\"};.",
		"module {}; import \"x\" as $x {search: \"/\"}; .",
		"# c\\\n\\\nimport \"x\" as $x {search: \"/\"}; .",
		"# c\r\nimport \"x\" as $x {search: \"/\"}; .",
		"import#c\n\"x\" as $x {search: \"/\"}; .",
		"import x as $x; .", "import", "include", "module",
		"def f: .; import \"x\" as $x {search: \"/\"}; .",
		"; include \"x\" {search: \"/\"}; .",
		". include \"x\" {search: \"/\"}; .",
	};
	struct error e = { ERROR_NONE, "" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e.text[0] = '\0';
		CHECK(filter_open(bad[i], &e) == NULL, "'%s' is refused",
		    bad[i]);
		tap_note("%s", e.text);
	}
	CHECK(filter_open(bad[0], &e) == NULL &&
		strstr(e.text, "reads no modules and no files") != NULL,
	    "and why");
}

static void
test_no_modules(void)
{
	gives("{id: .import, a: \"import \\\"x\\\";\"} # include \"m\";",
	    "{\"import\":7}", "{\"id\":7,\"a\":\"import \\\"x\\\";\"}\n",
	    "a member, a text and a comment are not directives");
	gives("# import \"x\";\n{import: 1, a: \"\\(\"a\") include\"}", "1",
	    "{\"import\":1,\"a\":\"a include\"}\n",
	    "nor is a name of an object's member");
	gives("def imports: 1; imports", "null", "1\n",
	    "nor a function whose name begins so");
	gives("\"/etc/passwd\" | try modulemeta catch \"no\"", "null",
	    "\"no\"\n", "modulemeta reads nothing");
	gives("get_search_list", "null", "[]\n", "there is nowhere to look");
	gives_if("def f: 1;", "2", "2\n", "definitions alone are a program");
	gives_if("", "2", "2\n", "and so is nothing");
	gives("[stderr, debug]", "2", "[2,2]\n", "nothing is printed");
	gives("input_filename", "2", "null\n", "no file is named");
}

static void
test_halt(void)
{
	static const char *const programs[] = { "halt", "halt_error",
		"\"0123456789012345678901234567890\" | halt_error",
		"\"a\" | halt_error(0)", "{a: 1} | halt_error(5)" };
	struct results r = { buf_make(1 << 20), 1000 };
	struct error e = { ERROR_NONE, "" };
	struct filter *f;
	bool holds;
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		f = filter_open(programs[i], &e);
		CHECK_INT(run(f, "[1]", &r, &e), -1, "%s is an error",
		    programs[i]);
		CHECK_STR(e.text, "the filter called halt", "... and said");
		CHECK_INT(run(f, "[2]", &r, &e), -1, "... each time");
		CHECK_INT(filter_test(f, "1", 1, &holds, &e), -1,
		    "... in whatever way it is run");
		CHECK_INT(e.kind, ERROR_USAGE, "... as the filter's");
		filter_close(f);
	}
	buf_free(&r.text);
}

static void
test_run_errors(void)
{
	struct results r = { buf_make(1 << 20), 1000 };
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(".a, error(\"no \\(.a)\")", &e);

	CHECK_INT(run(f, "{\"a\":1}", &r, &e), -1, "an error ends the run");
	CHECK_INT(e.kind, ERROR_USAGE, "it is the filter's");
	CHECK_STR(e.text, "the filter failed: no 1", "its message is told");
	CHECK(buf_is(&r.text, "1\n"), "results before it were put");
	CHECK_INT(run(f, "{\"a\":", &r, &e), -1, "a cut text is refused");
	CHECK_INT(e.kind, ERROR_INPUT, "that is the input's fault");
	CHECK_INT(run(f, "", &r, &e), -1, "no text at all is refused");
	CHECK_INT(run(f, "1 2", &r, &e), -1, "two values are refused");
	r.limit = 0;
	CHECK_INT(run(f, "{\"a\":1}", &r, &e), -1, "the sink may fail");
	CHECK_STR(e.text, "enough", "its error is handed on");
	filter_close(f);
	f = filter_open("input", &e);
	CHECK_INT(run(f, "1", &r, &e), -1, "there is no further input");
	filter_close(f);
	buf_free(&r.text);
	filter_close(NULL);
}

static void
test_conditions(void)
{
	static const struct {
		const char *text;
		bool holds;
	} cases[] = { { "{\"s\":1}", true }, { "{\"s\":0}", true },
		{ "{\"s\":false}", false }, { "{\"s\":null}", false },
		{ "{}", false } };
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(".s", &e);
	bool holds;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		holds = !cases[i].holds;
		CHECK_INT(filter_test(f, cases[i].text,
			      strlen(cases[i].text), &holds, &e),
		    0, "%s is judged", cases[i].text);
		CHECK(holds == cases[i].holds, "%s %s", cases[i].text,
		    cases[i].holds ? "holds" : "does not hold");
	}
	filter_close(f);
	f = filter_open("empty", &e);
	CHECK_INT(filter_test(f, "1", 1, &holds, &e), 0, "no result is one");
	CHECK(!holds, "no result does not hold");
	filter_close(f);
	f = filter_open(".a.b", &e);
	CHECK_INT(filter_test(f, "{\"a\":1}", 7, &holds, &e), -1,
	    "a condition may fail");
	filter_close(f);
}

/* A function in ~/.jq must not be found. */
static void
test_home(void)
{
	static const char lib[] = "def fromhome: 1;\n";
	struct error e = { ERROR_NONE, "" };
	const char *home = getenv("HOME");
	char path[4096];
	int fd;

	if (home == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%s/.jq", home);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return;
	CHECK_INT(fd_write_all(fd, lib, sizeof(lib) - 1), 0,
	    "there is a ~/.jq");
	(void)close(fd);
	CHECK(filter_open("fromhome", &e) == NULL, "~/.jq is not read");
	CHECK_STR(getenv("HOME"), home, "the environment is back afterwards");
	(void)unlink(path);
}

/* Run the program over the text, and give its results or error in r->text. */
static int
try(const char *program, const char *text, struct results *r)
{
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(program, &e);
	int rc = f != NULL ? run(f, text, r, &e) : -1;

	if (rc != 0) {
		buf_reset(&r->text);
		buf_str(&r->text, e.text);
	}
	filter_close(f);
	return rc;
}

/* Numbers that a program does not touch come out as they went in. */
static void
test_numbers(void)
{
	static const char *const numbers[] = { "9007199254740993",
		"-9007199254740993", "1234567890123456789",
		"18446744073709551615", "-9223372036854775808", "1.0", "1.10",
		"100", "1e5", "1E+5", "-0", "-0.0", "0.10000000000000000001",
		"123456789012345678901234567890.5", "1e-400", "1e300",
		"100000000000000000000", "0.1", "1.7976931348623157e308",
		"9007199254740992", "5e-324", "0.30000000000000004" };
	struct results r = { buf_make(1 << 20), 1000 };
	char text[200], want[210];
	size_t i;

	for (i = 0; i < LEN(numbers); i++) {
		(void)snprintf(text, sizeof(text), "{\"a\":%s,\"b\":[%s,1]}",
		    numbers[i], numbers[i]);
		(void)snprintf(want, sizeof(want), "%s\n", text);
		CHECK(try(".", text, &r) == 0 && buf_is(&r.text, want),
		    "%s passes", numbers[i]);
		CHECK(try("{a, b}", text, &r) == 0 && buf_is(&r.text, want),
		    "%s is put into an object", numbers[i]);
		CHECK(try("select(.b | length < 5) | del(.c)", text, &r) == 0 &&
			buf_is(&r.text, want),
		    "%s is beside what is computed", numbers[i]);
	}
	gives("{x: .id}", "{\"id\":9007199254740993}",
	    "{\"x\":9007199254740993}\n", "a member may be renamed");
	gives(". + {n: (.k % 2 + 1)}",
	    "{\"id\":1234567890123456789,\"k\":3,\"n\":0}",
	    "{\"id\":1234567890123456789,\"k\":3,\"n\":2}\n",
	    "others may be computed with");
	gives("[.[] | select(. > 1000)] | sort | unique",
	    "[1234567890123456790,3,1234567890123456789,1234567890123456789]",
	    "[1234567890123456789,1234567890123456790]\n",
	    "neighbours are told apart and keep their order");
	gives(".a == .b, .a == .c, .a < .b, (.a | tojson | fromjson)",
	    "{\"a\":9007199254740993,\"b\":9007199254740994,"
	    "\"c\":9007199254740993}",
	    "false\ntrue\ntrue\n9007199254740993\n", "and compared");
	gives("{n: .a} | .n", "{\"a\":5,\"b\":5.0}", "5\n",
	    "equal numbers do not take each other's spelling");
	gives(".x * 100", "{\"x\":0.123456789012345678901}",
	    "12.345678901234567\n", "fractions are computed with as doubles");
	gives("{at: now} | .at > 1e9", "{\"id\":9007199254740993}", "true\n",
	    "the time is the same each time");
	/* From 1.7 on, libjq writes such a number with a capital E. */
	gives("({t: 1e20, u: \"9223372036854775807\"} # 9007199254740993\n"
	      " | tojson | ascii_downcase)",
	    "1", "\"{\\\"t\\\":1e+20,\\\"u\\\":\\\"9223372036854775807\\\"}\"\n",
	    "a program's own numbers, texts and comments are taken");
	buf_free(&r.text);
}

/* What libjq would round is refused. */
static void
test_rounding(void)
{
	static const struct {
		const char *program, *text;
	} cases[] = { { ".id + 1", "{\"id\":9007199254740993}" },
		{ ".id + 1", "{\"id\":1234567890123456789}" },
		{ ".id + 1", "{\"id\":1152921504606846976}" },
		{ ".id - 1", "{\"id\":-1180591620717411303425}" },
		{ "[.id, 1] | add", "{\"id\":1234567890123456789}" },
		{ ".id % 2", "{\"id\":1234567890123456789}" },
		{ "(.id % 2)? // 1, try (.id + 1) catch 1",
		    "{\"id\":1234567890123456789}" },
		{ "fmod(.id; 2)", "{\"id\":1234567890123456789}" },
		{ ".id += 1", "{\"id\":1234567890123456789}" },
		{ ".id % 7 == 0", "{\"id\":1234567890123456789}" },
		{ "-(.id)", "{\"id\":1234567890123456789}" },
		{ ".id / 10 | floor", "{\"id\":1234567890123456789}" },
		{ ".id | tostring", "{\"id\":1234567890123456789}" },
		{ "\"id \\(.id)\"", "{\"id\":1234567890123456789}" },
		{ "[.id] | @csv", "{\"id\":1234567890123456789}" },
		{ "{(.id | tostring): 1}", "{\"id\":1234567890123456789}" },
		{ "select(.id == 9007199254740992)",
		    "{\"id\":9007199254740993}" },
		{ "select(.id > 9007199254740992)",
		    "{\"id\":9007199254740993}" },
		{ ".x | tostring", "{\"x\":0.12345678901234567890123}" },
		{ ".s * 1000000000", "{\"s\":1700000000}" },
		{ "9007199254740993", "1" }, { "{a: -9223372036854775807}", "1" },
		{ ".id == 9223372036854775807", "{\"id\":1}" },
		{ "1.00000000000000000001", "1" }, { "infinite", "1" },
		{ ".", "1e1000" }, { ".", "[-1e999]" } };
	struct results r = { buf_make(1 << 20), 1000 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		CHECK(try(cases[i].program, cases[i].text, &r) == -1 &&
			r.text.len > 0,
		    "'%s' over %s is refused", cases[i].program,
		    cases[i].text);
		tap_note("%.*s", (int)r.text.len, (const char *)r.text.data);
	}
	/* libjq 1.7 and later know the two apart. */
	CHECK(try(".id == 1234567890123456768", "{\"id\":1234567890123456789}",
		  &r) == -1 || buf_is(&r.text, "false\n"),
	    "numbers that one double stands for are not said to be equal");
	buf_free(&r.text);
}

/* Conditions hold or not whatever double a number gets, or are refused. */
static void
test_number_conditions(void)
{
	static const struct {
		const char *program;
		int holds;
	} cases[] = { { ".id > 1000", 1 }, { ".id < 1000", 0 },
		{ ".id == .id", 1 }, { ".id == .other", 0 },
		{ ".id != 0 and .k % 2 == 1", 1 }, { ".id % 2 == 1", -1 },
		{ ".id == 1234567890123456768", 0 },
		{ ".id + 1 > .other", -1 }, { "true", 1 } };
	static const char text[] = "{\"id\":1234567890123456789,\"k\":3,"
				   "\"other\":1234567890123456790}";
	struct error e;
	struct filter *f;
	bool holds;
	size_t i;
	int rc;

	for (i = 0; i < LEN(cases); i++) {
		f = filter_open(cases[i].program, &e);
		rc = filter_test(f, text, sizeof(text) - 1, &holds, &e);
		CHECK_INT(rc == 0 ? (int)holds : -1, cases[i].holds,
		    "the condition '%s'", cases[i].program);
		filter_close(f);
	}
}

/* Append a number, of many digits or few, perhaps close to others. */
static void
put_number(struct rng *rng, struct buf *out)
{
	static const char *const near[] = { "123456789012345678",
		"90071992547409", "0.1234567890123456", "-4611686018427387",
		"0", "1", "-0.0" };
	size_t n = (size_t)rng_below(rng, 6);
	const char *from = near[rng_below(rng, LEN(near))];

	buf_str(out, from);
	if (strlen(from) < 3 && rng_below(rng, 2) == 0)
		buf_byte(out, '.');
	else if (strlen(from) < 3)
		return;
	buf_byte(out, '5');
	for (; n > 0; n--)
		buf_byte(out, (uint8_t)('0' + rng_below(rng, 10)));
	if (rng_below(rng, 4) == 0)
		buf_printf(out, "e%d", (int)rng_below(rng, 40) - 20);
}

static void
test_random_numbers(void)
{
	struct results r = { buf_make(1 << 20), 100000 };
	struct rng rng = rng_make(7);
	struct buf text = buf_make(1 << 20);
	struct error e = { ERROR_NONE, "" };
	struct filter *f = filter_open(".", &e);
	int i, k, wrong = 0;
	char *s;

	for (i = 0; i < 2000 && f != NULL; i++) {
		buf_byte(&text, '[');
		for (k = (int)rng_below(&rng, 12); k >= 0; k--) {
			put_number(&rng, &text);
			buf_byte(&text, k > 0 ? ',' : ']');
		}
		buf_byte(&text, '\n');
		buf_byte(&text, 0);
		s = (char *)text.data;
		s[text.len - 2] = '\0';
		if (run(f, s, &r, &e) != 0 || r.text.len != text.len - 1 ||
		    memcmp(r.text.data, s, text.len - 2) != 0) {
			if (wrong++ == 0)
				tap_note("%s", s);
		}
		buf_reset(&text);
	}
	CHECK(f != NULL && wrong == 0, "2000 lists of numbers pass as they are");
	filter_close(f);
	buf_free(&text);
	buf_free(&r.text);
}

int
main(void)
{
	test_results();
	test_compile_errors();
	test_modules();
	test_no_modules();
	test_halt();
	test_run_errors();
	test_conditions();
	test_home();
	test_numbers();
	test_rounding();
	test_number_conditions();
	test_random_numbers();
	return tap_done();
}
