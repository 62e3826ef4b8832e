/* fetch: all records of one resource as a stream; see fetch.h. */
#include "aai-fetch/fetch.h"

#include <stdio.h>
#include <string.h>

#include "aai-fetch/fetch_deleted.h"
#include "aai-fetch/fetch_end.h"
#include "aai-fetch/fetch_lists.h"
#include "aai-fetch/fetch_state.h"
#include "aai-fetch/fetch_take.h"
#include "aai-fetch/fetch_times.h"
#include "api/desc_parents.h"
#include "base/mem.h"
#include "io/sig.h"

static int
find_resource(struct fetch *f, struct error *e)
{
	const struct desc *d = f->client->desc;
	struct buf all = buf_make(1024);
	size_t i;

	f->r = desc_resource(d, f->options.resource,
	    strlen(f->options.resource));
	if (f->r != NULL && f->r->follow.on) {
		error_set(e, ERROR_USAGE,
		    "'%s' is what links lead to, so aai-fanout gets it "
		    "(--ids)", f->options.resource);
		return -1;
	}
	if (f->r != NULL)
		return 0;
	for (i = 0; i < d->nresources; i++)
		buf_printf(&all, "%s%s", i > 0 ? ", " : "",
		    d->resources[i].name);
	buf_byte(&all, 0);
	error_set(e, ERROR_USAGE, "there is no resource '%s'; %s has %s",
	    f->options.resource, d->name, (const char *)all.data);
	buf_free(&all);
	return -1;
}

/* Where a record's id is: as the states know it, or the table's key. */
static int
find_id(struct fetch *f, struct error *e)
{
	const struct desc_table *t = &f->r->table;
	size_t i = 0;

	f->id = f->r->incremental.id;
	/* What is put in front is not in the record. */
	while (i < t->nkeys && desc_carries(f->r, t->keys[i].member))
		i++;
	if (f->id.n > 0 || i == t->nkeys)
		return 0;
	if (path_parse(&f->own_id, t->keys[i].member,
		strlen(t->keys[i].member), e) != 0)
		return -1;
	f->id = f->own_id;
	return 0;
}

static void
warn(struct fetch *f, const char *text)
{
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

static void
notice(void *arg, const char *text)
{
	warn(arg, text);
}

/* The id that ends the list, for us to see to. */
static void
find_until(struct fetch *f)
{
	size_t i;

	for (i = 0; i < f->r->nparams; i++)
		if (f->r->params[i].until && f->until == NULL)
			f->until = request_value(&f->options.params,
			    &f->r->params[i]);
}

int
fetch_open(struct fetch *f, const struct fetch_options *options,
    struct client *client, struct error *e)
{
	const struct client_choice *o = &options->choice;
	const struct desc_resource *one;
	struct desc_param parent = { 0 };
	const char *id;

	memset(f, 0, sizeof(*f));
	f->options = *options;
	f->client = client;
	f->lock = -1;
	f->selection = buf_make(1 << 20);
	repeats_open(&f->repeats, options->memory);
	if (find_resource(f, e) != 0)
		return -1;
	one = f->r;
	if (request_check(&f->options.params, &one, 1, false, e) != 0 ||
	    find_id(f, e) != 0 ||
	    repeats_id_open(&f->repeats_id, f->r, e) != 0 ||
	    record_filter_open(
		&f->record_filter, o->where, o->shard, e) != 0 ||
	    reply_open(&f->reply, client->desc, f->r, &f->options.params,
		o->jq, e) != 0 ||
	    request_selection(client->base_url, f->r, &f->options.params,
		o->where, o->jq, o->shard, options->account,
		&f->selection, e) != 0)
		return -1;
	f->reply.max_line = mem_limit(options->max_line);
	f->reply.max_depth = (unsigned)client->options.max_depth;
	f->reply.strict = options->strict;
	f->reply.client = client;
	/* A state would never come back to what is missing. */
	f->reply.take_partial = options->state == NULL;
	f->reply.notice = notice;
	f->reply.notice_arg = f;
	parent.name = f->r->parent_key;
	id = parent.name != NULL ? request_value(&f->options.params, &parent) :
				   NULL;
	if (id != NULL) {
		f->parent = mem_str(id);
		if (request_id_check(client->desc, id, strlen(id), e) != 0) {
			e->kind = ERROR_USAGE;
			return -1;
		}
	}
	find_until(f);
	if (fetch_lists_open(f, e) != 0)
		return -1;
	f->scope = (struct template_scope){ f->vars, LEN(f->vars), &f->more };
	f->base = (struct pager_base){ client->base_url, &f->options.params,
		&f->scope, f->reply.pages };
	state_open(&f->state, client->desc, f->r);
	if (fetch_times_open(f, e) != 0)
		return -1;
	return fetch_state_open(f, e) == 0 ? fetch_deleted_open(f, e) : -1;
}

int
fetch_show(struct fetch *f, size_t i, struct buf *out, struct error *e)
{
	pager_close(&f->pager);
	fetch_lists_begin(f, i);
	if ((i == 0 && (fetch_times_begin(f, e) != 0 ||
			   !fetch_times_next(f))) ||
	    pager_start(&f->pager, f->r, &f->base, e) != 0)
		return -1;
	http_request_show(&f->pager.http, out);
	return 0;
}

static int
check(void *user, const struct engine_response *r, struct error *e)
{
	struct fetch *f = user;

	return page_check(&f->reply, &f->pager, &f->completeness, r, e);
}

static void
warn_of_silence(struct fetch *f)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "the first page is full, but has no '%.60s' that would lead on: is "
	    "\"pages\" in the API description right?",
	    f->r->pages.next.at.text);
	warn(f, text);
}

static void
submit(struct fetch *f)
{
	struct client_request q = { .url = f->pager.url,
		.http = &f->pager.http,
		.r = f->r,
		.rules = f->reply.rules,
		.pager = &f->pager,
		.user = f,
		.check = check };

	f->completeness = (struct reply_completeness){ 0 };
	client_submit(f->client, &q);
}

/* Where no record has an id or a time, it is the description that errs. */
static int
check_named(const struct fetch *f, struct error *e)
{
	const struct desc_incremental *d = &f->r->incremental;
	bool named = f->unnamed == 0 || f->unnamed < f->listed;
	const char *path = d->ntimes > 0 ? d->times[0].text : d->time.text;

	if (named && (f->untimed == 0 || f->untimed < f->listed))
		return 0;
	error_set(e, ERROR_INPUT,
	    "no record of %s has %s at '%.100s': is 'incremental' in the "
	    "API description right?",
	    f->r->name, named ? "a time" : "an id",
	    named ? path : fetch_take_id_path(f));
	return -1;
}

static void
end_list(struct fetch *f)
{
	mem_free(f->pager.url);
	f->pager.url = NULL;
}

/* One page: its records out, and on to the next. */
static int
take_page(struct fetch *f, const struct engine_response *r, struct error *e)
{
	struct reply_sink sink = { fetch_admit, fetch_put, f };
	struct reply_parent parent = { .id = f->parent, .more = &f->more };
	struct reply_facts facts = { 0 };
	int rc;

	state_page(&f->state);
	if (parent.id != NULL)
		parent.len = strlen(parent.id);
	rc = page_records(&f->reply, r, &parent, &sink, &facts, e);
	if (rc == 0)
		rc = fetch_settle(f, e);
	if (rc == 0)
		rc = check_named(f, e);
	if (rc == 0)
		rc = page_next(&f->pager, r, &facts, e);
	if (rc != 0 && e->kind == ERROR_LIMIT) {
		f->limit = *e;
		return 0;
	}
	if (rc != 0)
		return rc;
	if (f->met) {
		end_list(f);
	} else if (f->until != NULL && f->pager.url == NULL) {
		error_set(e, ERROR_USAGE,
		    "'%.100s', where the list was to end, is not in it",
		    f->until);
		return -1;
	}
	if (f->pager.silent)
		warn_of_silence(f);
	if (f->pager.url == NULL)
		return 0;
	/* All that follows is older, and known. */
	if (facts.records > 0 && fetch_take_below(f, facts.last))
		end_list(f);
	return 0;
}

/* What the description leaves out is missing, and the list ends there. */
static int
omit(struct fetch *f, const struct engine_response *r, struct error *e)
{
	if (f->has_state) {
		error_set(e, ERROR_FAILED,
		    "%s %s: %d: the API description leaves it out, which a "
		    "load with a state would never make up for",
		    http_request_method(&f->pager.http), r->url, r->status);
		return -1;
	}
	f->omitted++;
	end_list(f);
	return 0;
}

/* Ask for less at a time where a page may be too much for the server. */
static bool
shrink(struct fetch *f, const struct engine_response *r)
{
	char text[600];

	if (!pager_is_large(&f->pager, r) || !pager_shrink(&f->pager))
		return false;
	(void)snprintf(text, sizeof(text),
	    "%.400s; going on with pages of %llu", r->error.text,
	    (unsigned long long)f->pager.size);
	warn(f, text);
	return true;
}

static int
take_known(struct fetch *f, const struct engine_response *r,
    enum page_known known, struct error *e)
{
	if (known == PAGE_OMITTED)
		return omit(f, r, e);
	if (known == PAGE_ORDINARY && r->result == ENGINE_REFUSED &&
	    pager_is_end(&f->pager, r->status))
		return pager_end(&f->pager, e);
	if (known == PAGE_ABSENT && r->result == ENGINE_REFUSED) {
		end_list(f);
		return 0;
	}
	if (r->result != ENGINE_DONE && shrink(f, r))
		return 0;
	if (r->result != ENGINE_DONE) {
		*e = r->error;
		return -1;
	}
	if (known != PAGE_MISSING)
		return take_page(f, r, e);
	error_set(e, ERROR_FAILED, "%s %s: %d: it is not known there",
	    http_request_method(&f->pager.http), r->url, r->status);
	return -1;
}

static int
take_response(struct fetch *f, const struct engine_response *r,
    struct error *e)
{
	enum page_known known = PAGE_ORDINARY;

	f->aged |= r->age_s > 0;
	if (r->result == ENGINE_DONE || r->result == ENGINE_REFUSED)
		known = page_known(&f->reply, r);
	if (r->result == ENGINE_STOPPED && r->error.kind == ERROR_LIMIT)
		f->limit = r->error;
	else if (take_known(f, r, known, e) != 0)
		return -1;
	if (f->pager.url != NULL && f->limit.kind == ERROR_NONE)
		submit(f);
	/* Nobody waits for what is here while the next page is awaited. */
	return out_flush(f->out, e);
}

/* Until the list or a limit ends it. */
static int
walk_list(struct fetch *f, struct error *e)
{
	struct engine_response r;
	enum engine_event event;
	int rc = 0;

	submit(f);
	while (rc == 0 && f->pager.url != NULL &&
	    f->limit.kind == ERROR_NONE) {
		event = client_next(f->client, -1, OBSERVER_MS, &r);
		if (event == ENGINE_RESPONSE) {
			fetch_times_clock(f, &r);
			rc = take_response(f, &r, e);
			engine_response_free(&r);
		}
		/* A spool hands out response after response, no signals. */
		if (rc == 0 && sig_stopped() != 0) {
			error_set(e, ERROR_FAILED, "stopped by a signal");
			rc = -1;
		}
		if (f->observer.tick != NULL)
			f->observer.tick(f->observer.arg, sig_status());
	}
	return rc;
}

/* A state would never come back to what a list that shrank has hidden. */
static int
check_total(const struct fetch *f, struct error *e)
{
	if (!f->has_state || f->pager.shrunk == 0)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the list of %s became shorter while its pages were counted, which "
	    "can hide records from a state for ever; run again",
	    f->r->name);
	return -1;
}

/* One list, of one part of the time. */
static int
walk_interval(struct fetch *f, struct error *e)
{
	uint64_t shrunk = f->pager.shrunk;

	f->pages += f->pager.pages;
	pager_close(&f->pager);
	if (pager_start(&f->pager, f->r, &f->base, e) != 0 ||
	    walk_list(f, e) != 0 || check_total(f, e) != 0)
		return -1;
	f->pager.shrunk += shrunk;
	return 0;
}

/* All lists of all parts of the time. */
static int
walk(struct fetch *f, struct error *e)
{
	size_t i;

	while (f->limit.kind == ERROR_NONE && !f->met && fetch_times_next(f)) {
		for (i = 0; i < fetch_lists(f) && f->limit.kind == ERROR_NONE;
		    i++) {
			fetch_lists_begin(f, i);
			if (walk_interval(f, e) != 0)
				return -1;
		}
		if (f->limit.kind == ERROR_NONE)
			fetch_times_reach(f);
	}
	f->whole = f->limit.kind == ERROR_NONE;
	return 0;
}

static void
tell_changed(const struct fetch *f)
{
	char text[200];

	(void)snprintf(text, sizeof(text),
	    "%s%llu records of %s changed while the list was read: %s",
	    f->repeats.forgotten > 0 ? "at least " : "",
	    (unsigned long long)f->changed, f->r->name,
	    f->has_state && !f->r->incremental.changes ?
			   "the older version is kept" :
			   "both versions are sent, the newer one later");
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

int
fetch_run(struct fetch *f, struct out *out, struct error *e)
{
	f->out = out;
	/* A token may have said where to ask. */
	f->base.base_url = f->client->base_url;
	if (f->has_state && fetch_state_account(f, e) != 0)
		return -1;
	if (fetch_times_begin(f, e) != 0)
		return -1;
	fetch_deleted_begin(f);
	if (walk(f, e) != 0 || fetch_deleted_end(f, e) != 0)
		return -1;
	if (f->changed > 0)
		tell_changed(f);
	if (f->has_state)
		fetch_state_gap(f);
	return fetch_end(f, e);
}

void
fetch_close(struct fetch *f)
{
	record_filter_close(&f->record_filter);
	reply_close(&f->reply);
	cond_close(f->final);
	cond_close(f->deleted);
	pager_close(&f->pager);
	fetch_lists_close(f);
	state_close(&f->state);
	fetch_drop(&f->held);
	interval_free(&f->interval);
	path_free(&f->own_id);
	repeats_id_close(&f->repeats_id);
	repeats_close(&f->repeats);
	buf_free(&f->selection);
	mem_free(f->parent);
	memset(f, 0, sizeof(*f));
}
