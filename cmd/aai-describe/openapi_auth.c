/* openapi_auth: authentication; see openapi_auth.h. */
#include "aai-describe/openapi_auth.h"

#include <string.h>
#include <strings.h>

#include "aai-describe/identifier.h"
#include "aai-describe/openapi_prefix.h"
#include "base/cc.h"
#include "base/mem.h"
#include "http/url.h"

/* Ways, the simplest first. */
enum way {
	BEARER,
	HEADER,
	BASIC,
	QUERY,
	COOKIE,
	CLIENT,
	LOGIN,
	TOKEN,
	OTHER
};

struct flow {
	const char *token_url;
	const char *login_url;
	const char *refresh_url;
};

struct scheme {
	size_t node;
	enum way way;
	struct flow flow;
	const char *name; /* of the header or parameter */
};

static bool
is_https(const char *url)
{
	struct error e;

	return url != NULL && strpbrk(url, "{}\"\\ ") == NULL &&
	       url_check(url, false, &e) == 0;
}

/* OAuth 2: client credentials, a login, or a token from somewhere. */
static enum way
read_flows(struct openapi *o, size_t node, struct flow *f)
{
	size_t flows = document_get(o->d, node, "flows");
	size_t client = document_get(o->d, flows, "clientCredentials");
	size_t login = document_get(o->d, flows, "authorizationCode");
	const char *flow = document_text(o->d, node, "flow");

	if (o->two && flow != NULL) {
		client = strcmp(flow, "application") == 0 ? node : JSON_NO_NODE;
		login = strcmp(flow, "accessCode") == 0 ? node : JSON_NO_NODE;
	}
	f->token_url = document_text(o->d, client, "tokenUrl");
	if (is_https(f->token_url))
		return CLIENT;
	f->token_url = document_text(o->d, login, "tokenUrl");
	f->login_url = document_text(o->d, login, "authorizationUrl");
	f->refresh_url = document_text(o->d, login, "refreshUrl");
	if (!is_https(f->refresh_url))
		f->refresh_url = f->token_url;
	return is_https(f->token_url) && is_https(f->login_url) ? LOGIN : TOKEN;
}

static void
read_scheme(struct openapi *o, size_t node, struct scheme *s)
{
	const char *type, *scheme, *in;

	memset(s, 0, sizeof(*s));
	s->node = node = openapi_resolve(o->d, node);
	type = document_text(o->d, node, "type");
	scheme = document_text(o->d, node, "scheme");
	in = document_text(o->d, node, "in");
	s->name = document_text(o->d, node, "name");
	s->way = OTHER;
	if (type == NULL)
		return;
	if (strcasecmp(type, "basic") == 0 ||
	    (strcasecmp(type, "http") == 0 && scheme != NULL &&
		strcasecmp(scheme, "basic") == 0))
		s->way = BASIC;
	else if (strcasecmp(type, "http") == 0 && scheme != NULL &&
		 strcasecmp(scheme, "bearer") == 0)
		s->way = BEARER;
	else if (strcasecmp(type, "apiKey") == 0 && in != NULL &&
		 s->name != NULL && *s->name != '\0')
		s->way = strcmp(in, "header") == 0   ? HEADER
			 : strcmp(in, "query") == 0  ? QUERY
			 : strcmp(in, "cookie") == 0 ? COOKIE
						     : OTHER;
	else if (strcasecmp(type, "oauth2") == 0)
		s->way = read_flows(o, node, &s->flow);
}

static size_t
find_schemes(struct openapi *o)
{
	return o->two ? document_get(o->d, 0, "securityDefinitions")
		      : document_at(o->d, 0, "components", "securitySchemes");
}

/* The alternatives of the file, or of its first operation that has some. */
static size_t
find_security(struct openapi *o)
{
	size_t security = document_get(o->d, 0, "security");
	size_t paths = document_get(o->d, 0, "paths"), at = JSON_NO_NODE;

	if (document_kind(o->d, security) == JSON_ARRAY &&
	    document_count(o->d, security) > 0)
		return security;
	if (document_kind(o->d, paths) != JSON_OBJECT)
		return JSON_NO_NODE;
	while ((at = document_next(o->d, paths, at)) != JSON_NO_NODE) {
		security = document_at(o->d, at + 1, "get", "security");
		if (document_kind(o->d, security) == JSON_ARRAY &&
		    document_count(o->d, security) > 0)
			return security;
	}
	return JSON_NO_NODE;
}

#define SCHEMES_MAX 5

struct schemes {
	struct scheme items[SCHEMES_MAX];
	size_t n;
	unsigned cost;
};

static void
add_scheme(struct openapi *o, size_t node, struct schemes *s)
{
	struct scheme *scheme;

	if (s->n == SCHEMES_MAX)
		return;
	scheme = &s->items[s->n++];
	read_scheme(o, node, scheme);
	s->cost += 20 + 2 * (unsigned)scheme->way;
	/* What stands before the key there is not said. */
	if (scheme->way == HEADER &&
	    strcasecmp(scheme->name, "Authorization") == 0)
		s->cost += 3;
}

/* The simplest alternative: what goes together, at the least cost. */
static void
choose(struct openapi *o, struct schemes *best)
{
	size_t schemes = find_schemes(o), security = find_security(o);
	size_t at = JSON_NO_NODE, name;
	struct schemes s;

	best->cost = UINT32_MAX;
	if (document_kind(o->d, security) != JSON_ARRAY) {
		if (document_kind(o->d, schemes) == JSON_OBJECT)
			source_note(&o->m->unsure,
			    "auth: the file does not "
			    "say which of its ways is asked for");
		while (
		    (at = document_next(o->d, schemes, at)) != JSON_NO_NODE) {
			s = (struct schemes){ .n = 0 };
			add_scheme(o, at + 1, &s);
			if (s.cost < best->cost)
				*best = s;
		}
		return;
	}
	while ((at = document_next(o->d, security, at)) != JSON_NO_NODE) {
		s = (struct schemes){ .n = 0 };
		name = JSON_NO_NODE;
		while ((name = document_next(o->d, at, name)) != JSON_NO_NODE)
			add_scheme(o,
			    document_get(o->d, schemes,
				document_string(o->d, name) != NULL
				    ? document_string(o->d, name)
				    : ""),
			    &s);
		if (s.n > 0 && s.cost < best->cost)
			*best = s;
	}
}

/* A secret with a variable of its own. */
static void
put_secret(struct openapi *o, struct source_members *secrets, const char *name)
{
	struct source_members m = { 0 };
	struct buf what = buf_make(SIZE_MAX / 2);
	char *text, *variable;

	text = source_variable(name, "");
	buf_put(&what, text, strlen(text) - 1);
	mem_free(text);
	text = buf_take(&what);
	variable = source_variable(o->name, text);
	source_put_text(&m, "env", variable);
	source_put_members(secrets, name, &m);
	source_members_free(&m);
	mem_free(variable);
	mem_free(text);
}

static void
put_header(struct openapi *o, const struct scheme *s, struct source_members *m)
{
	bool usual = strcasecmp(s->name, "Authorization") == 0;
	const char *prefix = usual ? openapi_prefix(o, s->node) : NULL;

	source_put_text(m, "kind", "header");
	source_put_text(m, "name", s->name);
	if (prefix != NULL)
		source_put_text(m, "prefix", prefix);
	else if (usual)
		source_note(&o->m->unsure,
		    "auth: the key is sent as it is; whether Authorization "
		    "wants \"Bearer \" before it is not said");
}

static void
put_basic(
    struct openapi *o, struct source_members *m, struct source_members *secrets)
{
	source_put_text(m, "kind", "basic");
	source_put_text(m, "user", "{secret.user}");
	source_put_text(m, "password", "{secret.password}");
	put_secret(o, secrets, "user");
	put_secret(o, secrets, "password");
}

static void
put_client(struct openapi *o, const struct scheme *s, struct source_members *m,
    struct source_members *secrets)
{
	struct source_members request = { 0 }, form = { 0 };

	put_secret(o, secrets, "client_id");
	put_secret(o, secrets, "client_secret");
	if (s->way == LOGIN)
		put_secret(o, secrets, "refresh_token");
	source_put_text(&form, "grant_type",
	    s->way == LOGIN ? "refresh_token" : "client_credentials");
	if (s->way == LOGIN)
		source_put_text(
		    &form, "refresh_token", "{secret.refresh_token}");
	source_put_text(&form, "client_id", "{secret.client_id}");
	source_put_text(&form, "client_secret", "{secret.client_secret}");
	source_put_text(&request, "url",
	    s->way == LOGIN ? s->flow.refresh_url : s->flow.token_url);
	source_put_members(&request, "form", &form);
	source_put_text(m, "kind", "token");
	source_put_members(m, "request", &request);
	source_put_text(m, "token", "access_token");
	source_put_text(m, "expires_in", "expires_in");
	source_members_free(&form);
	source_members_free(&request);
}

static void
put_login(const struct scheme *s, struct source_members *m)
{
	struct source_members login = { 0 };

	source_put_text(m, "refresh", "refresh_token");
	source_put_text(&login, "url", s->flow.login_url);
	source_put_text(&login, "token_url", s->flow.token_url);
	source_put_text(&login, "client_id", "{secret.client_id}");
	source_put_text(&login, "client_secret", "{secret.client_secret}");
	source_put_members(m, "login", &login);
	source_members_free(&login);
}

static void
put_bearer(struct source_members *m)
{
	source_put_text(m, "kind", "header");
	source_put_text(m, "prefix", "Bearer ");
}

static void
put_scheme(struct openapi *o, const struct scheme *s, struct source_members *m,
    struct source_members *secrets)
{
	struct buf prefix;

	switch (s->way) {
	case HEADER:
		put_header(o, s, m);
		break;
	case QUERY:
		source_put_text(m, "kind", "query");
		source_put_text(m, "name", s->name);
		break;
	case COOKIE:
		prefix = buf_make(SIZE_MAX / 2);
		buf_printf(&prefix, "%s=", s->name);
		buf_byte(&prefix, '\0');
		source_put_text(m, "kind", "header");
		source_put_text(m, "name", "Cookie");
		source_put_text(m, "prefix", (const char *)prefix.data);
		buf_free(&prefix);
		break;
	case BASIC:
		put_basic(o, m, secrets);
		break;
	case CLIENT:
	case LOGIN:
		put_client(o, s, m, secrets);
		if (s->way == LOGIN)
			put_login(s, m);
		break;
	case OTHER:
		source_note(&o->m->unsure,
		    "auth: the file names a way that is not known here; a "
		    "bearer token is mostly right");
		put_bearer(m);
		break;
	case BEARER:
	case TOKEN:
		put_bearer(m);
		break;
	}
}

static bool
has_one_secret(const struct scheme *s)
{
	return s->way != BASIC && s->way != CLIENT && s->way != LOGIN;
}

/* The secret of a way that has one. */
static void
name_secret(struct openapi *o, const struct schemes *all, size_t i,
    struct source_members *m, struct source_members *secrets)
{
	const struct scheme *s = &all->items[i];
	const char *what = s->way == HEADER || s->way == QUERY ? "KEY"
			   : s->way == COOKIE                  ? "COOKIE"
							       : "TOKEN";
	struct buf name;
	char *text;

	if (all->n == 1) {
		text = source_variable(o->name, what);
		source_put_text(m, "key_env", text);
		mem_free(text);
		return;
	}
	name = buf_make(SIZE_MAX / 2);
	identifier_put_snake(&name, what, strlen(what));
	if (i > 0)
		buf_printf(&name, "_%zu", i + 1);
	text = buf_take(&name);
	put_secret(o, secrets, text);
	source_put_text(m, "secret", text);
	mem_free(text);
}

/* The header or parameter that it goes into. */
static const char *
place_of(const struct scheme *s)
{
	if (s->way == HEADER || s->way == QUERY)
		return s->name;
	return s->way == COOKIE ? "Cookie" : "Authorization";
}

/* Two credentials in one place are not what is meant. */
static bool
can_go_together(const struct schemes *s)
{
	size_t i, k;

	for (i = 0; i < s->n; i++)
		for (k = 0; k < i; k++)
			if ((s->items[i].way == QUERY) ==
				(s->items[k].way == QUERY) &&
			    strcasecmp(place_of(&s->items[i]),
				place_of(&s->items[k])) == 0)
				return false;
	return true;
}

/* What is mostly right, as a comment that people can make use of. */
static void
put_suggestion(struct openapi *o)
{
	struct source_members m = { 0 };
	char *variable = source_variable(o->name, "TOKEN");

	source_put_text(&m, "kind", "header");
	source_put_text(&m, "prefix", "Bearer ");
	source_put_text(&m, "key_env", variable);
	source_put_members(&o->m->members, "//auth", &m);
	source_members_free(&m);
	mem_free(variable);
}

void
openapi_put_auth(struct openapi *o)
{
	struct schemes best = { .n = 0 };
	struct source_members m, secrets = { 0 };
	struct buf list = buf_make(SIZE_MAX / 2);
	size_t i;

	choose(o, &best);
	if (best.n == 0) {
		source_note(&o->m->unsure,
		    "auth: the file does not say how "
		    "requests are authenticated; \"//auth\" is mostly right");
		put_suggestion(o);
	}
	if (best.n > 1 && !can_go_together(&best)) {
		best.n = 1;
		source_note(&o->m->unsure,
		    "auth: of several ways that are "
		    "asked for together only the first is described");
	}
	for (i = 0; i < best.n; i++) {
		memset(&m, 0, sizeof(m));
		put_scheme(o, &best.items[i], &m, &secrets);
		if (has_one_secret(&best.items[i]))
			name_secret(o, &best, i, &m, &secrets);
		if (best.n == 1) {
			source_put_members(&o->m->members, "auth", &m);
		} else {
			struct source_members one = { 0 };

			source_put_members(&one, "auth", &m);
			buf_str(&list, i == 0 ? "[" : ",");
			buf_str(&list, source_member(&one, "auth"));
			source_members_free(&one);
		}
		source_members_free(&m);
	}
	if (best.n > 1) {
		buf_byte(&list, ']');
		source_put_buf(&o->m->members, "auth", &list);
	}
	if (secrets.n > 0)
		source_put_members(&o->m->members, "secrets", &secrets);
	source_members_free(&secrets);
	buf_free(&list);
}
