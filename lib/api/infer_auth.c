/* infer_auth: authentication from the command line; see infer_auth.h. */
#include "api/infer_auth.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

#define VARIABLES_MAX 20

/* Keys have so many characters; few words and names do. */
#define KEY_MIN 20

#define ADVICE \
	"; name an environment variable that has it, in single quotes so " \
	"that the shell leaves it: --auth 'Authorization: Bearer $TOKEN'"

/* The variables so far, each a secret. */
struct variables {
	char *names[VARIABLES_MAX];
	size_t n;
	struct buf *secrets;
};

/* A variable that was found in a text. */
struct variable {
	const char *from, *to; /* the '$', and after the name */
	const char *name;
	size_t len;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The first $NAME or ${NAME} of the text. */
static bool
find_variable(const char *s, struct variable *v)
{
	bool braced;

	v->from = strchr(s, '$');
	if (v->from == NULL)
		return false;
	braced = v->from[1] == '{';
	v->name = v->from + 1 + braced;
	v->len = 0;
	while (is_letter(v->name[v->len]) ||
	    (v->len > 0 && v->name[v->len] >= '0' && v->name[v->len] <= '9'))
		v->len++;
	v->to = v->name + v->len + braced;
	return v->len > 0 && (!braced || v->to[-1] == '}');
}

/* The name of the secret that the i-th variable is; owned. */
static char *
secret_name(const struct variables *all, size_t i)
{
	struct buf b = buf_make(1 << 12);
	const char *s;

	if (i == 0)
		return mem_str("key");
	for (s = all->names[i]; *s != '\0'; s++)
		buf_byte(&b,
		    (uint8_t)(*s >= 'A' && *s <= 'Z' ? *s - 'A' + 'a' : *s));
	if (buf_is(&b, "key"))
		buf_byte(&b, '2');
	return buf_take(&b);
}

/* The secret of a variable, which is added when it is new; NULL with *e. */
static char *
take_secret(struct variables *all, const struct variable *v, struct error *e)
{
	char *name = mem_dup(v->name, v->len), *secret;
	size_t i;

	for (i = 0; i < all->n && strcmp(all->names[i], name) != 0; i++)
		continue;
	if (i == VARIABLES_MAX) {
		error_set(e, ERROR_USAGE, "--auth names too many variables");
		mem_free(name);
		return NULL;
	}
	if (i < all->n) {
		mem_free(name);
		return secret_name(all, i);
	}
	all->names[all->n++] = name;
	secret = secret_name(all, i);
	buf_str(all->secrets, i == 0 ? "{" : ", ");
	json_quote(secret, strlen(secret), all->secrets);
	buf_str(all->secrets, ": {\"env\": ");
	json_quote(name, strlen(name), all->secrets);
	buf_byte(all->secrets, '}');
	return secret;
}

static int
refuse(struct error *e, const char *what)
{
	error_set(e, ERROR_USAGE, "--auth: %s" ADVICE, what);
	return -1;
}

/* What precedes a secret must be a word of its own, not a part of a key. */
static bool
is_prefix(const char *s, size_t len)
{
	return len == 0 || (len <= 32 &&
		(s[len - 1] == ' ' || s[len - 1] == '=' ||
		    s[len - 1] == '"'));
}

static void
put_member(struct buf *out, const char *name, const char *text, size_t len)
{
	buf_printf(out, "\"%s\": ", name);
	json_quote(text, len, out);
}

/* NAME and what goes there, a variable at its end. */
static int
add_named(struct variables *all, const char *kind, const char *name,
    size_t name_len, const char *value, struct buf *out, struct error *e)
{
	struct variable v;
	char *secret;

	if (!find_variable(value, &v))
		return refuse(e, "a key is not taken from the command line, "
				 "where others can see it");
	if (*v.to != '\0' || !is_prefix(value, (size_t)(v.from - value)))
		return refuse(e, "a variable is wanted after a word such as "
				 "'Bearer ', and nothing after it");
	secret = take_secret(all, &v, e);
	if (secret == NULL)
		return -1;
	buf_printf(out, "{\"kind\": \"%s\", ", kind);
	put_member(out, "name", name, name_len);
	buf_str(out, ", ");
	if (v.from > value) {
		put_member(out, "prefix", value, (size_t)(v.from - value));
		buf_str(out, ", ");
	}
	put_member(out, "secret", secret, strlen(secret));
	buf_byte(out, '}');
	mem_free(secret);
	return 0;
}

/* Literal text of a template. */
static void
put_plain(struct buf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '{' || s[i] == '}')
			buf_byte(out, (uint8_t)s[i]);
		buf_byte(out, (uint8_t)s[i]);
	}
}

/* A text with at most one variable as a template. */
static int
put_template(struct variables *all, const char *name, const char *s,
    struct buf *out, struct error *e)
{
	struct buf t = buf_make(1 << 16);
	struct variable v;
	char *secret;

	if (find_variable(s, &v)) {
		secret = take_secret(all, &v, e);
		if (secret == NULL)
			return -1;
		put_plain(&t, s, (size_t)(v.from - s));
		buf_printf(&t, "{secret.%s}", secret);
		put_plain(&t, v.to, strlen(v.to));
		mem_free(secret);
	} else {
		put_plain(&t, s, strlen(s));
	}
	buf_str(out, ", ");
	put_member(out, name, (const char *)t.data, t.len);
	buf_free(&t);
	return 0;
}

/* USER:PASSWORD. */
static int
add_basic(struct variables *all, const char *said, struct buf *out,
    struct error *e)
{
	const char *colon = strchr(said, ':');
	struct variable v;
	bool user = find_variable(said, &v);
	char *name;
	int rc;

	if (colon == NULL)
		return refuse(e, "'Basic USER:PASSWORD' is wanted");
	if (colon[1] == '\0' ? !user || v.from > colon :
			       !find_variable(colon + 1, &v) ||
		v.from != colon + 1 || *v.to != '\0')
		return refuse(e, "a password is not taken from the command "
				 "line, where others can see it");
	name = mem_dup(said, (size_t)(colon - said));
	buf_str(out, "{\"kind\": \"basic\"");
	rc = put_template(all, "user", name, out, e);
	if (rc == 0)
		rc = put_template(all, "password", colon + 1, out, e);
	buf_byte(out, '}');
	mem_free(name);
	return rc;
}

static int
add(struct variables *all, const char *said, struct buf *out, struct error *e)
{
	const char *at;

	if (*said == '?') {
		at = strchr(said, '=');
		if (at == NULL || at == said + 1)
			return refuse(e, "'?NAME=$VARIABLE' is wanted");
		return add_named(all, "query", said + 1,
		    (size_t)(at - said - 1), at + 1, out, e);
	}
	if (strncasecmp(said, "Basic ", 6) == 0)
		return add_basic(all, said + 6, out, e);
	at = strchr(said, ':');
	if (at == NULL || at == said)
		return refuse(e, "'NAME: $VARIABLE' is wanted");
	return add_named(all, "header", said, (size_t)(at - said),
	    at + 1 + strspn(at + 1, " "), out, e);
}

int
infer_auth(const struct opt_list *said, struct buf *secrets,
    struct buf *auths, struct error *e)
{
	struct variables all = { .secrets = secrets };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < said->n; i++) {
		buf_str(auths, i == 0 ? "[" : ", ");
		rc = add(&all, said->values[i], auths, e);
	}
	if (said->n > 0) {
		buf_byte(auths, ']');
		buf_byte(secrets, '}');
	}
	for (i = 0; i < all.n; i++)
		mem_free(all.names[i]);
	return rc;
}

/* Whether one of the names, up to NULL, is that one, in capitals or not. */
static bool
is_among(const char *const *names, const char *name, size_t len)
{
	for (; *names != NULL; names++)
		if (strlen(*names) == len &&
		    strncasecmp(*names, name, len) == 0)
			return true;
	return false;
}

/*
 * Whether the value is as keys are and hardly anything else is: one word, long,
 * of letters and digits, as neither words nor numbers nor times are.
 */
static bool
is_like_key(const char *value, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char digits[] = "0123456789";
	size_t i, nletters = 0, ndigits = 0;

	for (i = 0; i < len; i++) {
		nletters += strchr(letters, value[i]) != NULL;
		ndigits += strchr(digits, value[i]) != NULL;
		if (strchr(letters, value[i]) == NULL &&
		    strchr(digits, value[i]) == NULL &&
		    strchr("-_.~+/=%", value[i]) == NULL)
			return false;
	}
	return len >= KEY_MIN && nletters > 0 && ndigits > 0;
}

bool
infer_auth_is_secret(
    const char *name, size_t len, const char *value, size_t value_len)
{
	/* Of records as well, or of programs, not secret. */
	static const char *const others[] = { "key", "appid", "app_id",
		"app-id", "appkey", "app_key", "app-key", "auth", "pass",
		"signature", NULL };
	static const char *const names[] = { "authorization",
		"proxy-authorization", "cookie", "api_key", "apikey",
		"api-key", "x-api-key", "access_token", "auth_token",
		"private_token", "private-token", "client_secret", "password",
		"secret", "token", "x-auth-token", NULL };

	return is_among(names, name, len) ||
	    (is_among(others, name, len) && is_like_key(value, value_len));
}
