/* pkce: who began a login is who ends it; see pkce.h. */
#include "aai-login/pkce.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/sha256.h"

#define BYTES 32

static void
put_base64url(const uint8_t bytes[BYTES], char text[PKCE_TEXT])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	size_t i, n = 0, have = 0;

	for (i = 0; i < BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 6; have -= 6)
			text[n++] = digits[bits >> (have - 6) & 63];
	}
	text[n++] = digits[bits << (6 - have) & 63];
	text[n] = '\0';
}

int
pkce_random(char text[PKCE_TEXT], struct error *e)
{
	uint8_t bytes[BYTES];
	ssize_t n;

	do
		n = getrandom(bytes, sizeof(bytes), 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(bytes)) {
		error_set(e, ERROR_FAILED, "the system gives no random bytes");
		return -1;
	}
	put_base64url(bytes, text);
	explicit_bzero(bytes, sizeof(bytes));
	return 0;
}

void
pkce_challenge(const char *verifier, char challenge[PKCE_TEXT])
{
	uint8_t digest[SHA256_SIZE];

	sha256(verifier, strlen(verifier), digest);
	put_base64url(digest, challenge);
}
