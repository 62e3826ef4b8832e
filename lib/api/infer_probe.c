/* infer_probe: single pages of a list; see infer_probe.h. */
#include "api/infer_probe.h"

#include <string.h>

#include "api/observer.h"
#include "api/page.h"
#include "api/pager.h"
#include "base/hash.h"
#include "base/mem.h"
#include "io/sig.h"

static const struct request_params no_params;
static const struct template_scope no_names;

int
infer_probe_open(struct infer_probe *p, struct client *client,
    const struct desc *plain, const struct desc_resource *r,
    const struct http_request *http, struct error *e)
{
	*p = (struct infer_probe){ .client = client, .asked_of = r,
		.http = http };
	if (reply_open(&p->reply, plain, plain->resources, &no_params, NULL,
		e) != 0)
		return -1;
	p->reply.max_depth = (unsigned)client->options.max_depth;
	p->rules = error_rules_open(client->desc, r, e);
	return p->rules != NULL ? 0 : -1;
}

static int
check(void *user, const struct engine_response *r, struct error *e)
{
	struct infer_probe *p = user;
	struct reply_completeness completeness = { 0 };

	return page_check(&p->reply, NULL, &completeness, r, e);
}

static int
wait_for(struct infer_probe *p, struct engine_response *r, struct error *e)
{
	for (;;) {
		if (client_next(p->client, -1, OBSERVER_MS, r) ==
		    ENGINE_RESPONSE)
			return 0;
		if (sig_stopped() != 0) {
			error_set(e, ERROR_FAILED, "stopped by a signal");
			return -1;
		}
	}
}

int
infer_probe_ask(struct infer_probe *p, const char *url,
    const struct http_request *http, struct engine_response *r,
    struct error *e)
{
	bool first = p->asked++ == 0 && !p->lenient, stopped;
	struct client_request q = { .url = url,
		.http = http != NULL ? http : p->http,
		.r = p->asked_of,
		.rules = p->rules,
		.one_of_many = !first,
		.user = p,
		.check = check };

	client_submit(p->client, &q);
	if (wait_for(p, r, e) != 0)
		return -1;
	if (r->result == ENGINE_DONE)
		return 1;
	*e = r->error;
	stopped = r->result == ENGINE_STOPPED;
	p->nothing = client_absent(p->asked_of, r) ||
	    client_missing(p->asked_of, r);
	p->refused = r->result == ENGINE_REFUSED ? r->status : 0;
	engine_response_free(r);
	if (first || stopped ||
	    (e->kind != ERROR_FAILED && e->kind != ERROR_USAGE))
		return -1;
	p->refusal = *e;
	*e = (struct error){ 0 };
	return 0;
}

void
infer_probe_close(struct infer_probe *p)
{
	reply_close(&p->reply);
	error_rules_close(p->rules);
	*p = (struct infer_probe){ 0 };
}

/* What of the records is taken. */
struct taking {
	struct infer_view *view;
	const char *key;
};

static int
take(void *arg, struct span record, bool *wanted, struct error *e)
{
	const struct taking *t = arg;
	struct infer_view *v = t->view;
	struct span value = record;
	uint64_t hash;

	(void)e;
	*wanted = false;
	if (t->key != NULL)
		value = span_get(record, t->key);
	if (value.p == NULL)
		value = record;
	hash = hash_64(value.p, value.len, 0);
	v->hashes = mem_grow(v->hashes, &v->cap, v->n + 1,
	    sizeof(*v->hashes));
	v->hashes[v->n++] = hash;
	(void)map_add(&v->set, (const char *)&hash, sizeof(hash), NULL);
	return 0;
}

static int
put_nothing(void *arg, const char *line, size_t len, struct error *e)
{
	(void)arg;
	(void)line;
	(void)len;
	(void)e;
	return 0;
}

int
infer_view_open(struct infer_view *v, const struct desc *d,
    unsigned max_depth, const struct engine_response *r, const char *key,
    struct error *e)
{
	struct taking t = { v, key };
	struct reply_sink sink = { take, put_nothing, &t };
	struct reply_parent parent = { .id = NULL };
	struct span body = page_body(r);
	struct reply reply;
	int rc;

	*v = (struct infer_view){ 0 };
	if (reply_open(&reply, d, d->resources, &no_params, NULL, e) != 0) {
		reply_close(&reply);
		return -1;
	}
	reply.max_depth = max_depth;
	rc = reply_check(&reply, r->status, body.p, body.len, e);
	if (rc == 0)
		rc = reply_each(&reply, body.p, body.len, &parent, &sink, NULL,
		    e);
	reply_close(&reply);
	return rc;
}

size_t
infer_view_shared(const struct infer_view *a, const struct infer_view *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		n += map_find(&a->set, (const char *)&b->hashes[i],
			 sizeof(b->hashes[i])) != MAP_NONE;
	return n;
}

void
infer_view_close(struct infer_view *v)
{
	mem_free(v->hashes);
	map_free(&v->set);
	*v = (struct infer_view){ 0 };
}

/* Where a pager of the description goes after the page. */
static int
step(struct pager *pager, struct reply *reply,
    const struct engine_response *first, struct error *e)
{
	struct span body = page_body(first);
	struct reply_facts facts = { 0 };

	if (reply_check(reply, first->status, body.p, body.len, e) != 0 ||
	    reply_look(reply, body.p, body.len, &facts, e) != 0)
		return -1;
	return page_next(pager, first, &facts, e);
}

char *
infer_probe_next(const struct infer_probe *p, const struct desc *d,
    const struct engine_response *first, struct error *e)
{
	struct pager_base base = { p->client->base_url, &no_params, &no_names,
		NULL };
	struct pager pager = { 0 };
	struct reply reply;
	char *url = NULL;

	*e = (struct error){ 0 };
	if (reply_open(&reply, d, d->resources, &no_params, NULL, e) != 0) {
		reply_close(&reply);
		return NULL;
	}
	reply.max_depth = p->reply.max_depth;
	base.sources = reply.pages;
	if (pager_start(&pager, d->resources, &base, e) == 0 &&
	    step(&pager, &reply, first, e) == 0 && pager.url != NULL)
		url = mem_str(pager.url);
	pager_close(&pager);
	reply_close(&reply);
	return url;
}
