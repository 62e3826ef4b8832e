/* watermark: up to which time records are known; see watermark.h. */
#include "api/watermark.h"

#include <string.h>

#include "api/record_time.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"
#include "stream/end.h"
#include "stream/state_text.h"
#include "table/time.h"
#include "table/time_pattern.h"

#define LATE_US	  INT64_C(3600000000)
#define MINUTE_US INT64_C(60000000)

/* So many ids are never too many. */
#define FORGET_MIN ((size_t)1 << 16)

/* When it was taken, and what it said. */
struct watermark_record {
	int64_t us;
	uint64_t hash;
	bool met; /* in this load */
};

void
watermark_open(struct watermark *w, const struct desc_incremental *desc,
    int zone_minutes)
{
	*w = (struct watermark){ .desc = desc,
		.zone_minutes = zone_minutes,
		.mark_us = WATERMARK_NO_TIME,
		.edge_us = WATERMARK_NO_TIME,
		.began_us = INT64_MAX,
		.until_us = INT64_MAX,
		.let_go_us = WATERMARK_NO_TIME,
		.newest_us = WATERMARK_NO_TIME,
		.last_us = WATERMARK_NO_TIME,
		.held_us = INT64_MAX };
}

char *
watermark_id(const struct path *paths, size_t n, struct span record,
    size_t *len)
{
	struct buf all = buf_make(SIZE_MAX / 2);
	struct span part;
	size_t i;

	if (n == 1)
		return span_take(span_at(record, &paths[0]), len);
	for (i = 0; i < n; i++) {
		part = span_at(record, &paths[i]);
		if (part.p == NULL || span_kind(part) == JSON_NULL) {
			buf_free(&all);
			return NULL;
		}
		buf_byte(&all, i == 0 ? '[' : ',');
		end_canonical(part.p, part.len, &all);
	}
	buf_byte(&all, ']');
	*len = all.len;
	return buf_take(&all);
}

int64_t
watermark_clock(int64_t us, const char *date, int64_t began_us, int64_t age_s)
{
	int64_t theirs, kept_us = began_us - age_s * 1000000;

	/* What was made since it was kept is not in it. */
	if (age_s > 0 && kept_us < us)
		us = kept_us;
	if (date == NULL || !time_pattern_read("%a, %d %b %Y %H:%M:%S GMT",
				date, strlen(date), 0, &theirs))
		return us;
	return theirs < us ? theirs : us;
}

void
watermark_begin(struct watermark *w, int64_t us)
{
	if (w->mark_us == WATERMARK_NO_TIME && us > w->edge_us)
		w->edge_us = us;
}

static bool
read_time(const struct watermark *w, struct span value, int64_t *us)
{
	const struct desc_strings *formats = &w->desc->formats;
	size_t i, len;
	char *text;
	bool ok = false;

	if (formats->n == 0)
		return record_time(value, w->zone_minutes, us);
	text = span_take(value, &len);
	for (i = 0; text != NULL && !ok && i < formats->n; i++)
		ok = time_pattern_read(formats->items[i], text, len,
		    w->zone_minutes, us);
	mem_free(text);
	return ok || record_time(value, w->zone_minutes, us);
}

/*
 * Parts of the time that do not meet leave nothing out where times have a
 * granularity, in the zone of those that name none.
 */
static int
check_granularity(const struct watermark *w, const char *id, int64_t us,
    struct error *e)
{
	char text[TIME_TEXT_MAX];

	if (w->desc->granularity_us == 0 ||
	    (us + w->zone_minutes * MINUTE_US) % w->desc->granularity_us == 0)
		return 0;
	error_set(e, ERROR_INPUT,
	    "the time of '%.100s', %.*s, is finer than the description's "
	    "'granularity', so that records may lie between the parts of the "
	    "time that are asked for: leave it out, and parts meet",
	    id, (int)time_format_stamp(us, text), text);
	return -1;
}

int
watermark_time(const struct watermark *w, struct span record, const char *id,
    int64_t *us, struct error *e)
{
	const struct desc_incremental *d = w->desc;
	const struct path *paths = d->ntimes > 0 ? d->times : &d->time;
	size_t n = d->ntimes > 0 ? d->ntimes : 1, i;
	struct span value = { NULL, 0 };

	for (i = 0; i < n; i++) {
		value = span_at(record, &paths[i]);
		if (value.p != NULL && span_kind(value) != JSON_NULL &&
		    !span_spells(value, "\"\"", 2))
			break;
	}
	if (i == n)
		return 0;
	if (read_time(w, value, us))
		return check_granularity(w, id, *us, e) == 0 ? 1 : -1;
	error_set(e, ERROR_INPUT,
	    "a load of what is new needs the time of each record: that of "
	    "'%.100s' at '%.100s' is not understood: '%.*s'; see 'incremental' "
	    "and its 'record_formats' in aai-api(5)",
	    id, paths[i].text, value.len < 60 ? (int)value.len : 60, value.p);
	return -1;
}

/* How late what turns up while a list is read may be, an hour at most. */
static int64_t
late_us(const struct watermark *w)
{
	return w->desc->lookback_us < LATE_US ? w->desc->lookback_us : LATE_US;
}

int
watermark_order(struct watermark *w, int64_t us, const char *id,
    struct error *e)
{
	bool oldest = w->desc->order == DESC_ORDER_OLDEST;
	char here[TIME_TEXT_MAX], before[TIME_TEXT_MAX];
	int64_t off;

	if (w->desc->order == DESC_ORDER_ANY ||
	    us >= w->began_us - w->desc->slack_us - late_us(w))
		return 0;
	off = w->last_us == WATERMARK_NO_TIME ? 0
	      : oldest			      ? w->last_us - us
					      : us - w->last_us;
	if (off <= w->desc->slack_us) {
		if (w->last_us == WATERMARK_NO_TIME || off < 0)
			w->last_us = us;
		return 0;
	}
	error_set(e, ERROR_INPUT,
	    "the list is not %s first, as its description says: '%.100s' of "
	    "%.*s comes after a record of %.*s; have the server sort by that "
	    "time (--param, or \"params\" in the description), or say that "
	    "there is no order: \"order\": \"any\"",
	    oldest ? "oldest" : "newest", id,
	    (int)time_format_stamp(us, here), here,
	    (int)time_format_stamp(w->last_us, before), before);
	return -1;
}

void
watermark_list(struct watermark *w)
{
	w->last_us = WATERMARK_NO_TIME;
}

/* What is told apart by it is what the record says, to the letter. */
static uint64_t
hash_of(const struct watermark *w, struct span record)
{
	return w->desc->changes ? hash_64(record.p, record.len, 0) : 0;
}

enum watermark_kind
watermark_look(const struct watermark *w, int64_t us, const char *id,
    size_t id_len, struct span record)
{
	size_t n = map_find(&w->ids, id, id_len);
	const struct watermark_record *r;

	if (n == MAP_NONE)
		return us < w->edge_us ? WATERMARK_KNOWN : WATERMARK_NEW;
	r = &w->records[n];
	if (!w->desc->changes ||
	    (r->us == us && r->hash == hash_of(w, record)))
		return WATERMARK_KNOWN;
	return WATERMARK_CHANGED;
}

static void
set_record(struct watermark *w, const char *id, size_t id_len,
    struct watermark_record r)
{
	size_t n = map_add(&w->ids, id, id_len, NULL);

	w->records = mem_grow(w->records, &w->cap, n + 1, sizeof(r));
	w->records[n] = r;
}

/* Let go of ids that will be before the edge. */
static void
forget(struct watermark *w)
{
	int64_t top = w->newest_us < w->began_us ? w->newest_us : w->began_us;
	struct map all = w->ids;
	struct watermark_record *records = w->records;
	size_t i;

	if (w->until_us < top)
		top = w->until_us;
	if (top > w->let_go_us)
		w->let_go_us = top;
	w->ids = (struct map){ 0 };
	w->records = NULL;
	w->cap = 0;
	for (i = 0; i < all.n; i++)
		if (records[i].us >= top - w->desc->lookback_us)
			set_record(w, all.entries[i].key, all.entries[i].len,
			    records[i]);
	map_free(&all);
	mem_free(records);
	w->forget_at = 2 * w->ids.n;
}

void
watermark_meet(struct watermark *w, int64_t us, const char *id,
    size_t id_len, struct span record, bool final)
{
	size_t n = map_find(&w->ids, id, id_len);
	enum watermark_kind kind = watermark_look(w, us, id, id_len, record);

	if (us > w->newest_us)
		w->newest_us = us;
	if (kind == WATERMARK_KNOWN) {
		w->known++;
		if (n != MAP_NONE)
			w->records[n].met = true;
		return;
	}
	if (!final) {
		w->waiting++;
		if (us < w->held_us)
			w->held_us = us;
		return;
	}
	if (kind == WATERMARK_CHANGED) {
		w->again++;
		if (w->records[n].met && w->records[n].us < w->held_us)
			w->held_us = w->records[n].us;
	}
	set_record(w, id, id_len,
	    (struct watermark_record){ us, hash_of(w, record), true });
	if (w->forgets && !w->desc->changes && w->desc->final.n == 0 &&
	    w->ids.n > FORGET_MIN && w->ids.n > w->forget_at)
		forget(w);
}

bool
watermark_below(const struct watermark *w, int64_t us)
{
	return w->desc->order == DESC_ORDER_NEWEST &&
	       w->edge_us != WATERMARK_NO_TIME &&
	       us + w->desc->slack_us < w->edge_us;
}

bool
watermark_since(const struct watermark *w, int64_t *us)
{
	*us = w->edge_us;
	if (w->mark_us != WATERMARK_NO_TIME &&
	    w->mark_us - w->desc->lookback_us > w->edge_us)
		*us = w->mark_us - w->desc->lookback_us;
	return *us != WATERMARK_NO_TIME;
}

void
watermark_reach(struct watermark *w, int64_t us)
{
	int64_t lookback = w->desc->lookback_us, edge;

	if (w->held_us != INT64_MAX && us > w->held_us + lookback)
		us = w->held_us + lookback;
	if (us == WATERMARK_NO_TIME || us <= w->mark_us)
		return;
	w->mark_us = us;
	edge = us - lookback;
	if (edge > w->edge_us)
		w->edge_us = edge;
}

void
watermark_end(struct watermark *w, bool whole, int64_t now_us,
    int64_t until_us)
{
	int64_t top = w->newest_us;

	if (!whole) {
		if (w->desc->order != DESC_ORDER_OLDEST ||
		    w->last_us == WATERMARK_NO_TIME)
			return;
		top = w->last_us - w->desc->slack_us;
	}
	if (now_us < top)
		top = now_us;
	if (until_us < top)
		top = until_us;
	/* A clock that went back since does not bring the ids back. */
	if (top < w->let_go_us)
		top = w->let_go_us;
	watermark_reach(w, top);
}

static void
put_time(struct buf *out, int64_t us)
{
	char text[TIME_TEXT_MAX];

	if (us == WATERMARK_NO_TIME) {
		buf_str(out, "null");
		return;
	}
	buf_byte(out, '"');
	buf_put(out, text, time_format_stamp(us, text));
	buf_byte(out, '"');
}

void
watermark_put(const struct watermark *w, struct buf *out)
{
	const struct watermark_record *r;
	bool first = true;
	size_t i;

	buf_str(out, ",\"mark\":");
	put_time(out, w->mark_us);
	buf_str(out, ",\"edge\":");
	put_time(out, w->edge_us);
	buf_str(out, ",\"taken\":{");
	for (i = 0; i < w->ids.n; i++) {
		r = &w->records[i];
		if (r->us < w->edge_us)
			continue;
		if (!first)
			buf_byte(out, ',');
		first = false;
		json_quote(w->ids.entries[i].key, w->ids.entries[i].len, out);
		buf_str(out, w->desc->changes ? ":[" : ":");
		put_time(out, r->us);
		if (w->desc->changes)
			buf_printf(out, ",\"%016llx\"]",
			    (unsigned long long)r->hash);
	}
	buf_byte(out, '}');
}

/* 16 hex digits in quotes. */
static bool
parse_hash(struct span value, uint64_t *hash)
{
	size_t i;
	int digit;

	*hash = 0;
	if (span_kind(value) != JSON_STRING || value.len != 18)
		return false;
	for (i = 1; i <= 16; i++) {
		digit = num_hex(value.p[i]);
		if (digit < 0)
			return false;
		*hash = *hash << 4 | (uint64_t)digit;
	}
	return true;
}

/* A time, or a time and a hash; without one any version is another. */
static bool
parse_record(struct span value, struct watermark_record *r)
{
	struct span_walk walk = span_list(value);
	struct span time, hash;

	*r = (struct watermark_record){ 0 };
	if (span_kind(value) != JSON_ARRAY)
		return state_text_time(value, &r->us);
	return span_item(&walk, &time) && state_text_time(time, &r->us) &&
	       span_item(&walk, &hash) && parse_hash(hash, &r->hash) &&
	       !span_item(&walk, &hash);
}

static bool
take_id(void *arg, const char *id, size_t len, struct span value)
{
	struct watermark *w = arg;
	struct watermark_record r;

	if (!parse_record(value, &r))
		return false;
	set_record(w, id, len, r);
	if (r.us > w->newest_us)
		w->newest_us = r.us;
	return true;
}

int
watermark_read(struct watermark *w, struct span object, struct error *e)
{
	if (state_text_mark(object, "mark", &w->mark_us, e) != 0 ||
	    state_text_mark(object, "edge", &w->edge_us, e) != 0)
		return -1;
	return state_text_each(
	    span_get(object, "taken"), "taken", take_id, w, e);
}

int
watermark_read_walk(struct watermark *w, struct span object, struct error *e)
{
	if (state_text_mark(object, "mark", &w->edge_us, e) != 0)
		return -1;
	w->mark_us = w->edge_us;
	return state_text_each(
	    span_get(object, "delivered"), "delivered", take_id, w, e);
}

void
watermark_close(struct watermark *w)
{
	map_free(&w->ids);
	mem_free(w->records);
	*w = (struct watermark){ 0 };
}
