/* token_request: asks a server for a token; see token_request.h. */
#include "api/token_request.h"

#include <string.h>

#include "api/reply.h"
#include "api/source.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/auth.h"
#include "http/field.h"
#include "http/url.h"
#include "io/clock.h"
#include "io/sig.h"
#include "json/lex.h"

#define BODY_MAX ((size_t)1 << 20)

/* Other requests wait meanwhile. */
#define DOWN_MS	 60000
#define TOTAL_MS 60000

/* As long as any token lives; what is beyond was not meant as seconds. */
#define LIFETIME_MAX_S (INT64_C(10) * 366 * 86400)

struct sender {
	const struct client *c;
	struct auth auth;
};

static void
explain(void *arg, const struct engine_response *r, struct buf *text)
{
	const struct sender *s = arg;

	reply_explain(s->c->desc, r->status, (const char *)r->body.data,
	    r->body.len, text);
}

/* Any answer that is not a passing failure is for the caller to judge. */
static enum engine_meaning
meaning(void *arg, const struct engine_response *r)
{
	(void)arg;
	return r->status >= 400 && r->status < 500 && r->status != 408 &&
		r->status != 429 ?
	    ENGINE_MEANS_KNOWN :
	    ENGINE_MEANS_STATUS;
}

static int
check(void *user, const struct engine_response *r, struct error *e)
{
	const char *p = (const char *)r->body.data, *end = p + r->body.len;

	(void)user;
	p = r->body.len > 0 ? json_skip_space(p, end) : p;
	if (p == end)
		return 0; /* a header may have it all */
	p = json_value_end(p, end, REPLY_DEPTH, NULL);
	if (p != NULL && json_skip_space(p, end) == end)
		return 0;
	error_set(e, ERROR_FAILED, "the answer is not JSON");
	return -1;
}

static int
open_auth(struct sender *s, const char *basic, const char *const *hidden,
    struct error *e)
{
	struct auth_credential c = { .kind = ENGINE_AUTH_BASIC,
		.secret = basic };
	size_t i;

	for (i = 0; i < s->c->cover.nhidden; i++)
		auth_hide(&s->auth, s->c->cover.hidden[i].text);
	for (; *hidden != NULL; hidden++)
		auth_hide(&s->auth, *hidden);
	return basic != NULL ? auth_add(&s->auth, &c, e) : 0;
}

static struct engine *
open_engine(struct sender *s, const char *url, struct error *e)
{
	const struct client_options *from = &s->c->options;
	struct engine_options o;

	engine_defaults(&o);
	o.base_url = url;
	o.allow_http = from->allow_http;
	o.shared_auth = &s->auth;
	o.ca_file = from->ca_file;
	o.jobs = 1;
	o.max_response = BODY_MAX;
	o.connect_ms = from->connect_ms;
	o.stall_ms = from->stall_ms;
	o.total_ms = from->total_ms < TOTAL_MS ? from->total_ms : TOTAL_MS;
	o.down_ms = DOWN_MS;
	o.bear = false;
	o.explain = explain;
	o.meaning = meaning;
	o.hook_arg = s;
	return engine_open(&o, e);
}

static int
await(struct engine *g, struct engine_response *answer, struct error *e)
{
	enum engine_event event;

	do {
		event = engine_next(g, -1, -1, answer);
		if (event == ENGINE_SIGNAL && sig_stopped() != 0) {
			error_set(e, ERROR_FAILED, "stopped by a signal");
			return -1;
		}
	} while (event != ENGINE_RESPONSE);
	if (answer->result == ENGINE_DONE || answer->result == ENGINE_REFUSED)
		return 1;
	*e = answer->error;
	engine_response_free(answer);
	return -1;
}

int
token_request_send(const struct client *c, const struct http_request *q,
    const char *basic, const char *const *hidden,
    struct engine_response *answer, struct error *e)
{
	struct sender s = { .c = c };
	struct engine_request r = { .url = q->url, .method = q->method,
		.headers = (const char *const *)q->headers, .body = q->body,
		.body_len = q->body_len, .check = check };
	struct engine *g = NULL;
	int rc = open_auth(&s, basic, hidden, e);

	if (rc == 0) {
		g = open_engine(&s, q->url, e);
		rc = g != NULL ? 0 : -1;
	}
	if (rc == 0) {
		engine_submit(g, &r);
		rc = await(g, answer, e);
	}
	engine_close(g);
	auth_close(&s.auth);
	return rc;
}

/* The value at the source as a text, owned; NULL with or without *e. */
static char *
take(const struct desc_source *at, const struct engine_response *answer,
    struct error *e)
{
	struct span body = { (const char *)answer->body.data,
		answer->body.len }, value;
	struct buf b = buf_make(BODY_MAX);
	struct source *s;
	char *text = NULL;
	size_t len;

	if (!at->on)
		return NULL;
	s = source_open(at, e);
	if (s != NULL && source_get(s, body, answer, &b, e) == 1) {
		value = (struct span){ (const char *)b.data, b.len };
		text = span_take(value, &len);
		/* Neither an empty text nor one with a NUL is a value. */
		if (text != NULL && (len == 0 || strlen(text) != len)) {
			mem_free(text);
			text = NULL;
		}
	}
	source_close(s);
	buf_free(&b);
	return text;
}

static int
read_lifetime(const struct desc_token *d, const struct engine_response *answer,
    struct token_grant *g, struct error *e)
{
	char *text = take(&d->expires_in, answer, e);
	int64_t seconds = d->lifetime_ms / 1000;
	bool ok = true;

	if (text != NULL)
		ok = num_i64(text, strcspn(text, "."), 1, LIFETIME_MAX_S,
		    &seconds);
	if (!ok)
		error_set(e, ERROR_FAILED,
		    "'%.40s' is not how many seconds a token lives", text);
	mem_free(text);
	g->begun_s = clock_wall_s();
	g->expires_s = seconds > 0 ? g->begun_s + seconds : 0;
	return e->kind == ERROR_NONE ? 0 : -1;
}

int
token_request_read(const struct client *c, const struct desc_token *d,
    const struct engine_response *answer, struct token_grant *g,
    struct error *e)
{
	*e = (struct error){ 0 };
	g->access = take(&d->token, answer, e);
	if (e->kind == ERROR_NONE)
		g->refresh = take(&d->refresh, answer, e);
	if (e->kind == ERROR_NONE)
		g->base_url = take(&d->base_url, answer, e);
	if (e->kind != ERROR_NONE || read_lifetime(d, answer, g, e) != 0)
		return -1;
	if (g->access == NULL || !field_is_value(g->access))
		error_set(e, ERROR_FAILED,
		    "the answer has no token where the description says ('%s')",
		    d->token.at.text != NULL ? d->token.at.text : "header, jq");
	else if (d->base_url.on && g->base_url == NULL)
		error_set(e, ERROR_FAILED,
		    "the answer has no base URL where the description says");
	else if (g->base_url != NULL &&
	    url_check(g->base_url, c->options.allow_http, e) != 0)
		error_prefix(e, "the base URL of the token");
	else
		return 0;
	e->kind = ERROR_FAILED;
	return -1;
}
