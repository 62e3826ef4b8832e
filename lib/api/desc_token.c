/* desc_token: the reader for tokens; see desc_token.h. */
#include "api/desc_token.h"

#include <string.h>

#include "api/desc_request.h"
#include "api/desc_source.h"
#include "base/mem.h"

static int
read_send_kind(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "header", "query", NULL };
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	*(enum engine_auth *)to =
	    i == 0 ? ENGINE_AUTH_HEADER : ENGINE_AUTH_QUERY;
	return 0;
}

int
desc_read_send(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(desc_auth, kind, "kind", read_send_kind),
		JSON_DECODE_FIELD(desc_auth, name, "name", json_decode_str),
		JSON_DECODE_FIELD(desc_auth, prefix, "prefix", json_decode_str),
	};
	struct desc_auth *a = to;

	a->kind = ENGINE_AUTH_HEADER;
	if (json_decode_object(l, node, fields, LEN(fields), a) != 0)
		return -1;
	if (a->kind == ENGINE_AUTH_QUERY && a->name == NULL)
		return json_decode_wrong(l, "'name' of the parameter");
	if (a->prefix == NULL)
		a->prefix = mem_str("");
	return 0;
}

static const struct json_decode_field basic_fields[] = {
	JSON_DECODE_FIELD(desc_token, user, "user", template_decode),
	JSON_DECODE_FIELD(desc_token, password, "password", template_decode),
};

static int
read_basic(struct json_decoder *l, size_t node, void *to)
{
	struct desc_token *t = to;

	if (json_decode_object(
		l, node, basic_fields, LEN(basic_fields), t) != 0)
		return -1;
	return t->user.text != NULL && t->password.text != NULL
		   ? 0
		   : json_decode_wrong(l, "'user' and 'password'");
}

static int
read_method(struct json_decoder *l, size_t node, void *to)
{
	return desc_read_method(l, node, &((struct desc_token *)to)->request);
}

static int
read_body(struct json_decoder *l, size_t node, void *to)
{
	return desc_read_body(l, node, &((struct desc_token *)to)->request);
}

static int
read_form(struct json_decoder *l, size_t node, void *to)
{
	return desc_read_form(l, node, &((struct desc_token *)to)->request);
}

int
desc_read_token_request(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(desc_token, url, "url", template_decode),
		JSON_DECODE_ARRAY(desc_token, request.headers,
		    request.nheaders, "headers", &desc_header_list),
		JSON_DECODE_WHOLE("method", read_method),
		JSON_DECODE_WHOLE("body", read_body),
		JSON_DECODE_WHOLE("form", read_form),
		JSON_DECODE_WHOLE("basic", read_basic),
	};
	struct desc_token *t = to;

	if (json_decode_object(l, node, fields, LEN(fields), t) != 0)
		return -1;
	if (t->url.text == NULL)
		return json_decode_wrong(l, "'url'");
	if (t->request.method == NULL)
		t->request.method = "POST";
	return desc_settle_request(l, &t->request);
}

static const struct json_decode_field login_fields[] = {
	JSON_DECODE_FIELD(desc_login, url, "url", template_decode),
	JSON_DECODE_FIELD(desc_login, device_url, "device_url",
	    template_decode),
	JSON_DECODE_FIELD(desc_login, token_url, "token_url", template_decode),
	JSON_DECODE_FIELD(desc_login, client_id, "client_id", template_decode),
	JSON_DECODE_FIELD(desc_login, client_secret, "client_secret",
	    template_decode),
	JSON_DECODE_FIELD(desc_login, scope, "scope", json_decode_str),
	JSON_DECODE_FIELD(desc_login, port, "port", json_decode_i64),
	JSON_DECODE_ARRAY(desc_login, params, nparams, "params",
	    &desc_field_members),
};

int
desc_read_login(struct json_decoder *l, size_t node, void *to)
{
	struct desc_login *login = to;

	login->on = true;
	if (json_decode_object(
		l, node, login_fields, LEN(login_fields), login) != 0)
		return -1;
	if (login->url.text == NULL && login->device_url.text == NULL)
		return json_decode_wrong(l, "'url' or 'device_url'");
	if (login->client_id.text == NULL)
		return json_decode_wrong(l, "'client_id'");
	return login->port >= 0 && login->port <= 65535
		   ? 0
		   : json_decode_wrong(l, "'port' from 1 to 65535");
}

int
desc_check_token(struct json_decoder *l, const struct desc_auth *a)
{
	const struct desc_token *t = &a->token;

	if (t->url.text == NULL)
		return json_decode_wrong(l, "'request'");
	if (!t->token.on)
		return json_decode_wrong(l, "'token', where the answer has it,");
	if (t->expires_in.on && t->lifetime_ms > 0)
		return json_decode_wrong(
		    l, "one of 'expires_in' and 'lifetime'");
	if (t->login.on && !t->refresh.on)
		return json_decode_wrong(l, "'refresh' beside 'login'");
	return 0;
}

static int
check(const struct template *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    const char *where, struct error *e)
{
	if (template_check(t, known, arg, e) == 0)
		return 0;
	error_prefix(e, "%s", where);
	return -1;
}

/* What a browser and its history see: no secrets but the client's id. */
static int
check_public(const struct template *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    const char *where, struct error *e)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->pieces[i].is_name &&
		    strncmp(t->pieces[i].text, "secret.", 7) == 0) {
			error_set(e, ERROR_USAGE,
			    "%s: '{%s}' is a secret, which a browser shows",
			    where, t->pieces[i].text);
			return -1;
		}
	return check(t, known, arg, where, e);
}

static int
check_login(const struct desc_login *g,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e)
{
	size_t i;

	if (check_public(&g->url, known, arg, "login: url", e) != 0 ||
	    check_public(
		&g->device_url, known, arg, "login: device_url", e) != 0 ||
	    check(&g->token_url, known, arg, "login: token_url", e) != 0 ||
	    check(&g->client_id, known, arg, "login: client_id", e) != 0 ||
	    check(&g->client_secret, known, arg, "login: client_secret", e) !=
		0)
		return -1;
	for (i = 0; i < g->nparams; i++)
		if (check_public(&g->params[i].text, known, arg,
			"login: params", e) != 0)
			return -1;
	return 0;
}

int
desc_token_check_names(const struct desc_token *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e)
{
	const struct desc_request *q = &t->request;
	size_t i;

	if (check(&t->url, known, arg, "request: url", e) != 0 ||
	    check(&t->user, known, arg, "request: basic: user", e) != 0 ||
	    check(&t->password, known, arg, "request: basic: password", e) != 0)
		return -1;
	for (i = 0; i < q->nheaders; i++)
		if (check(&q->headers[i], known, arg, "request: headers", e) !=
		    0)
			return -1;
	for (i = 0; i < q->nform; i++)
		if (check(&q->form[i].text, known, arg, q->form[i].name, e) !=
		    0) {
			error_prefix(e, "request: form");
			return -1;
		}
	if (body_template_check(&q->body, known, arg, e) != 0) {
		error_prefix(e, "request: body");
		return -1;
	}
	return check_login(&t->login, known, arg, e);
}

bool
desc_token_has(const struct desc_token *t, const char *name)
{
	const struct desc_request *q = &t->request;
	bool has = template_has(&t->url, name) ||
	    template_has(&t->user, name) || template_has(&t->password, name) ||
	    body_template_has(&q->body, name);
	size_t i;

	for (i = 0; i < q->nheaders && !has; i++)
		has = template_has(&q->headers[i], name);
	for (i = 0; i < q->nform && !has; i++)
		has = template_has(&q->form[i].text, name);
	return has;
}

static void
free_login(struct desc_login *g)
{
	size_t i;

	template_free(&g->url);
	template_free(&g->device_url);
	template_free(&g->token_url);
	template_free(&g->client_id);
	template_free(&g->client_secret);
	mem_free(g->scope);
	for (i = 0; i < g->nparams; i++) {
		mem_free(g->params[i].name);
		template_free(&g->params[i].text);
	}
	mem_free(g->params);
}

void
desc_free_token(struct desc_token *t)
{
	template_free(&t->url);
	template_free(&t->user);
	template_free(&t->password);
	desc_free_request(&t->request);
	desc_free_source(&t->token);
	desc_free_source(&t->expires_in);
	desc_free_source(&t->refresh);
	desc_free_source(&t->base_url);
	mem_free(t->rotates);
	free_login(&t->login);
}
