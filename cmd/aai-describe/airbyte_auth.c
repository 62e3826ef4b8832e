/* airbyte_auth: authenticators; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool
airbyte_secret_text(struct airbyte_stream *st, const char *text, bool any,
    const char **prefix, const char **secret)
{
	struct airbyte_stream probe = { .a = st->a, .d = st->d };
	struct airbyte_value v = { 0 };
	const char *at = strstr(text, "{{");
	bool ok;

	if (at == NULL || strstr(text, "{%") != NULL)
		return false;
	ok = airbyte_template(&probe, at, &v) == 0 &&
	     v.kind == AIRBYTE_SETTING &&
	     (any || airbyte_is_secret(st->a, v.s));
	source_members_free(&probe.settings);
	if (!ok)
		return false;
	*prefix = airbyte_text(st, "%.*s", (int)(at - text), text);
	*secret = airbyte_secret(st, v.s);
	return true;
}

void
airbyte_credential(struct airbyte_stream *st, const char *kind,
    const char *name, const char *prefix, const char *secret)
{
	struct source_members c = { 0 };
	struct source_members list = { 0 };

	source_put_text(&c, "kind", kind);
	source_put_text(&c, "name", name);
	if (*prefix != '\0')
		source_put_text(&c, "prefix", prefix);
	source_put_text(&c, "secret", secret);
	source_put_members(&list, "c", &c);
	airbyte_comma(&st->auth, 0);
	buf_str(&st->auth, source_member(&list, "c"));
	source_members_free(&c);
	source_members_free(&list);
}

int
airbyte_auth_part(struct airbyte_stream *st, size_t node, const char *name,
    struct source_members *to, const char *as)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	struct airbyte_value v;
	size_t at = document_get(st->d, node, name);
	int rc = 0;

	st->secretly = true;
	if (at != JSON_NO_NODE)
		rc = airbyte_node(st, at, &v);
	if (rc == 0 && at != JSON_NO_NODE)
		rc = airbyte_put_template(st, &v, &b);
	st->secretly = false;
	buf_byte(&b, '\0');
	source_put_text(to, as, (const char *)b.data);
	buf_free(&b);
	return rc;
}

void
airbyte_auth_put(struct airbyte_stream *st, const struct source_members *c)
{
	struct source_members list = { 0 };

	source_put_members(&list, "c", c);
	airbyte_comma(&st->auth, 0);
	buf_str(&st->auth, source_member(&list, "c"));
	source_members_free(&list);
}

static int
put_basic(struct airbyte_stream *st, size_t node)
{
	struct source_members c = { 0 };
	int rc;

	source_put_text(&c, "kind", "basic");
	rc = airbyte_auth_part(st, node, "username", &c, "user");
	if (rc == 0)
		rc = airbyte_auth_part(st, node, "password", &c, "password");
	if (rc == 0)
		airbyte_auth_put(st, &c);
	source_members_free(&c);
	return rc;
}

/* Where a key goes: its option, or "header". */
static int
put_key(struct airbyte_stream *st, size_t node, bool bearer)
{
	const char *text = document_text(st->d, node, "api_token");
	const char *prefix, *secret, *name;
	size_t option = document_get(st->d, node, "inject_into");
	const char *into = document_text(st->d, option, "inject_into");

	if (text == NULL ||
	    !airbyte_secret_text(st, text, true, &prefix, &secret))
		return airbyte_fail(st, "a key that is computed");
	if (bearer) {
		airbyte_credential(st, "header", "Authorization",
		    airbyte_text(st, "Bearer %s", prefix), secret);
		return 0;
	}
	name = document_text(st->d, option, "field_name");
	if (into == NULL)
		name = document_text(st->d, node, "header");
	if (name == NULL)
		return airbyte_fail(st, "a key that goes nowhere");
	if (into != NULL && strstr(into, "body") != NULL)
		return airbyte_fail(st, "a key in the body");
	if (strstr(name, "{{") != NULL)
		return airbyte_fail(st, "a header whose name is computed");
	into = into != NULL && same(into, "request_parameter") ? "query"
							       : "header";
	if (into[0] == 'q' && *prefix != '\0')
		return airbyte_fail(st, "a key within a text");
	airbyte_credential(st, into, name, prefix, secret);
	return 0;
}

/* How easy a way is: the easiest one of a choice is taken. */
static int
ease(struct airbyte_stream *st, size_t node)
{
	static const char *const types[] = { "NoAuth", "BearerAuthenticator",
		"ApiKeyAuthenticator", "BasicHttpAuthenticator",
		"OAuthAuthenticator", "SessionTokenAuthenticator" };
	size_t i;

	for (i = 1; i < LEN(types); i++)
		if (same(types[i], airbyte_type(st, node)))
			return (int)i;
	return (int)LEN(types);
}

static int
put_choice(struct airbyte_stream *st, size_t node)
{
	size_t all = document_get(st->d, node, "authenticators");
	size_t at = JSON_NO_NODE, best = JSON_NO_NODE;

	while (document_kind(st->d, all) == JSON_OBJECT &&
	       (at = document_next(st->d, all, at)) != JSON_NO_NODE)
		if (best == JSON_NO_NODE ||
		    ease(st, at + 1) < ease(st, best + 1))
			best = at;
	if (best == JSON_NO_NODE)
		return airbyte_fail(st, "a choice of nothing");
	source_note(&st->why, "of several ways to authenticate: %s",
	    document_string(st->d, best));
	return airbyte_auth(st, best + 1);
}

int
airbyte_auth(struct airbyte_stream *st, size_t node)
{
	const char *type = airbyte_type(st, node);

	if (document_kind(st->d, node) != JSON_OBJECT || same(type, "NoAuth"))
		return 0;
	if (same(type, "BearerAuthenticator"))
		return put_key(st, node, true);
	if (same(type, "ApiKeyAuthenticator"))
		return put_key(st, node, false);
	if (same(type, "BasicHttpAuthenticator"))
		return put_basic(st, node);
	if (same(type, "OAuthAuthenticator"))
		return airbyte_oauth(st, node);
	if (same(type, "SessionTokenAuthenticator"))
		return airbyte_session(st, node);
	if (same(type, "SelectiveAuthenticator"))
		return put_choice(st, node);
	if (same(type, "LegacySessionTokenAuthenticator"))
		return airbyte_legacy(st, node,
		    document_at(st->d, st->node, "retriever", "requester", NULL));
	return airbyte_fail(st, "authentication by %s", type);
}
