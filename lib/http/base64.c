/* base64: bytes as text; see base64.h. */
#include "http/base64.h"

#include <stdint.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

void
base64_put(struct buf *out, const void *data, size_t len, bool url)
{
	const char *digits = url ? LETTERS "0123456789-_" :
				   LETTERS "0123456789+/";
	const uint8_t *p = data;
	size_t i, k, have;
	uint32_t bits;

	for (i = 0; i < len; i += 3) {
		have = len - i < 3 ? len - i : 3;
		for (bits = 0, k = 0; k < 3; k++)
			bits = bits << 8 | (k < have ? p[i + k] : 0);
		for (k = 0; k < 4; k++)
			buf_byte(out,
			    k > have ? '=' :
				       (uint8_t)digits[bits >> (18 - 6 * k) &
					   63]);
	}
}
