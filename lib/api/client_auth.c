/* client_auth: what goes out with a client's requests; see client_auth.h. */
#include "api/client_auth.h"

#include <stdio.h>
#include <string.h>

#include "api/account.h"
#include "api/desc_token.h"
#include "api/secret_scope.h"
#include "api/token.h"
#include "base/mem.h"
#include "http/mask.h"
#include "http/url.h"
#include "io/nodump.h"

/* Several secrets, each as long as may be. */
#define MATERIAL_MAX ((size_t)4 << 20)

/* Whether templates name it: those of what goes out, or of the token's. */
static bool
names_secret(const struct desc_auth *a, const char *name, bool token)
{
	struct buf b = buf_make(256);
	char *full;
	bool has;

	buf_printf(&b, "secret.%s", name);
	full = buf_take(&b);
	has = token ? desc_token_has(&a->token, full) :
		      template_has(&a->user, full) ||
		template_has(&a->password, full);
	mem_free(full);
	return has;
}

bool
client_auth_is_sent(const struct client *c, size_t secret)
{
	const struct desc *d = c->desc;
	size_t i;

	for (i = 0; i < d->nauths; i++)
		if ((d->auths[i].secret == secret &&
			d->auths[i].kind != ENGINE_AUTH_NONE) ||
		    names_secret(
			&d->auths[i], d->secrets[secret].name, false))
			return true;
	return false;
}

bool
client_auth_is_asked_with(const struct client *c, size_t secret)
{
	const struct desc *d = c->desc;
	size_t i;

	for (i = 0; i < d->nauths; i++)
		if (d->auths[i].is_token &&
		    names_secret(&d->auths[i], d->secrets[secret].name, true))
			return true;
	return false;
}

/* For a token it is seen when it is asked for: its file may have one. */
static enum key_need
need_of(const struct client *c, size_t i)
{
	if (client_auth_is_sent(c, i))
		return c->options.offline ? KEY_OPTIONAL : KEY_NEEDED;
	return client_auth_is_asked_with(c, i) ? KEY_OPTIONAL : KEY_UNUSED;
}

static int
read_keys(struct client *c, struct error *e)
{
	struct error first = { 0 };
	size_t i;

	c->keys = mem_new(c->desc->nsecrets + 1, sizeof(*c->keys));
	if (key_check_sources(c->desc, &c->options.key, e) != 0)
		return -1;
	/* All of them even after one that fails, so that they are wiped. */
	for (i = 0; i < c->desc->nsecrets; i++)
		if (key_read(c->desc, i, need_of(c, i), &c->options.key,
			&c->keys[i], e) != 0 &&
		    first.kind == ERROR_NONE &&
		    (!c->options.offline || e->kind != ERROR_AUTH))
			first = *e;
	*e = first;
	for (i = 0; i < c->desc->nsecrets; i++)
		if (c->keys[i].value != NULL)
			nodump_begin();
	return first.kind == ERROR_NONE ? 0 : -1;
}

/* "user:password", owned, to be wiped; NULL: it lacks a value, or *e. */
static char *
make_basic(const struct client *c, const struct desc_auth *a, struct error *e)
{
	struct buf b = buf_make(MATERIAL_MAX);
	uint8_t *room = buf_reserve(&b, MATERIAL_MAX / 8);
	struct secret_scope s;
	char *made = NULL;
	int rc = -1;

	secret_scope_open(&s, c->desc, c->keys, c->params);
	if (room != NULL)
		rc = template_put(
		    &a->user, TEMPLATE_HEADER, &s.scope, &b, e);
	if (rc == 1 && b.len > 0 && memchr(b.data, ':', b.len) != NULL) {
		error_set(e, ERROR_AUTH, "the user's name has a colon");
		rc = -1;
	}
	buf_byte(&b, ':');
	if (rc == 1)
		rc = template_put(
		    &a->password, TEMPLATE_HEADER, &s.scope, &b, e);
	if (rc == 0 && !c->options.offline)
		error_set(e, ERROR_AUTH,
		    "a parameter that the user's name or the password has is "
		    "not set");
	if (rc == 1)
		made = mem_dup((const char *)b.data, b.len);
	mask_wipe(b.data, b.cap);
	buf_free(&b);
	secret_scope_close(&s);
	return made;
}

/* The secret that a credential sends, owned; NULL: none, or *e. */
static char *
secret_of(const struct client *c, const struct desc_auth *a, struct error *e)
{
	if (a->kind == ENGINE_AUTH_NONE)
		return NULL;
	if (a->is_token)
		return c->token != NULL && token_secret(c->token) != NULL ?
		    mem_str(token_secret(c->token)) :
		    NULL;
	if (a->secret == SIZE_MAX)
		return make_basic(c, a, e);
	return c->keys[a->secret].value != NULL ?
	    mem_str(c->keys[a->secret].value) :
	    NULL;
}

static int
add_credential(struct client *c, const struct desc_auth *a, struct error *e)
{
	struct auth_credential credential = { a->kind, a->name, a->prefix,
		NULL };
	char *secret;
	int rc;

	if (a->is_token) {
		c->token_item = c->cover.n;
		if (token_get(c->token, e) != 0)
			return -1;
	}
	secret = secret_of(c, a, e);
	rc = e->kind == ERROR_NONE ? 0 : -1;

	if (rc == 0 && secret != NULL) {
		credential.secret = secret;
		rc = auth_add(&c->cover, &credential, e);
	}
	key_free(secret);
	return rc;
}

static int
add_credentials(struct client *c, struct error *e)
{
	size_t i;

	for (i = 0; i < c->desc->nsecrets; i++)
		if (c->keys[i].value != NULL)
			auth_hide(&c->cover, c->keys[i].value);
	for (i = 0; i < c->desc->nauths; i++)
		if (add_credential(c, &c->desc->auths[i], e) != 0)
			return -1;
	return 0;
}

void
client_auth_put(const struct client *c, struct buf *out)
{
	struct error ignored = { 0 };
	size_t i, begun = out->len;
	char *secret;

	if (buf_reserve(out, MATERIAL_MAX / 4) == NULL)
		return;
	for (i = 0; i < c->desc->nauths; i++) {
		if (c->desc->auths[i].is_token)
			continue;
		secret = secret_of(c, &c->desc->auths[i], &ignored);
		if (secret == NULL)
			continue;
		if (out->len > begun)
			buf_byte(out, '\n');
		buf_str(out, secret);
		key_free(secret);
	}
	/* A token ends; what it is asked for with stays. */
	for (i = 0; i < c->desc->nsecrets; i++)
		if (c->keys[i].value != NULL && client_auth_is_asked_with(c, i))
			buf_printf(out, "%s%s", out->len > begun ? "\n" : "",
			    c->keys[i].value);
	/* Where people log in, the secrets may be those of a program alone. */
	if (c->token != NULL && token_login(c->token)[0] != '\0')
		buf_printf(out, "%s%s", out->len > begun ? "\n" : "",
		    token_login(c->token));
}

bool
client_auth_lacks(const struct client *c)
{
	size_t i;

	for (i = 0; i < c->desc->nauths; i++)
		if (c->desc->auths[i].kind != ENGINE_AUTH_NONE)
			return c->cover.n == 0;
	return false;
}

static void
find_account(struct client *c)
{
	struct buf b = buf_make(MATERIAL_MAX);
	enum engine_auth kind = ENGINE_AUTH_NONE;
	const char *key = NULL;

	if (c->desc->nauths == 1)
		kind = c->desc->auths[0].kind;
	client_auth_put(c, &b);
	if (b.len > 0) {
		buf_byte(&b, 0);
		key = (const char *)b.data;
	}
	account_fingerprint(kind, key, c->salt, c->account);
	if (b.data != NULL)
		mask_wipe(b.data, b.cap);
	buf_free(&b);
}

static int
open_token(struct client *c, struct error *e)
{
	size_t i;

	for (i = 0; i < c->desc->nauths && c->token == NULL; i++)
		if (c->desc->auths[i].is_token) {
			c->token = token_open(c, &c->desc->auths[i], e);
			if (c->token == NULL)
				return -1;
		}
	return 0;
}

int
client_auth_open(struct client *c, struct error *e)
{
	*e = (struct error){ 0 };
	if (read_keys(c, e) != 0 || open_token(c, e) != 0)
		return -1;
	if (c->secrets_read != NULL)
		c->secrets_read(c->notice_arg);
	if (add_credentials(c, e) != 0)
		return -1;
	find_account(c);
	c->key_is_new = c->token == NULL || token_is_new(c->token);
	return 0;
}

/* Requests are sent with another token from now on. */
static int
set_token(struct client *c, struct error *e)
{
	const char *url = token_base_url(c->token);

	if (url != NULL && c->options.base_url == NULL &&
	    !url_same_origin(url, c->base_url)) {
		error_set(e, ERROR_AUTH,
		    "the new token is for another server; run again");
		return -1;
	}
	if (auth_set(&c->cover, c->token_item, token_secret(c->token), e) != 0)
		return -1;
	/* What another program has got may be used up by now. */
	c->key_is_new = token_is_new(c->token);
	return 0;
}

int
client_auth_refresh(struct client *c, struct error *e)
{
	if (c->token == NULL || c->engine == NULL || !token_is_due(c->token))
		return 0;
	if (token_renew(c->token, e) == 0)
		return set_token(c, e);
	return token_has_ended(c->token) ? -1 : 0;
}

/* Another key of the command's, where the one that was refused had served. */
static bool
run_again(struct client *c, struct error *e)
{
	const struct desc *d = c->desc;
	char *key;
	size_t i, k = 0;
	bool changed = false;

	if (c->options.key.command == NULL || c->key_is_new)
		return false;
	key = key_again(&c->options.key, e);
	if (key == NULL)
		return false;
	for (i = 0; i < d->nauths && e->kind == ERROR_NONE; i++) {
		const struct desc_auth *a = &d->auths[i];

		if (a->kind == ENGINE_AUTH_NONE)
			continue;
		if (a->secret != SIZE_MAX &&
		    strcmp(d->secrets[a->secret].name, "key") == 0 &&
		    strcmp(c->cover.items[k].secret, key) != 0)
			changed = auth_set(&c->cover, k, key, e) == 0;
		k++;
	}
	key_free(key);
	c->key_is_new = changed;
	return changed;
}

bool
client_auth_renew(void *client, const struct engine_response *r,
    struct error *e)
{
	struct client *c = client;

	(void)r;
	if (c->token == NULL)
		return run_again(c, e);
	/* One that was refused at once is not wrong for its age. */
	return !c->key_is_new && token_renew(c->token, e) == 0 &&
	    set_token(c, e) == 0;
}

void
client_auth_close(struct client *c)
{
	size_t i;

	for (i = 0; c->keys != NULL && i < c->desc->nsecrets; i++)
		key_close(&c->keys[i]);
	mem_free(c->keys);
	token_close(c->token);
	auth_close(&c->cover);
}
