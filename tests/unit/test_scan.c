/* test_scan: tokens are found the same way at every level of vectors. */
#include "json/scan.h"

#include "base/cc.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "json/lex.h"
#include "tap.h"

#define TEXT 300

/* Where plain C finds the first special byte. */
static size_t
first_special(const char *s)
{
	size_t i;

	for (i = 0; !scan_special(s[i]); i++)
		;
	return i;
}

static void
test_text(int level)
{
	char s[TEXT + SCAN_PAD + 1];
	size_t at, from, wrong = 0;
	static const char special[] = { '"', '\\', '\0', '\x1f', '\n' };
	size_t k;

	for (k = 0; k < sizeof(special); k++) {
		for (at = 0; at < TEXT; at++) {
			memset(s, 'a' + (int)(at % 20), sizeof(s));
			s[TEXT] = '\0';
			/* Neighbours of the special ones are none. */
			s[at / 2] = at % 2 == 0 ? ' ' : '!';
			s[at / 3] = '\xff';
			s[at] = special[k];
			for (from = 0; from <= at; from += 7)
				wrong += scan_text(s + from) !=
				    s + from + first_special(s + from);
		}
	}
	CHECK_UINT(wrong, 0, "%s finds every special byte at every place",
	    scan_name((enum scan_level)level));
}

/* Pieces of text, some of them ill-formed; with their lengths. */
static const struct {
	const char *s;
	size_t len;
} pieces[] = { { "a", 1 }, { "abcdefg", 7 }, { "\xc3\xa9", 2 },
	{ "\xe2\x82\xac", 3 }, { "\xf0\x9f\x98\x80", 4 }, { "\xed\x9f\xbf", 3 },
	{ "\xf4\x8f\xbf\xbf", 4 }, { "\0", 1 }, { "\xee\x80\x80", 3 },
	{ "\xe0\xa0\x80", 3 }, { "\xf0\x90\x80\x80", 4 },
	/* The first ill-formed one. */
	{ "\x80", 1 }, { "\xc3", 1 }, { "\xc0\x80", 2 }, { "\xc1\xbf", 2 },
	{ "\xe0\x9f\xbf", 3 }, { "\xed\xa0\x80", 3 }, { "\xf0\x8f\xbf\xbf", 4 },
	{ "\xf4\x90\x80\x80", 4 }, { "\xf5\x80\x80\x80", 4 }, { "\xe2\x82", 2 },
	{ "\xf0\x9f\x98", 3 }, { "\xff", 1 }, { "\xf8\x88\x80\x80\x80", 5 } };

#define GOOD 11

/* Where text stops being UTF-8: all pairs of bytes, and texts at random. */
static void
test_utf8(int level)
{
	struct rng r = rng_make(11);
	char s[TEXT + SCAN_PAD + 16];
	size_t i, k, at, n, wrong = 0, good = 0;

	for (i = 0; i < 1 << 16; i++) {
		at = i % 67;
		memset(s, 'a', sizeof(s));
		s[at] = (char)(i >> 8);
		s[at + 1] = (char)i;
		wrong += scan_utf8(s, 100) != utf8_valid(s, 100);
		s[at + 2] = s[at + 3] = (char)0x80;
		wrong += scan_utf8(s, 100) != utf8_valid(s, 100);
		wrong += scan_utf8(s, at + 3) != utf8_valid(s, at + 3);
	}
	for (i = 0; i < 200000; i++) {
		n = rng_next(&r) >> 16 & 0xff;
		for (at = 0; at < n; at += pieces[k].len) {
			k = (size_t)(rng_next(&r) >> 16);
			k = k % 64 > 0 ? k / 64 % GOOD : k / 64 % LEN(pieces);
			memcpy(s + at, pieces[k].s, pieces[k].len);
		}
		/* It may be cut. */
		at = i % 2 == 0 ? at : n;
		memset(s + at, 0xa0, sizeof(s) - at);
		good += utf8_valid(s, at) == at;
		wrong += scan_utf8(s, at) != utf8_valid(s, at);
	}
	CHECK_UINT(wrong, 0, "%s: UTF-8 is told", scan_name((enum scan_level)level));
	CHECK(good > 50000 && good < 190000, "of all sorts: %zu", good);
}

static void
test_ascii(int level)
{
	char s[TEXT];
	size_t at, len, wrong = 0;

	for (at = 0; at < TEXT; at++) {
		memset(s, 'x', sizeof(s));
		s[at] = '\x80';
		for (len = 0; len <= TEXT; len += 11)
			wrong += scan_ascii(s, len) != (at < len ? at : len);
	}
	CHECK_UINT(wrong, 0, "%s finds every byte beyond ASCII",
	    scan_name((enum scan_level)level));
}

/* Numbers of all shapes, as the reference reads them. */
static void
test_numbers(void)
{
	static const char bytes[] = "00123456789019..ee+-,] ";
	struct rng r = rng_make(7);
	struct scan_number n, plain;
	char s[TEXT + SCAN_PAD];
	const char *got, *same, *want;
	size_t i, k, len, wrong = 0, good = 0;

	for (i = 0; i < 300000; i++) {
		memset(s, 0, sizeof(s));
		len = 1 + (size_t)rng_below(&r, i % 3 == 0 ? 60 : 20);
		for (k = 0; k < len; k++)
			s[k] = bytes[rng_below(&r,
			    i % 2 == 0 ? 15 : sizeof(bytes) - 1)];
		if (s[0] != '-' && (s[0] < '0' || s[0] > '9'))
			continue;
		memset(&n, 0, sizeof(n));
		memset(&plain, 0, sizeof(plain));
		got = scan_number(s, &n);
		same = scan_number_plain(s, &plain);
		want = json_number_end(s, s + len);
		wrong += got != same ||
		    (got != NULL &&
			(n.whole != plain.whole || n.behind != plain.behind ||
			    n.negative != plain.negative ||
			    n.exponent != plain.exponent));
		/* The reference stops before a point that is not a fraction. */
		wrong += got != NULL && got != want;
		good += got != NULL;
	}
	CHECK_UINT(wrong, 0, "numbers are read as the others read them");
	CHECK(good > 1000, "there were %zu good ones", good);
}

static void
test_same(void)
{
	char a[64], b[64];
	size_t len, at, wrong = 0;

	memset(a, 'k', sizeof(a));
	for (len = 1; len <= 48; len++) {
		for (at = 0; at < 48; at++) {
			memcpy(b, a, sizeof(b));
			b[at] = 'K';
			wrong += scan_same(a, b, len) != (at >= len);
		}
	}
	CHECK_UINT(wrong, 0, "names are compared over their length alone");
}

/* Append a random value to s; at most this many levels. */
static char *
random_value(struct rng *r, char *s, int levels)
{
	static const char *const scalars[] = { "null", "true", "false", "0",
		"-1.5e3", "12", "\"\"", "\"text\"", "\"\\u00e9\\n\"",
		"\"a longer text, beyond the first vector\"",
		"\"\\ud83d\\ude00\"", "\"\xc3\xa9\"" };
	static const char *const space[] = { "", "", "", " ", "\t\n" };
	uint64_t kind = rng_below(r, levels > 0 ? 4 : 2), n, i;

	if (kind < 2) {
		const char *t = scalars[rng_below(r, LEN(scalars))];

		memcpy(s, t, strlen(t));
		return s + strlen(t);
	}
	*s++ = kind == 2 ? '[' : '{';
	n = rng_below(r, 4);
	for (i = 0; i < n; i++) {
		const char *t = space[rng_below(r, LEN(space))];

		if (i > 0)
			*s++ = ',';
		memcpy(s, t, strlen(t));
		s += strlen(t);
		if (kind == 3) {
			memcpy(s, "\"k\" :", 5);
			s += 5;
		}
		s = random_value(r, s, levels - 1);
	}
	*s++ = kind == 2 ? ']' : '}';
	return s;
}

/* Whole values, and the same with a byte damaged, as the reference has it. */
static void
test_values(int level)
{
	static const char damage[] = "\"\\{}[],:0 x\x01";
	struct rng r = rng_make(99);
	static char s[1 << 16];
	size_t i, len, at, wrong = 0, good = 0;
	const char *got, *want, *where;
	bool lone, deep;

	for (i = 0; i < 100000; i++) {
		len = (size_t)(random_value(&r, s, 4) - s);
		memset(s + len, 0, SCAN_PAD + 1);
		if (i % 2 == 1) {
			at = (size_t)rng_below(&r, len);
			s[at] = damage[rng_below(&r, sizeof(damage) - 1)];
		}
		if (i % 5 == 4) {
			len = (size_t)rng_below(&r, len);
			memset(s + len, 0, SCAN_PAD + 1);
		}
		if (len == 0)
			continue;
		got = scan_value(s, 512, &where, &lone, &deep);
		want = json_value_end(s, s + len, 512, NULL);
		wrong += got != want;
		good += got != NULL;
	}
	CHECK_UINT(wrong, 0, "%s finds the ends of values as the others do",
	    scan_name((enum scan_level)level));
	CHECK(good > 10000 && good < 90000, "%zu of them were good", good);
}

static void
test_places(void)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = { { "[1,2", 4 }, { "[1 2]", 3 }, { "{\"a\"1}", 4 },
		{ "\"ab\\x\"", 4 }, { "\"ab", 3 }, { "tru", 0 },
		{ "[1,]", 3 }, { "{,}", 1 }, { "\"\\u12g4\"", 5 } };
	char s[100];
	const char *at;
	bool lone, deep;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		memset(s, 0, sizeof(s));
		memcpy(s, cases[i].text, strlen(cases[i].text));
		at = NULL;
		CHECK(scan_value(s, 512, &at, &lone, &deep) == NULL &&
			at == s + cases[i].at,
		    "%s is wrong at byte %zu", cases[i].text, cases[i].at);
	}
}

static void
test_depth(void)
{
	char s[4 * SCAN_DEPTH_MAX + SCAN_PAD];
	const char *at = NULL;
	bool lone = false, deep = false;
	size_t n = 700;

	memset(s, 0, sizeof(s));
	memset(s, '[', n);
	memset(s + n, ']', n);
	CHECK(scan_value(s, 700, &at, &lone, &deep) == s + 2 * n && !deep,
	    "as many levels as are allowed are taken");
	CHECK(scan_value(s, 699, &at, &lone, &deep) == NULL && deep &&
		at == s + 699,
	    "one more is told, and where");
	n = SCAN_DEPTH_MAX;
	memset(s, '[', n);
	memset(s + n, ']', n);
	deep = false;
	CHECK(scan_value(s, UINT32_MAX, &at, &lone, &deep) == s + 2 * n,
	    "%d levels are the most", SCAN_DEPTH_MAX);
	memset(s, '[', n + 1);
	CHECK(scan_value(s, UINT32_MAX, &at, &lone, &deep) == NULL && deep,
	    "whatever is asked for");
}

static void
test_surrogates(void)
{
	static const struct {
		const char *text;
		bool lone;
	} cases[] = { { "\"\\ud83d\\ude00\"", false },
		{ "\"\\ud83d\"", true }, { "\"\\ude00\"", true },
		{ "\"\\ud83d\\ud83d\\ude00\"", true },
		{ "\"\\ud83dx\"", true }, { "\"\\ud7ff\\ue000\"", false },
		{ "[\"a\",{\"\\udfff\":1}]", true } };
	char s[100];
	const char *at;
	bool lone, deep;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		memset(s, 0, sizeof(s));
		memcpy(s, cases[i].text, strlen(cases[i].text));
		lone = false;
		CHECK(scan_value(s, 512, &at, &lone, &deep) != NULL &&
			lone == cases[i].lone,
		    "%s has %s lone surrogate", cases[i].text,
		    cases[i].lone ? "a" : "no");
	}
}

int
main(void)
{
	int level;

	for (level = SCAN_LEVEL_PLAIN; level <= SCAN_LEVEL_AVX2; level++) {
		if ((int)scan_choose((enum scan_level)level) != level)
			continue;
		test_text(level);
		test_ascii(level);
		test_utf8(level);
		test_values(level);
	}
	test_numbers();
	test_same();
	test_places();
	test_depth();
	test_surrogates();
	return tap_done();
}
