/* fan_input: lines of input into items; see fan_input.h. */
#include "aai-fanout/fan_input.h"

#include <stdio.h>
#include <string.h>

#include "aai-fanout/fan_deleted.h"
#include "aai-fanout/fan_parents.h"
#include "aai-fanout/fan_state.h"
#include "api/desc_parents.h"
#include "base/hash.h"
#include "base/mem.h"
#include "json/text.h"
#include "stream/deleted.h"
#include "stream/end.h"
#include "stream/record.h"

static int
malformed(struct fanout *f, struct error *e, const char *what)
{
	error_set(e, ERROR_INPUT, "%s: line %llu (byte %llu): %s", f->in->name,
	    (unsigned long long)f->in->number,
	    (unsigned long long)f->in->offset, what);
	return -1;
}

/* That the line is a whole object. */
static int
check_line(struct fanout *f, const char *line, size_t len, struct error *e)
{
	const char *end = line + len, *at = NULL, *to;
	char text[80];

	line = json_skip_space(line, end);
	to = line < end && *line == '{' ?
	    json_value_end(line, end,
		(unsigned)f->client->options.max_depth, &at) :
	    NULL;
	if (to != NULL && json_skip_space(to, end) == end)
		return 0;
	if (!f->in->terminated)
		return malformed(f, e,
		    "the input is cut: whoever wrote it did not end well");
	(void)snprintf(text, sizeof(text), "not a JSON object (column %zu)%s",
	    at != NULL ? (size_t)(at - line) + 1 : (size_t)1,
	    line < end && *line != '{' ? "; plain ids are read with --ids" :
					 "");
	return malformed(f, e, text);
}

static bool
has_state(const struct record_end *rest)
{
	struct error ignored;
	struct end end;

	return end_parse(&end, rest->rest, rest->rest_len, &ignored) == 0 &&
	    end.state != NULL;
}

/*
 * Whether the end record has a state, and we leave parts out.  What it says was
 * selected would be the same for all shards, and with it their files' names.
 */
static bool
is_shared_state(const struct fanout *f, const struct record_end *rest)
{
	return f->record_filter.shards > 1 && has_state(rest);
}

/* Keep the end record's members until the end. */
static int
take_end(struct fanout *f, const char *line, size_t len, struct error *e)
{
	struct record_end end;
	char text[160];

	if (record_end_parse(line, len, &end, e) != 0)
		return malformed(f, e, "a malformed end record");
	f->has_end = true;
	if (f->state.on && has_state(&end)) {
		error_set(e, ERROR_USAGE,
		    "--state: the parents come with a state of their own, and "
		    "a load has one: fetch them without --state, or expand "
		    "those that are new without it here");
		return -1;
	}
	if (is_shared_state(f, &end)) {
		error_set(e, ERROR_USAGE,
		    "--shard: the shards of a load with a state would replace "
		    "each other; give --shard to aai-fetch instead");
		return -1;
	}
	if (end.records == f->read) {
		f->end_rest = mem_dup(end.rest, end.rest_len);
		f->end_rest_len = end.rest_len;
		return 0;
	}
	(void)snprintf(text, sizeof(text),
	    "the end record counts %llu records, but %llu came; it is dropped "
	    "(filter with --where, which counts)",
	    (unsigned long long)end.records, (unsigned long long)f->read);
	if (f->options.require_end)
		return malformed(f, e, text);
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
	return 0;
}

static bool
is_table(const struct record_tag *tag, const char *name)
{
	return span_spells((struct span){ tag->table, tag->table_len }, name,
	    strlen(name));
}

/* A record, and what is found out about it. */
struct finding {
	struct span record;
	struct record_tag tag;
	char *id; /* owned */
	size_t id_len;
	bool id_is_number;
	bool has_id;	   /* there is a member for it, whatever is in it */
	struct error unfit; /* why nothing can be asked for with the id */
	size_t nparent; /* resources whose parent it is */
	size_t nwanted; /* of them, those it qualifies for */
};

/* Note when the id is none that can be asked for. */
static void
check_id(const struct fanout *f, struct finding *d)
{
	if (request_id_check(f->client->desc, d->id, d->id_len, &d->unfit) ==
	    0)
		d->unfit = (struct error){ 0 };
}

/* Find the parent's id in the record; it stays NULL when there is none. */
static void
find_id(struct fanout *f, struct finding *d, const struct desc_parent *p)
{
	struct span id = span_at(d->record, &p->id);
	enum json_kind kind = span_kind(id);

	d->has_id = id.p != NULL;
	if (kind != JSON_STRING && kind != JSON_NUMBER) {
		error_set(&d->unfit, ERROR_INPUT, "a parent without an id");
		return;
	}
	d->id = span_take(id, &d->id_len);
	d->id_is_number = kind == JSON_NUMBER;
	check_id(f, d);
}

/* For one resource: whether the record is its parent and qualifies. */
static int
look_at(struct fanout *f, size_t i, struct finding *d, struct error *e)
{
	struct fan_resource *fr = &f->resources[i];
	const struct desc_parent *p = d->tag.table != NULL ? fr->parent :
							     fr->untagged;
	struct cond *when = d->tag.table != NULL ? fr->when :
						   fr->when_untagged;

	f->wanted[i] = false;
	if (p == NULL ||
	    (d->tag.table != NULL && !is_table(&d->tag, p->table)))
		return 0;
	if (d->id == NULL)
		find_id(f, d, p);
	if (!d->has_id && d->tag.table == NULL)
		return 0; /* some other record without a tag */
	d->nparent++;
	if (cond_holds(when, d->record, &f->wanted[i], e) != 0) {
		error_prefix(e, "when of %s", fr->r->name);
		return -1;
	}
	if (f->wanted[i])
		d->nwanted++;
	else
		fr->skipped++;
	return 0;
}

/* How many requests a parent is worth, but for their pages. */
static size_t
count_slots(const struct fanout *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->nresources; i++)
		if (f->wanted[i])
			n += for_each_count(f->resources[i].each);
	return n;
}

/* An item with slots for each resource wanted: one, or one a value. */
static void
add_parent(struct fanout *f, const char *line, size_t len,
    struct finding *d, struct fan_item **item)
{
	const struct fan_resource *fr;
	struct fan_slot *slot;
	size_t i, k;

	*item = fan_add(&f->queue, line, len, f->in->number, count_slots(f));
	(*item)->passes = f->options.pass;
	(*item)->id = d->id;
	(*item)->id_len = d->id_len;
	(*item)->id_is_number = d->id_is_number;
	d->id = NULL;
	slot = (*item)->slots;
	for (i = 0; i < f->nresources; i++) {
		fr = &f->resources[i];
		for (k = 0; f->wanted[i] && k < for_each_count(fr->each);
		    k++, slot++) {
			slot->resource = i;
			slot->combination = k;
			slot->parent = f->options.ids ? NULL :
			    d->tag.table != NULL ? fr->parent : fr->untagged;
		}
	}
}

static int
add_other(struct fanout *f, const char *line, size_t len,
    struct fan_item **item)
{
	f->others++;
	/* What belongs to no shard goes with the first. */
	if (f->record_filter.shards > 0 && f->record_filter.shard > 0)
		return 0;
	*item = fan_add(&f->queue, line, len, f->in->number, 0);
	(*item)->passes = true;
	return 0;
}

/* What has no id goes with the first shard, as what belongs to none does. */
static bool
in_shard(const struct fanout *f, const struct finding *d)
{
	if (d->id == NULL)
		return f->record_filter.shards == 0 ||
		    f->record_filter.shard == 0;
	return record_filter_shard(&f->record_filter, d->id, d->id_len);
}

/* A parent that nothing can be asked for with: it is put aside, or ends all. */
static int
add_unfit(struct fanout *f, const char *line, size_t len,
    const struct finding *d, struct fan_item **item, struct error *e)
{
	(void)malformed(f, e, d->unfit.text);
	if (!f->failed.on)
		return -1;
	*item = fan_add(&f->queue, line, len, f->in->number, 0);
	(*item)->error = *e;
	if (f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, e->text);
	return 0;
}

static void
say_changed(const struct fanout *f, const struct finding *d)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "parent '%.100s' came again, and not as it was before: its children "
	    "are sent again, too",
	    d->id);
	if (f->changed == 1 && f->observer.warn != NULL)
		f->observer.warn(f->observer.arg, text);
}

/*
 * Ids of two grandparents may be the same: what is carried tells them.  Or put
 * all that is asked with.
 */
static void
put_fields(const struct fanout *f, size_t i, const struct finding *d, bool all,
    struct buf *key)
{
	const struct desc_resource *r = f->resources[i].r;
	const struct desc_parent *p = d->tag.table != NULL ?
	    f->resources[i].parent :
	    f->resources[i].untagged;
	struct error ignored;
	size_t k;

	for (k = 0; p != NULL && !f->options.ids && k < p->nfields; k++) {
		if (!all && !desc_carries(r, p->fields[k].name))
			continue;
		buf_byte(key, 0);
		/* One that fails is found out when it is asked with. */
		if (fan_field(&f->resources[i], p, k, d->record, key,
			&ignored) < 0)
			buf_byte(key, 0);
	}
}

/*
 * Whether the state's parent of this key was asked for already in this load: 1,
 * 0, or -1 with *e where it was asked for as another one.
 */
static int
is_asked(struct fanout *f, size_t i, const struct finding *d,
    const struct buf *key, struct error *e)
{
	struct buf fields = buf_make(SIZE_MAX / 2);
	bool asked, same;
	uint64_t hash;

	if (d->unfit.kind != ERROR_NONE)
		return 0;
	buf_byte(&fields, 0);
	put_fields(f, i, d, true, &fields);
	hash = hash_64(fields.data, fields.len, 0);
	buf_free(&fields);
	asked = fan_state_asked(
	    f, i, (const char *)key->data, key->len, hash, &same);
	if (!asked || same)
		return asked;
	error_set(e, ERROR_USAGE,
	    "parent '%.100s' of %s came twice, with other \"fields\": a state "
	    "needs those that tell parents apart in \"carry\" (aai-api(5)); if "
	    "they only changed meanwhile, run again",
	    d->id, f->resources[i].r->name);
	return -1;
}

/*
 * Want nothing that was asked for with this id already, for a record that said
 * the same: a list that changes while it is read may show some twice.
 */
static int
leave_repeats(struct fanout *f, struct finding *d, struct error *e)
{
	struct buf key = buf_make(SIZE_MAX / 2);
	bool again = false, changed = false;
	int asked = 0;
	size_t i;

	for (i = 0; asked >= 0 && i < f->nresources; i++) {
		if (!f->wanted[i])
			continue;
		buf_reset(&key);
		buf_put(&key, d->id, d->id_len);
		put_fields(f, i, d, false, &key);
		/* What a state has of a parent is one version of it. */
		asked = is_asked(f, i, d, &key, e);
		if (asked != 0) {
			f->wanted[i] = false;
			d->nwanted--;
			again = true;
			continue;
		}
		buf_byte(&key, 0);
		buf_u64(&key, i);
		switch (repeats_take_id(&f->seen, key.data, key.len,
		    d->record)) {
		case REPEATS_AGAIN:
			f->wanted[i] = false;
			d->nwanted--;
			again = true;
			break;
		case REPEATS_CHANGED:
			changed = true;
			break;
		case REPEATS_NEW:
			break;
		}
	}
	buf_free(&key);
	f->repeated += again ? 1 : 0;
	f->changed += changed ? 1 : 0;
	if (changed)
		say_changed(f, d);
	return asked < 0 ? -1 : 0;
}

static int
take_parent(struct fanout *f, const char *line, size_t len,
    struct finding *d, struct fan_item **item, struct error *e)
{
	bool wanted;
	size_t i;

	f->parents++;
	if (!in_shard(f, d)) {
		f->left_out++;
		return 0;
	}
	if (record_filter_where(&f->record_filter, d->record, &wanted, e) != 0)
		return -1;
	if (!wanted) {
		f->left_out++;
		d->nwanted = 0;
		for (i = 0; i < f->nresources; i++)
			f->wanted[i] = false;
	}
	if (d->nwanted > 0 && d->unfit.kind != ERROR_NONE)
		return add_unfit(f, line, len, d, item, e);
	if (leave_repeats(f, d, e) != 0)
		return -1;
	if (d->nwanted > 0 || f->options.pass)
		add_parent(f, line, len, d, item);
	return 0;
}

/* A line that is an id, with blanks around it perhaps. */
static int
take_plain_id(struct fanout *f, const char *line, size_t len,
    struct fan_item **item, struct error *e)
{
	struct finding d = { .nwanted = f->nresources };
	struct buf made = buf_make(1 << 16);
	int rc;
	size_t i;

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	for (; len > 0 && (*line == ' ' || *line == '\t'); len--)
		line++;
	d.id = mem_dup(line, len);
	d.id_len = len;
	check_id(f, &d);
	buf_str(&made, "{\"id\":");
	json_quote(line, len, &made);
	buf_byte(&made, '}');
	d.record = (struct span){ (const char *)made.data, made.len };
	for (i = 0; i < f->nresources; i++)
		f->wanted[i] = true;
	rc = take_parent(f, line, len, &d, item, e);
	if (rc == 0 && *item != NULL)
		(*item)->passes = false;
	mem_free(d.id);
	buf_free(&made);
	return rc;
}

int
fan_take_line(struct fanout *f, const char *line, size_t len,
    struct fan_item **item, struct error *e)
{
	struct finding d = { .record = { line, len } };
	int rc = 0;
	size_t i;

	*item = NULL;
	if (f->has_end)
		return malformed(f, e, "a record after the end record");
	if (f->options.ids) {
		f->read++;
		return take_plain_id(f, line, len, item, e);
	}
	if (check_line(f, line, len, e) != 0)
		return -1;
	if (!record_tag(line, len, &d.tag))
		return malformed(f, e, "the tag is not a string");
	if (d.tag.table != NULL && is_table(&d.tag, RECORD_END_TABLE))
		return take_end(f, line, len, e);
	f->read++;
	if (d.tag.table != NULL && is_table(&d.tag, DELETED_TABLE))
		return fan_deleted_take(f, line, len, e);
	for (i = 0; rc == 0 && i < f->nresources; i++)
		rc = look_at(f, i, &d, e);
	if (rc == 0 && d.nparent == 0)
		rc = add_other(f, line, len, item);
	else if (rc == 0)
		rc = take_parent(f, line, len, &d, item, e);
	mem_free(d.id);
	return rc;
}
