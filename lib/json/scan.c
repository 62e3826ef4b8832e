/* scan: JSON tokens at the speed of the machine; see scan.h. */
#include "json/scan.h"

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

static const struct scan_ops plain = { SCAN_LEVEL_PLAIN, text_plain,
	ascii_plain };

#if defined(SCAN_SSE2)
static const char *
text_vector(const char *p)
{
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i slash = _mm_set1_epi8('\\');
	const __m128i last = _mm_set1_epi8(0x1f);
	unsigned mask;

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);

		mask = (unsigned)_mm_movemask_epi8(
		    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
				     _mm_cmpeq_epi8(v, slash)),
			_mm_cmpeq_epi8(_mm_min_epu8(v, last), v)));
		if (mask != 0)
			return p + __builtin_ctz(mask);
	}
}

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
static const char *
text_vector(const char *p)
{
	uint64_t mask;

	for (;; p += 16) {
		uint8x16_t v = vld1q_u8((const uint8_t *)p);
		uint8x16_t is =
		    vorrq_u8(vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')),
				 vceqq_u8(v, vdupq_n_u8('\\'))),
			vcltq_u8(v, vdupq_n_u8(' ')));

		mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(
					 vreinterpretq_u16_u8(is), 4)),
		    0);
		if (mask != 0)
			return p + (__builtin_ctzll(mask) >> 2);
	}
}

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

#if defined(SCAN_SSE2) || defined(SCAN_NEON)
static const struct scan_ops vector = { SCAN_LEVEL_VECTOR, text_vector,
	ascii_vector };

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

__attribute__((target("avx2"))) static size_t
ascii_avx2(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 128 <= len; i += 128) {
		const __m256i *p = (const __m256i *)(const void *)(s + i);
		__m256i any = _mm256_or_si256(
		    _mm256_or_si256(_mm256_loadu_si256(p),
			_mm256_loadu_si256(p + 1)),
		    _mm256_or_si256(_mm256_loadu_si256(p + 2),
			_mm256_loadu_si256(p + 3)));

		if (_mm256_movemask_epi8(any) != 0)
			break;
	}
	return i + ascii_plain(s + i, len - i);
}

static const struct scan_ops avx2 = { SCAN_LEVEL_AVX2, text_avx2,
	ascii_avx2 };
#endif

enum scan_level
scan_choose(enum scan_level most)
{
	(void)most;
	scan_ops = &plain;
#if defined(SCAN_SSE2) || defined(SCAN_NEON)
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

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *
scan_number_plain(const char *p, struct scan_number *n)
{
	const char *from;

	n->negative = *p == '-';
	n->behind = 0;
	n->exponent = false;
	p += n->negative;
	for (from = p; is_digit(*p); p++)
		;
	n->whole = (uint32_t)(p - from);
	if (n->whole == 0 || (*from == '0' && n->whole > 1))
		return NULL;
	if (*p == '.') {
		for (from = ++p; is_digit(*p); p++)
			;
		n->behind = (uint32_t)(p - from);
		if (n->behind == 0)
			return NULL;
	}
	if (*p != 'e' && *p != 'E')
		return p;
	n->exponent = true;
	p++;
	if (*p == '+' || *p == '-')
		p++;
	for (from = p; is_digit(*p); p++)
		;
	return p > from ? p : NULL;
}

/* The value of a hex digit, or -1. */
static int
hex(char c)
{
	if (is_digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit of \uXXXX at p, or -1 with *at at what is wrong. */
static int
unit(const char *p, const char **at)
{
	int i, v = 0;

	for (i = 2; i < 6; i++) {
		if (hex(p[i]) < 0) {
			*at = p + i;
			return -1;
		}
		v = v << 4 | hex(p[i]);
	}
	return v;
}

const char *
scan_escape(const char *p, const char **at, bool *lone)
{
	int u, low;

	if (p[1] != 'u') {
		if (p[1] != '\0' && strchr("\"\\/bfnrt", p[1]) != NULL)
			return p + 2;
		*at = p + 1;
		return NULL;
	}
	u = unit(p, at);
	if (u < 0)
		return NULL;
	p += 6;
	if ((u & 0xf800) != 0xd800)
		return p;
	if ((u & 0xfc00) == 0xdc00 || p[0] != '\\' || p[1] != 'u') {
		*lone = true;
		return p;
	}
	low = unit(p, at);
	if (low < 0)
		return NULL;
	if ((low & 0xfc00) == 0xdc00)
		return p + 6;
	*lone = true;
	return p;
}

const char *
scan_string(const char *p, const char **at, bool *escaped, bool *lone)
{
	for (;;) {
		p = scan_text(p);
		if (*p == '"')
			return p;
		if (*p != '\\') {
			*at = p;
			return NULL;
		}
		*escaped = true;
		p = scan_escape(p, at, lone);
		if (p == NULL)
			return NULL;
	}
}

/* A name and its colon, with blanks around; p may be at blanks. */
static const char *
name_end(const char *p, const char **at, bool *lone)
{
	bool escaped;

	p = scan_space(p);
	*at = p;
	if (*p != '"')
		return NULL;
	p = scan_string(p + 1, at, &escaped, lone);
	if (p == NULL)
		return NULL;
	p = scan_space(p + 1);
	*at = p;
	return *p == ':' ? scan_space(p + 1) : NULL;
}

/* A value that is no object or list. */
static const char *
scalar_end(const char *p, const char **at, bool *lone)
{
	struct scan_number n;
	bool escaped;

	*at = p;
	switch (*p) {
	case '"':
		p = scan_string(p + 1, at, &escaped, lone);
		return p == NULL ? NULL : p + 1;
	case 't':
		return memcmp(p, "true", 4) == 0 ? p + 4 : NULL;
	case 'f':
		return memcmp(p, "false", 5) == 0 ? p + 5 : NULL;
	case 'n':
		return memcmp(p, "null", 4) == 0 ? p + 4 : NULL;
	default:
		return *p == '-' || is_digit(*p) ? scan_number(p, &n) : NULL;
	}
}

/* Behind a value: a comma leads to the next, a bracket closes.  NULL: wrong */
static const char *
behind_value(const char *p, bool object, const char **at, bool *closed,
    bool *lone)
{
	p = scan_space(p);
	*at = p;
	*closed = *p == (object ? '}' : ']');
	if (*closed)
		return p + 1;
	if (*p != ',')
		return NULL;
	return object ? name_end(p + 1, at, lone) : scan_space(p + 1);
}

#define BITS 64

const char *
scan_value(const char *p, unsigned depth, const char **at, bool *lone,
    bool *deep)
{
	uint64_t objects[SCAN_DEPTH_MAX / BITS + 1];
	unsigned level = 0;
	bool object = false, closed;

	if (depth > SCAN_DEPTH_MAX)
		depth = SCAN_DEPTH_MAX;
	while (p != NULL) {
		if (*p == '{' || *p == '[') {
			*at = p;
			if (level == depth) {
				*deep = true;
				return NULL;
			}
			object = *p == '{';
			level++;
			objects[level / BITS] &= ~(1ull << level % BITS);
			objects[level / BITS] |= (uint64_t)object
			    << level % BITS;
			p = scan_space(p + 1);
			if (*p != (object ? '}' : ']')) {
				if (object)
					p = name_end(p, at, lone);
				continue;
			}
			p++;
		} else {
			p = scalar_end(p, at, lone);
			if (p == NULL)
				return NULL;
			if (level == 0)
				return p;
			p = behind_value(p, object, at, &closed, lone);
			if (p == NULL || !closed)
				continue;
		}
		/* One level is closed, and maybe those around it. */
		do {
			if (--level == 0)
				return p;
			object = objects[level / BITS] >> level % BITS & 1;
			p = behind_value(p, object, at, &closed, lone);
		} while (p != NULL && closed);
	}
	return NULL;
}
