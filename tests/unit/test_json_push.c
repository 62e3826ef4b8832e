/* An object in pieces is what it is whole: the same text, the same fault. */
#include "json/push.h"

#include <stdlib.h>

#include "json/lex.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "tap.h"

/*
 * The members of a text that comes in pieces of n bytes, each as "name":value;
 * or NULL, with *why.
 */
static const char *
pushed(const char *text, size_t len, size_t n, const char **why)
{
	static char result[20000];
	struct buf out = buf_make(sizeof(result) - 1);
	struct json_push p;
	const char *at = text, *end = text, *all = text + len;
	enum json_push_event event = JSON_PUSH_MORE;

	json_push_begin(&p, 5);
	while (event != JSON_PUSH_WRONG && (at < end || end < all)) {
		if (at == end)
			end = (size_t)(all - end) < n ? all : end + n;
		event = json_push(&p, &at, end, &out);
		if (event == JSON_PUSH_NAME &&
		    p.name_len <= JSON_PUSH_NAME_MAX) {
			buf_byte(&out, '"');
			buf_put(&out, p.name, p.name_len);
			buf_byte(&out, '"');
		}
		if (event == JSON_PUSH_NAME)
			buf_byte(&out, ':');
		if (event == JSON_PUSH_VALUE)
			buf_byte(&out, ';');
	}
	*why = event == JSON_PUSH_WRONG ? p.why : NULL;
	if (*why == NULL && !json_push_whole(&p))
		*why = "cut";
	if (out.len > 0)
		memcpy(result, out.data, out.len);
	result[out.len] = '\0';
	buf_free(&out);
	return *why == NULL ? result : NULL;
}

static void
texts(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ " { } \n", "" },
		{ "{\"a\":1}", "\"a\":1;" },
		{ "{\"a\" : -0.50e+3 , \"b\" : [ 1 , { \"c\" : \"d , e\" } ] }",
		    "\"a\":-0.50e+3;\"b\":[1,{\"c\":\"d , e\"}];" },
		{ "{\"\\u0061\":true,\"\":false,\"n\":null}",
		    "\"\\u0061\":true;\"\":false;\"n\":null;" },
		{ "{\"a\":{},\"b\":[],\"c\":\"\",\"d\":[[]]}",
		    "\"a\":{};\"b\":[];\"c\":\"\";\"d\":[[]];" },
		{ "{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\\\"\\ud800\"}",
		    "\"\xc3\xa9\":\"\xf0\x9f\x98\x80\\\"\\ud800\";" },
		{ "{\"a\":[[[[0]]]]}", "\"a\":[[[[0]]]];" },
	};
	const char *got, *why;
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (n = 1; n < 8; n++) {
			got = pushed(
			    cases[i].text, strlen(cases[i].text), n, &why);
			CHECK(got != NULL && strcmp(got, cases[i].want) == 0,
			    "'%s' by %zu: %s", cases[i].text, n,
			    got != NULL ? got : why);
		}
}

static void
faults(void)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "cut" },
		{ "{\"a\":1", "cut" },
		{ "[]", "not a JSON object" },
		{ "{}x", "not a JSON object" },
		{ "{\"a\":1,}", "not a JSON object" },
		{ "{\"a\":[1,]}", "not a JSON object" },
		{ "{\"a\":[1}", "not a JSON object" },
		{ "{\"a\" 1}", "not a JSON object" },
		{ "{1:1}", "not a JSON object" },
		{ "{\"a\":01}", "not a JSON object" },
		{ "{\"a\":1.}", "not a JSON object" },
		{ "{\"a\":-}", "not a JSON object" },
		{ "{\"a\":1e}", "not a JSON object" },
		{ "{\"a\":.5}", "not a JSON object" },
		{ "{\"a\":tru}", "not a JSON object" },
		{ "{\"a\":\"\\x\"}", "not a JSON object" },
		{ "{\"a\":\"\\u12g4\"}", "not a JSON object" },
		{ "{\"a\":\"\n\"}", "not a JSON object" },
		{ "{\"a\":\"\xff\"}", "not UTF-8" },
		{ "{\"a\":\"\xc0\x80\"}", "not UTF-8" },
		{ "{\"a\":\"\xed\xa0\x80\"}", "not UTF-8" },
		{ "{\"a\":\"\xe2\x82\"}", "not UTF-8" },
		{ "{\"a\":[[[[[0]]]]]}", "nests too deeply" },
	};
	const char *why;
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (n = 1; n < 4; n++) {
			(void)pushed(
			    cases[i].text, strlen(cases[i].text), n, &why);
			CHECK(why != NULL && strcmp(why, cases[i].why) == 0,
			    "'%s' by %zu is %s", cases[i].text, n,
			    why != NULL ? why : "taken");
		}
}

static void
long_names(void)
{
	struct buf text = buf_make(10000);
	const char *got, *why;
	size_t len;

	for (len = JSON_PUSH_NAME_MAX - 1; len < JSON_PUSH_NAME_MAX + 3;
	     len++) {
		buf_reset(&text);
		buf_str(&text, "{\"");
		while (text.len < len + 2)
			buf_byte(&text, 'x');
		buf_str(&text, "\":1}");
		got = pushed((char *)text.data, text.len, 100, &why);
		CHECK(got != NULL && strlen(got) == len + 5,
		    "a name of %zu bytes is put out whole", len);
	}
	buf_free(&text);
}

/* Random texts, right and wrong: the same verdict as that of json/lex.h. */
static void
random_texts(void)
{
	static const char *const tokens[] = { "{", "}", "[", "]", ",", ":",
		"\"a\"", "\"\\n\"", "1", "-1.5e9", "0", "true", "null", " ",
		"\"\xc3\xa9\"", "\"\xc3\"", "x" };
	struct rng rng = rng_make(5);
	const char *end, *why;
	char text[200];
	unsigned i, n, right = 0, differ = 0;
	size_t len;
	bool is;

	for (i = 0; i < 200000; i++) {
		(void)strcpy(text, "{\"a\":");
		for (n = (unsigned)rng_below(&rng, 10); n > 0; n--)
			(void)strcat(text,
			    tokens[rng_below(
				&rng, sizeof(tokens) / sizeof(tokens[0]))]);
		(void)strcat(text, "}");
		len = strlen(text);
		end = json_value_end(text, text + len, 5, NULL);
		is = end != NULL &&
		     json_skip_space(end, text + len) == text + len &&
		     utf8_valid(text, len) == len;
		(void)pushed(text, len, 1 + i % 5, &why);
		right += is;
		differ += is != (why == NULL);
		if (is != (why == NULL))
			tap_note("%s: %s", text, why != NULL ? why : "taken");
	}
	CHECK(right > 1000, "%u texts are right", right);
	CHECK_UINT(differ, 0, "they are judged as by the other tokenizer");
}

int
main(void)
{
	texts();
	faults();
	long_names();
	random_texts();
	return tap_done();
}
