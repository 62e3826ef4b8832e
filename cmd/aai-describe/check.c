/* check: an API against its description; see check.h. */
#include "aai-describe/check.h"

#include <string.h>

#include "aai-describe/check_list.h"
#include "aai-describe/check_secrets.h"
#include "api/client_opt.h"
#include "api/cond.h"
#include "api/desc_param.h"
#include "api/desc_parents.h"
#include "api/source.h"
#include "base/cc.h"
#include "base/mem.h"
#include "io/msg.h"

/* A check in progress; the lists are of the description's resources. */
struct check {
	struct session session;
	struct request_params params; /* of the command line */
	struct check_report report;
	struct check_records *records; /* of each, once it is checked */
	bool *wanted;
	bool *done;
};

void
check_defaults(struct check_options *o)
{
	session_defaults(&o->session);
}

size_t
check_opt_put(struct check_options *o, struct opt *to)
{
	struct client_options *c = &o->session.client;
	const struct opt opts[] = {
		OPT_FLAG(0, "check", &o->on,
		    "ask the API whether a description is right"),
		OPT_LIST('p', "param", &o->session.params, "name=value",
		    "ask with this parameter"),
		OPT_LIST(0, "base-url", &c->base_urls, "[origin=]url",
		    "speak to this server"),
		OPT_STR(0, "region", &c->region, "name",
		    "speak to this region's server"),
	};
	const struct opt limits[] = {
		OPT_STR(0, "rate", &c->rate, "number",
		    "send at most this many requests a second"),
		OPT_U64(0, "max-requests", &c->max_requests, "count",
		    "stop after this many requests", 1, UINT64_MAX),
	};
	size_t n = LEN(opts);

	memcpy(to, opts, sizeof(opts));
	n += client_opt_key(c, to + n);
	memcpy(to + n, limits, sizeof(limits));
	return n + LEN(limits);
}

int
check_settle(const struct check_options *o, struct error *e)
{
	const struct client_options *c = &o->session.client;

	if (o->on ||
	    (o->session.params.n == 0 && c->base_urls.n == 0 &&
		c->region == NULL && c->key.file == NULL &&
		c->key.command == NULL && c->key.env == NULL &&
		c->key.files.n == 0 && c->token_file == NULL &&
		c->rate == NULL && c->max_requests == 0))
		return 0;
	error_set(e, ERROR_USAGE,
	    "what says how an API is asked (--param, --base-url, the key, "
	    "--rate) goes with --check: a document says nothing of it");
	return -1;
}

static size_t
place_of(const struct desc *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->nresources; i++)
		if (strcmp(d->resources[i].name, name) == 0)
			break;
	return i;
}

/* The resource, and those whose records it needs. */
static void
want(struct check *c, size_t i)
{
	const struct desc *d = c->session.client.desc;
	const struct desc_resource *r = &d->resources[i];
	size_t parent;

	if (c->wanted[i])
		return;
	c->wanted[i] = true;
	if (r->nparents == 0)
		return;
	parent = place_of(d, r->parents[0].table);
	if (parent < d->nresources)
		want(c, parent);
}

static int
choose(struct check *c, const struct opt_list *only, struct error *e)
{
	const struct desc *d = c->session.client.desc;
	size_t i, at;

	c->wanted = mem_new(d->nresources + 1, sizeof(*c->wanted));
	c->done = mem_new(d->nresources + 1, sizeof(*c->done));
	c->records = mem_new(d->nresources + 1, sizeof(*c->records));
	for (i = 0; only->n == 0 && i < d->nresources; i++)
		want(c, i);
	for (i = 0; i < only->n; i++) {
		at = place_of(d, only->values[i]);
		if (at == d->nresources) {
			error_set(e, ERROR_USAGE,
			    "--only: %s has no resource '%.100s'", d->name,
			    only->values[i]);
			return -1;
		}
		want(c, at);
	}
	return 0;
}

static int
set(struct request_params *p, const char *name, const char *value,
    struct error *e)
{
	struct buf b = buf_make(1 << 20);
	char *spelled;
	int rc;

	buf_printf(&b, "%s=%s", name, value);
	spelled = buf_take(&b);
	rc = request_set(p, spelled, e);
	mem_free(spelled);
	return rc;
}

static bool
is_given(const struct request_params *p, const char *name)
{
	struct desc_param param = { 0 };
	char *own = mem_str(name);
	bool is;

	param.name = own;
	is = request_value(p, &param) != NULL;
	mem_free(own);
	return is;
}

/* Of the command line's parameters those that the resource knows. */
static int
set_known(const struct check *c, const struct desc_resource *r,
    struct request_params *p, struct error *e)
{
	const char *name;
	size_t i;

	for (i = 0; i < c->params.n; i++) {
		name = c->params.names[i];
		if (desc_param(r, name, strlen(name)) == NULL &&
		    !desc_names_given(r, name))
			continue;
		if (set(p, name, c->params.values[i], e) != 0)
			return -1;
	}
	return 0;
}

/* A text of a record, or of a number in it; NULL: it has none. */
static char *
text_at(struct span value)
{
	size_t len;
	char *s = span_take(value, &len);

	if (s != NULL && strlen(s) == len && len > 0)
		return s;
	mem_free(s);
	return NULL;
}

/* What a parent's record gives its children: its id, and more.  1, 0 or -1. */
static int
set_parent(const struct desc_resource *r, struct span record,
    struct request_params *p, struct error *e)
{
	const struct desc_parent *parent = &r->parents[0];
	char *id = text_at(span_at(record, &parent->id)), *value;
	struct source *source;
	struct buf b = buf_make(1 << 20);
	size_t i;
	int rc = id != NULL ? set(p, r->parent_key, id, e) : 0;

	for (i = 0; id != NULL && rc == 0 && i < parent->nfields; i++) {
		buf_reset(&b);
		source = source_open(&parent->fields[i].from, e);
		rc = source == NULL ? -1 :
				      source_get(source, record, NULL, &b, e);
		value = rc == 1 ? text_at((struct span){
					  (const char *)b.data, b.len }) :
				  NULL;
		rc = rc < 0 ? -1 : 0;
		if (value != NULL)
			rc = set(p, parent->fields[i].name, value, e);
		mem_free(value);
		source_close(source);
	}
	buf_free(&b);
	rc = rc == 0 && id != NULL ? 1 : rc;
	mem_free(id);
	return rc;
}

/* The first of the parent's records that has children.  1, 0 or -1. */
static int
find_parent(const struct check *c, const struct desc_resource *r,
    struct request_params *p, struct error *e)
{
	const struct desc *d = c->session.client.desc;
	size_t at = place_of(d, r->parents[0].table), i;
	struct cond *when = cond_open(&r->parents[0].when, e);
	struct span record;
	bool holds;
	int rc = when != NULL ? 0 : -1;

	for (i = 0; rc == 0 && at < d->nresources && i < c->records[at].n;
	    i++) {
		record = check_records_line(&c->records[at], i);
		rc = cond_holds(when, record, &holds, e);
		if (rc == 0 && holds)
			rc = set_parent(r, record, p, e);
	}
	cond_close(when);
	return rc;
}

static int
check_one(struct check *c, size_t i, struct error *e)
{
	const struct desc_resource *r = &c->session.client.desc->resources[i];
	struct request_params p = { 0 };
	int rc = set_known(c, r, &p, e), found = 1;

	c->done[i] = true;
	if (rc == 0 && r->nparents > 0 && !is_given(&p, r->parent_key))
		found = find_parent(c, r, &p, e);
	c->report.subject = r->name;
	if (rc == 0 && found == 0)
		check_report_unseen(&c->report,
		    "%s has no record whose children could be asked for",
		    r->parents[0].table);
	else if (rc == 0 && found == 1)
		rc = check_list(&c->session.client, r, &p, &c->records[i],
		    &c->report, e);
	request_params_free(&p);
	if (check_report_flush(&c->report, e) != 0 || found < 0)
		return -1;
	return rc;
}

/* Whether it can be asked now: its parents were, or are not of this API. */
static bool
is_ready(const struct check *c, size_t i)
{
	const struct desc *d = c->session.client.desc;
	const struct desc_resource *r = &d->resources[i];
	size_t parent;

	if (!c->wanted[i] || c->done[i])
		return false;
	if (r->nparents == 0)
		return true;
	parent = place_of(d, r->parents[0].table);
	return parent == d->nresources || parent == i || c->done[parent];
}

static int
check_all(struct check *c, struct error *e)
{
	const struct desc *d = c->session.client.desc;
	bool more = true;
	size_t i;

	while (more) {
		more = false;
		for (i = 0; i < d->nresources; i++) {
			if (!is_ready(c, i))
				continue;
			if (check_one(c, i, e) != 0)
				return -1;
			more = true;
		}
	}
	return 0;
}

static int
work(struct check *c, const struct check_options *o, struct error *e)
{
	struct buf name = buf_make(64);
	int rc;

	if (choose(c, o->only, e) != 0)
		return -1;
	buf_str(&name, "check");
	rc = session_connect(&c->session, &name, e);
	buf_free(&name);
	if (rc != 0)
		return -1;
	check_report_open(&c->report, &c->session.client);
	check_secrets(&c->session.client, &c->report);
	if (check_report_flush(&c->report, e) != 0 || check_all(c, e) != 0)
		return -1;
	if (c->report.differs == 0)
		return 0;
	error_set(e, ERROR_PARTIAL,
	    "%llu %s not as %s says; what is after 'change' would be right",
	    (unsigned long long)c->report.differs,
	    c->report.differs == 1 ? "thing is" : "things are",
	    c->session.client.desc->source);
	return -1;
}

static void
say_nothing(void *arg, struct buf *out)
{
	(void)arg;
	(void)out;
}

int
check_run(struct check_options *o, const char *description)
{
	const struct session_parts parts = { "aai-describe", say_nothing,
		say_nothing, NULL };
	struct check c = { 0 };
	struct error e = { 0 };
	size_t i;
	int rc, status = 0;

	o->session.client.api = desc_choose(description);
	o->session.client.resources = o->only->values;
	o->session.client.nresources = o->only->n;
	rc = session_settle(&o->session, &c.params, &e);
	if (rc == 0)
		rc = session_open(&c.session, &o->session, &parts, &e);
	if (rc == 0)
		rc = work(&c, o, &e);
	session_rest(&c.session, rc);
	if (rc != 0)
		status = session_fail(&c.session, &e);
	check_report_close(&c.report);
	for (i = 0; c.records != NULL && i < c.session.client.desc->nresources;
	    i++)
		check_records_free(&c.records[i]);
	mem_free(c.records);
	mem_free(c.wanted);
	mem_free(c.done);
	session_end(&c.session);
	request_params_free(&c.params);
	return status;
}

void
check_close(struct check_options *o)
{
	opt_list_free(&o->session.params);
	opt_list_free(&o->session.client.base_urls);
	opt_list_free(&o->session.client.key.files);
}
