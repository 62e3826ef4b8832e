/* scan: JSON tokens at the speed of the machine; see scan.h. */
#include "json/scan.h"

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

static const struct scan_ops plain = { SCAN_LEVEL_PLAIN, text_plain,
	ascii_plain };

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
