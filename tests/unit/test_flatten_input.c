/* The records of JSON texts, however they are laid out and split. */
#include <unistd.h>

#include "aai-flatten/flatten.h"
#include "aai-flatten/input_documents.h"
#include "aai-flatten/input_layout.h"
#include "aai-flatten/value_scan.h"
#include "base/mem.h"
#include "io/fd.h"
#include "tap.h"

static struct error e;

/* A pipe's reading end with the bytes in it, its writing end closed. */
static int
pipe_of(const void *p, size_t len)
{
	int fds[2];

	if (pipe(fds) != 0 || fd_write_all(fds[1], p, len) != 0)
		abort();
	(void)close(fds[1]);
	return fds[0];
}

/* Append the record, with its line and byte. */
static int
note(void *arg, const struct input_position *at, char *text, size_t len,
    struct error *err)
{
	struct buf *out = arg;
	size_t i;

	for (i = 0; i <= FLATTEN_PAD; i++)
		if (text[len + i] != '\0') {
			error_set(err, ERROR_FAILED, "no pad");
			return -1;
		}
	buf_printf(out, "%u:%u %.*s\n", (unsigned)at->line,
	    (unsigned)at->byte, (int)len, text);
	return 0;
}

/* What the records of the text are, and what went wrong. */
static char *
read_all(const char *text, size_t len, const char *path, size_t max)
{
	struct buf out = buf_make(1 << 20);
	struct path records = { 0 };
	struct byte_source in;
	struct input_documents d = { .in = &in, .name = "in",
		.path = path != NULL ? &records : NULL, .max = max,
		.to = { note, &out } };
	int fd = pipe_of(text, len);

	if (path != NULL && path_parse(&records, path, strlen(path), &e) != 0)
		abort();
	byte_source_open(&in, fd, "in");
	if (input_documents_read(&d, &e) != 0)
		buf_printf(&out, "!%d %s", (int)e.kind, e.text);
	byte_source_close(&in);
	path_free(&records);
	(void)close(fd);
	return buf_take(&out);
}

static const struct {
	const char *title, *path, *text, *want;
} cases[] = {
	{ "nothing", NULL, " \n", "" },
	{ "one record", NULL, "{\"a\":1}", "1:0 {\"a\":1}\n" },
	{ "a byte order mark", NULL, "\xef\xbb\xbf{}", "1:3 {}\n" },
	{ "records in a row", NULL, "{}{}\n{}", "1:0 {}\n1:2 {}\n2:5 {}\n" },
	{ "a list", NULL, "[{},\n {\"a\":\"]}\\\"\"}\n]\n",
	    "1:1 {}\n2:6 {\"a\":\"]}\\\"\"}\n" },
	{ "lists in a row", NULL, "[{}][]\n[{}]", "1:1 {}\n2:8 {}\n" },
	{ "a record over lines", NULL, "{\n\"a\":\n1}\n{}",
	    "1:0 {\n\"a\":\n1}\n4:10 {}\n" },
	{ "a number", NULL, "{}3", "1:0 {}\n!6 in: line 1 (byte 2): a record "
	    "must be an object, or a list of them; see --records" },
	{ "a list in a list", NULL, "[[{}]]", "!6 in: line 1 (byte 1): a "
	    "record must be an object, but here is a list in a list; see "
	    "--records" },
	{ "a null in a list", NULL, "[null]", "!6 in: line 1 (byte 1): a "
	    "record must be an object, or a list of them; see --records" },
	{ "no comma", NULL, "[{}\n{}]", "1:1 {}\n!6 in: line 2 (byte 4): "
	    "invalid JSON: here should be a comma or \"]\"" },
	{ "a comma too many", NULL, "[{},]", "1:1 {}\n!6 in: line 1 (byte 4): "
	    "invalid JSON: here should be a value" },
	{ "a bracket too many", NULL, "{}]", "1:0 {}\n!6 in: line 1 (byte 2): "
	    "invalid JSON: here should be a value" },
	{ "a line that ends in a string", NULL, "[{\"a\":\"x\n\"}]",
	    "!6 in: line 1 (byte 8): invalid JSON: the line ends within a "
	    "string" },
	{ "a member", "items", "{\"n\":[1,{\"items\":[{}]}],\"items\":[{},"
	    "{\"a\":2}],\"z\":\"\\u00e9\"}",
	    "1:33 {}\n1:36 {\"a\":2}\n" },
	{ "a member that is one", "item", "{\"item\":{\"a\":1}}",
	    "1:8 {\"a\":1}\n" },
	{ "a member's member", "a.b", "{\"a\":{\"b\":[{}]}}\n{\"a\":"
	    "{\"c\":0,\"b\":[]}}", "1:11 {}\n" },
	{ "a name with an escape", "\"a b\"", "{\"a\\u0020b\":[{}]}",
	    "1:13 {}\n" },
	{ "items' members", "r[].n", "{\"r\":[{\"n\":{}},{\"n\":[{}]}]}",
	    "1:11 {}\n1:21 {}\n" },
	{ "items of items", "[][]", "[[{}],[{},{}]]",
	    "1:2 {}\n1:7 {}\n1:10 {}\n" },
	{ "an object's values", "d{}", "{\"d\":{\"x\":{},\"y\":{}}}",
	    "1:10 {}\n1:17 {}\n" },
	{ "null for a list", "a", "{\"a\":null}", "" },
	{ "null on the way", "a.b", "{\"a\":null}{\"a\":{\"b\":{}}}",
	    "1:20 {}\n" },
	{ "no such member", "a", "{\"b\":1,\"c\":2}", "!6 in: line 1 (byte 13)"
	    ": --records a: there is no \"a\" in this object; it has b, c" },
	{ "no member at all", "a", "{}", "!6 in: line 1 (byte 2): --records "
	    "a: there is no \"a\" in this object; it has nothing" },
	{ "it comes twice", "a", "{\"a\":[],\"a\":[]}", "!6 in: line 1 (byte "
	    "12): the member that --records names is there twice" },
	{ "a list where none is meant", "a", "[{\"a\":{}}]", "!6 in: line 1 "
	    "(byte 0): --records a: here is a list (\"[]\" leads into its "
	    "items), where the path has an object's member" },
	{ "an object where a list is meant", "[].a", "{}", "!6 in: line 1 "
	    "(byte 0): --records [].a: here is an object, where the path has "
	    "a list" },
	{ "a number where it leads", "a", "{\"a\":7}", "!6 in: line 1 (byte "
	    "5): a record must be an object: --records leads to something "
	    "else" },
	{ "what passes by is no JSON", "a", "{\"b\":[1,tru],\"a\":{}}",
	    "!6 in: line 1 (byte 11): invalid JSON" },
	{ "what passes by after it is not", "a", "{\"a\":{},\"b\":[1,]}",
	    "1:5 {}\n!6 in: line 1 (byte 15): invalid JSON" },
	{ "a name without quotes", "a", "{a:1}", "!6 in: line 1 (byte 1): "
	    "invalid JSON: here should be a member's name" },
};

static void
test_cases(void)
{
	size_t i;
	char *got;

	for (i = 0; i < LEN(cases); i++) {
		got = read_all(cases[i].text, strlen(cases[i].text),
		    cases[i].path, 1000);
		CHECK_STR(got, cases[i].want, "%s", cases[i].title);
		mem_free(got);
	}
}

/* A text that is cut anywhere is not taken for a whole one. */
static void
test_cuts(void)
{
	static const char text[] = "{\"n\": [1, \"x\\\"]\", true],\n"
	    " \"items\": [{\"a\": [{}]}, {\"b\": \"}\"}], \"z\": -1.5e3}";
	size_t n, passed = 0;
	char *got;

	for (n = 1; n < sizeof(text) - 1; n++) {
		got = read_all(text, n, "items", 1000);
		passed += strstr(got, "the input is cut") == NULL;
		mem_free(got);
	}
	CHECK_UINT(passed, 0, "no cut text passes for a whole one");
}

static void
test_bounds(void)
{
	char *got = read_all("[{\"a\":12345}]", 13, NULL, 10);

	CHECK_STR(got, "!6 in: line 1 (byte 1): a record is longer than 10 "
	    "bytes; see --max-line, or --records if its records are in a list "
	    "in it", "a record that is too long");
	mem_free(got);
}

static void
test_layout(void)
{
	static const struct {
		const char *text;
		enum input_layout want;
	} layouts[] = {
		{ "", INPUT_LINES }, { " \n\n", INPUT_LINES },
		{ "{\"a\":1}\n{\"a\":2}\n", INPUT_LINES },
		{ "\n {\"a\":1} \r\n{\n", INPUT_LINES },
		{ "\xef\xbb\xbf{}", INPUT_LINES }, { "\xef", INPUT_LINES },
		{ "{\"a\":", INPUT_LINES }, { "x,y\n", INPUT_LINES },
		{ "{\"a\":1\n{\"a\":2}\n", INPUT_LINES },
		{ "{\"a\":\"x\n{\"a\":2}\n", INPUT_LINES },
		{ "{\"a\":1}{\"a\":2}\n", INPUT_DOCUMENTS },
		{ "{\"a\":1} {", INPUT_DOCUMENTS },
		{ "{\n\"a\":1}\n", INPUT_DOCUMENTS },
		{ "{\"a\":\n{\"a\":2}}\n", INPUT_DOCUMENTS },
		{ "\xef\xbb\xbf\n [", INPUT_DOCUMENTS },
	};
	enum input_layout layout;
	struct byte_source in;
	size_t i;
	int fd, rc;

	for (i = 0; i < LEN(layouts); i++) {
		fd = pipe_of(layouts[i].text, strlen(layouts[i].text));
		byte_source_open(&in, fd, "in");
		rc = input_layout_find(&in, &layout, &e);
		CHECK(rc == 0 && layout == layouts[i].want,
		    "the layout of '%s'", layouts[i].text);
		CHECK_UINT(byte_source_at(&in), 0, "... of which all is left");
		byte_source_close(&in);
		(void)close(fd);
	}
}

/* Wherever a value is split, it ends at the same byte. */
static void
test_scan(void)
{
	static const char text[] =
	    "{\"a\\\"\":[1,{\"]\":\"\\\\\"},\"0123456789abcdef\\u0041}\"]} x";
	size_t i, wrong = 0;
	const char *end;

	for (i = 0; i < sizeof(text) - 3; i++) {
		struct value_scan v = { 0 };

		end = value_scan(&v, text, text + i);
		wrong += end != NULL;
		end = value_scan(&v, text + i, text + sizeof(text) - 1);
		wrong += end != text + sizeof(text) - 3;
	}
	CHECK_UINT(wrong, 0, "a value ends where it does, however it comes");
}

int
main(void)
{
	test_cases();
	test_cuts();
	test_bounds();
	test_layout();
	test_scan();
	return tap_done();
}
