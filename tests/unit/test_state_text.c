/* state_text: states of any origin are taken, or refused by their member. */
#include <string.h>

#include "stream/state_text.h"
#include "tap.h"

static void
test_open(void)
{
	static const struct {
		const char *text, *whole;
	} cases[] = {
		{ "", NULL },
		{ " \n", NULL },
		{ "{}", "{}" },
		{ " {\"a\" : [ 1,2 ]}\n", "{\"a\":[1,2]}" },
		{ "[]", "not" },
		{ "{} {}", "not" },
		{ "{\"a\":", "not" },
		{ "7", "not" },
	};
	struct buf plain = buf_make(1 << 16);
	struct error e = { 0 };
	struct span whole;
	char from[33];
	size_t i;
	int rc;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&plain);
		rc = state_text_open(cases[i].text, strlen(cases[i].text),
		    from, &plain, &whole, &e);
		if (cases[i].whole != NULL &&
		    strcmp(cases[i].whole, "not") == 0) {
			CHECK_INT(rc, -1, "'%s' is refused", cases[i].text);
			CHECK_INT(e.kind, ERROR_INPUT, "as input");
			continue;
		}
		CHECK_INT(rc, 0, "'%s' is taken", cases[i].text);
		if (cases[i].whole == NULL)
			CHECK(whole.p == NULL, "'%s' has none", cases[i].text);
		else
			CHECK(whole.p != NULL &&
				span_spells(whole, cases[i].whole,
				    strlen(cases[i].whole)),
			    "'%s' has '%s'", cases[i].text, cases[i].whole);
	}
	buf_free(&plain);
}

static void
test_times(void)
{
	const char *text = "{\"t\":\"1970-01-01T00:00:01Z\",\"n\":null,"
			   "\"w\":\"soon\",\"i\":7}";
	struct span object = { text, strlen(text) };
	struct error e = { 0 };
	int64_t us = 5;

	CHECK_INT(state_text_mark(object, "n", &us, &e), 0, "null is none");
	CHECK_INT(us, 5, "and changes nothing");
	CHECK_INT(state_text_mark(object, "t", &us, &e), 0, "a time");
	CHECK_INT(us, 1000000, "in microseconds");
	CHECK_INT(state_text_mark(object, "w", &us, &e), -1, "not a time");
	CHECK(strstr(e.text, "'w'") != NULL, "which is named: %s", e.text);
	CHECK_INT(state_text_mark(object, "i", &us, &e), -1, "a number");
}

static bool
take(void *arg, const char *id, size_t len, struct span value)
{
	struct buf *to = arg;

	buf_put(to, id, len);
	buf_byte(to, '=');
	buf_put(to, value.p, value.len);
	buf_byte(to, ';');
	return span_kind(value) == JSON_NUMBER;
}

static void
check_each(const char *text, int rc, const char *want)
{
	struct buf to = buf_make(1 << 16);
	struct span object = { text, strlen(text) };
	struct error e = { 0 };

	CHECK_INT(state_text_each(object, "ids", take, &to, &e), rc,
	    "each of %s", text);
	buf_byte(&to, 0);
	CHECK_STR((const char *)to.data, want, "is taken");
	if (rc != 0)
		CHECK(strstr(e.text, "'ids'") != NULL, "named: %s", e.text);
	buf_free(&to);
}

static void
test_account(void)
{
	const char *text = "{\"account\":{\"salt\":\"0a1b\",\"key\":\"ff\"}}";
	const char *odd = "{\"account\":{\"salt\":\"0a1b\",\"key\":\"../x\"}}";
	struct error e = { 0 };
	char salt[9] = "", key[9] = "";

	CHECK_INT(state_text_account((struct span){ "{}", 2 }, salt,
		      sizeof(salt), key, sizeof(key), &e),
	    0, "a state may have no account");
	CHECK_STR(salt, "", "which leaves none");
	CHECK_INT(state_text_account((struct span){ text, strlen(text) }, salt,
		      sizeof(salt), key, sizeof(key), &e),
	    0, "or one");
	CHECK_STR(salt, "0a1b", "its salt");
	CHECK_STR(key, "ff", "its key");
	CHECK_INT(state_text_account((struct span){ odd, strlen(odd) }, salt,
		      sizeof(salt), key, sizeof(key), &e),
	    -1, "hex digits alone");
	CHECK_INT(state_text_account((struct span){ text, strlen(text) }, salt,
		      3, key, sizeof(key), &e),
	    -1, "no more than there is room for");
}

int
main(void)
{
	test_open();
	test_times();
	check_each("{}", 0, "");
	check_each("{\"a\":1,\"b\\u0041\":2}", 0, "a=1;bA=2;");
	check_each("{\"a\":1,\"b\":\"x\",\"c\":3}", -1, "a=1;b=\"x\";");
	check_each("[1]", -1, "");
	test_account();
	return tap_done();
}
