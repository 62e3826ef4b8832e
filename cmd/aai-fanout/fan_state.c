/* fan_state: the times of children, and their state; see fan_state.h. */
#include "aai-fanout/fan_state.h"

#include <string.h>

#include "api/desc_incremental.h"
#include "base/mem.h"
#include "io/clock.h"
#include "json/text.h"

static int
check_options(struct fanout *f, struct error *e)
{
	const struct fanout_options *o = &f->options;
	size_t i;

	if (o->start != NULL && !desc_parse_when(o->start, &f->state.start)) {
		error_set(e, ERROR_USAGE,
		    "--start: '%.100s' is neither a date, a timestamp nor how "
		    "long ago, as 730d",
		    o->start);
		return -1;
	}
	if (o->state == NULL && (o->refresh || o->same_account)) {
		error_set(e, ERROR_USAGE, "%s needs --state",
		    o->refresh ? "--full-refresh" : "--same-account");
		return -1;
	}
	for (i = 0; o->state != NULL && i < f->nresources; i++)
		if (!f->resources[i].r->incremental.watermark) {
			error_set(e, ERROR_USAGE,
			    "--state: %s has no 'incremental' with an order, "
			    "'since' or 'changes' in its description "
			    "(aai-api(5))",
			    f->resources[i].r->name);
			return -1;
		}
	return 0;
}

static int
open_resources(struct fanout *f, struct error *e)
{
	struct fan_resource *fr;
	size_t i;

	for (i = 0; i < f->nresources; i++) {
		fr = &f->resources[i];
		if (!fr->r->incremental.watermark)
			continue;
		fr->final = cond_open(&fr->r->incremental.final, e);
		if (fr->final == NULL)
			return -1;
		f->state.merge |= fr->r->incremental.changes;
	}
	f->state.merge |= f->options.pass;
	return 0;
}

int
fan_state_open(struct fanout *f, struct error *e)
{
	f->state.lock = -1;
	if (check_options(f, e) != 0 || open_resources(f, e) != 0)
		return -1;
	f->state.on = f->options.state != NULL;
	return f->state.on ? fan_state_read(f, e) : 0;
}

int
fan_state_account(struct fanout *f, struct error *e)
{
	struct fan_state *s = &f->state;
	const struct client *c = f->client;

	if (!s->on || c->account[0] == '\0')
		return 0;
	if (s->account[0] != '\0' && !f->options.same_account &&
	    strcmp(s->account, c->account) != 0) {
		error_set(e, ERROR_USAGE,
		    "the state '%s' is of another account or project than this "
		    "key: take another state, or, if the key is a new one of "
		    "the same account, --same-account",
		    f->options.state);
		return -1;
	}
	memcpy(s->salt, c->salt, sizeof(s->salt));
	memcpy(s->account, c->account, sizeof(s->account));
	return 0;
}

/* The parent's place; a new one where it has none. */
static struct fan_parent *
parent_of(struct fan_resource *fr, const char *id, size_t len)
{
	struct fan_parents *all = &fr->known;
	bool added;
	size_t n = map_add(&all->ids, id, len, &added);

	all->items = mem_grow(all->items, &all->cap, n + 1,
	    sizeof(*all->items));
	if (added)
		all->items[n] = (struct fan_parent){ 0 };
	return &all->items[n];
}

void
fan_state_set(struct fan_resource *fr, const char *id, size_t len, char *text)
{
	struct fan_parent *p = parent_of(fr, id, len);

	mem_free(p->text);
	p->text = text;
}

bool
fan_state_asked(struct fanout *f, size_t resource, const char *id, size_t len,
    uint64_t fields, bool *same)
{
	struct fan_parent *p;
	bool asked;

	if (!f->state.on)
		return false;
	p = parent_of(&f->resources[resource], id, len);
	asked = p->asked;
	*same = p->fields == fields;
	p->asked = true;
	p->fields = fields;
	return asked;
}

/* The time that the slot begins at, INTERVAL_NO_TIME for the first. */
static int64_t
first_time(const struct fanout *f, struct fan_slot *slot)
{
	const struct desc_incremental *d = slot->watermark.desc;
	const struct desc_when *start =
	    f->state.start.given ? &f->state.start : &d->start;
	int64_t us = INTERVAL_NO_TIME;

	if (start->given)
		watermark_begin(&slot->watermark,
		    desc_when(start, slot->clock_us));
	return watermark_since(&slot->watermark, &us) ? us : INTERVAL_NO_TIME;
}

/*
 * What a state calls the slot's list: its parent's id, or that, what is carried
 * of the parent, and the values of the resource's lists, in a list.
 */
static void
put_name(const struct fan_resource *fr, const struct fan_slot *slot,
    struct buf *out)
{
	const struct desc_resource *r = fr->r;
	const struct template_var *v;
	size_t i;

	if (r->neach == 0 && r->carry.n == 0) {
		buf_put(out, slot->item->id, slot->item->id_len);
		return;
	}
	buf_byte(out, '[');
	json_quote(slot->item->id, slot->item->id_len, out);
	for (i = 0; i < r->carry.n + r->neach; i++) {
		v = template_find(&slot->more, i < r->carry.n ?
			r->carry.items[i] :
			r->each[i - r->carry.n].name);
		buf_byte(out, ',');
		if (v == NULL || v->text == NULL)
			buf_str(out, "null");
		else
			json_quote(v->text, v->len, out);
	}
	buf_byte(out, ']');
}

static int
read_known(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	struct fan_resource *fr = &f->resources[slot->resource];
	const struct fan_parent *p;
	struct buf name = buf_make(SIZE_MAX / 2);

	if (!f->state.on)
		return 0;
	put_name(fr, slot, &name);
	p = parent_of(fr, (const char *)name.data, name.len);
	buf_free(&name);
	if (p->text == NULL ||
	    watermark_read(&slot->watermark,
		(struct span){ p->text, strlen(p->text) }, e) == 0)
		return 0;
	error_prefix(e, "state '%s': %s: parent '%.100s'", f->options.state,
	    fr->r->name, slot->item->id);
	return -1;
}

int
fan_state_begin(struct fanout *f, struct fan_slot *slot, struct error *e)
{
	const struct desc_resource *r = f->resources[slot->resource].r;
	int64_t from;

	slot->clock_us = clock_wall_s() * 1000000;
	slot->reached_us = INT64_MAX;
	watermark_open(&slot->watermark, &r->incremental,
	    f->client->desc->zone_minutes);
	slot->watermark.began_us = slot->clock_us;
	if (read_known(f, slot, e) != 0)
		return -1;
	from = r->incremental.watermark ? first_time(f, slot) :
					  INTERVAL_NO_TIME;
	slot->timed = r->incremental.watermark &&
		      (f->state.on || from != INTERVAL_NO_TIME);
	intervals_open(&slot->intervals, &r->incremental,
	    f->client->desc->zone_minutes, from, slot->clock_us);
	if (!r->incremental.until.on || from != INTERVAL_NO_TIME)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s is asked for between two times: say where the first load "
	    "begins with --start, as --start 2020-01-01 or --start 365d",
	    r->name);
	return -1;
}

bool
fan_state_next(struct fan_slot *slot)
{
	interval_free(&slot->interval);
	watermark_list(&slot->watermark);
	if (!intervals_next(&slot->intervals, &slot->interval))
		return false;
	interval_names(&slot->intervals, &slot->interval, slot->bounds);
	return true;
}

void
fan_state_clock(struct fan_slot *slot, const struct engine_response *r)
{
	char *date = engine_response_header(r, "Date");

	slot->clock_us = watermark_clock(slot->clock_us, date,
	    slot->watermark.began_us, r->age_s);
	mem_free(date);
}

/* A child that has an id. */
static int
admit_named(struct fan_resource *fr, struct fan_slot *slot,
    struct span record, const char *id, size_t len, bool *wanted,
    struct error *e)
{
	struct watermark *w = &slot->watermark;
	bool final;
	int64_t us;
	int rc = watermark_time(w, record, id, &us, e);

	fr->untimed += rc == 0 ? 1 : 0;
	if (rc <= 0)
		return rc;
	if (cond_holds(fr->final, record, &final, e) != 0 ||
	    watermark_order(w, us, id, e) != 0)
		return -1;
	*wanted = final && watermark_look(w, us, id, len, record) !=
			       WATERMARK_KNOWN;
	watermark_meet(w, us, id, len, record, final);
	return 0;
}

int
fan_state_admit(struct fanout *f, struct fan_slot *slot, struct span record,
    bool *wanted, struct error *e)
{
	struct fan_resource *fr = &f->resources[slot->resource];
	size_t len;
	char *id = watermark_id(fr->id.paths, fr->id.n, record, &len);
	int rc = 0;

	*wanted = false;
	if (id == NULL)
		fr->unnamed++;
	else
		rc = admit_named(fr, slot, record, id, len, wanted, e);
	mem_free(id);
	return rc;
}

bool
fan_state_below(const struct fan_slot *slot, struct span record)
{
	struct error ignored;
	int64_t us;

	return slot->timed &&
	       slot->watermark.desc->order == DESC_ORDER_NEWEST &&
	       watermark_time(&slot->watermark, record, "", &us, &ignored) ==
		   1 &&
	       watermark_below(&slot->watermark, us);
}

void
fan_state_reach(struct fan_slot *slot)
{
	int64_t us = slot->interval.reach_us;

	slot->reached_us = us;
	if (slot->pager.shrunk > 0)
		slot->part = true;
	if (!slot->part && !slot->intervals.ended)
		watermark_reach(&slot->watermark,
		    us < slot->clock_us ? us : slot->clock_us);
	slot->whole = !slot->part && slot->intervals.ended;
}

void
fan_state_emit(struct fanout *f, struct fan_slot *slot)
{
	struct fan_resource *fr = &f->resources[slot->resource];
	struct buf text = buf_make(SIZE_MAX / 2);
	struct buf name = buf_make(SIZE_MAX / 2);

	if (!f->state.on || !slot->asked)
		return;
	watermark_end(&slot->watermark, slot->whole, slot->clock_us,
	    slot->reached_us);
	watermark_put(&slot->watermark, &text);
	text.data[0] = '{';
	buf_byte(&text, '}');
	put_name(fr, slot, &name);
	fan_state_set(
	    fr, (const char *)name.data, name.len, buf_take(&text));
	buf_free(&name);
}
