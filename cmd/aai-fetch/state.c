/* state: what an incremental load has delivered; see state.h. */
#include "aai-fetch/state.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"
#include "stream/end.h"
#include "table/time.h"

#define VERSION 1

void
state_open(struct state *s, const struct desc *desc,
    const struct desc_resource *r)
{
	*s = (struct state){ .desc = &r->incremental,
		.zone_minutes = desc->zone_minutes,
		.mark_us = STATE_NO_TIME,
		.newest_us = STATE_NO_TIME,
		.last_us = STATE_NO_TIME };
}

static void
newer(struct state *s, int64_t us)
{
	if (us > s->newest_us)
		s->newest_us = us;
}

static bool
parse_time(struct span text, int zone_minutes, int64_t *us)
{
	return span_kind(text) == JSON_STRING &&
	       time_parse_stamp(text.p + 1, text.len - 2, zone_minutes, us);
}

/* {"id":"time",...} */
static int
read_ids(struct state *s, struct span ids, struct map *to, struct error *e)
{
	struct span_walk walk = span_object(ids);
	struct span name, value;
	struct buf id = buf_make(1 << 20);
	int64_t us;
	size_t n;

	while (span_member(&walk, &name, &value)) {
		if (!parse_time(value, 0, &us)) {
			error_set(e, ERROR_INPUT, "a time is no time");
			buf_free(&id);
			return -1;
		}
		buf_reset(&id);
		(void)json_unescape(name.p, name.len, &id);
		n = map_add(to, (const char *)id.data, id.len, NULL);
		to->entries[n].value = (uint64_t)us;
		newer(s, us);
	}
	buf_free(&id);
	return 0;
}

static int
read_members(struct state *s, struct span whole, struct span selection,
    struct error *e)
{
	struct span version = span_get(whole, "version");
	struct span mark = span_get(whole, "mark");
	struct span mine = span_get(whole, "selection");

	if (version.len != 1 || *version.p != '0' + VERSION) {
		error_set(e, ERROR_INPUT,
		    "it is not of version %d, the one that this program knows: "
		    "use the newer one that wrote it, or --full-refresh",
		    VERSION);
		return -1;
	}
	if (mine.len != selection.len ||
	    memcmp(mine.p, selection.p, mine.len) != 0) {
		error_set(e, ERROR_USAGE,
		    "it belongs to another selection: %.*s; take another file, "
		    "or start anew with --full-refresh",
		    mine.len < 400 ? (int)mine.len : 400,
		    mine.p != NULL ? mine.p : "");
		return -1;
	}
	if (span_kind(mark) != JSON_NULL &&
	    !parse_time(mark, 0, &s->mark_us)) {
		error_set(e, ERROR_INPUT, "its mark is no time");
		return -1;
	}
	if (read_ids(s, span_get(whole, "delivered"), &s->delivered, e) != 0)
		return -1;
	return read_ids(s, span_get(whole, "pending"), &s->pending, e);
}

int
state_read(struct state *s, const char *text, size_t len,
    const char *selection, size_t selection_len, struct error *e)
{
	const char *from = json_skip_space(text, text + len), *to;

	end_hash(text, len, s->from);
	if (from == text + len)
		return 0;
	to = json_value_end(from, text + len, 16, NULL);
	if (to == NULL || json_skip_space(to, text + len) != text + len ||
	    *from != '{') {
		error_set(e, ERROR_INPUT, "it is no JSON object");
		return -1;
	}
	return read_members(s, (struct span){ from, (size_t)(to - from) },
	    (struct span){ selection, selection_len }, e);
}

/* When the record was made; that of its neighbour when it does not say. */
static int64_t
time_of(const struct state *s, struct span record)
{
	int64_t us;

	if (parse_time(span_at(record, &s->desc->time), s->zone_minutes, &us))
		return us;
	if (s->last_us != STATE_NO_TIME)
		return s->last_us;
	return s->mark_us != STATE_NO_TIME ? s->mark_us : 0;
}

/* Whether it was delivered before, or is below the mark, as all there is. */
static bool
is_known(const struct state *s, int64_t us, const char *id, size_t id_len)
{
	return map_find(&s->delivered, id, id_len) != MAP_NONE ||
	    (us < s->mark_us &&
		map_find(&s->pending, id, id_len) == MAP_NONE);
}

bool
state_wants(const struct state *s, struct span record, const char *id,
    size_t id_len, bool final)
{
	return final && !is_known(s, time_of(s, record), id, id_len);
}

void
state_meet(struct state *s, struct span record, const char *id,
    size_t id_len, bool final, bool *deliver)
{
	int64_t us = time_of(s, record);
	size_t n;

	s->last_us = us;
	newer(s, us);
	(void)map_add(&s->seen, id, id_len, NULL);
	*deliver = false;
	if (is_known(s, us, id, id_len)) {
		s->known++;
		return;
	}
	*deliver = final;
	s->waiting += final ? 0 : 1;
	n = map_add(final ? &s->delivered : &s->pending, id, id_len, NULL);
	(final ? &s->delivered : &s->pending)->entries[n].value = (uint64_t)us;
}

bool
state_below(const struct state *s, struct span record)
{
	return s->mark_us != STATE_NO_TIME && time_of(s, record) < s->mark_us;
}

int64_t
state_gap(const struct state *s, int64_t now_us)
{
	int64_t reach = now_us - s->desc->reach_us;

	if (s->desc->reach_us == 0 || s->mark_us == STATE_NO_TIME ||
	    s->mark_us >= reach)
		return 0;
	return reach - s->mark_us;
}

/* Whether a record that is not final still holds the mark back. */
static bool
holds_back(const struct state *s, const struct map_entry *p, int64_t now_us,
    uint64_t *lost)
{
	if (map_find(&s->delivered, p->key, p->len) != MAP_NONE)
		return false;
	if (s->desc->reach_us == 0 ||
	    map_find(&s->seen, p->key, p->len) != MAP_NONE ||
	    (int64_t)p->value >= now_us - s->desc->reach_us)
		return true;
	++*lost;
	return false;
}

/*
 * Where everything older is final and delivered, after a whole walk.  A record
 * from days to come says nothing of those that will be made until then.
 */
static int64_t
next_mark(struct state *s, int64_t now_us, uint64_t *lost)
{
	int64_t mark = s->newest_us < now_us ? s->newest_us : now_us;
	struct map_entry *p;
	size_t i;

	for (i = 0; i < s->pending.n; i++) {
		p = &s->pending.entries[i];
		if (holds_back(s, p, now_us, lost) && (int64_t)p->value < mark)
			mark = (int64_t)p->value;
	}
	if (mark == STATE_NO_TIME)
		return s->mark_us;
	mark -= s->desc->overlap_us;
	return mark > s->mark_us ? mark : s->mark_us;
}

static void
put_time(struct buf *out, int64_t us)
{
	char text[TIME_TEXT_MAX];

	buf_byte(out, '"');
	buf_put(out, text, time_format_stamp(us, text));
	buf_byte(out, '"');
}

static void
put_id(struct buf *out, const struct map_entry *p, bool *first)
{
	if (!*first)
		buf_byte(out, ',');
	*first = false;
	json_quote(p->key, p->len, out);
	buf_byte(out, ':');
	put_time(out, (int64_t)p->value);
}

void
state_put(struct state *s, const char *selection, size_t selection_len,
    bool complete, int64_t now_us, struct buf *out, uint64_t *lost)
{
	int64_t mark = s->mark_us;
	uint64_t ignored = 0;
	bool first = true;
	size_t i;

	*lost = 0;
	if (complete)
		mark = next_mark(s, now_us, lost);
	buf_printf(out, "{\"from\":\"%s\",\"selection\":", s->from);
	buf_put(out, selection, selection_len);
	buf_printf(out, ",\"version\":%d,\"mark\":", VERSION);
	if (mark == STATE_NO_TIME)
		buf_str(out, "null");
	else
		put_time(out, mark);
	buf_str(out, ",\"delivered\":{");
	for (i = 0; i < s->delivered.n; i++)
		if ((int64_t)s->delivered.entries[i].value >= mark)
			put_id(out, &s->delivered.entries[i], &first);
	buf_str(out, "},\"pending\":{");
	first = true;
	for (i = 0; i < s->pending.n; i++)
		if (holds_back(s, &s->pending.entries[i], now_us, &ignored))
			put_id(out, &s->pending.entries[i], &first);
	buf_str(out, "}}");
}

void
state_show(const struct state *s, struct buf *out)
{
	char text[TIME_TEXT_MAX];

	if (s->from[0] == '\0') {
		buf_str(out, "nothing was loaded yet\n");
		return;
	}
	buf_printf(out, "state\t%s\n", s->from);
	if (s->mark_us != STATE_NO_TIME) {
		buf_str(out, "all final and delivered before\t");
		buf_put(out, text, time_format_stamp(s->mark_us, text));
		buf_byte(out, '\n');
	}
	buf_printf(out, "delivered since\t%zu\nnot final yet\t%zu\n",
	    s->delivered.n, s->pending.n);
}

void
state_close(struct state *s)
{
	map_free(&s->delivered);
	map_free(&s->pending);
	map_free(&s->seen);
	*s = (struct state){ 0 };
}
