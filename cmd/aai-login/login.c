/* login: gets a token by having a person say yes; see login.h. */
#include "aai-login/login.h"

#include <string.h>

#include "aai-login/device.h"
#include "aai-login/flow.h"
#include "aai-login/loopback.h"
#include "aai-login/pkce.h"
#include "api/token.h"
#include "base/mem.h"
#include "http/query.h"
#include "http/url.h"
#include "io/clock.h"
#include "io/nodump.h"

/* The code for a token. */
static int
exchange(const struct flow *f, const char *code, const char *verifier,
    const char *redirect, struct error *e)
{
	const char *hidden[] = { code, verifier, f->client_secret, NULL };
	struct buf form = buf_make(FLOW_URL_MAX);
	struct engine_response r = { 0 };
	int rc;

	flow_put_field(&form, "grant_type", "authorization_code");
	flow_put_field(&form, "code", code);
	flow_put_field(&form, "redirect_uri", redirect);
	flow_put_field(&form, "client_id", f->client_id);
	flow_put_field(&form, "client_secret", f->client_secret);
	flow_put_field(&form, "code_verifier", verifier);
	rc = flow_send(f, f->token_url, &form, hidden, &r, e);
	if (rc == 0)
		rc = r.result == ENGINE_REFUSED ? flow_refuse(&r, e) :
						  flow_keep(f, &r, e);
	engine_response_free(&r);
	return rc;
}

/* The URL that a person opens, owned; NULL with *e. */
static char *
authorize_url(const struct flow *f, const char *redirect, const char *state,
    const char *challenge, struct error *e)
{
	struct buf b = buf_make(FLOW_URL_MAX);
	char *url = flow_put(f, &f->d->url, true, e), *value;
	size_t i;

	if (url == NULL)
		return NULL;
	buf_str(&b, url);
	mem_free(url);
	query_add(&b, "response_type", "code", 4);
	query_add(&b, "client_id", f->client_id, strlen(f->client_id));
	query_add(&b, "redirect_uri", redirect, strlen(redirect));
	if (f->d->scope != NULL)
		query_add(&b, "scope", f->d->scope, strlen(f->d->scope));
	query_add(&b, "state", state, strlen(state));
	query_add(&b, "code_challenge", challenge, strlen(challenge));
	query_add(&b, "code_challenge_method", "S256", 4);
	for (i = 0; i < f->d->nparams; i++) {
		value = flow_put(f, &f->d->params[i].text, false, e);
		if (value == NULL) {
			buf_free(&b);
			return NULL;
		}
		query_add(&b, f->d->params[i].name, value, strlen(value));
		mem_free(value);
	}
	return buf_take(&b);
}

/*
 * The code in a request of the browser's; NULL: the request is another's, whose
 * state is not ours, or *e says that the person or the server said no.
 */
static char *
take_code(const char *url, const char *state, struct error *e)
{
	char *got = query_get(url, "state"), *error, *words;
	char *code = NULL;
	bool ours = got != NULL && strcmp(got, state) == 0;

	mem_free(got);
	if (!ours)
		return NULL;
	error = query_get(url, "error");
	words = query_get(url, "error_description");
	if (error != NULL)
		error_set(e, ERROR_AUTH, "the login was refused: %.200s%s%.300s",
		    error, words != NULL ? ": " : "",
		    words != NULL ? words : "");
	else
		code = query_get(url, "code");
	mem_free(error);
	mem_free(words);
	return code;
}

/* Wait for the browser to come back with a code; NULL with *e. */
static char *
await_code(const struct flow *f, struct loopback *back, const char *state,
    struct error *e)
{
	int64_t deadline_ms = clock_mono_ms() + f->l->timeout_ms;
	char *url, *code = NULL;
	int fd;

	*e = (struct error){ 0 };
	while (code == NULL && e->kind == ERROR_NONE) {
		url = loopback_next(back, deadline_ms, &fd, e);
		if (url == NULL)
			return NULL;
		code = take_code(url, state, e);
		loopback_answer(fd, code != NULL ?
			"You are logged in; this window can be closed.\n" :
			"This is not the end of a login.\n");
		key_free(url);
	}
	return code;
}

static int
by_browser(const struct flow *f, struct error *e)
{
	char verifier[PKCE_TEXT], challenge[PKCE_TEXT], state[PKCE_TEXT];
	struct loopback back = { .fd = -1 };
	char *url = NULL, *code = NULL;
	int rc = -1;

	if (pkce_random(verifier, e) != 0 || pkce_random(state, e) != 0 ||
	    loopback_open(&back, (uint16_t)f->d->port, e) != 0)
		return -1;
	pkce_challenge(verifier, challenge);
	url = authorize_url(f, back.url, state, challenge, e);
	if (url != NULL &&
	    url_check(url, f->l->c->options.allow_http, e) == 0 &&
	    flow_show(f, url, e) == 0) {
		f->l->say("open this address in a browser of this machine, and "
			  "say yes there");
		code = await_code(f, &back, state, e);
	}
	if (code != NULL)
		rc = exchange(f, code, verifier, back.url, e);
	key_free(code);
	mem_free(url);
	explicit_bzero(verifier, sizeof(verifier));
	loopback_close(&back);
	return rc;
}

static int
find_auth(struct login *l, struct error *e)
{
	const struct desc *d = l->c->desc;
	size_t i;

	for (i = 0; i < d->nauths && l->a == NULL; i++)
		if (d->auths[i].is_token && d->auths[i].token.login.on)
			l->a = &d->auths[i];
	if (l->a == NULL) {
		error_set(e, ERROR_USAGE,
		    "%s: the description says no 'login' (aai-api(5))",
		    d->name);
		return -1;
	}
	if (!l->device && l->a->token.login.url.text == NULL)
		l->device = true;
	if (!l->device || l->a->token.login.device_url.text != NULL)
		return 0;
	error_set(e, ERROR_USAGE,
	    "--device: the description has no 'device_url' for it");
	return -1;
}

static int
read_secrets(struct client *c, struct error *e)
{
	size_t i;

	c->keys = mem_new(c->desc->nsecrets + 1, sizeof(*c->keys));
	if (key_check_sources(c->desc, &c->options.key, e) != 0)
		return -1;
	nodump_begin();
	for (i = 0; i < c->desc->nsecrets; i++) {
		if (key_read(c->desc, i, KEY_OPTIONAL, &c->options.key,
			&c->keys[i], e) != 0)
			return -1;
		if (c->keys[i].value != NULL)
			auth_hide(&c->cover, c->keys[i].value);
	}
	return 0;
}

int
login_run(struct login *l, struct error *e)
{
	struct flow f = { .l = l };
	int rc;

	if (find_auth(l, e) != 0 || read_secrets(l->c, e) != 0)
		return -1;
	f.d = &l->a->token.login;
	l->c->token = token_open(l->c, l->a, e);
	if (l->c->token == NULL)
		return -1;
	rc = flow_open(&f, e);
	if (rc == 0)
		rc = l->device ? device_run(&f, e) : by_browser(&f, e);
	flow_close(&f);
	return rc;
}
