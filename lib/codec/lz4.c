/* lz4: LZ4 blocks, decompressed; see lz4.h. */
#include "codec/lz4.h"

#include <string.h>

/* A match has at least this many bytes. */
#define MATCH_MIN 4

static size_t
get_big(const uint8_t *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    (size_t)p[3];
}

/* A length of 15 in a token goes on in the bytes that follow. */
static bool
take_length(const uint8_t *from, size_t n, size_t *at, size_t *length)
{
	uint8_t byte = 255;

	if (*length < 15)
		return true;
	while (byte == 255) {
		if (*at == n)
			return false;
		byte = from[(*at)++];
		*length += byte;
	}
	return true;
}

/* Copy a match of bytes that came before, which may overlap. */
static void
copy_match(uint8_t *to, size_t offset, size_t length)
{
	const uint8_t *from = to - offset;
	size_t i;

	if (offset >= length) {
		memcpy(to, from, length);
		return;
	}
	for (i = 0; i < length; i++)
		to[i] = from[i];
}

bool
lz4_block(const uint8_t *from, size_t n, uint8_t *to, size_t to_len)
{
	size_t at = 0, done = 0, length, offset;
	uint8_t token;

	while (at < n) {
		token = from[at++];
		length = token >> 4;
		if (!take_length(from, n, &at, &length) || length > n - at ||
		    length > to_len - done)
			return false;
		if (length > 0)
			memcpy(to + done, from + at, length);
		at += length;
		done += length;
		/* The last one has no match. */
		if (at == n)
			return done == to_len;
		if (n - at < 2)
			return false;
		offset = (size_t)from[at] | (size_t)from[at + 1] << 8;
		at += 2;
		length = token & 15;
		if (!take_length(from, n, &at, &length))
			return false;
		length += MATCH_MIN;
		if (offset == 0 || offset > done || length > to_len - done)
			return false;
		copy_match(to + done, offset, length);
		done += length;
	}
	return false;
}

bool
lz4_framed(const uint8_t *from, size_t n, uint8_t *to, size_t to_len)
{
	size_t at = 0, done = 0, raw, stored;

	while (n - at >= 8) {
		raw = get_big(from + at);
		stored = get_big(from + at + 4);
		if (raw > to_len - done || stored > n - at - 8 ||
		    !lz4_block(from + at + 8, stored, to + done, raw))
			break;
		at += 8 + stored;
		done += raw;
	}
	if (at == n && done == to_len && n > 0)
		return true;
	return lz4_block(from, n, to, to_len);
}
