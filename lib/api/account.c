/* account: tells an account again by its key; see account.h. */
#include "api/account.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/sha256.h"
#include "io/clock.h"

void
account_salt(char salt[ACCOUNT_SALT_MAX])
{
	uint64_t random = 0;
	ssize_t n;

	do
		n = getrandom(&random, sizeof(random), 0);
	while (n < 0 && errno == EINTR);
	/* It keeps equal keys apart, and is not a secret. */
	if (n != (ssize_t)sizeof(random))
		random = clock_seed();
	(void)snprintf(salt, ACCOUNT_SALT_MAX, "%016llx",
	    (unsigned long long)random);
}

static bool
is_token(const char *key)
{
	const char *dot = strchr(key, '.');

	return strncmp(key, "eyJ", 3) == 0 && dot != NULL &&
	       strchr(dot + 1, '.') != NULL;
}

void
account_fingerprint(enum engine_auth auth, const char *key, const char *salt,
    char account[ACCOUNT_MAX])
{
	uint8_t digest[SHA256_SIZE];
	size_t len;

	account[0] = '\0';
	if (key == NULL || salt[0] == '\0' || is_token(key))
		return;
	len = auth == ENGINE_AUTH_BASIC ? strcspn(key, ":") : strlen(key);
	sha256_hmac(salt, strlen(salt), key, len, digest);
	(void)snprintf(account, ACCOUNT_MAX, "%02x%02x%02x%02x", digest[0],
	    digest[1], digest[2], digest[3]);
}
