/* auth: the secret that goes with each request; see auth.h. */
#include "http/auth.h"

#include <string.h>

#include "base/mem.h"
#include "http/field.h"
#include "http/mask.h"
#include "http/query.h"

/* Append s in base64 (RFC 4648, section 4). */
static void
put_base64(struct buf *out, const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = strlen(s), i, k, have;
	uint32_t bits;

	for (i = 0; i < len; i += 3) {
		have = len - i < 3 ? len - i : 3;
		for (bits = 0, k = 0; k < 3; k++)
			bits = bits << 8 | (k < have ? (uint8_t)s[i + k] : 0);
		for (k = 0; k < 4; k++)
			buf_byte(out,
			    k > have ? '='
				     : (uint8_t)digits[bits >> (18 - 6 * k) &
					   63]);
	}
}

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

static void
make_basic(struct auth *a)
{
	struct buf code = buf_make(SIZE_MAX);

	if (buf_reserve(&code, strlen(a->secret) * 2 + 8) == NULL)
		return;
	put_base64(&code, a->secret);
	a->code = buf_take(&code);
	a->line = make_line("Authorization", "Basic ", a->code);
}

/* Whether there can be a header, or a parameter, of the name for the key. */
static bool
is_place(const struct engine_options *o)
{
	return o->auth == ENGINE_AUTH_HEADER ? field_is_name(o->auth_name) :
					       field_is_token(o->auth_name);
}

int
auth_open(struct auth *a, const struct engine_options *o, struct error *e)
{
	const char *prefix = o->auth_prefix == NULL ? "" : o->auth_prefix;

	memset(a, 0, sizeof(*a));
	if (o->auth == ENGINE_AUTH_NONE)
		return 0;
	if (o->auth_secret == NULL || *o->auth_secret == '\0') {
		error_set(e, ERROR_AUTH, "there is no key");
		return -1;
	}
	if (!field_is_value(o->auth_secret)) {
		error_set(e, ERROR_AUTH, "the key holds control bytes");
		return -1;
	}
	if (o->auth != ENGINE_AUTH_BASIC &&
	    (o->auth_name == NULL || !is_place(o) || !field_is_value(prefix))) {
		error_set(e, ERROR_USAGE,
		    "the key has no name of a header or parameter to go under");
		return -1;
	}
	a->kind = o->auth;
	a->secret = mem_str(o->auth_secret);
	if (a->kind == ENGINE_AUTH_HEADER)
		a->line = make_line(o->auth_name, prefix, a->secret);
	else if (a->kind == ENGINE_AUTH_QUERY)
		a->name = mem_str(o->auth_name);
	else
		make_basic(a);
	return 0;
}

void
auth_put_url(const struct auth *a, const char *url, struct buf *out)
{
	if (a->kind == ENGINE_AUTH_QUERY)
		query_set(url, a->name, a->secret, out);
	else
		buf_str(out, url);
}

void
auth_put_shown(const struct auth *a, const char *url, struct buf *out)
{
	if (a->kind == ENGINE_AUTH_QUERY)
		query_set(url, a->name, NULL, out);
	else
		buf_str(out, url);
}

void
auth_mask(const struct auth *a, char *text)
{
	const char *password;

	if (a->secret == NULL)
		return;
	mask_text(text, a->secret);
	if (a->kind == ENGINE_AUTH_BASIC) {
		mask_text(text, a->code);
		password = strchr(a->secret, ':');
		if (password != NULL)
			mask_text(text, password + 1);
	}
}

bool
auth_holds(const struct auth *a, const void *data, size_t len)
{
	const char *password;

	if (mask_holds(data, len, a->secret))
		return true;
	if (a->kind != ENGINE_AUTH_BASIC)
		return false;
	password = strchr(a->secret, ':');
	return mask_holds(data, len, a->code) ||
	    (password != NULL && mask_holds(data, len, password + 1));
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

void
auth_close(struct auth *a)
{
	wipe(&a->line);
	wipe(&a->secret);
	wipe(&a->code);
	mem_free(a->name);
	memset(a, 0, sizeof(*a));
}
