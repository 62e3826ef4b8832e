/* repair_utf8: U+FFFD for what is not Unicode; see repair_utf8.h. */
#include "json/repair_utf8.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "json/scan.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_LEN 3

size_t
repair_utf8_count(const char *s, size_t len, size_t *wider)
{
	size_t at, bad, n = 0;

	*wider = 0;
	for (at = utf8_valid(s, len); at < len;
	     at += utf8_valid(s + at, len - at)) {
		bad = utf8_bad(s + at, len - at);
		*wider += REPLACEMENT_LEN - bad;
		at += bad;
		n++;
	}
	return n;
}

void
repair_utf8(char *s, size_t len, size_t wider)
{
	size_t good = utf8_valid(s, len), left = len - good;
	char *to = s + good, *p = to + wider;

	/* What is read keeps ahead of what is written. */
	memmove(p, to, left);
	while (left > 0) {
		good = utf8_bad(p, left);
		memcpy(to, REPLACEMENT, REPLACEMENT_LEN);
		to += REPLACEMENT_LEN;
		p += good;
		left -= good;
		good = utf8_valid(p, left);
		memmove(to, p, good);
		to += good;
		p += good;
		left -= good;
	}
}

size_t
repair_utf8_surrogates(char *s, size_t *len)
{
	char *to = s, *end = s + *len;
	const char *p = s, *slash, *at, *q;
	size_t n = 0;
	bool lone;

	for (; p < end; p = q) {
		slash = memchr(p, '\\', (size_t)(end - p));
		if (slash == NULL)
			slash = end;
		memmove(to, p, (size_t)(slash - p));
		to += slash - p;
		if (slash == end)
			break;
		lone = false;
		q = scan_escape(slash, &at, &lone);
		/* A wrong one is for others to tell. */
		if (q == NULL || q > end)
			q = slash + 1;
		if (lone && q > slash + 1) {
			memcpy(to, REPLACEMENT, REPLACEMENT_LEN);
			to += REPLACEMENT_LEN;
			n++;
		} else {
			memmove(to, slash, (size_t)(q - slash));
			to += q - slash;
		}
	}
	*to = '\0';
	*len = (size_t)(to - s);
	return n;
}
