/*
 * scan: JSON tokens at the speed of the machine, for records in bulk.
 *
 * The same tokens as json/lex.h has, strictly RFC 8259, but without looking
 * for the end of the text at every byte: the text must be followed by a NUL
 * and then by SCAN_PAD bytes that may be read.  A NUL ends every token, so the
 * caller tells a cut text from a wrong one by the place where scanning
 * stopped.
 *
 * Vectors are used where the processor has them: SSE2 and NEON, which every
 * x86-64 and ARM64 has, right here; AVX2 for what is long, chosen when the
 * program runs.  Plain C does the same everywhere else.
 *
 * Layer: json.  Thread-safe, except scan_choose().
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"

#define SCAN_PAD 64
#define SCAN_DEPTH_MAX 10000

#if defined(__SSE2__) && !defined(SCAN_PLAIN)
#include <emmintrin.h>
#define SCAN_SSE2 1
#elif defined(__ARM_NEON) && defined(__aarch64__) && !defined(SCAN_PLAIN)
#include <arm_neon.h>
#define SCAN_NEON 1
#endif

enum scan_level {
	SCAN_LEVEL_PLAIN,
	SCAN_LEVEL_VECTOR, /* SSE2 or NEON */
	SCAN_LEVEL_AVX2,
};

/* How the long parts are done; see scan_choose(). */
struct scan_ops {
	enum scan_level level;
	const char *(*text)(const char *p);
	size_t (*ascii)(const char *s, size_t len);
	size_t (*utf8)(const char *s, size_t len);
};

extern const struct scan_ops *scan_ops;

/*
 * Use the best that the processor has, but nothing beyond most.  Returns what
 * is used.  Without a call it is SCAN_LEVEL_VECTOR where the compiler had it.
 */
enum scan_level scan_choose(enum scan_level most);

/* "plain C", "SSE2", "NEON", "AVX2". */
const char *scan_name(enum scan_level level);

/* The length of the longest prefix of s that is ASCII. */
static inline size_t
scan_ascii(const char *s, size_t len)
{
	return scan_ops->ascii(s, len);
}

/* As utf8_valid(), for long texts. */
static inline size_t
scan_utf8(const char *s, size_t len)
{
	return scan_ops->utf8(s, len);
}

/* A quote, a backslash or a control byte: what plain text cannot hold. */
static inline bool
scan_special(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < ' ';
}

#if defined(SCAN_SSE2)
#define SCAN_WIDE 16
#define SCAN_BITS 1

/* SCAN_BITS bits for each of the SCAN_WIDE bytes at p that is special. */
static inline uint64_t
scan_specials(const char *p)
{
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i slash = _mm_set1_epi8('\\');
	const __m128i last = _mm_set1_epi8(0x1f);
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);

	return (uint32_t)_mm_movemask_epi8(
	    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
			     _mm_cmpeq_epi8(v, slash)),
		_mm_cmpeq_epi8(_mm_min_epu8(v, last), v)));
}
#elif defined(SCAN_NEON)
#define SCAN_WIDE 16
#define SCAN_BITS 4

static inline uint64_t
scan_specials(const char *p)
{
	uint8x16_t v = vld1q_u8((const uint8_t *)p);
	uint8x16_t is = vorrq_u8(vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')),
				     vceqq_u8(v, vdupq_n_u8('\\'))),
	    vcltq_u8(v, vdupq_n_u8(' ')));

	/* Four bits of each byte, so that the first one can be counted to. */
	return vget_lane_u64(
	    vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(is), 4)), 0);
}
#endif

/*
 * The first special byte at or after p.
 */
static inline const char *
scan_text(const char *p)
{
#ifdef SCAN_WIDE
	uint64_t special = scan_specials(p);

	if (LIKELY(special != 0))
		return p + __builtin_ctzll(special) / SCAN_BITS;
	return scan_ops->text(p + SCAN_WIDE);
#else
	while (!scan_special(*p))
		p++;
	return p;
#endif
}

/* How a number is spelled. */
struct scan_number {
	uint32_t whole;	 /* digits before the point */
	uint32_t behind; /* digits after it */
	bool negative;
	bool exponent;
};

/* The same by one byte at a time; for what the other leaves. */
const char *scan_number_plain(const char *p, struct scan_number *n);

#if defined(SCAN_SSE2)
/* One bit for each of the 32 bytes at p that is a digit. */
static inline uint32_t
scan_digits(const char *p)
{
	const __m128i zero = _mm_set1_epi8('0'), nine = _mm_set1_epi8(9);
	__m128i a = _mm_sub_epi8(
	    _mm_loadu_si128((const __m128i *)(const void *)p), zero);
	__m128i b = _mm_sub_epi8(
	    _mm_loadu_si128((const __m128i *)(const void *)(p + 16)), zero);

	a = _mm_cmpeq_epi8(_mm_min_epu8(a, nine), a);
	b = _mm_cmpeq_epi8(_mm_min_epu8(b, nine), b);
	return (uint32_t)_mm_movemask_epi8(a) |
	    (uint32_t)_mm_movemask_epi8(b) << 16;
}
#endif

/*
 * p is at "-" or a digit; returns the position after the number, or NULL when
 * none begins so.
 */
static inline const char *
scan_number(const char *p, struct scan_number *n)
{
#if defined(SCAN_SSE2)
	const char *s = p + (*p == '-');
	uint32_t digits = scan_digits(s), rest;
	unsigned whole, behind = 0;

	whole = (unsigned)__builtin_ctzll(~(uint64_t)digits);
	if (UNLIKELY(whole == 0 || whole > 30 || (*s == '0' && whole > 1)))
		return scan_number_plain(p, n);
	if (s[whole] == '.') {
		rest = digits >> (whole + 1);
		behind = (unsigned)__builtin_ctzll(~(uint64_t)rest);
		if (UNLIKELY(behind == 0 || whole + 1 + behind > 30))
			return scan_number_plain(p, n);
	}
	n->negative = s != p;
	n->whole = whole;
	n->behind = behind;
	n->exponent = false;
	s += whole + (behind > 0 ? behind + 1 : 0);
	if (UNLIKELY((*s | 0x20) == 'e'))
		return scan_number_plain(p, n);
	return s;
#else
	return scan_number_plain(p, n);
#endif
}

/*
 * The same for short numbers that are not negative and have no exponent, as
 * most are: digits before the point and after it, which are fewer
 * than 16.  NULL says nothing: scan_number() tells.
 */
static inline const char *
scan_short(const char *p, uint32_t *whole, uint32_t *behind)
{
#if defined(SCAN_SSE2)
	const __m128i nine = _mm_set1_epi8(9);
	__m128i v = _mm_sub_epi8(
	    _mm_loadu_si128((const __m128i *)(const void *)p),
	    _mm_set1_epi8('0'));
	/* Bits of the bytes that are not digits, and one after them. */
	unsigned others = (unsigned)_mm_movemask_epi8(
			      _mm_cmpeq_epi8(_mm_min_epu8(v, nine), v)) ^
	    0x1ffff, n = (unsigned)__builtin_ctz(others);

	*whole = n;
	*behind = 0;
	if (p[n] == '.') {
		n = (unsigned)__builtin_ctz((others & (others - 1)) | 1u << 16);
		*behind = n - *whole - 1;
		if (UNLIKELY(*behind == 0))
			return NULL;
	}
	/* Of those that are negative n is 0. */
	if (UNLIKELY(n - 1 >= 15 || (*p == '0' && *whole > 1) ||
		(p[n] | 0x20) == 'e'))
		return NULL;
	return p + n;
#else
	struct scan_number n;
	const char *q = scan_number_plain(p, &n);

	*whole = n.whole;
	*behind = n.behind;
	return q == NULL || n.negative || n.exponent ||
		n.whole + n.behind > 15 ? NULL : q;
#endif
}

/*
 * Whether b begins with the len bytes of a, none of which is a NUL; 16 bytes of
 * both may be read whatever len is, and of b what is before its NUL.
 */
static inline bool
scan_same(const char *a, const char *b, size_t len)
{
#if defined(SCAN_SSE2)
	unsigned same = (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)a),
		_mm_loadu_si128((const __m128i *)(const void *)b)));

	if (len <= 16)
		return (same | ~0u << len) == ~0u;
	return same == 0xffff && strncmp(a + 16, b + 16, len - 16) == 0;
#else
	return strncmp(a, b, len) == 0;
#endif
}

/* Most that scan_same_short() compares. */
#define SCAN_SHORT 16

/* The mask for up to SCAN_SHORT bytes. */
static inline uint32_t
scan_mask(size_t len)
{
	return ~(uint32_t)0 << len;
}

/* The same of up to SCAN_SHORT bytes, of whose number there is the mask. */
static inline bool
scan_same_short(const char *a, const char *b, size_t len, uint32_t mask)
{
#if defined(SCAN_SSE2)
	uint32_t same = (uint32_t)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)a),
		_mm_loadu_si128((const __m128i *)(const void *)b)));

	(void)len;
	return (same | mask) == ~(uint32_t)0;
#else
	(void)mask;
	return strncmp(a, b, len) == 0;
#endif
}

/* The first position from p that holds no blank, tab, LF or CR. */
static inline const char *
scan_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

/*
 * p is at the backslash of an escape; returns the position after it, or NULL
 * with *at at the byte that is wrong.  *lone is set when it is half of a
 * surrogate pair without the other; otherwise it is left alone.
 */
const char *scan_escape(const char *p, const char **at, bool *lone);

/*
 * p is after the opening quote; returns the position of the closing one, or
 * NULL with *at at the byte that is wrong.  *escaped and *lone are set when
 * there is a backslash, a lone surrogate; otherwise they are left alone.
 */
const char *scan_string(const char *p, const char **at, bool *escaped,
    bool *lone);

/*
 * p is at the first byte of a value; returns the position after it, or NULL
 * with *at at the byte that is wrong, or at the bracket that opens one level
 * too many, depth being how many are taken (SCAN_DEPTH_MAX at most): then
 * *deep is set.  O(length).
 */
const char *scan_value(const char *p, unsigned depth, const char **at,
    bool *lone, bool *deep);

#endif
