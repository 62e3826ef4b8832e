/*
 * token_account: whose token it is: fingerprints of what it is asked for with,
 * as account.h makes them; for token.c alone.
 *
 * Layer: api.
 */
#ifndef API_TOKEN_ACCOUNT_H
#define API_TOKEN_ACCOUNT_H

#include "api/account.h"
#include "api/client.h"
#include "api/desc.h"

/* Whether the token's request names the client's i-th secret. */
bool token_account_names(
    const struct client *c, const struct desc_token *d, size_t i);

/* Of all that is asked with, at url, and does not rotate. */
void token_account_put(const struct client *c, const struct desc_token *d,
    const char *url, const char *salt, char to[ACCOUNT_MAX]);

/* Of the refresh token that was given; "" without one. */
void token_account_chain(const struct client *c, const struct desc_token *d,
    const char *salt, char to[ACCOUNT_MAX]);

#endif
