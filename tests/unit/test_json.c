/* lex, text, tree: JSON strictly read. */
#include "base/mem.h"
#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"
#include "tap.h"

static const char *const good[] = { "null", "true", "false", "0", "-0", "1.5",
	"1e5", "1E-05", "\"\"", "\"a\\u00e9\\n\"", "[]", "{}", "[1,2]",
	"{\"a\":1,\"b\":[{}]}", " [ 1 , 2 ] ", "{\"a\":{\"b\":null}}",
	"[[],{},\"x\"]", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "{\"\":0}",
	"{\"a\":1,\"a\":2}" };
static const char *const bad[] = { "", " ", "nul", "tru", "+1", "01", "1.",
	".5", "1e", "--1", "\"", "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "[", "[1",
	"[1,]", "[,1]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
	"{\"a\":1 \"b\":2}", "[1 2]", "]", "1 2", "{}x", "[1}", "{\"a\":1]",
	"NaN", "Infinity", "'a'", "{,}", "[\"a\":1]", "\"\t\"" };

static bool
parses(const char *text, size_t len)
{
	struct json_tree t = { 0 };
	struct error e = { 0 };
	bool ok = json_parse(&t, text, len, 64, &e) == 0;

	json_tree_free(&t);
	return ok;
}

/* The lexer alone, the whole text. */
static bool
lexes(const char *text, size_t len)
{
	const char *end = text + len, *p = json_skip_space(text, end);

	p = json_value_end(p, end, 64, NULL);
	return p != NULL && json_skip_space(p, end) == end;
}

static void
test_verdicts(void)
{
	size_t i, n;
	char *copy;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		/* A copy of the exact size, so that sanitizers see overreads. */
		n = strlen(good[i]);
		copy = malloc(n > 0 ? n : 1);
		memcpy(copy, good[i], n);
		CHECK(parses(copy, n) && lexes(copy, n), "taken: %s", good[i]);
		free(copy);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		n = strlen(bad[i]);
		copy = malloc(n > 0 ? n : 1);
		memcpy(copy, bad[i], n);
		CHECK(!parses(copy, n) && !lexes(copy, n), "refused: %s",
		    bad[i]);
		free(copy);
	}
}

/* Every beginning of a whole text that is not a number is refused as cut. */
static void
test_cuts(void)
{
	static const char text[] = "{\"a\":[1,\"b\\u00e9\",true,{\"c\":null}]}";
	size_t i;
	bool ok = true;

	for (i = 0; i < sizeof(text) - 1; i++)
		ok &= !parses(text, i) && !lexes(text, i);
	CHECK(ok, "no beginning of an object is an object");
}

static void
test_depth(void)
{
	char deep[200];

	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	CHECK(!parses(deep, 130), "65 levels are too many for 64");
	CHECK(parses(deep + 1, 128), "64 are not");
	CHECK(lexes(deep + 1, 128) && !lexes(deep, 130), "for the lexer too");
}

static void
test_text(void)
{
	static const struct {
		const char *raw;
		size_t len;
		const char *want;
		size_t bad;
	} cases[] = { { "abc", 3, "abc", 0 },
		{ "\\\"\\\\\\/\\b\\f\\n\\r\\t", 16, "\"\\/\b\f\n\r\t", 0 },
		{ "\\u00e9", 6, "\xc3\xa9", 0 },
		{ "\\ud83d\\ude00", 12, "\xf0\x9f\x98\x80", 0 },
		{ "\\ud83dx", 7, "\xef\xbf\xbdx", 1 },
		{ "\\ude00\\ud83d", 12, "\xef\xbf\xbd\xef\xbf\xbd", 2 },
		{ "\\ud83d\\ud83d\\ude00", 18,
		    "\xef\xbf\xbd\xf0\x9f\x98\x80", 1 },
		{ "a\xff" "b", 3, "a\xef\xbf\xbd" "b", 1 },
		{ "\xed\xa0\x80", 3,
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 3 } };
	static const char blanks[] = "{ \"a b\" : [ 1 , \"\\\" \" ] }";
	struct buf b = buf_make(1024);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		CHECK_INT(json_unescape(cases[i].raw, cases[i].len, &b),
		    cases[i].bad, "case %zu replaces as many", i);
		CHECK_MEM(b.data, b.len, cases[i].want, strlen(cases[i].want),
		    "case %zu is decoded", i);
	}
	buf_reset(&b);
	json_quote("a\"\\\n\x01\x7f\xc3\xa9", 8, &b);
	CHECK(buf_is(&b, "\"a\\\"\\\\\\n\\u0001\x7f\xc3\xa9\""), "encoded");
	buf_reset(&b);
	CHECK_INT(json_repair("\\u00e9\\ud800\xff\\n", 15, &b), 2, "mended");
	CHECK(buf_is(&b, "\\u00e9\xef\xbf\xbd\xef\xbf\xbd\\n"),
	    "and else kept as spelled");
	buf_reset(&b);
	json_compact(blanks, strlen(blanks), &b);
	CHECK(buf_is(&b, "{\"a b\":[1,\"\\\" \"]}"), "blanks are dropped");
	buf_free(&b);
}

static void
test_tree(void)
{
	static const char text[] = "{\"a\":[10,{\"b\":\"x\\ty\"}],\"n\":12,"
				   "\"a.b\":1,\"n\":13,\"e\":[]}";
	struct json_tree t = { 0 };
	struct error e = { 0 };
	size_t at, count = 0;
	int64_t i;
	char *s;

	CHECK(json_parse(&t, text, sizeof(text) - 1, 64, &e) == 0, "parsed");
	at = json_get(&t, 0, "a");
	at = json_next(&t, at, json_next(&t, at, JSON_NO_NODE));
	s = json_take_string(&t, json_get(&t, at, "b"));
	CHECK_STR(s, "x\ty", "items and members lead to a string");
	mem_free(s);
	CHECK(json_i64(&t, json_get(&t, 0, "n"), 0, 99, &i) && i == 13,
	    "the last member of a name counts");
	CHECK(json_next(&t, json_get(&t, 0, "a"), at) == JSON_NO_NODE &&
	    json_get(&t, json_get(&t, 0, "z"), "y") == JSON_NO_NODE,
	    "a missing step ends it");
	for (at = JSON_NO_NODE; (at = json_next(&t, 0, at)) != JSON_NO_NODE;)
		count++;
	CHECK_INT(count, 5, "all members are walked");
	at = json_get(&t, 0, "e");
	CHECK(json_next(&t, at, JSON_NO_NODE) == JSON_NO_NODE, "none in []");
	at = json_get(&t, 0, "missing");
	CHECK(at == JSON_NO_NODE && !json_equals(&t, at, "") &&
		json_get(&t, at, "a") == JSON_NO_NODE &&
		json_next(&t, at, JSON_NO_NODE) == JSON_NO_NODE &&
		!json_i64(&t, at, 0, 99, &i) &&
		json_take_string(&t, at) == NULL,
	    "what is missing is not a value of any kind");
	CHECK(json_parse(&t, "[1,2", 4, 64, &e) == -1, "a cut text");
	CHECK_STR(e.text, "invalid JSON at byte 4: it ends too early",
	    "the message says where");
	json_tree_free(&t);
}

/* What was accepted is skipped to the same end, wherever it stands. */
static void
skips(void)
{
	static const char *const values[] = { "[]", "{}", "null", "true", "-0.5e+7",
		"\"\"", "\"a\"", "\"seven b\"", "\"eight by\"", "\"]}[{,\"",
		"\"\\\"\\\\\"", "[[[1,2],[]],{\"a\":[{}]}]",
		"{ \"]\" : \"}\" , \"\\u005d\\\\\" : [ \"{\\\"[\" ] }",
		"[\"\\\\\",\"\\\\\\\"\",\"\xc3\xa9\x7f\"]" };
	static const char *const behind[] = { "", ",", "]", " ", "}", "\n" };
	char text[128];
	size_t i, k, at, n, wrong = 0;

	for (i = 0; i < sizeof(values) / sizeof(*values); i++)
		for (k = 0; k < sizeof(behind) / sizeof(*behind); k++)
			for (at = 0; at < 9; at++) {
				n = strlen(values[i]);
				memset(text, '"', sizeof(text));
				memcpy(text + at, values[i], n);
				memcpy(text + at + n, behind[k],
				    strlen(behind[k]));
				wrong += json_value_skip(text + at,
					     text + at + n +
						 strlen(behind[k])) !=
				    text + at + n;
				wrong += json_value_end(text + at,
					     text + at + n, 9, NULL) !=
				    text + at + n;
				while (strchr("[{\"", values[i][0]) != NULL &&
				    n-- > 0)
					wrong += json_value_skip(text + at,
						     text + at + n) != NULL;
			}
	CHECK_UINT(wrong, 0, "values are skipped to their ends");
}

/* Values that nest deep are passed over by words: to the same end. */
static void
skips_deep(void)
{
	static const char *const inner[] = { "", "1", "\"]]]]]]]]]]\"",
		"{}", "[],[[]],{\"a\":[]}", "[[[[[[[[[]]]]]]]]],[]",
		"{\"k[\":{\"}\":[[[[\"\\\"\"]]]]}}" };
	char text[256];
	size_t i, depth, at, n, wrong = 0;

	for (i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		for (depth = 1; depth < 40; depth++)
			for (at = 0; at < 9; at++) {
				memset(text, ']', sizeof(text));
				n = at;
				memset(text + n, '[', depth);
				n += depth;
				memcpy(text + n, inner[i], strlen(inner[i]));
				n += strlen(inner[i]) + depth;
				wrong += json_value_skip(text + at,
					     text + sizeof(text)) != text + n;
				wrong += json_value_end(text + at, text + n,
					     100, NULL) != text + n;
				wrong += json_value_skip(text + at,
					     text + n - 1) != NULL;
			}
	CHECK_UINT(wrong, 0, "values that nest are skipped to their ends");
}

int
main(void)
{
	test_verdicts();
	test_cuts();
	test_depth();
	test_text();
	test_tree();
	skips();
	skips_deep();
	return tap_done();
}
