/* printable: what a terminal would obey is spelled. */
#include "base/printable.h"

#include "base/utf8.h"
#include "tap.h"

static void
check_put(const char *s, size_t len, const char *want, const char *title)
{
	struct buf out = buf_make(1 << 16);

	printable_put(&out, s, len);
	buf_byte(&out, 0);
	CHECK_STR((const char *)out.data, want, "%s", title);
	buf_free(&out);
}

static void
check_json(const char *s, const char *want, const char *title)
{
	struct buf out = buf_make(1 << 16);

	printable_put_json(&out, s, strlen(s));
	buf_byte(&out, 0);
	CHECK_STR((const char *)out.data, want, "%s", title);
	buf_free(&out);
}

static void
test_spelling(void)
{
	check_put("a\033[1mb\tc\nd\re\x7f", 13,
	    "a\\x1b[1mb\\tc\\nd\\re\\x7f", "control characters are spelled");
	check_put("a\0b", 3, "a\\x00b", "so is a NUL");
	check_put("\xc2\x9b" "31m\xc2\x9d", 7, "\\x9b31m\\x9d",
	    "so are CSI and OSC of one character");
	check_put("\xe2\x80\xae \xe2\x81\xa6 \xd8\x9c", 10,
	    "\\u202e \\u2066 \\u061c", "so is what turns the writing round");
	check_put("\x9b \xff \xe2\x80 \xed\xa0\x80", 10,
	    "\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd "
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
	    "ill-formed bytes are replaced");
	check_put("end \xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80 \\ \"", 17,
	    "end \xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80 \\ \"",
	    "other text is as it came");
}

static void
test_json(void)
{
	check_json("a\"b\\c\033\n", "a\\\"b\\\\c\\u001b\\u000a",
	    "JSON has escapes of its own");
	check_json("\xc2\x9b\xe2\x80\xae\xc3\xa9\xff",
	    "\\u009b\\u202e\xc3\xa9\xef\xbf\xbd",
	    "... for what is not a byte, too");
}

static void
test_lines(void)
{
	static const char given[] =
	    "{\"a\\n\":\"\xc2\x9b\x7f\"}\n{\"\xe2\x80\xa8\":\"\\\\\"}\n";
	struct buf out = buf_make(1 << 16);

	printable_lines_json(&out, given, sizeof(given) - 1);
	buf_byte(&out, 0);
	CHECK_STR((const char *)out.data,
	    "{\"a\\n\":\"\\u009b\\u007f\"}\n{\"\\u2028\":\"\\\\\"}\n",
	    "lines of JSON keep their ends and their values");
	buf_free(&out);
}

/* The property Bidi_Control, and the categories Cc, Zl and Zp. */
static bool
obeyed(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c ||
	       cp == 0x200e || cp == 0x200f || cp == 0x2028 || cp == 0x2029 ||
	       (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069);
}

static void
test_all(void)
{
	struct printable_char c;
	uint32_t cp, wrong = 0;
	char text[4];
	size_t len;

	for (cp = 0; cp <= 0x10ffff; cp++) {
		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		len = utf8_put(text, cp);
		printable_next(&c, text, len);
		wrong += c.cp != cp || c.taken != len ||
			 c.escaped != obeyed(cp) || c.escaped == printable(cp);
		wrong += !c.escaped && (c.s != text || c.len != len);
	}
	CHECK_UINT(wrong, 0, "every code point is shown or spelled");
}

int
main(void)
{
	test_spelling();
	test_json();
	test_lines();
	test_all();
	return tap_done();
}
