/* mask_codes: secrets in other codes; see mask_codes.h. */
#include "http/mask_codes.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "http/base64.h"
#include "http/mask.h"

#define SHORTEST 8

/* Cover the code of len characters, which is not to stay in memory. */
static void
cover(char *text, char *code, size_t len)
{
	code[len] = '\0';
	if (len >= SHORTEST)
		mask_text(text, code);
}

static void
mask_hex(char *text, const char *secret)
{
	static const char digits[] = "0123456789abcdef";
	size_t i, len = strlen(secret);
	char *code = mem_new(2 * len + 1, 1);

	for (i = 0; i < len; i++) {
		code[2 * i] = digits[(uint8_t)secret[i] >> 4];
		code[2 * i + 1] = digits[(uint8_t)secret[i] & 15];
	}
	cover(text, code, 2 * len);
	mask_wipe(code, 2 * len);
	mem_free(code);
}

/*
 * As it is in base64 after as many other bytes, and any number of threes: the
 * characters that are of the secret alone.
 */
static void
mask_base64(char *text, const char *secret, size_t before, bool url)
{
	size_t len = strlen(secret) + before, from, to;
	char *bytes = mem_new(len + 1, 1);
	struct buf code = buf_make(SIZE_MAX / 2);

	memcpy(bytes + before, secret, len - before);
	/* At once: growing would leave copies of the secret behind. */
	if (buf_reserve(&code, len * 2 + 8) != NULL) {
		base64_put(&code, bytes, len, url);
		from = (before * 8 + 5) / 6;
		to = len * 8 / 6;
		cover(text, (char *)code.data + from, to - from);
		mask_wipe(code.data, code.len);
	}
	mask_wipe(bytes, len);
	mem_free(bytes);
	buf_free(&code);
}

void
mask_codes(char *text, const char *secret)
{
	size_t before;

	if (secret == NULL || *secret == '\0')
		return;
	mask_hex(text, secret);
	for (before = 0; before < 3; before++) {
		mask_base64(text, secret, before, false);
		mask_base64(text, secret, before, true);
	}
}
