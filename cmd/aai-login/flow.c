/* flow: what the ways of logging in have in common; see flow.h. */
#include "aai-login/flow.h"

#include <string.h>

#include "api/http_request.h"
#include "api/token.h"
#include "api/token_request.h"
#include "base/mem.h"
#include "base/printable.h"
#include "http/percent.h"
#include "http/url.h"
#include "json/span.h"

/* A template's text, owned; NULL: there is none, or *e. */
char *
flow_put(const struct flow *f, const struct template *t, bool url,
    struct error *e)
{
	struct buf b = buf_make(FLOW_URL_MAX);
	char *text = NULL;
	int rc;

	if (t->text == NULL)
		return NULL;
	rc = url ? template_put_url(t, &f->s.scope, &b, e) :
		   template_put(t, TEMPLATE_TEXT, &f->s.scope, &b, e);
	if (rc == 0)
		error_set(e, ERROR_AUTH,
		    "login: '%s' has a secret or parameter that is not set",
		    t->text);
	if (rc == 1)
		text = buf_take(&b);
	buf_free(&b);
	return text;
}

/* Where the secrets of the login go. */
static void
say_secrets(const struct flow *f)
{
	struct buf origin = buf_make(FLOW_URL_MAX);
	struct buf text = buf_make(FLOW_URL_MAX);
	const struct client *c = f->l->c;
	struct error ignored;
	char *s, *to;
	size_t i;

	if (url_origin(f->token_url, &origin, &ignored) != 0)
		return;
	to = buf_take(&origin);
	for (i = 0; i < c->desc->nsecrets; i++) {
		if (c->keys[i].source[0] == '\0' ||
		    (!template_has(&f->d->client_id, f->s.names[i]) &&
			!template_has(&f->d->client_secret, f->s.names[i])))
			continue;
		buf_printf(&text, "%s is for %s, as %s says",
		    c->keys[i].source, to, c->desc->source);
		s = buf_take(&text);
		f->l->say(s);
		mem_free(s);
	}
	mem_free(to);
}

int
flow_open(struct flow *f, struct error *e)
{
	const struct template *token = &f->d->token_url;

	if (token->text == NULL)
		token = &f->l->a->token.url;
	secret_scope_open(&f->s, f->l->c->desc, f->l->c->keys,
	    f->l->c->params);
	*e = (struct error){ 0 };
	f->client_id = flow_put(f, &f->d->client_id, false, e);
	if (e->kind == ERROR_NONE)
		f->client_secret = flow_put(f, &f->d->client_secret, false, e);
	if (e->kind == ERROR_NONE)
		f->token_url = flow_put(f, token, true, e);
	if (e->kind != ERROR_NONE)
		return -1;
	say_secrets(f);
	return 0;
}

void
flow_close(struct flow *f)
{
	secret_scope_close(&f->s);
	mem_free(f->client_id);
	key_free(f->client_secret);
	mem_free(f->token_url);
}

void
flow_put_field(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (out->len > 0)
		buf_byte(out, '&');
	percent_encode(out, name, strlen(name));
	buf_byte(out, '=');
	percent_encode(out, value, strlen(value));
}

/* Send a form, which is wiped; the answer is the caller's.  -1 with *e. */
int
flow_send(const struct flow *f, const char *url, struct buf *form,
    const char *const *hidden, struct engine_response *answer,
    struct error *e)
{
	char type[] = "Content-Type: application/x-www-form-urlencoded";
	char accept[] = "Accept: application/json";
	char *lines[] = { type, accept, NULL };
	struct http_request q = { .method = "POST", .headers = lines,
		.nheaders = 2 };
	int rc;

	q.body_len = form->len;
	q.body = buf_take(form);
	q.url = mem_str(url);
	rc = token_request_send(f->l->c, &q, NULL, hidden, answer, e);
	explicit_bzero(q.body, q.body_len);
	mem_free(q.body);
	mem_free(q.url);
	return rc == 1 ? 0 : -1;
}

/* A member of an answer, as text; NULL: there is none. */
char *
flow_member(const struct engine_response *r, const char *name)
{
	struct span body = { (const char *)r->body.data, r->body.len };
	size_t len;

	return r->body.len > 0 ? span_take(span_get(body, name), &len) : NULL;
}

/* Keep what the token's server gives. */
int
flow_keep(const struct flow *f, const struct engine_response *r,
    struct error *e)
{
	struct token_grant g = { 0 };
	int rc = token_request_read(
	    f->l->c, &f->l->a->token, r, &g, e);

	if (rc == 0 && g.refresh == NULL)
		f->l->say("the answer has no refresh token: when this token "
			  "ends, a new login is needed");
	if (rc == 0)
		rc = token_keep(f->l->c->token, &g, e);
	token_grant_free(&g);
	return rc;
}

int
flow_refuse(const struct engine_response *r, struct error *e)
{
	error_set(e, ERROR_AUTH, "no token: %s", r->error.text);
	return -1;
}

int
flow_show(const struct flow *f, const char *text, struct error *e)
{
	struct buf line = buf_make(SIZE_MAX / 2);
	int rc;

	/* A server may have said it, and people read it. */
	printable_str(&line, text);
	buf_byte(&line, '\n');
	rc = out_put(f->l->out, (const char *)line.data, line.len, e);
	buf_free(&line);
	return rc == 0 ? out_flush(f->l->out, e) : -1;
}
