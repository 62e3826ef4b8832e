/*
 * account: tells an account again by its key, without keeping the key.
 *
 * Layer: api.  Thread-safe.
 */
#ifndef API_ACCOUNT_H
#define API_ACCOUNT_H

#include "api/desc.h"

#define ACCOUNT_SALT_MAX 33
#define ACCOUNT_MAX	 9

/* Fill in a salt at random: 16 hex digits. */
void account_salt(char salt[ACCOUNT_SALT_MAX]);

/*
 * What tells the account: 8 hex digits of the HMAC-SHA-256, under the salt, of
 * the API key, or of the user's name where there is a password.  "" without a
 * salt, without a key (NULL), and where the key is a token that changes (a
 * JSON Web Token).
 */
void account_fingerprint(enum engine_auth auth, const char *key,
    const char *salt, char account[ACCOUNT_MAX]);

#endif
