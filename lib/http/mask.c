/* mask: keep a secret out of what people read; see mask.h. */
#include "http/mask.h"

#include <stdint.h>
#include <string.h>

#include "base/num.h"

#define SHORTEST 4

static const char cover[] = "***";

/*
 * How many bytes at text spell the secret, each byte plain or as %XX; 0 when
 * they do not.
 */
static size_t
spells(const char *text, const char *secret)
{
	const char *s = text;

	for (; *secret != '\0'; secret++) {
		if (*s == *secret) {
			s++;
		} else if (*s == '%' && num_hex(s[1]) >= 0 &&
		    num_hex(s[2]) >= 0 &&
		    (uint8_t)(num_hex(s[1]) << 4 | num_hex(s[2])) ==
			(uint8_t)*secret) {
			s += 3;
		} else if (*s == '+' && *secret == ' ') {
			s++;
		} else {
			return 0;
		}
	}
	return (size_t)(s - text);
}

void
mask_text(char *text, const char *secret)
{
	char *to = text;
	size_t n;

	if (secret == NULL || strlen(secret) < SHORTEST)
		return;
	/* The cover is shorter than any secret, so this never overtakes. */
	while (*text != '\0') {
		n = spells(text, secret);
		if (n > 0) {
			memcpy(to, cover, sizeof(cover) - 1);
			to += sizeof(cover) - 1;
			text += n;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

void
mask_wipe(void *p, size_t len)
{
	volatile uint8_t *at = p;

	while (len-- > 0)
		*at++ = 0;
}
