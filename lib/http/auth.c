/* auth: the secrets that go with each request; see auth.h. */
#include "http/auth.h"

#include <string.h>

#include "base/mem.h"
#include "http/base64.h"
#include "http/field.h"
#include "http/mask.h"
#include "http/mask_codes.h"
#include "http/query.h"

/* How many secrets that others took the place of are kept from sight. */
#define REPLACED_MAX 200

/* "Name: PREFIXvalue" */
static char *
make_line(const char *name, const char *prefix, const char *value)
{
	struct buf line = buf_make(SIZE_MAX);
	size_t len = strlen(name) + strlen(prefix) + strlen(value) + 3;

	/* At once: growing would leave copies of the secret behind. */
	if (buf_reserve(&line, len) == NULL)
		return NULL;
	buf_str(&line, name);
	buf_str(&line, ": ");
	buf_str(&line, prefix);
	buf_str(&line, value);
	return buf_take(&line);
}

/* Release a string whose bytes are not to stay in memory. */
static void
wipe(char **s)
{
	if (*s != NULL)
		mask_wipe(*s, strlen(*s));
	mem_free(*s);
	*s = NULL;
}

/* Forget what was replaced longest ago, when there is much of it. */
static void
forget_oldest(struct auth *a)
{
	size_t i, n = 0, oldest = SIZE_MAX;

	for (i = 0; i < a->nhidden; i++) {
		if (a->hidden[i].generation == 0)
			continue;
		n++;
		if (oldest == SIZE_MAX ||
		    a->hidden[i].generation < a->hidden[oldest].generation)
			oldest = i;
	}
	if (n < REPLACED_MAX)
		return;
	wipe(&a->hidden[oldest].text);
	memmove(&a->hidden[oldest], &a->hidden[oldest + 1],
	    (--a->nhidden - oldest) * sizeof(*a->hidden));
}

/* The longest is covered first, lest a part of it leaves the rest. */
void
auth_hide(struct auth *a, const char *text)
{
	size_t i;

	for (i = 0; i < a->nhidden; i++)
		if (strcmp(a->hidden[i].text, text) == 0)
			return;
	forget_oldest(a);
	a->hidden = mem_resize(
	    a->hidden, a->nhidden + 1, sizeof(*a->hidden));
	for (i = a->nhidden++; i > 0 &&
	     strlen(a->hidden[i - 1].text) < strlen(text);
	     i--)
		a->hidden[i] = a->hidden[i - 1];
	a->hidden[i] = (struct auth_hidden){ mem_str(text), a->generation };
}

static void
make_basic(struct auth *a, struct auth_item *item)
{
	struct buf code = buf_make(SIZE_MAX);
	const char *password = strchr(item->secret, ':');
	char *s;

	if (buf_reserve(&code, strlen(item->secret) * 2 + 8) == NULL)
		return;
	base64_put(&code, item->secret, strlen(item->secret), false);
	s = buf_take(&code);
	item->line = make_line("Authorization", "Basic ", s);
	auth_hide(a, s);
	if (password != NULL)
		auth_hide(a, password + 1);
	wipe(&s);
}

static int
set_secret(struct auth *a, struct auth_item *item, const char *secret,
    struct error *e)
{
	if (secret == NULL || *secret == '\0') {
		error_set(e, ERROR_AUTH, "there is no key");
		return -1;
	}
	if (!field_is_value(secret)) {
		error_set(e, ERROR_AUTH, "the key holds control bytes");
		return -1;
	}
	wipe(&item->line);
	wipe(&item->secret);
	item->secret = mem_str(secret);
	auth_hide(a, secret);
	if (item->kind == ENGINE_AUTH_HEADER)
		item->line = make_line(
		    item->name, item->prefix, item->secret);
	else if (item->kind == ENGINE_AUTH_BASIC)
		make_basic(a, item);
	return 0;
}

/* Whether there can be a header, or a parameter, of the name for the key. */
static bool
is_place(const struct auth_credential *c)
{
	return c->kind == ENGINE_AUTH_HEADER ? field_is_name(c->name) :
					       field_is_token(c->name);
}

static void
close_item(struct auth_item *item)
{
	wipe(&item->line);
	wipe(&item->secret);
	mem_free(item->name);
	mem_free(item->prefix);
}

int
auth_add(struct auth *a, const struct auth_credential *c, struct error *e)
{
	const char *prefix = c->prefix == NULL ? "" : c->prefix;
	struct auth_item item = { .kind = c->kind };

	if (c->kind == ENGINE_AUTH_NONE)
		return 0;
	item.name = mem_str(c->name != NULL ? c->name : "");
	item.prefix = mem_str(prefix);
	if (set_secret(a, &item, c->secret, e) != 0) {
		close_item(&item);
		return -1;
	}
	if (c->kind != ENGINE_AUTH_BASIC &&
	    (c->name == NULL || !is_place(c) || !field_is_value(prefix))) {
		error_set(e, ERROR_USAGE,
		    "the key has no name of a header or parameter to go under");
		close_item(&item);
		return -1;
	}
	a->items = mem_resize(a->items, a->n + 1, sizeof(*a->items));
	a->items[a->n++] = item;
	return 0;
}

int
auth_set(struct auth *a, size_t i, const char *secret, struct error *e)
{
	a->generation++;
	return set_secret(a, &a->items[i], secret, e);
}

int
auth_open(struct auth *a, const struct engine_options *o, struct error *e)
{
	struct auth_credential c = { o->auth, o->auth_name, o->auth_prefix,
		o->auth_secret };
	int rc;

	memset(a, 0, sizeof(*a));
	rc = auth_add(a, &c, e);
	if (rc != 0)
		auth_close(a);
	return rc;
}

bool
auth_has_query(const struct auth *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->items[i].kind == ENGINE_AUTH_QUERY)
			return true;
	return false;
}

/* The URL with each parameter set to its secret, or without it. */
static void
put_url(const struct auth *a, const char *url, bool secret, struct buf *out)
{
	struct buf next = buf_make(SIZE_MAX);
	char *at = mem_str(url);
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (a->items[i].kind != ENGINE_AUTH_QUERY)
			continue;
		query_set(at, a->items[i].name,
		    secret ? a->items[i].secret : NULL, &next);
		wipe(&at);
		at = buf_take(&next);
	}
	buf_str(out, at);
	wipe(&at);
}

void
auth_put_url(const struct auth *a, const char *url, struct buf *out)
{
	if (auth_has_query(a))
		put_url(a, url, true, out);
	else
		buf_str(out, url);
}

void
auth_put_shown(const struct auth *a, const char *url, struct buf *out)
{
	if (auth_has_query(a))
		put_url(a, url, false, out);
	else
		buf_str(out, url);
}

void
auth_mask(const struct auth *a, char *text)
{
	size_t i;

	for (i = 0; i < a->nhidden; i++)
		mask_text(text, a->hidden[i].text);
	for (i = 0; i < a->nhidden; i++)
		mask_codes(text, a->hidden[i].text);
}

bool
auth_holds(const struct auth *a, const void *data, size_t len)
{
	size_t i;

	for (i = 0; i < a->nhidden; i++)
		if (mask_holds(data, len, a->hidden[i].text))
			return true;
	return false;
}

void
auth_close(struct auth *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		close_item(&a->items[i]);
	for (i = 0; i < a->nhidden; i++)
		wipe(&a->hidden[i].text);
	mem_free(a->items);
	mem_free(a->hidden);
	memset(a, 0, sizeof(*a));
}
