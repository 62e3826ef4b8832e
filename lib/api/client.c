/* client: responses of one API; see client.h. */
#include "api/client.h"

#include <stdlib.h>
#include <string.h>

#include "api/account.h"
#include "api/base_url.h"
#include "api/client_auth.h"
#include "api/client_pacing.h"
#include "api/client_spool.h"
#include "api/cond.h"
#include "api/origin_use.h"
#include "api/reply.h"
#include "api/token.h"
#include "base/mem.h"
#include "http/limit_headers.h"
#include "http/url.h"
#include "io/nodump.h"

/* A week: a load that was broken for longer is not the same load any more. */
#define SPOOL_AGE_MS ((int64_t)7 * 86400000)

struct client_hit {
	struct client_request request; /* its url is the next member's */
	char *url;		       /* owned */
};

void
client_defaults(struct client_options *o)
{
	struct engine_options e;

	engine_defaults(&e);
	*o = (struct client_options){
		.jobs = 64,
		.http2 = ENGINE_HTTP2_AUTO,
		.retries = CLIENT_UNSAID,
		.retry_budget = e.retry_budget,
		.retry_time_ms = -1,
		.retry_after_max_ms = e.retry_after_max_ms,
		.connect_ms = e.connect_ms,
		.stall_ms = e.stall_ms,
		.total_ms = e.total_ms,
		.max_response = e.max_response,
		.max_depth = REPLY_DEPTH,
		.spool_age_ms = SPOOL_AGE_MS,
	};
}

int
client_open(struct client *c, const struct client_options *options,
    const struct request_params *params, struct error *e)
{
	struct base_url_choice where = { NULL, options->region };

	memset(c, 0, sizeof(*c));
	c->options = *options;
	c->desc = options->own_text != NULL ?
	    desc_parse_own(options->own_text, strlen(options->own_text),
		"of the URL", e) :
	    desc_open(options->api, e);
	if (c->desc == NULL)
		return -1;
	c->params = params;
	if (params == NULL)
		return 0;
	if (options->offline && options->spool == NULL) {
		error_set(e, ERROR_USAGE, "--offline needs --spool");
		return -1;
	}
	if (origin_use(c->desc, options->resources, options->nresources,
		e) != 0 ||
	    (options->base_url == NULL &&
		base_url_choose(c->desc, &options->base_urls,
		    &c->options.base_url, e) != 0))
		return -1;
	where.url = c->options.base_url;
	c->base_url = base_url_find(c->desc, &where, params, e);
	if (c->base_url == NULL)
		return -1;
	if (options->cert_key != NULL && options->cert == NULL) {
		error_set(e, ERROR_USAGE, "--cert-key needs --cert");
		return -1;
	}
	if (options->cert == NULL || strncmp(c->base_url, "http:", 5) != 0)
		return 0;
	error_set(e, ERROR_USAGE, "--cert: '%s' is not https", c->base_url);
	return -1;
}

/* The server's words, for messages. */
static void
explain(void *arg, const struct engine_response *r, struct buf *text)
{
	struct client *c = arg;

	reply_explain(c->desc, r->status, (const char *)r->body.data,
	    r->body.len, text);
}

/* What a request carries through the engine. */
struct pending {
	struct client_request request;
	char *url; /* as it was asked for, before any redirect */
	struct client *client;
};

/* The caller's sink. */
static bool
sink(void *user, int status, const struct buf *headers, bool first,
    const void *data, size_t n)
{
	const struct pending *p = user;

	return p->request.sink(
	    p->request.user, status, headers, first, data, n);
}

/*
 * The caller's check.  Words that sound of a refused key are about one of many
 * alone when the key has served for others, as a 403 is.
 */
static int
check(void *user, const struct engine_response *r, struct error *e)
{
	struct pending *p = user;

	/* Noted here, for the next answer may be looked at before this one is
	 * taken. */
	if (p->request.check == NULL ||
	    p->request.check(p->request.user, r, e) == 0) {
		p->client->served = true;
		return 0;
	}
	if (e->kind == ERROR_AUTH && p->request.one_of_many &&
	    p->client->served)
		e->kind = ERROR_FAILED;
	return -1;
}

/* An error answer that is what comes after a list's last page. */
static bool
is_past_end(const struct pending *p, const struct engine_response *r)
{
	return p->request.pager != NULL &&
	    pager_is_end(p->request.pager, r->status);
}

/* An error answer that is known by its status and words. */
static bool
is_known(const struct pending *p, const struct engine_response *r)
{
	return is_past_end(p, r) || client_missing(p->request.r, r) ||
	    client_absent(p->request.r, r) ||
	    (p->request.one_of_many && r->status == 403 &&
		!limit_headers_used_up(&r->headers));
}

static enum engine_meaning
meaning(void *arg, const struct engine_response *r)
{
	const struct pending *p = r->user;

	(void)arg;
	switch (error_rules_find(p->request.rules, r)) {
	case DESC_MEANS_STATUS:
		break;
	case DESC_MEANS_ABSENT:
	case DESC_MEANS_LEAVE_OUT:
		return ENGINE_MEANS_KNOWN;
	case DESC_MEANS_AUTH:
		return ENGINE_MEANS_AUTH;
	case DESC_MEANS_RETRY:
		return ENGINE_MEANS_RETRY;
	case DESC_MEANS_LIMIT:
		return ENGINE_MEANS_LIMIT;
	case DESC_MEANS_FAIL:
		return ENGINE_MEANS_FAIL;
	}
	return r->status > 299 && is_known(p, r) ? ENGINE_MEANS_KNOWN :
						    ENGINE_MEANS_STATUS;
}

static void
notice(void *arg, const char *text, bool outage)
{
	struct client *c = arg;

	if (c->notice != NULL)
		c->notice(c->notice_arg, text, outage);
}

void
client_mask(const struct client *c, char *text)
{
	auth_mask(&c->cover, text);
}

bool
client_missing(const struct desc_resource *r,
    const struct engine_response *response)
{
	return cond_answer(&r->missing, response->status, response->body.data,
	    response->body.len);
}

bool
client_absent(const struct desc_resource *r,
    const struct engine_response *response)
{
	return !client_missing(r, response) &&
	    cond_answer(&r->absent, response->status, response->body.data,
		response->body.len);
}

static int
fill_options(struct client *c, struct engine_options *o, struct error *e)
{
	const struct client_options *from = &c->options;

	engine_defaults(o);
	o->base_url = c->base_url;
	o->allow_http = from->allow_http;
	o->http2 = (enum engine_http2)from->http2;
	o->max_response = mem_limit(from->max_response);
	o->ca_file = from->ca_file;
	o->cert = from->cert;
	o->cert_key = from->cert_key;
	o->explain = explain;
	o->meaning = meaning;
	o->notice = notice;
	o->hook_arg = c;
	return client_pacing(from, c->desc, c->base_url, o, e);
}

/* Offline and without a key any account's load will do. */
static int
open_spool(struct client *c, const char *load, size_t load_len,
    struct error *e)
{
	char account[CLIENT_ACCOUNT_MAX];

	if (c->options.spool == NULL)
		return 0;
	client_account(c, account);
	if (spool_open(&c->spool, c->options.spool, load, load_len,
		client_auth_lacks(c) ? NULL : account, c->options.offline, e) !=
	    0)
		return -1;
	if (!c->options.offline)
		c->spool.age_max_s = c->options.spool_age_ms / 1000;
	return 0;
}

/* Where the token is for, unless the user has said where to speak to. */
static void
take_base_url(struct client *c)
{
	const char *url = c->token != NULL ? token_base_url(c->token) : NULL;

	if (url == NULL || c->options.base_url != NULL)
		return;
	mem_free(c->base_url);
	c->base_url = mem_str(url);
}

static int
open_engine(struct client *c, const char *passphrase, struct error *e)
{
	struct engine_options o;

	if (fill_options(c, &o, e) != 0)
		return -1;
	o.shared_auth = &c->cover;
	o.auth_advice = c->desc->auth_advice;
	o.renew = client_auth_renew;
	o.passphrase = passphrase;
	c->engine = engine_open(&o, e);
	return c->engine != NULL ? 0 : -1;
}

int
client_connect(struct client *c, const char *load, size_t load_len,
    struct error *e)
{
	char *passphrase = key_passphrase();
	int rc;

	/* Read even where they are not used, so that they are wiped. */
	if (passphrase != NULL)
		nodump_begin();
	rc = client_auth_open(c, e);
	if (rc == 0)
		rc = open_spool(c, load, load_len, e);
	if (rc == 0)
		take_base_url(c);
	if (rc == 0 && !c->options.offline)
		rc = open_engine(c, passphrase, e);
	key_free(passphrase);
	return rc;
}

void
client_set_desc(struct client *c, struct desc *d)
{
	desc_free(c->desc);
	c->desc = d;
}

static void
add_hit(struct client *c, const struct client_request *request)
{
	if (c->hits_from == c->nhits)
		c->hits_from = c->nhits = 0;
	c->hits = mem_grow(c->hits, &c->hits_cap, c->nhits + 1,
	    sizeof(*c->hits));
	c->hits[c->nhits++] = (struct client_hit){ *request,
		mem_str(request->url) };
}

static void
ask(struct client *c, const struct client_request *request)
{
	struct pending *p = mem_new(1, sizeof(*p));
	struct engine_request q = { 0 };

	*p = (struct pending){ *request, mem_str(request->url), c };
	p->request.url = p->url;
	q.url = request->url;
	q.method = request->http->method;
	q.headers = (const char *const *)request->http->headers;
	q.body = request->http->body;
	q.body_len = request->http->body_len;
	q.order = request->order;
	q.wait_ms = request->wait_ms;
	q.bare = request->bare;
	q.sink = request->sink != NULL ? sink : NULL;
	q.user = p;
	q.check = check;
	engine_submit(c->engine, &q);
}

/*
 * Pages that are counted are asked for anew: what was added or removed since
 * has moved records from one to the other.
 */
static bool
is_kept(struct client *c, const struct client_request *request)
{
	enum desc_paging kind = request->r->pages.kind;
	if (!c->spool.on || request->unkept || kind == DESC_PAGING_OFFSET ||
	    kind == DESC_PAGING_PAGE)
		return false;
	return client_spool_has(c, request);
}

void
client_submit(struct client *c, const struct client_request *request)
{
	if (c->engine == NULL || is_kept(c, request))
		add_hit(c, request);
	else
		ask(c, request);
}

/* A response out of the spool; or, when it is of no use, one that is asked. */
static bool
take_hit(struct client *c, struct engine_response *out)
{
	struct client_hit hit = c->hits[c->hits_from++];
	int rc;

	hit.request.url = hit.url;
	*out = (struct engine_response){ .url = hit.url,
		.user = hit.request.user };
	rc = client_spool_get(c, &hit.request, out);
	if (rc == 0 && c->engine != NULL) {
		ask(c, &hit.request);
		mem_free(hit.url);
		return false;
	}
	if (rc == 1)
		return true;
	out->result = ENGINE_FAILED;
	if (rc == 0)
		error_prefix(&out->error, "%s %s",
		    http_request_method(hit.request.http), hit.url);
	return true;
}

static void
free_pending(struct pending *p)
{
	mem_free(p->url);
	mem_free(p);
}

/* Whether an error answer says that there is nothing there. */
static bool
is_nothing(const struct pending *p, const struct engine_response *r)
{
	enum desc_means means = error_rules_find(p->request.rules, r);

	return means == DESC_MEANS_ABSENT ||
	    (means == DESC_MEANS_STATUS &&
		(is_past_end(p, r) || client_absent(p->request.r, r)));
}

/* Keep a response, and take our passage out of it. */
static void
arrive(struct client *c, struct engine_response *r)
{
	struct pending *p = r->user;
	bool missing = client_missing(p->request.r, r);
	bool known = r->result == ENGINE_DONE ||
	    (r->result == ENGINE_REFUSED &&
		(missing || is_nothing(p, r) ||
		    (c->served && p->request.one_of_many &&
			r->status == 403)));
	struct error e = { 0 };

	known = known && (!missing || p->request.last_attempt);

	if (r->result == ENGINE_DONE && !p->request.bare) {
		c->served = true;
		c->key_is_new = false;
	}
	if (known && c->spool.on && !p->request.unkept &&
	    client_spool_put(c, &p->request, r, &e) != 0) {
		r->result = ENGINE_FAILED;
		r->error = e;
	}
	r->user = p->request.user;
	free_pending(p);
}

enum engine_event
client_next(struct client *c, int fd, int64_t wait_ms,
    struct engine_response *out)
{
	enum engine_event event;
	struct error e;

	while (c->hits_from < c->nhits)
		if (take_hit(c, out))
			return ENGINE_RESPONSE;
	if (c->engine == NULL)
		return fd >= 0 ? ENGINE_READABLE : ENGINE_IDLE;
	if (client_auth_refresh(c, &e) != 0)
		engine_halt(c->engine, &e);
	event = engine_next(c->engine, fd, wait_ms, out);
	if (event == ENGINE_RESPONSE)
		arrive(c, out);
	return event;
}

const struct error *
client_stopped(const struct client *c)
{
	return c->engine != NULL ? engine_stopped(c->engine) : NULL;
}

struct engine_stats
client_stats(const struct client *c)
{
	if (c->engine == NULL)
		return (struct engine_stats){ 0 };
	return engine_stats(c->engine);
}

void
client_close(struct client *c)
{
	struct engine_response r;

	/* What is still in progress has passages of ours. */
	if (c->engine != NULL && engine_pending(c->engine) > 0) {
		struct error e = { .kind = ERROR_FAILED };

		engine_halt(c->engine, &e);
		while (engine_pending(c->engine) > 0 &&
		    engine_next(c->engine, -1, 0, &r) == ENGINE_RESPONSE) {
			free_pending(r.user);
			engine_response_free(&r);
		}
	}
	for (; c->hits_from < c->nhits; c->hits_from++)
		mem_free(c->hits[c->hits_from].url);
	mem_free(c->hits);
	engine_close(c->engine);
	spool_close(&c->spool);
	client_auth_close(c);
	desc_free(c->desc);
	mem_free(c->base_url);
	memset(c, 0, sizeof(*c));
}
