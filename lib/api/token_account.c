/* token_account: whose token it is; see token_account.h. */
#include "api/token_account.h"

#include <string.h>

#include "api/desc_token.h"
#include "base/mem.h"
#include "http/mask.h"

#define MATERIAL_MAX ((size_t)4 << 20)

/* The secret that refresh tokens take the place of, as it was given. */
static const char *
given_refresh(const struct client *c, const struct desc_token *d)
{
	return d->rotates != NULL ? c->keys[d->rotated].value : NULL;
}

bool
token_account_names(
    const struct client *c, const struct desc_token *d, size_t i)
{
	struct buf b = buf_make(256);
	char *name;
	bool is;

	buf_printf(&b, "secret.%s", c->desc->secrets[i].name);
	name = buf_take(&b);
	is = desc_token_has(d, name);
	mem_free(name);
	return is;
}

/* The fingerprint of all that is asked with and does not rotate. */
void
token_account_put(const struct client *c, const struct desc_token *d,
    const char *url, const char *salt, char to[ACCOUNT_MAX])
{
	struct buf b = buf_make(MATERIAL_MAX);
	size_t i;

	if (buf_reserve(&b, MATERIAL_MAX / 2) == NULL)
		return;
	buf_printf(&b, "%s\n", url);
	for (i = 0; i < c->desc->nsecrets; i++)
		if (c->keys[i].value != NULL && token_account_names(c, d, i) &&
		    (d->rotates == NULL || i != d->rotated))
			buf_printf(&b, "%s\n", c->keys[i].value);
	buf_byte(&b, 0);
	account_fingerprint(
	    ENGINE_AUTH_HEADER, (const char *)b.data, salt, to);
	mask_wipe(b.data, b.cap);
	buf_free(&b);
}

/* ... and of the refresh token that was given; "" without one. */
void
token_account_chain(const struct client *c, const struct desc_token *d,
    const char *salt, char to[ACCOUNT_MAX])
{
	const char *given = given_refresh(c, d);
	struct buf b = buf_make(MATERIAL_MAX);

	to[0] = '\0';
	if (given == NULL || buf_reserve(&b, strlen(given) + 3) == NULL)
		return;
	buf_printf(&b, "r\n%s", given);
	buf_byte(&b, 0);
	account_fingerprint(
	    ENGINE_AUTH_HEADER, (const char *)b.data, salt, to);
	mask_wipe(b.data, b.cap);
	buf_free(&b);
}
