/* test_filter: jq programs run over records, and shut off from the machine. */
#include "json/filter.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
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
	    "a member, a text and a comment are no directives");
	gives("# import \"x\";\n{import: 1, a: \"\\(\"a\") include\"}", "1",
	    "{\"import\":1,\"a\":\"a include\"}\n",
	    "nor is a name of an object's member");
	gives("def imports: 1; imports", "null", "1\n",
	    "nor a function whose name begins so");
	gives("\"/etc/passwd\" | try modulemeta catch \"no\"", "null",
	    "\"no\"\n", "modulemeta reads nothing");
	gives("get_search_list", "null", "[]\n", "there is nowhere to look");
	gives("def f: 1;", "2", "2\n", "definitions alone are a program");
	gives("", "2", "2\n", "and so is nothing");
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
	return tap_done();
}
