/* buf and error: bytes with a ceiling, and texts that are cut at one. */
#include <errno.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "tap.h"

static void
test_appends(void)
{
	struct buf b = buf_make(64);
	char *s;

	CHECK(b.data == NULL && b.len == 0, "a new buffer owns nothing");
	buf_str(&b, "ab");
	buf_byte(&b, 'c');
	buf_printf(&b, "-%d-%s", 7, "x");
	buf_u64(&b, 0);
	buf_u64(&b, UINT64_MAX);
	buf_i64(&b, INT64_MIN);
	CHECK_MEM(b.data, b.len, "abc-7-x018446744073709551615-9223372036854775808",
	    48, "appends come one after the other");
	buf_shift(&b, 3);
	CHECK_INT(b.len, 45, "a shift drops bytes in front");
	s = buf_take(&b);
	CHECK(strncmp(s, "-7-x0", 5) == 0 && b.data == NULL,
	    "taking leaves the buffer empty");
	mem_free(s);
	buf_free(&b);
}

static void
test_limit(void)
{
	CHECK_INT(mem_limit(0), 0, "a limit of nothing is one");
	CHECK_INT(mem_limit(PTRDIFF_MAX - 1), PTRDIFF_MAX - 1,
	    "what may be allocated is a limit");
	CHECK_INT(mem_limit((uint64_t)PTRDIFF_MAX + 1), PTRDIFF_MAX,
	    "what has no addresses is cut to what has");
	CHECK_INT(mem_limit(UINT64_MAX), PTRDIFF_MAX, "whatever it is");
}

static void
test_ceiling(void)
{
	struct buf b = buf_make(4);

	buf_str(&b, "abcd");
	CHECK(!b.failed, "filling up to the ceiling is not a failure");
	buf_str(&b, "e");
	CHECK(b.failed && b.len == 4, "an append past it is left out whole");
	buf_reset(&b);
	CHECK(!b.failed && b.len == 0, "a reset clears the failure");
	CHECK(buf_reserve(&b, SIZE_MAX) == NULL, "no room for everything");
	buf_reset(&b);
	buf_str(&b, "abc");
	CHECK(buf_is(&b, "abc") && !buf_is(&b, "ab"), "comparing is exact");
	buf_free(&b);
}

static void
test_error(void)
{
	struct error e = { 0 };
	char big[2000];

	errno = 2;
	error_errno(&e, ERROR_OUTPUT, "cannot open '%s'", "x");
	CHECK_STR(e.text, "cannot open 'x': No such file or directory",
	    "the text of errno is put after");
	CHECK_INT(e.kind, 7, "the kind is the exit status");
	error_prefix(&e, "table '%s'", "t");
	CHECK_STR(e.text, "table 't': cannot open 'x': No such file or "
	    "directory", "a prefix is put before");
	memset(big, 'a', sizeof(big));
	memcpy(big + 1021, "\xe2\x82\xac", 3);
	big[1999] = '\0';
	error_set(&e, ERROR_FAILED, "%s", big);
	CHECK_INT(strlen(e.text), 1021, "a cut never splits a code point");
}

/* Text of bytes that often go together is as valid as one character says. */
static void
test_utf8_long(void)
{
	static const char bytes[] = "aaaaaaaaaaaa\xc3\xa9\xbf\xe2\x82\xac\xf0"
				    "\x9f\x98\x80\xc2\xdf\xe0\xed";
	struct rng r = rng_make(3);
	char text[64];
	size_t i, n, len, at, wrong = 0;

	for (i = 0; i < 200000; i++) {
		len = rng_below(&r, sizeof(text));
		/* Whole sequences, most of the time. */
		for (at = 0; at < len; at++)
			text[at] = bytes[rng_below(
			    &r, i % 4 == 0 ? sizeof(bytes) - 1 : 14)];
		for (at = 0; i % 2 == 0 && at + 1 < len; at++)
			if (text[at] == '\xc3')
				text[at + 1] = '\xa9';
		for (at = 0; at < len; at += n) {
			n = utf8_next(text + at, len - at, NULL);
			if (n == 0)
				break;
		}
		wrong += utf8_valid(text, len) != at;
	}
	CHECK_UINT(wrong, 0, "a text is valid as far as its characters are");
}

static void
test_utf8(void)
{
	static const struct {
		const char *text;
		size_t len, valid;
	} cases[] = { { "abc", 3, 3 }, { "\xc3\xa9", 2, 2 },
		{ "\xc0\x80", 2, 0 }, { "\xe0\x80\x80", 3, 0 },
		{ "\xed\xa0\x80", 3, 0 }, { "\xf4\x90\x80\x80", 4, 0 },
		{ "\xf0\x9f\x98\x80", 4, 4 }, { "abcdefgh\xff", 9, 8 },
		{ "abc\xe2\x82", 5, 3 }, { "\xf5\x80\x80\x80", 4, 0 } };
	char room[4];
	uint32_t cp, got;
	size_t i, n;
	bool ok = true;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(utf8_valid(cases[i].text, cases[i].len),
		    cases[i].valid, "case %zu is valid as far as it is", i);
	for (cp = 0; cp < 0x110000; cp += 7) {
		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		n = utf8_put(room, cp);
		ok &= utf8_next(room, n, &got) == n && got == cp;
		ok &= n == 1 || utf8_next(room, n - 1, NULL) == 0;
	}
	CHECK(ok, "what is stored is read back, and never from a part of it");
	CHECK_INT(utf8_bad("\xe2\x82" "a", 3), 2, "a cut sequence is one");
	CHECK_INT(utf8_bad("\xff" "a", 2), 1, "a stray byte is one");
	CHECK_INT(utf8_floor("a\xe2\x82\xac", 4, 3), 1, "a floor steps back");
}

int
main(void)
{
	test_appends();
	test_ceiling();
	test_limit();
	test_error();
	test_utf8();
	test_utf8_long();
	return tap_done();
}
