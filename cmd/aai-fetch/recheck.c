/* recheck: what a state knows of records sent before; see recheck.h. */
#include "aai-fetch/recheck.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"
#include "stream/state_text.h"
#include "table/time.h"

#define HASH_DIGITS 16

void
recheck_ask(struct recheck *r, int64_t span_us)
{
	r->on = true;
	r->span_us = span_us;
}

void
recheck_begin(
    struct recheck *r, int64_t now_us, int64_t least_us, bool first)
{
	if (!r->kept)
		r->from_us = INT64_MAX;
	r->kept |= r->on;
	if (!r->kept)
		return;
	r->low_us = now_us - r->span_us;
	if (r->low_us < least_us)
		r->low_us = least_us;
	/* There is nothing that was sent and is not known. */
	if (first)
		r->from_us = r->low_us;
}

uint64_t
recheck_hash(struct span record)
{
	uint64_t hash = hash_64(record.p, record.len, 0);

	return hash != RECHECK_GONE ? hash : 1;
}

static struct recheck_item *
find(const struct recheck *r, const char *id, size_t len)
{
	size_t at = map_find(&r->ids, id, len);

	return at != MAP_NONE ? &r->items[at] : NULL;
}

enum recheck_known
recheck_look(const struct recheck *r, int64_t us, const char *id, size_t len,
    uint64_t hash)
{
	const struct recheck_item *item;

	if (!r->on || us < r->low_us)
		return RECHECK_UNKNOWN;
	item = find(r, id, len);
	if (item != NULL)
		return item->hash == hash ? RECHECK_SAME : RECHECK_NEWS;
	return us >= r->from_us ? RECHECK_NEWS : RECHECK_UNKNOWN;
}

static int
too_many(const struct recheck *r, struct error *e)
{
	error_set(e, ERROR_FAILED,
	    "--recheck: the ids of the records do not fit %llu bytes; give "
	    "more --memory, or a shorter time",
	    (unsigned long long)r->memory);
	return -1;
}

int
recheck_note(struct recheck *r, const struct recheck_item *item,
    const char *id, size_t len, struct error *e)
{
	size_t at;

	if (!r->kept || item->us < r->low_us)
		return 0;
	at = map_add(&r->ids, id, len, NULL);
	r->items = mem_grow(r->items, &r->cap, r->ids.n, sizeof(*r->items));
	r->items[at] = *item;
	r->items[at].seen = true;
	return r->ids.bytes + r->cap * sizeof(*r->items) <= r->memory ?
	    0 :
	    too_many(r, e);
}

void
recheck_see(struct recheck *r, const char *id, size_t len)
{
	struct recheck_item *item = find(r, id, len);

	if (item != NULL) {
		item->seen = true;
		item->missing = false;
	}
}

/* Whether the list should have it. */
static bool
is_due(const struct recheck *r, const struct recheck_item *item,
    struct recheck_part part)
{
	return item->hash != RECHECK_GONE && item->us >= r->low_us &&
	    item->us >= part.low_us && item->us < part.high_us;
}

struct recheck_absent
recheck_count(const struct recheck *r, struct recheck_part part)
{
	struct recheck_absent a = { 0, 0 };
	size_t i;

	for (i = 0; i < r->ids.n; i++)
		if (is_due(r, &r->items[i], part)) {
			a.known++;
			a.absent += !r->items[i].seen;
		}
	return a;
}

size_t
recheck_next(
    struct recheck *r, size_t *at, struct recheck_part part, bool twice)
{
	struct recheck_item *item;

	while (*at < r->ids.n) {
		item = &r->items[(*at)++];
		if (item->seen || !is_due(r, item, part))
			continue;
		if (twice && !item->missing) {
			item->missing = true;
			continue;
		}
		item->hash = RECHECK_GONE;
		return *at - 1;
	}
	return MAP_NONE;
}

void
recheck_end(struct recheck *r)
{
	if (r->on)
		r->from_us = r->low_us;
}

static void
put_time(struct buf *out, int64_t us)
{
	char text[TIME_TEXT_MAX];

	buf_put(out, text, time_format_stamp(us, text));
}

/* {"id":"TIME HASH FORM",...}; FORM: s or n, and m where it is missing. */
static void
put_item(struct buf *out, const struct map_entry *p,
    const struct recheck_item *item)
{
	json_quote(p->key, p->len, out);
	buf_str(out, ":\"");
	put_time(out, item->us);
	buf_printf(out, " %016llx %c%s\"", (unsigned long long)item->hash,
	    item->number ? 'n' : 's', item->missing ? "m" : "");
}

void
recheck_put(const struct recheck *r, struct buf *out)
{
	bool first = true;
	size_t i;

	if (!r->kept)
		return;
	buf_printf(out, ",\"recheck\":{\"span\":%lld,\"from\":",
	    (long long)r->span_us);
	if (r->from_us == INT64_MAX) {
		buf_str(out, "null");
	} else {
		buf_byte(out, '"');
		put_time(out, r->from_us > r->low_us ? r->from_us : r->low_us);
		buf_byte(out, '"');
	}
	buf_str(out, ",\"sent\":{");
	for (i = 0; i < r->ids.n; i++) {
		if (r->items[i].us < r->low_us)
			continue;
		buf_str(out, first ? "" : ",");
		first = false;
		put_item(out, &r->ids.entries[i], &r->items[i]);
	}
	buf_str(out, "}}");
}

static bool
read_hash(const char *p, uint64_t *hash)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;
	size_t i;

	*hash = 0;
	for (i = 0; i < HASH_DIGITS; i++) {
		at = memchr(digits, p[i], sizeof(digits) - 1);
		if (at == NULL)
			return false;
		*hash = *hash << 4 | (uint64_t)(at - digits);
	}
	return true;
}

/* Whether the text is a JSON number, as a line can have it. */
static bool
is_number(const char *id, size_t len)
{
	const char *at;

	return len > 0 && (*id == '-' || (*id >= '0' && *id <= '9')) &&
	    json_value_end(id, id + len, 1, &at) == id + len;
}

static bool
take_item(void *arg, const char *id, size_t len, struct span value)
{
	struct recheck *r = arg;
	struct recheck_item item = { 0 };
	const char *p = value.p + 1, *end = value.p + value.len - 1, *space;
	size_t at, rest;

	if (span_kind(value) != JSON_STRING)
		return false;
	space = memchr(p, ' ', (size_t)(end - p));
	if (space == NULL ||
	    !time_parse_stamp(p, (size_t)(space - p), 0, &item.us))
		return false;
	p = space + 1;
	rest = (size_t)(end - p);
	if (rest < HASH_DIGITS + 2 || rest > HASH_DIGITS + 3 ||
	    p[HASH_DIGITS] != ' ' || !read_hash(p, &item.hash))
		return false;
	p += HASH_DIGITS + 1;
	item.number = *p == 'n';
	item.missing = p + 1 < end;
	if ((*p != 's' && !(item.number && is_number(id, len))) ||
	    (item.missing && p[1] != 'm'))
		return false;
	at = map_add(&r->ids, id, len, NULL);
	r->items = mem_grow(r->items, &r->cap, r->ids.n, sizeof(*r->items));
	r->items[at] = item;
	return true;
}

int
recheck_read(struct recheck *r, struct span state, struct error *e)
{
	struct span all = span_get(state, "recheck");
	struct span span;
	int64_t us;

	if (all.p == NULL)
		return state_text_damaged(e, "recheck");
	span = span_get(all, "span");
	if (span_kind(span) != JSON_NUMBER ||
	    !num_i64(span.p, span.len, 0, INT64_MAX / 1000, &us))
		return state_text_damaged(e, "span");
	r->from_us = INT64_MAX;
	if (state_text_mark(all, "from", &r->from_us, e) != 0 ||
	    state_text_each(span_get(all, "sent"), "sent", take_item, r, e) !=
		0)
		return -1;
	r->kept = true;
	if (!r->on)
		r->span_us = us;
	return 0;
}

void
recheck_close(struct recheck *r)
{
	map_free(&r->ids);
	mem_free(r->items);
	*r = (struct recheck){ 0 };
}
