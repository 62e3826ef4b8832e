/* scan: JSON tokens at the speed of the machine; see scan.h. */
#include "json/scan.h"

#include "base/utf8.h"
#include "json/token.h"

#if defined(__x86_64__) && !defined(SCAN_PLAIN)
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

static const char *
text_plain(const char *p)
{
	while (!scan_special(*p))
		p++;
	return p;
}

/* Eight bytes at a time; a byte that is set has its highest bit set. */
static size_t
ascii_plain(const char *s, size_t len)
{
	uint64_t v;
	size_t i;

	for (i = 0; i + 8 <= len; i += 8) {
		memcpy(&v, s + i, 8);
		if ((v & 0x8080808080808080u) != 0)
			break;
	}
	while (i < len && ((unsigned char)s[i] & 0x80) == 0)
		i++;
	return i;
}

/* Runs of ASCII are cheap, whatever they are looked through with. */
static ALWAYS_INLINE size_t
utf8_runs(const char *s, size_t len, size_t (*ascii)(const char *, size_t))
{
	size_t at, n;

	for (at = ascii(s, len); at < len; at += ascii(s + at, len - at)) {
		while (at < len && ((unsigned char)s[at] & 0x80) != 0) {
			n = utf8_next(s + at, len - at, NULL);
			if (n == 0)
				return at;
			at += n;
		}
	}
	return at;
}

static size_t
utf8_plain(const char *s, size_t len)
{
	return utf8_runs(s, len, ascii_plain);
}

static const struct scan_ops plain = { SCAN_LEVEL_PLAIN, text_plain,
	ascii_plain, utf8_plain };

#ifdef SCAN_WIDE
static const char *
text_vector(const char *p)
{
	uint64_t special;

	while ((special = scan_specials(p)) == 0)
		p += SCAN_WIDE;
	return p + __builtin_ctzll(special) / SCAN_BITS;
}
#endif

#if defined(SCAN_SSE2)
static size_t
ascii_vector(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 16 <= len; i += 16)
		if (_mm_movemask_epi8(_mm_loadu_si128(
			(const __m128i *)(const void *)(s + i))) != 0)
			break;
	return i + ascii_plain(s + i, len - i);
}
#elif defined(SCAN_NEON)
static size_t
ascii_vector(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 16 <= len; i += 16)
		if (vmaxvq_u8(vld1q_u8((const uint8_t *)(s + i))) >= 0x80)
			break;
	return i + ascii_plain(s + i, len - i);
}
#endif

#ifdef SCAN_WIDE
static size_t
utf8_vector(const char *s, size_t len)
{
	return utf8_runs(s, len, ascii_vector);
}

static const struct scan_ops vector = { SCAN_LEVEL_VECTOR, text_vector,
	ascii_vector, utf8_vector };

const struct scan_ops *scan_ops = &vector;
#else
const struct scan_ops *scan_ops = &plain;
#endif

#ifdef HAVE_AVX2
__attribute__((target("avx2"))) static const char *
text_avx2(const char *p)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i slash = _mm256_set1_epi8('\\');
	const __m256i last = _mm256_set1_epi8(0x1f);
	unsigned mask;

	for (;; p += 32) {
		__m256i v =
		    _mm256_loadu_si256((const __m256i *)(const void *)p);

		mask = (unsigned)_mm256_movemask_epi8(_mm256_or_si256(
		    _mm256_or_si256(_mm256_cmpeq_epi8(v, quote),
			_mm256_cmpeq_epi8(v, slash)),
		    _mm256_cmpeq_epi8(_mm256_min_epu8(v, last), v)));
		if (mask != 0)
			return p + __builtin_ctz(mask);
	}
}

/* Whether the 128 bytes at s are ASCII. */
__attribute__((target("avx2"))) static ALWAYS_INLINE bool
is_ascii_128(const char *s)
{
	const __m256i *p = (const __m256i *)(const void *)s;
	__m256i any = _mm256_or_si256(
	    _mm256_or_si256(
		_mm256_loadu_si256(p), _mm256_loadu_si256(p + 1)),
	    _mm256_or_si256(
		_mm256_loadu_si256(p + 2), _mm256_loadu_si256(p + 3)));

	return _mm256_movemask_epi8(any) == 0;
}

__attribute__((target("avx2"))) static size_t
ascii_avx2(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 128 <= len; i += 128)
		if (!is_ascii_128(s + i))
			break;
	return i + ascii_plain(s + i, len - i);
}

/*
 * What two bytes that follow each other may be wrong in, by the halves of the
 * first and the upper half of the second: a bit that all three have is an error
 * (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte",
 * 2021).
 */
enum utf8_wrong {
	TOO_SHORT = 1 << 0,  /* a lead without what has to follow */
	TOO_LONG = 1 << 1,   /* ASCII, and a byte that continues */
	OVERLONG_3 = 1 << 2, /* E0, and less than A0 */
	TOO_LARGE = 1 << 3,  /* F4 and 90 or more, or F5 and more */
	SURROGATE = 1 << 4,  /* ED, and A0 or more */
	OVERLONG_2 = 1 << 5, /* C0 or C1 */
	OVERLONG_4 = 1 << 6, /* F0, and less than 90; F8 and more, and less */
	TWO_CONTS = 1 << 7,  /* two that continue: only the third or fourth */
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTS,
};

#define TWICE(...) __VA_ARGS__, __VA_ARGS__

/* Bits of errors in v, before which there is before; both 32 bytes. */
__attribute__((target("avx2"))) static ALWAYS_INLINE __m256i
utf8_wrong(__m256i v, __m256i before)
{
	const __m256i first_high = _mm256_setr_epi8(TWICE(TOO_LONG, TOO_LONG,
	    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	    (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS,
	    TOO_SHORT | OVERLONG_2, TOO_SHORT,
	    TOO_SHORT | OVERLONG_3 | SURROGATE,
	    TOO_SHORT | TOO_LARGE | OVERLONG_4));
	const __m256i first_low = _mm256_setr_epi8(TWICE(
	    (char)(ANY_LOW | OVERLONG_3 | OVERLONG_2 | OVERLONG_4),
	    (char)(ANY_LOW | OVERLONG_2), (char)ANY_LOW, (char)ANY_LOW,
	    (char)(ANY_LOW | TOO_LARGE),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4 | SURROGATE),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4),
	    (char)(ANY_LOW | TOO_LARGE | OVERLONG_4)));
	const __m256i second_high = _mm256_setr_epi8(TWICE(TOO_SHORT, TOO_SHORT,
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | OVERLONG_4),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT));
	const __m256i low = _mm256_set1_epi8(0xf), high =
	    _mm256_set1_epi8(-128);
	/* The bytes one, two and three before each. */
	__m256i across = _mm256_permute2x128_si256(before, v, 0x21);
	__m256i one = _mm256_alignr_epi8(v, across, 15);
	__m256i two = _mm256_alignr_epi8(v, across, 14);
	__m256i three = _mm256_alignr_epi8(v, across, 13);
	__m256i pairs = _mm256_and_si256(
	    _mm256_and_si256(
		_mm256_shuffle_epi8(first_high,
		    _mm256_and_si256(_mm256_srli_epi16(one, 4), low)),
		_mm256_shuffle_epi8(first_low, _mm256_and_si256(one, low))),
	    _mm256_shuffle_epi8(second_high,
		_mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
	/* After a lead of three or four bytes, two that continue are right. */
	__m256i third = _mm256_subs_epu8(two, _mm256_set1_epi8(0xe0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(three, _mm256_set1_epi8(0xf0 - 0x80));

	return _mm256_xor_si256(
	    _mm256_and_si256(_mm256_or_si256(third, fourth), high), pairs);
}

/* Whether all is well-formed. */
__attribute__((target("avx2"))) static bool
utf8_is_valid_avx2(const char *s, size_t len)
{
	__m256i wrong = _mm256_setzero_si256(), before = wrong, v;
	bool open = false;
	char rest[32];
	size_t i;

	for (i = 0; i < len; i += 32) {
		for (; !open && len - i > 128 && is_ascii_128(s + i); i += 128)
			before = _mm256_setzero_si256();
		if (len - i >= 32) {
			v = _mm256_loadu_si256(
			    (const __m256i *)(const void *)(s + i));
		} else {
			memset(rest, 0, sizeof(rest));
			memcpy(rest, s + i, len - i);
			v = _mm256_loadu_si256(
			    (const __m256i *)(const void *)rest);
		}
		/* After a block of ASCII, another one is right. */
		if (open || _mm256_movemask_epi8(v) != 0)
			wrong = _mm256_or_si256(wrong, utf8_wrong(v, before));
		open = _mm256_movemask_epi8(v) != 0;
		before = v;
	}
	/* A lead at the very end has nothing after it. */
	if (open)
		wrong = _mm256_or_si256(
		    wrong, utf8_wrong(_mm256_setzero_si256(), before));
	return _mm256_testz_si256(wrong, wrong) != 0;
}

static size_t
utf8_avx2(const char *s, size_t len)
{
	return utf8_is_valid_avx2(s, len) ? len :
					    utf8_runs(s, len, ascii_avx2);
}

static const struct scan_ops avx2 = { SCAN_LEVEL_AVX2, text_avx2,
	ascii_avx2, utf8_avx2 };
#endif

enum scan_level
scan_choose(enum scan_level most)
{
	(void)most;
	scan_ops = &plain;
#ifdef SCAN_WIDE
	if (most >= SCAN_LEVEL_VECTOR)
		scan_ops = &vector;
#endif
#ifdef HAVE_AVX2
	if (most >= SCAN_LEVEL_AVX2 && __builtin_cpu_supports("avx2"))
		scan_ops = &avx2;
#endif
	return scan_ops->level;
}

const char *
scan_name(enum scan_level level)
{
	if (level == SCAN_LEVEL_AVX2)
		return "AVX2";
	if (level == SCAN_LEVEL_PLAIN)
		return "plain C";
#if defined(SCAN_NEON)
	return "NEON";
#else
	return "SSE2";
#endif
}

const char *
scan_number_plain(const char *p, struct scan_number *n)
{
	return token_number(p, NULL, n);
}

const char *
scan_escape(const char *p, const char **at, bool *lone)
{
	return token_escape(p, NULL, at, lone);
}

const char *
scan_string(const char *p, const char **at, bool *escaped, bool *lone)
{
	return token_string(p, NULL, at, escaped, lone);
}

const char *
scan_value(const char *p, unsigned depth, const char **at, bool *lone,
    bool *deep)
{
	return token_value(p, NULL, depth, at, lone, deep);
}
