/* client_auth: what goes out with a client's requests; see client_auth.h. */
#include "api/client_auth.h"

#include <stdio.h>
#include <string.h>

#include "api/account.h"
#include "api/secret_scope.h"
#include "base/mem.h"
#include "http/mask.h"
#include "io/nodump.h"

/* Several secrets, each as long as may be. */
#define MATERIAL_MAX ((size_t)4 << 20)

static bool
names_secret(const struct desc_auth *a, const char *name)
{
	struct buf b = buf_make(256);
	char *full;
	bool has;

	buf_printf(&b, "secret.%s", name);
	full = buf_take(&b);
	has = template_has(&a->user, full) || template_has(&a->password, full);
	mem_free(full);
	return has;
}

static enum key_need
need_of(const struct client *c, size_t i)
{
	const struct desc *d = c->desc;
	enum key_need need = KEY_UNUSED;
	size_t k;

	for (k = 0; k < d->nauths; k++) {
		const struct desc_auth *a = &d->auths[k];

		if ((a->secret == i && a->kind != ENGINE_AUTH_NONE) ||
		    names_secret(a, d->secrets[i].name))
			need = KEY_NEEDED;
	}
	return need == KEY_NEEDED && c->options.offline ? KEY_OPTIONAL : need;
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
	if (a->kind == ENGINE_AUTH_NONE || a->is_token)
		return NULL;
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
	char *secret = secret_of(c, a, e);
	int rc = e->kind == ERROR_NONE ? 0 : -1;

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
		secret = secret_of(c, &c->desc->auths[i], &ignored);
		if (secret == NULL)
			continue;
		if (out->len > begun)
			buf_byte(out, '\n');
		buf_str(out, secret);
		key_free(secret);
	}
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

int
client_auth_open(struct client *c, struct error *e)
{
	*e = (struct error){ 0 };
	if (read_keys(c, e) != 0 || add_credentials(c, e) != 0)
		return -1;
	find_account(c);
	c->key_is_new = true;
	return 0;
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
	(void)r;
	return run_again(client, e);
}

void
client_auth_close(struct client *c)
{
	size_t i;

	for (i = 0; c->keys != NULL && i < c->desc->nsecrets; i++)
		key_close(&c->keys[i]);
	mem_free(c->keys);
	auth_close(&c->cover);
}
