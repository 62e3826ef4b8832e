/* token: what requests are authenticated with; see token.h. */
#include "api/token.h"

#include <string.h>
#include <unistd.h>

#include "api/account.h"
#include "api/secret_scope.h"
#include "api/token_account.h"
#include "api/token_file.h"
#include "api/token_request.h"
#include "base/mem.h"
#include "http/mask.h"
#include "http/url.h"
#include "io/clock.h"

#define MATERIAL_MAX ((size_t)4 << 20)
#define URL_MAX	     ((size_t)64 << 10)

/* How long before its end another is asked for, where it lives long enough. */
#define MARGIN_S 60

/* How long it goes on with a token for which no other could be got. */
#define POSTPONED_S 30

struct token {
	struct client *c;
	const struct desc_auth *a;
	const struct desc_token *d;
	char *path; /* of the file; NULL: none is kept */
	bool usual; /* it is where files are unless said otherwise */
	char *url;  /* of the request; owned */
	char *origin;
	struct token_grant grant;
	bool is_new;
	int64_t not_before_s; /* of the next try to get another */
};

/*
 * Whether a file's token is ours: asked for with the same secrets, or got by a
 * login, and not of an earlier refresh token than the one that is given now.
 */
static bool
is_ours(const struct token *t, const struct token_grant *g)
{
	char account[ACCOUNT_MAX], chain[ACCOUNT_MAX];

	token_account_put(t->c, t->d, t->url, g->salt, account);
	token_account_chain(t->c, t->d, g->salt, chain);
	return strcmp(account, g->account) == 0 &&
	    (chain[0] == '\0' || g->chain[0] == '\0' ||
		strcmp(chain, g->chain) == 0);
}

static void
take_grant(struct token *t, struct token_grant *g)
{
	token_grant_free(&t->grant);
	t->grant = *g;
	*g = (struct token_grant){ 0 };
	t->not_before_s = 0;
	if (t->grant.access != NULL)
		auth_hide(&t->c->cover, t->grant.access);
	if (t->grant.refresh != NULL)
		auth_hide(&t->c->cover, t->grant.refresh);
}

/*
 * What the file has: 1; 0: nothing that is of use; -1 with *e.  One of another
 * account is not overwritten where that would lose its refresh token.
 */
static int
read_file(struct token *t, struct token_grant *g, struct error *e)
{
	char account[ACCOUNT_MAX];
	int rc;

	if (t->path == NULL)
		return 0;
	rc = token_file_read(t->path, g, e);
	if (rc != 1 || is_ours(t, g))
		return rc;
	token_account_put(t->c, t->d, t->url, g->salt, account);
	if (g->refresh != NULL && strcmp(account, g->account) != 0) {
		error_set(e, ERROR_AUTH,
		    "the token file '%s' is of another account: give another "
		    "one with --token-file", t->path);
		rc = -1;
	} else {
		rc = 0;
	}
	token_grant_free(g);
	return rc;
}

static int
say_missing(const struct token *t, size_t i, struct error *e)
{
	struct buf b = buf_make(1 << 12);
	char *advice;

	key_advise(t->c->desc, i, &b);
	if (t->d->login.on)
		buf_str(&b, "; or log in by aai-login");
	advice = buf_take(&b);
	error_set(e, ERROR_AUTH, "no secret '%s' to get a token with: %s",
	    t->c->desc->secrets[i].name, advice);
	mem_free(advice);
	return -1;
}

/* The names of the request, with the refresh token that holds now. */
static int
open_scope(const struct token *t, struct secret_scope *s, struct error *e)
{
	size_t i;

	secret_scope_open(s, t->c->desc, t->c->keys, t->c->params);
	if (t->grant.refresh != NULL) {
		s->vars[t->d->rotated].text = t->grant.refresh;
		s->vars[t->d->rotated].len = strlen(t->grant.refresh);
	}
	for (i = 0; i < t->c->desc->nsecrets; i++)
		if (s->vars[i].text == NULL &&
		    token_account_names(t->c, t->d, i)) {
			secret_scope_close(s);
			return say_missing(t, i, e);
		}
	return 0;
}

/* "user:password" of the request, owned; NULL: none, or *e. */
static char *
make_basic(const struct token *t, const struct template_scope *scope,
    struct error *e)
{
	struct buf b = buf_make(MATERIAL_MAX);
	char *made = NULL;
	int rc;

	if (t->d->user.text == NULL ||
	    buf_reserve(&b, MATERIAL_MAX / 8) == NULL)
		return NULL;
	rc = template_put(&t->d->user, TEMPLATE_HEADER, scope, &b, e);
	buf_byte(&b, ':');
	if (rc == 1)
		rc = template_put(
		    &t->d->password, TEMPLATE_HEADER, scope, &b, e);
	if (rc == 0)
		error_set(e, ERROR_AUTH, "a parameter of the token's request "
					 "is not set");
	if (rc == 1)
		made = mem_dup((const char *)b.data, b.len);
	mask_wipe(b.data, b.cap);
	buf_free(&b);
	return made;
}

/* An answer that gives no token: the key is refused, or something is wrong. */
static int
refuse(const struct token *t, const struct engine_response *r, struct error *e)
{
	bool key = r->status == 400 || r->status == 401 || r->status == 403;

	error_set(e, key ? ERROR_AUTH : ERROR_FAILED,
	    "no token: %s%s%s", r->error.text,
	    key && t->grant.refresh != NULL ?
		"; the refresh token has been used or withdrawn, or a run was "
		"ended while it got another: a new login is needed" :
		"",
	    key && t->a->advice != NULL && t->grant.refresh == NULL ?
		"; check the secrets of the token's request" :
		"");
	return -1;
}

static int
ask(struct token *t, struct token_grant *g, struct error *e)
{
	const char *hidden[2] = { t->grant.refresh, NULL };
	struct engine_response r = { 0 };
	struct secret_scope s;
	struct http_request q = { 0 };
	char *basic;
	int rc;

	if (open_scope(t, &s, e) != 0)
		return -1;
	*e = (struct error){ 0 };
	basic = make_basic(t, &s.scope, e);
	rc = e->kind == ERROR_NONE ?
	    http_request_make_at(t->url, &t->d->request, &s.scope, &q, e) :
	    -1;
	if (rc == 0)
		rc = token_request_send(t->c, &q, basic, hidden, &r, e);
	if (rc == 1)
		rc = r.result == ENGINE_REFUSED ?
		    refuse(t, &r, e) :
		    token_request_read(t->c, t->d, &r, g, e);
	if (r.body.data != NULL)
		mask_wipe(r.body.data, r.body.cap);
	engine_response_free(&r);
	if (q.body != NULL)
		mask_wipe(q.body, q.body_len);
	http_request_free(&q);
	key_free(basic);
	secret_scope_close(&s);
	return rc;
}

/* Fill in what the file needs to be known again. */
static void
sign(const struct token *t, struct token_grant *g)
{
	account_salt(g->salt);
	token_account_put(t->c, t->d, t->url, g->salt, g->account);
	token_account_chain(t->c, t->d, g->salt, g->chain);
	if (g->refresh == NULL && t->grant.refresh != NULL)
		g->refresh = mem_str(t->grant.refresh);
	if (g->login[0] == '\0')
		memcpy(g->login, t->grant.login, sizeof(g->login));
}

/* With the file's lock, if there is a file: ask, and keep what comes. */
static int
ask_and_keep(struct token *t, struct error *e)
{
	struct token_grant g = { 0 };

	if (ask(t, &g, e) != 0) {
		token_grant_free(&g);
		return -1;
	}
	sign(t, &g);
	if (t->path != NULL && token_file_write(t->path, &g, e) != 0) {
		if (g.refresh != NULL || !t->usual) {
			token_grant_free(&g);
			return -1;
		}
		/* It is good for this run alone. */
		mem_free(t->path);
		t->path = NULL;
	}
	take_grant(t, &g);
	t->is_new = true;
	return 0;
}

static bool
ends_within(const struct token_grant *g, int64_t now_s, bool margin)
{
	int64_t life = g->expires_s - g->begun_s, margin_s = life / 10;

	if (g->expires_s == 0)
		return false;
	if (margin_s > MARGIN_S)
		margin_s = MARGIN_S;
	/* A clock that was set back makes nothing live longer. */
	return now_s < g->begun_s - MARGIN_S ||
	    now_s >= g->expires_s - (margin ? margin_s : 0);
}

/*
 * Where another program has put a token into the file since, that; else another
 * one of the server's.  old is what is refused or has ended, or NULL.
 */
static int
get(struct token *t, const char *old, struct error *e)
{
	struct token_grant g = { 0 };
	bool must = t->d->refresh.on;
	int lock = -1, rc;

	if (t->path != NULL) {
		lock = token_file_lock(t->path, t->usual, e);
		if (lock < 0 && (must || !t->usual ||
			e->kind != ERROR_OUTPUT))
			return -1;
		if (lock < 0) {
			mem_free(t->path);
			t->path = NULL;
		}
	}
	rc = read_file(t, &g, e);
	if (rc == 1 && old != NULL && strcmp(g.login, t->grant.login) != 0) {
		error_set(e, ERROR_AUTH,
		    "somebody has logged in meanwhile; run again");
		rc = -1;
	}
	if (rc == 1 && g.access != NULL &&
	    !ends_within(&g, clock_wall_s(), true) &&
	    (old == NULL || strcmp(old, g.access) != 0)) {
		take_grant(t, &g);
		t->is_new = false;
		rc = 0;
	} else if (rc >= 0) {
		if (rc == 1)
			take_grant(t, &g);
		rc = ask_and_keep(t, e);
	}
	token_grant_free(&g);
	if (lock >= 0)
		(void)close(lock);
	return rc;
}

static int
find_url(struct token *t, struct error *e)
{
	struct buf url = buf_make(URL_MAX), origin = buf_make(URL_MAX);
	struct secret_scope s;
	int rc;

	secret_scope_open(&s, t->c->desc, t->c->keys, t->c->params);
	rc = template_put_url(&t->d->url, &s.scope, &url, e);
	secret_scope_close(&s);
	if (rc == 0)
		error_set(e, ERROR_USAGE,
		    "the URL of the token's request, '%s', names a parameter "
		    "or a secret that is not set", t->d->url.text);
	if (rc == 1) {
		t->url = buf_take(&url);
		rc = url_check(t->url, t->c->options.allow_http, e) == 0 &&
			url_origin(t->url, &origin, e) == 0 ? 1 : -1;
		t->origin = buf_take(&origin);
	}
	buf_free(&url);
	buf_free(&origin);
	return rc == 1 ? 0 : -1;
}

/* Offline only what stands in the file is of interest. */
static int
open_offline(struct token *t, struct error *e)
{
	struct token_grant g = { 0 };

	if (t->path != NULL && token_file_read(t->path, &g, e) == 1)
		take_grant(t, &g);
	token_grant_free(&g);
	*e = (struct error){ 0 };
	return 0;
}

struct token *
token_open(struct client *c, const struct desc_auth *a, struct error *e)
{
	struct token *t = mem_new(1, sizeof(*t));
	int rc;

	t->c = c;
	t->a = a;
	t->d = &a->token;
	t->usual = c->options.token_file == NULL;
	t->path = t->usual ?
	    token_file_path(c->desc, c->base_url, c->params) :
	    mem_str(c->options.token_file);
	rc = find_url(t, e);
	if (rc == 0 && t->path == NULL && t->d->refresh.on) {
		error_set(e, ERROR_OUTPUT,
		    "there is no place to keep the refresh token: give "
		    "--token-file, or set HOME");
		rc = -1;
	}
	if (rc == 0)
		return t;
	token_close(t);
	return NULL;
}

int
token_get(struct token *t, struct error *e)
{
	return t->c->options.offline ? open_offline(t, e) : get(t, NULL, e);
}

const char *
token_secret(const struct token *t)
{
	return t->grant.access;
}

const char *
token_login(const struct token *t)
{
	return t->grant.login;
}

const char *
token_base_url(const struct token *t)
{
	return t->grant.base_url;
}

const char *
token_origin(const struct token *t)
{
	return t->origin;
}

bool
token_is_new(const struct token *t)
{
	return t->is_new;
}

bool
token_is_due(const struct token *t)
{
	int64_t now_s = clock_wall_s();

	return now_s >= t->not_before_s && ends_within(&t->grant, now_s, true);
}

bool
token_has_ended(const struct token *t)
{
	return ends_within(&t->grant, clock_wall_s(), false);
}

int
token_renew(struct token *t, struct error *e)
{
	char *old = t->grant.access != NULL ? mem_str(t->grant.access) : NULL;
	int rc = get(t, old, e);

	key_free(old);
	if (rc != 0)
		t->not_before_s = clock_wall_s() + POSTPONED_S;
	return rc;
}

int
token_keep(struct token *t, struct token_grant *g, struct error *e)
{
	int lock, rc;

	if (t->path == NULL) {
		error_set(e, ERROR_OUTPUT,
		    "there is no place to keep the token: give --token-file, "
		    "or set HOME");
		return -1;
	}
	lock = token_file_lock(t->path, t->usual, e);
	if (lock < 0)
		return -1;
	sign(t, g);
	account_salt(g->login);
	rc = token_file_write(t->path, g, e);
	(void)close(lock);
	return rc;
}

const char *
token_path(const struct token *t)
{
	return t->path;
}

void
token_close(struct token *t)
{
	if (t == NULL)
		return;
	token_grant_free(&t->grant);
	mem_free(t->path);
	mem_free(t->url);
	mem_free(t->origin);
	mem_free(t);
}
