/* percent: percent-encoding; see percent.h. */
#include "http/percent.h"

void
percent_put(struct buf *out, uint8_t byte)
{
	static const char hex[] = "0123456789ABCDEF";

	buf_byte(out, '%');
	buf_byte(out, (uint8_t)hex[byte >> 4]);
	buf_byte(out, (uint8_t)hex[byte & 15]);
}

void
percent_encode(struct buf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		uint8_t c = (uint8_t)s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		    c == '_' || c == '~')
			buf_byte(out, c);
		else
			percent_put(out, c);
	}
}
