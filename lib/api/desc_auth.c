/* desc_auth: readers for secrets and authentication; see desc_auth.h. */
#include "api/desc_auth.h"

#include <string.h>
#include <strings.h>

#include "api/desc_source.h"
#include "api/desc_token.h"
#include "base/mem.h"
#include "base/num.h"

/* More than any API asks for, and few enough to look through. */
#define AUTHS_MAX   10
#define SECRETS_MAX 20

/* The secret that there is without a word of it. */
static const char key_name[] = "key";

/* A file of systemd's folder: no path, which could lead out of it. */
static int
read_credential(struct json_decoder *l, size_t node, void *to)
{
	const char *name;

	if (json_decode_str(l, node, to) != 0)
		return -1;
	name = *(char **)to;
	if (*name == '\0' || strchr(name, '/') != NULL ||
	    strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return json_decode_wrong(
		    l, "the name of a file, without a slash");
	return 0;
}

/* What the command line can name, as --secret NAME=FILE. */
static bool
is_secret_name(const char *s)
{
	size_t n = strspn(s,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_-");

	return n > 0 && s[n] == '\0';
}

static int
read_secret(struct json_decoder *l, size_t node, char *name, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(desc_secret, env, "env", json_decode_str),
		JSON_DECODE_FIELD(
		    desc_secret, credential, "credential", read_credential),
		JSON_DECODE_FIELD(desc_secret, about, "about", json_decode_str),
	};
	struct desc_secret *s = to;

	s->name = name;
	if (!is_secret_name(name))
		return json_decode_wrong(
		    l, "names of letters, digits, '_' and '-'");
	if (json_decode_object(l, node, fields, LEN(fields), s) == 0)
		return 0;
	error_prefix(l->e, "%s", name);
	return -1;
}

const struct json_decode_array desc_secret_members = { "an object of secrets",
	sizeof(struct desc_secret), NULL, read_secret };

static int
read_kind(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "none", "header", "query",
		"basic", "token", NULL };
	struct desc_auth *a = to;
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	a->is_token = i == ENGINE_AUTH_BASIC + 1;
	if (a->is_token)
		return json_decode_needs(l, 2);
	a->kind = (enum engine_auth)i;
	return 0;
}

/* "1h", in milliseconds. */
static int
read_lifetime(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);
	int64_t ms = 0;
	bool ok = s != NULL &&
	    num_duration_ms(s, strlen(s), 1000, INT64_MAX / 1000, &ms);

	mem_free(s);
	*(int64_t *)to = ms;
	return ok ? 0 : json_decode_wrong(l, "a duration such as \"1h\"");
}

#define TOKEN_FIELD(member, name, read) \
	JSON_DECODE_FIELD_SINCE(2, desc_auth, member, name, read)

static const struct json_decode_field auth_fields[] = {
	JSON_DECODE_WHOLE("kind", read_kind),
	JSON_DECODE_FIELD(desc_auth, name, "name", json_decode_str),
	JSON_DECODE_FIELD(desc_auth, prefix, "prefix", json_decode_str),
	JSON_DECODE_FIELD(desc_auth, key.env, "key_env", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_auth, key.credential, "credential", read_credential),
	JSON_DECODE_FIELD(desc_auth, advice, "advice", json_decode_str),
	TOKEN_FIELD(secret_name, "secret", json_decode_str),
	TOKEN_FIELD(user, "user", template_decode),
	TOKEN_FIELD(password, "password", template_decode),
	JSON_DECODE_WHOLE_SINCE(2, "send", desc_read_send),
	TOKEN_FIELD(token, "request", desc_read_token_request),
	TOKEN_FIELD(token.token, "token", desc_read_source),
	TOKEN_FIELD(token.expires_in, "expires_in", desc_read_source),
	TOKEN_FIELD(token.lifetime_ms, "lifetime", read_lifetime),
	TOKEN_FIELD(token.refresh, "refresh", desc_read_source),
	TOKEN_FIELD(token.rotates, "rotates", json_decode_str),
	TOKEN_FIELD(token.base_url, "base_url", desc_read_source),
	TOKEN_FIELD(token.login, "login", desc_read_login),
};

static int
check_basic(struct json_decoder *l, const struct desc_auth *a)
{
	if ((a->user.text == NULL) != (a->password.text == NULL))
		return json_decode_wrong(l, "'user' and 'password'");
	if (a->user.text == NULL)
		return 0;
	if (a->is_token || a->kind != ENGINE_AUTH_BASIC)
		return json_decode_wrong(
		    l, "'kind': \"basic\" beside 'user' and 'password'");
	return a->secret_name == NULL
		   ? 0
		   : json_decode_wrong(
			 l, "no 'secret' beside 'user' and 'password',");
}

static int
read_auth(struct json_decoder *l, size_t node, void *to)
{
	struct desc_auth *a = to;

	if (json_decode_object(l, node, auth_fields, LEN(auth_fields), a) != 0)
		return -1;
	if (a->is_token && a->kind == ENGINE_AUTH_NONE) {
		a->kind = ENGINE_AUTH_HEADER;
		a->prefix = mem_str("Bearer ");
	}
	if (a->kind == ENGINE_AUTH_HEADER && a->name == NULL)
		a->name = mem_str("Authorization");
	if (a->kind == ENGINE_AUTH_QUERY && a->name == NULL)
		return json_decode_wrong(l, "'name' of the parameter");
	if (check_basic(l, a) != 0)
		return -1;
	if (a->is_token)
		return desc_check_token(l, a);
	return a->token.url.text == NULL
		   ? 0
		   : json_decode_wrong(l, "'kind': \"token\" beside 'request'");
}

/* One credential, or a list of them. */
static int
read_auths(struct json_decoder *l, size_t node, struct desc_auth **auths,
    size_t *n)
{
	static const struct json_decode_array list = {
		"a list of credentials", sizeof(struct desc_auth), read_auth,
		NULL
	};

	if (l->t->nodes[node].kind == JSON_ARRAY) {
		if (json_decode_needs(l, 2) != 0)
			return -1;
		return json_decode_array(l, node, &list, auths, n);
	}
	*auths = mem_new(1, sizeof(**auths));
	*n = 1;
	return read_auth(l, node, *auths);
}

int
desc_read_auths(struct json_decoder *l, size_t node, void *to)
{
	struct desc *d = to;

	return read_auths(l, node, &d->auths, &d->nauths);
}

int
desc_read_origin_auths(struct json_decoder *l, size_t node, void *to)
{
	struct desc_origin *o = to;

	return read_auths(l, node, &o->auths, &o->nauths);
}

static size_t
find_secret(const struct desc *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->nsecrets; i++)
		if (strcmp(d->secrets[i].name, name) == 0)
			break;
	return i;
}

/* The place of "secret.NAME" among the secrets; nsecrets: none. */
static size_t
find_named(const struct desc *d, const char *name)
{
	static const char prefix[] = "secret.";

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return d->nsecrets;
	return find_secret(d, name + sizeof(prefix) - 1);
}

/* The secret "key", which a credential has said all of. */
static int
add_key(struct desc *d, struct desc_auth *a, struct error *e)
{
	size_t i = find_secret(d, key_name);

	a->secret = i;
	if (i < d->nsecrets) {
		if (a->key.env == NULL && a->key.credential == NULL)
			return 0;
		error_set(e, ERROR_USAGE,
		    "'key_env' and 'credential' stand in 'secrets' for the "
		    "secret 'key'");
		return -1;
	}
	d->secrets = mem_resize(
	    d->secrets, d->nsecrets + 1, sizeof(*d->secrets));
	d->secrets[d->nsecrets++] = a->key;
	d->secrets[i].name = mem_str(key_name);
	a->key = (struct desc_secret){ 0 };
	return 0;
}

static int
settle_auth(struct desc *d, struct desc_auth *a, struct error *e)
{
	const char *name = a->secret_name != NULL ? a->secret_name : key_name;

	a->secret = SIZE_MAX;
	if (d->auth_advice == NULL && a->advice != NULL)
		d->auth_advice = mem_str(a->advice);
	if (a->is_token || a->user.text != NULL) {
		if (a->key.env == NULL && a->key.credential == NULL &&
		    a->secret_name == NULL)
			return 0;
		error_set(e, ERROR_USAGE,
		    "'secret', 'key_env' and 'credential' are not for what "
		    "names its secrets, as {secret.NAME}");
		return -1;
	}
	if (strcmp(name, key_name) == 0)
		return add_key(d, a, e);
	a->secret = find_secret(d, name);
	if (a->secret < d->nsecrets)
		return 0;
	error_set(e, ERROR_USAGE, "secret: '%s' is not one of 'secrets'", name);
	return -1;
}

/* Names in what authenticates: secrets, and parameters of the API. */
static bool
is_known(const void *arg, const char *name)
{
	const struct desc *d = arg;
	size_t i;

	for (i = 0; i < d->nparams; i++)
		if (strcmp(d->params[i].name, name) == 0)
			return true;
	return find_named(d, name) < d->nsecrets;
}

static int
check_rotation(const struct desc *d, struct desc_token *t, struct error *e)
{
	if (t->rotates == NULL && t->refresh.on)
		t->rotates = mem_str("refresh_token");
	if (t->rotates == NULL)
		return 0;
	t->rotated = find_secret(d, t->rotates);
	if (!t->refresh.on)
		error_set(e, ERROR_USAGE, "'rotates' needs 'refresh'");
	else if (t->rotated == d->nsecrets)
		error_set(e, ERROR_USAGE,
		    "'refresh' is for the secret '%s', which is not one of "
		    "'secrets'; 'rotates' names another", t->rotates);
	else
		return 0;
	return -1;
}

static int
check_auth(const struct desc *d, struct desc_auth *a, struct error *e)
{
	const char *where = "user";

	if (a->is_token) {
		if (desc_token_check_names(&a->token, is_known, d, e) != 0)
			return -1;
		if (a->token.base_url.on && d->nauths > 1) {
			error_set(e, ERROR_USAGE,
			    "'base_url' would send the other credentials where "
			    "an answer says");
			return -1;
		}
		return check_rotation(d, &a->token, e);
	}
	if (template_check(&a->user, is_known, d, e) == 0) {
		where = "password";
		if (template_check(&a->password, is_known, d, e) == 0)
			return 0;
	}
	error_prefix(e, "%s", where);
	return -1;
}

static int
check_secrets(const struct desc *d, struct error *e)
{
	size_t i, k;

	for (i = 0; i < d->nsecrets; i++)
		for (k = 0; k < i; k++)
			if (strcmp(d->secrets[i].name, d->secrets[k].name) ==
			    0) {
				error_set(e, ERROR_USAGE,
				    "secrets: '%s' is there twice",
				    d->secrets[i].name);
				return -1;
			}
	return 0;
}

/* Two credentials in one place would be one, or neither. */
static int
check_places(const struct desc *d, struct error *e)
{
	size_t i, k, tokens = 0;

	for (i = 0; i < d->nauths; i++) {
		const struct desc_auth *a = &d->auths[i];

		tokens += a->is_token;
		for (k = 0; k < i; k++) {
			const struct desc_auth *b = &d->auths[k];
			const char *at = a->name != NULL ? a->name :
			    "Authorization", *bt = b->name != NULL ? b->name :
			    "Authorization";

			if (a->kind == ENGINE_AUTH_NONE ||
			    b->kind == ENGINE_AUTH_NONE ||
			    (a->kind == ENGINE_AUTH_QUERY) !=
				(b->kind == ENGINE_AUTH_QUERY) ||
			    strcasecmp(at, bt) != 0)
				continue;
			error_set(e, ERROR_USAGE,
			    "auth: two credentials go under '%s'", at);
			return -1;
		}
	}
	if (tokens <= 1)
		return 0;
	error_set(e, ERROR_USAGE, "auth: one credential can be a token");
	return -1;
}

/* The vendor's key goes to the vendor or where the user says. */
static int
check_vendor(const struct desc *d, struct error *e)
{
	size_t i;

	for (i = 0; i < d->nsecrets && !d->builtin && !d->own; i++) {
		const struct desc_secret *s = &d->secrets[i];

		if ((s->env == NULL ||
			strcmp(s->env, "ASSEMBLYAI_API_KEY") != 0) &&
		    (s->credential == NULL ||
			strcmp(s->credential, "assemblyai_api_key") != 0))
			continue;
		error_set(e, ERROR_USAGE,
		    "key_env, credential: AssemblyAI's key is for the built-in "
		    "description alone; name another variable");
		return -1;
	}
	return 0;
}

int
desc_settle_auths(struct desc *d, struct error *e)
{
	size_t i;

	if (d->nauths > AUTHS_MAX || d->nsecrets > SECRETS_MAX) {
		error_set(e, ERROR_USAGE,
		    "at most %d credentials and %d secrets are wanted",
		    AUTHS_MAX, SECRETS_MAX);
		return -1;
	}
	for (i = 0; i < d->nauths; i++)
		if (settle_auth(d, &d->auths[i], e) != 0 ||
		    check_auth(d, &d->auths[i], e) != 0) {
			error_prefix(e, "auth");
			return -1;
		}
	if (check_secrets(d, e) != 0 || check_places(d, e) != 0)
		return -1;
	return check_vendor(d, e);
}

bool
desc_auths_have(const struct desc_auth *auths, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (template_has(&auths[i].user, name) ||
		    template_has(&auths[i].password, name) ||
		    desc_token_has(&auths[i].token, name))
			return true;
	return false;
}

static void
free_secret(struct desc_secret *s)
{
	mem_free(s->name);
	mem_free(s->env);
	mem_free(s->credential);
	mem_free(s->about);
}

void
desc_free_auths(struct desc_auth *auths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct desc_auth *a = &auths[i];

		mem_free(a->name);
		mem_free(a->prefix);
		mem_free(a->secret_name);
		mem_free(a->advice);
		free_secret(&a->key);
		template_free(&a->user);
		template_free(&a->password);
		desc_free_token(&a->token);
	}
	mem_free(auths);
}

void
desc_free_secrets(struct desc *d)
{
	size_t i;

	for (i = 0; i < d->nsecrets; i++)
		free_secret(&d->secrets[i]);
	mem_free(d->secrets);
}
