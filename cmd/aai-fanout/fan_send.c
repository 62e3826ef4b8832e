/* fan_send: requests for children and their answers; see fan_send.h. */
#include "aai-fanout/fan_send.h"

#include <stdio.h>
#include <string.h>

#include "aai-fanout/fan_state.h"
#include "base/cc.h"
#include "aai-fanout/fan_file.h"
#include "aai-fanout/fan_follow.h"
#include "aai-fanout/fan_vars.h"

/* How long until an id that was not known is asked for again. */
#define LOOK_AGAIN_MS 3000
#define ATTEMPTS 2

/* This many answers without their list, and none with it: there is none. */
#define MISMATCHES 3

static struct fan_resource *
resource_of(const struct fanout *f, const struct fan_slot *slot)
{
	return &f->resources[slot->resource];
}

static int
check(void *user, const struct engine_response *r, struct error *e)
{
	struct fan_slot *slot = user;
	struct fan_resource *fr = resource_of(slot->owner, slot);

	return page_check(&fr->reply, &slot->pager, &slot->completeness, r, e);
}

/* Ask for the page that the slot is at. */
static void
submit(struct fanout *f, struct fan_slot *slot, int64_t wait_ms)
{
	struct client_request q = { .url = slot->pager.url,
		.http = &slot->pager.http,
		.pager = &slot->pager,
		.r = resource_of(f, slot)->r,
		.rules = resource_of(f, slot)->reply.rules,
		.order = (int64_t)slot->item->number,
		.wait_ms = wait_ms,
		.last_attempt = slot->attempts + 1 >= ATTEMPTS,
		.one_of_many = true,
		.user = slot,
		.check = check };

	slot->owner = f;
	fan_follow_request(slot, resource_of(f, slot), &q);
	f->asked++;
	client_submit(f->client, &q);
}

/*
 * The slot's parent cannot be expanded: a reason to stop, or to put aside.  A
 * disk that is full is not a matter of one parent, nor is a description that is
 * wrong.
 */
static int
fail(struct fanout *f, struct fan_slot *slot, const struct error *why,
    struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);
	bool wrong = why->kind == ERROR_USAGE && !fr->reply.matched &&
	    ++fr->mismatched >= MISMATCHES;

	if (f->options.failed == NULL || why->kind == ERROR_OUTPUT || wrong) {
		*e = *why;
		return -1;
	}
	if (slot->item->error.kind == ERROR_NONE) {
		slot->item->error = *why;
		if (f->observer.warn != NULL)
			f->observer.warn(f->observer.arg, why->text);
	}
	slot->item->open--;
	return 0;
}

/* The first request for the children of the slot's parent. */
static int
start(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);

	if (fan_vars_put(f, slot, fr, e) != 0) {
		error_prefix(e, "parent '%.150s'", slot->item->id);
		return -1;
	}
	if (fan_state_begin(f, slot, e) != 0 || !fan_state_next(slot))
		return -1;
	slot->base = (struct pager_base){ f->client->base_url,
		&f->options.params, &slot->more, fr->reply.pages };
	if (pager_start(&slot->pager, fr->r, &slot->base, e) == 0)
		return 0;
	error_prefix(e, "parent '%.150s'", slot->item->id);
	return -1;
}

int
fan_ask(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct error why;

	if (start(f, slot, &why) != 0)
		return fail(f, slot, &why, e);
	repeats_open(&slot->repeats, f->options.memory / FAN_COMPARED);
	submit(f, slot, 0);
	return 0;
}

/* A child in another version came again; the first one is out already. */
static void
say_changed(const struct fanout *f, const struct fan_slot *slot)
{
	const struct fan_resource *fr = resource_of(f, slot);
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "%s: a child of '%.100s' came again, and not as it was before; the "
	    "first one is kept",
	    fr->r->name, slot->item->id);
	if (fr->changed == 1 && f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

/* Each child once. */
static int
admit(void *arg, struct span record, bool *wanted, struct error *e)
{
	struct fan_slot *slot = arg;
	struct fan_resource *fr = resource_of(slot->owner, slot);
	enum repeats_kind kind = REPEATS_NEW;

	if (fr->id.n > 0)
		kind = repeats_take(&slot->repeats, &fr->id, record);
	if (kind == REPEATS_CHANGED && slot->timed &&
	    fr->r->incremental.changes)
		kind = REPEATS_NEW;
	*wanted = kind == REPEATS_NEW;
	if (*wanted && slot->timed)
		return fan_state_admit(slot->owner, slot, record, wanted, e);
	if (kind != REPEATS_NEW)
		fr->repeated++;
	if (kind == REPEATS_CHANGED) {
		fr->changed++;
		say_changed(slot->owner, slot);
	}
	return 0;
}

static int
put(void *arg, const char *line, size_t len, struct error *e)
{
	struct fan_slot *slot = arg;

	(void)e;
	buf_put(&slot->out, line, len);
	buf_byte(&slot->out, '\n');
	slot->records++;
	return 0;
}

/* A page's records cannot be taken; one that is too long is its parent's. */
static int
refuse_page(struct fanout *f, struct fan_slot *slot, struct error *why,
    struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);
	bool excess = fr->reply.excess;

	fr->reply.excess = false;
	error_prefix(why, "parent '%.150s'", slot->item->id);
	if (excess)
		return fail(f, slot, why, e);
	*e = *why;
	return -1;
}

/* A list has ended: what moved up while its pages were counted is missed. */
static void
end_list(struct fanout *f, struct fan_slot *slot)
{
	struct fan_resource *fr = resource_of(f, slot);
	char text[300];

	slot->item->open--;
	if (slot->pager.shrunk == 0)
		return;
	fr->shrunk += slot->pager.shrunk;
	(void)snprintf(text, sizeof(text),
	    "parent '%.150s': the total of %s fell by %llu while its pages "
	    "were counted: as many records may have been missed",
	    slot->item->id, fr->r->name,
	    (unsigned long long)slot->pager.shrunk);
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

/* A list has ended: on to that of the next part of the time, if any. */
static int
next_list(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct error why;

	fan_state_reach(slot);
	if (!fan_state_next(slot)) {
		end_list(f, slot);
		return 0;
	}
	resource_of(f, slot)->shrunk += slot->pager.shrunk;
	pager_close(&slot->pager);
	if (pager_start(&slot->pager, resource_of(f, slot)->r, &slot->base,
		&why) != 0)
		return fail(f, slot, &why, e);
	submit(f, slot, 0);
	return 0;
}

/* A page was taken: on to the next, unless all after it is known. */
static int
go_on(struct fanout *f, struct fan_slot *slot,
    const struct reply_facts *facts, struct error *e)
{
	if (slot->pager.url == NULL ||
	    (facts->records > 0 && fan_state_below(slot, facts->last)))
		return next_list(f, slot, e);
	submit(f, slot, 0);
	return 0;
}

/* What the memory's budget counts of it. */
static size_t
bytes_of(const struct fan_slot *slot)
{
	return slot->out.len + repeats_bytes(&slot->repeats) +
	    slot->watermark.ids.bytes;
}

/* A whole page: its records, and on to the next. */
static int
take_page(struct fanout *f, struct fan_slot *slot,
    const struct engine_response *r, struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);
	struct reply_sink sink = { admit, put, slot };
	const struct fan_item *item = slot->item;
	struct reply_parent parent = { item->id, item->id_len,
		item->id_is_number, &slot->more };
	size_t before = bytes_of(slot), made;
	uint64_t forgotten = slot->repeats.forgotten;
	struct reply_facts facts;
	struct error why;
	int rc;

	fr->responses++;
	fan_state_clock(slot, r);
	rc = page_records(&fr->reply, r, &parent, &sink, &facts, &why);
	fr->absent += facts.absent ? 1 : 0;
	if (rc != 0)
		rc = refuse_page(f, slot, &why, e);
	else if (page_next(&slot->pager, r, &facts, &why) != 0)
		rc = fail(f, slot, &why, e);
	else
		rc = go_on(f, slot, &facts, e);
	fr->forgotten += slot->repeats.forgotten - forgotten;
	made = bytes_of(slot);
	made = made > before ? made - before : 0;
	fan_account(&f->queue, slot->item, made);
	/* Follow sizes quickly up and slowly down. */
	f->typical = made > f->typical ? (f->typical + made) / 2 :
					 (f->typical * 15 + made) / 16;
	return rc;
}

/* An id that is not known may be known in a moment, once. */
static void
take_missing(struct fanout *f, struct fan_slot *slot)
{
	struct fan_resource *fr = resource_of(f, slot);
	char text[256];

	if (++slot->attempts < ATTEMPTS && f->client->engine != NULL) {
		submit(f, slot, LOOK_AGAIN_MS);
		return;
	}
	fr->missing++;
	(void)snprintf(text, sizeof(text),
	    "%s: '%.150s' is not known there (any more); left out",
	    fr->r->name, slot->item->id);
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
	slot->item->open--;
}

/*
 * A 403 is about one parent when the key has served for others: that was so of
 * what the spool has.  While it is not known and answers are awaited, it is
 * asked for once more; then it counts that the key has served in the run that
 * filled the spool.
 */
static int
take_forbidden(struct fanout *f, struct fan_slot *slot,
    const struct engine_response *r, struct error *e)
{
	const char *advice = f->client->desc->auth_advice;
	bool again = f->asked > 0 && slot->attempts + 1 < ATTEMPTS;

	if (r->tries == 0 || f->client->served ||
	    (!again && f->client->spool.hits > 0)) {
		resource_of(f, slot)->forbidden++;
		if (f->observer.warn != NULL)
			f->observer.warn(f->observer.arg,
			    r->error.kind != ERROR_NONE ? r->error.text :
							  "403: left out");
		slot->item->open--;
		return 0;
	}
	if (again) {
		slot->attempts++;
		submit(f, slot, LOOK_AGAIN_MS);
		return 0;
	}
	error_set(e, ERROR_AUTH, "%s; %s", r->error.text,
	    advice != NULL ? advice : "check the key");
	return -1;
}

/* An error answer whose body was cut may be a known one: ask once more. */
static bool
look_again(struct fanout *f, struct fan_slot *slot,
    const struct engine_response *r)
{
	const char *p = (const char *)r->body.data, *end = p + r->body.len;

	if (r->body.len == 0 || *p != '{' || r->tries == 0 ||
	    json_value_end(p, end, REPLY_DEPTH, NULL) != NULL ||
	    ++slot->attempts >= ATTEMPTS)
		return false;
	submit(f, slot, 0);
	return true;
}

/* An error answer that is the end of the list. */
static int
take_end(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct error why;

	if (pager_end(&slot->pager, &why) != 0)
		return fail(f, slot, &why, e);
	return next_list(f, slot, e);
}

/* The file is on disk. */
static int
take_file(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct engine_response r = { .url = slot->link };
	int rc = fan_follow_finish(slot, &r, e);

	if (rc == 0)
		rc = take_page(f, slot, &r, e);
	buf_free(&r.body);
	return rc;
}

/* An answer that has the link, or that the link was refused with. */
static int
take_link(struct fanout *f, struct fan_slot *slot,
    const struct engine_response *r, struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);
	struct error why;
	int rc = fan_follow_take(slot, fr, r, &why);

	if (rc < 0)
		return fail(f, slot, &why, e);
	if (rc > 0 && slot->link != NULL && slot->file != NULL &&
	    fan_file_is_whole(slot->file))
		return take_file(f, slot, e);
	if (rc > 0) {
		submit(f, slot, 0);
		return 0;
	}
	fr->absent++;
	return next_list(f, slot, e);
}

static int
take_answer(struct fanout *f, struct fan_slot *slot,
    const struct engine_response *r, struct error *e)
{
	struct fan_resource *fr = resource_of(f, slot);
	enum page_known known = PAGE_ORDINARY;

	if (slot->link != NULL && r->result == ENGINE_REFUSED)
		return take_link(f, slot, r, e);
	if (r->result == ENGINE_DONE || r->result == ENGINE_REFUSED)
		known = page_known(&fr->reply, r);
	if (known == PAGE_MISSING) {
		take_missing(f, slot);
		return 0;
	}
	if (known == PAGE_OMITTED) {
		fr->omitted++;
		slot->item->open--;
		return 0;
	}
	if (r->result == ENGINE_DONE && known == PAGE_ORDINARY &&
	    fr->follow != NULL && slot->link == NULL)
		return take_link(f, slot, r, e);
	if (r->result == ENGINE_DONE && slot->file != NULL)
		return take_file(f, slot, e);
	if (r->result == ENGINE_DONE)
		return take_page(f, slot, r, e);
	if (known == PAGE_ORDINARY && r->result == ENGINE_REFUSED &&
	    pager_is_end(&slot->pager, r->status))
		return take_end(f, slot, e);
	if (known == PAGE_ABSENT) {
		fr->absent++;
		return next_list(f, slot, e);
	}
	if (r->result == ENGINE_REFUSED && r->status == 403)
		return take_forbidden(f, slot, r, e);
	if (r->result == ENGINE_STOPPED && r->error.kind != ERROR_AUTH) {
		/* Its item stays open: it may be put aside. */
		if (f->limit.kind == ERROR_NONE)
			f->limit = r->error;
		return 0;
	}
	if (r->result == ENGINE_STOPPED) {
		*e = r->error;
		return -1;
	}
	if (pager_is_large(&slot->pager, r) && pager_shrink(&slot->pager)) {
		submit(f, slot, 0);
		return 0;
	}
	if (r->result == ENGINE_REFUSED && look_again(f, slot, r))
		return 0;
	if (slot->file != NULL && fan_file_error(slot->file) != NULL)
		return fail(f, slot, fan_file_error(slot->file), e);
	return fail(f, slot, &r->error, e);
}

int
fan_take_response(struct fanout *f, struct engine_response *r,
    struct error *e)
{
	f->asked--;
	return take_answer(f, r->user, r, e);
}

int
fan_show(struct fanout *f, struct fan_item *item, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct fan_slot *slot;
	int rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < item->nslots; i++) {
		slot = &item->slots[i];
		buf_reset(&text);
		rc = start(f, slot, e);
		if (rc != 0)
			break;
		http_request_show(&slot->pager.http, &text);
		buf_byte(&text, '\n');
		rc = out_put(f->out, text.data, text.len, e);
	}
	buf_free(&text);
	return rc;
}
