/* utf8: check and cut text encoded in UTF-8; see utf8.h. */
#include "base/utf8.h"

#include <string.h>

/* Whether byte i (from 1) may follow the lead byte: table 3-7's ranges. */
static int
follows(uint8_t lead, size_t i, uint8_t byte)
{
	uint8_t low = 0x80, high = 0xbf;

	if (i == 1) {
		if (lead == 0xe0)
			low = 0xa0;
		else if (lead == 0xed)
			high = 0x9f;
		else if (lead == 0xf0)
			low = 0x90;
		else if (lead == 0xf4)
			high = 0x8f;
	}
	return byte >= low && byte <= high;
}

/* The length that the lead byte promises; 0 when it cannot lead. */
static size_t
promised(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

size_t
utf8_next(const char *s, size_t len, uint32_t *cp)
{
	static const uint8_t lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const uint8_t *p = (const uint8_t *)s;
	uint32_t value;
	size_t n, i;

	if (len == 0 || (n = promised(p[0])) == 0 || n > len)
		return 0;
	value = p[0] & lead_bits[n];
	for (i = 1; i < n; i++) {
		if (!follows(p[0], i, p[i]))
			return 0;
		value = value << 6 | (p[i] & 0x3f);
	}
	if (cp != NULL)
		*cp = value;
	return n;
}

/* The bytes of a word before the first whose high bit is set. */
static size_t
ascii_before(uint64_t high)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return (size_t)__builtin_clzll(high) / 8;
#else
	return (size_t)__builtin_ctzll(high) / 8;
#endif
}

size_t
utf8_valid(const char *s, size_t len)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t at = 0, n;
	uint64_t word;

	while (at < len) {
		if (p[at] < 0x80) {
			at++;
			/* Eight bytes of ASCII at a time. */
			for (; len - at >= sizeof(word); at += sizeof(word)) {
				memcpy(&word, s + at, sizeof(word));
				word &= 0x8080808080808080u;
				if (word == 0)
					continue;
				at += ascii_before(word);
				break;
			}
			continue;
		}
		/* Two bytes, as most that are not ASCII have. */
		if (p[at] >= 0xc2 && p[at] <= 0xdf && len - at >= 2 &&
		    (p[at + 1] & 0xc0) == 0x80) {
			at += 2;
			continue;
		}
		n = utf8_next(s + at, len - at, NULL);
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

size_t
utf8_bad(const char *s, size_t len)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t n = promised(p[0]), i;

	for (i = 1; i < n && i < len && follows(p[0], i, p[i]); i++)
		;
	return i;
}

size_t
utf8_put(char *to, uint32_t cp)
{
	uint8_t *p = (uint8_t *)to;

	if (cp < 0x80) {
		p[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		p[0] = (uint8_t)(0xc0 | cp >> 6);
		p[1] = (uint8_t)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		p[0] = (uint8_t)(0xe0 | cp >> 12);
		p[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
		p[2] = (uint8_t)(0x80 | (cp & 0x3f));
		return 3;
	}
	p[0] = (uint8_t)(0xf0 | cp >> 18);
	p[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
	p[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
	p[3] = (uint8_t)(0x80 | (cp & 0x3f));
	return 4;
}

size_t
utf8_floor(const char *s, size_t len, size_t at)
{
	if (at >= len)
		at = len;
	/* When the byte at the cut continues a sequence, step before it. */
	while (at > 0 && at < len && ((uint8_t)s[at] & 0xc0) == 0x80)
		at--;
	return at;
}
