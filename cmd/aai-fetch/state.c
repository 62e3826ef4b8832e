/* state: what an incremental load has delivered; see state.h. */
#include "aai-fetch/state.h"

#include <stdio.h>
#include <string.h>

#include "api/record_time.h"
#include "base/mem.h"
#include "json/text.h"
#include "table/time.h"

void
state_open(struct state *s, const struct desc *desc,
    const struct desc_resource *r)
{
	*s = (struct state){ .desc = &r->incremental,
		.zone_minutes = desc->zone_minutes,
		.mark_us = STATE_NO_TIME,
		.back_us = STATE_NO_TIME,
		.oldest_us = STATE_NO_TIME,
		.newest_us = STATE_NO_TIME };
	watermark_open(&s->watermark, &r->incremental, desc->zone_minutes);
}

static void
newer(struct state *s, int64_t us)
{
	if (us > s->newest_us)
		s->newest_us = us;
}

int64_t
state_time(const struct state *s, struct span record)
{
	int64_t us;

	return record_time(span_at(record, &s->desc->time), s->zone_minutes,
		   &us) ? us : STATE_NO_TIME;
}

static int
refuse_time(const struct state *s, struct span value, const char *id,
    struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "a state needs the time of each record: that of '%.100s' at '%.100s' "
	    "is %s%.*s%s; see 'incremental' in aai-api(5), or load without "
	    "--state",
	    id, s->desc->time.text, value.p != NULL ? "not understood: '" : "missing",
	    value.len < 60 ? (int)value.len : 60,
	    value.p != NULL ? value.p : "", value.p != NULL ? "'" : "");
	return -1;
}

static int
refuse_order(const struct state *s, int64_t us, const char *id,
    struct error *e)
{
	char early[TIME_TEXT_MAX], late[TIME_TEXT_MAX];
	size_t early_len = time_format_stamp(s->oldest_us, early);
	size_t late_len = time_format_stamp(us, late);

	error_set(e, ERROR_INPUT,
	    "the list is not newest first, as a state needs it: '%.100s' of "
	    "%.*s comes after a record of %.*s; have the server sort by that "
	    "time, newest first (--param, or \"params\" in the description), "
	    "say how far times may be from their order (\"overlap\"), or load "
	    "without --state",
	    id, (int)late_len, late, (int)early_len, early);
	return -1;
}

int
state_order(struct state *s, struct span record, const char *id,
    size_t id_len, struct error *e)
{
	struct span value = span_at(record, &s->desc->time);
	int64_t us;

	/* What was listed before may be listed again further down. */
	if (map_find(&s->seen, id, id_len) != MAP_NONE)
		return 0;
	if (!record_time(value, s->zone_minutes, &us))
		return refuse_time(s, value, id, e);
	if (s->oldest_us != STATE_NO_TIME &&
	    us > s->oldest_us + s->desc->slack_us)
		return refuse_order(s, us, id, e);
	if (s->oldest_us == STATE_NO_TIME || us < s->oldest_us)
		s->oldest_us = us;
	return 0;
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
	return final && !is_known(s, state_time(s, record), id, id_len);
}

void
state_meet(struct state *s, struct span record, const char *id,
    size_t id_len, bool final, bool *deliver)
{
	int64_t us = state_time(s, record);
	size_t n;

	newer(s, us);
	(void)map_add(&s->seen, id, id_len, NULL);
	*deliver = false;
	if (is_known(s, us, id, id_len)) {
		s->known++;
		return;
	}
	*deliver = final;
	if (map_find(&s->pending, id, id_len) == MAP_NONE)
		s->news = true;
	s->waiting += final ? 0 : 1;
	n = map_add(final ? &s->delivered : &s->pending, id, id_len, NULL);
	(final ? &s->delivered : &s->pending)->entries[n].value = (uint64_t)us;
}

void
state_page(struct state *s)
{
	s->news = false;
}

bool
state_below(const struct state *s, struct span record)
{
	int64_t us = state_time(s, record);

	if (us == STATE_NO_TIME || s->mark_us == STATE_NO_TIME)
		return false;
	us += s->desc->slack_us;
	if (s->recheck.on && us >= s->recheck.low_us)
		return false;
	return us < s->mark_us || (us < s->back_us && !s->news);
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

/* What has become of a record that was not final. */
enum fate {
	FATE_HOLDS,   /* it holds the mark back */
	FATE_MISSING, /* so it does, but this walk has not met it */
	FATE_LOST,    /* let go: it is not listed any more */
	FATE_DELIVERED,
};

/*
 * A walk goes down to below every pending record, so that one that it has not
 * met was taken away, or moved while pages were read; the next walk tells.
 */
static enum fate
fate_of(const struct state *s, const struct map_entry *p, bool complete,
    int64_t now_us)
{
	bool absent = map_find(&s->missing, p->key, p->len) != MAP_NONE;

	if (map_find(&s->delivered, p->key, p->len) != MAP_NONE)
		return FATE_DELIVERED;
	if (map_find(&s->seen, p->key, p->len) != MAP_NONE)
		return FATE_HOLDS;
	if (!complete)
		return absent ? FATE_MISSING : FATE_HOLDS;
	if (absent || (s->desc->reach_us > 0 &&
			  (int64_t)p->value < now_us - s->desc->reach_us))
		return FATE_LOST;
	return FATE_MISSING;
}

/*
 * Where everything older is final and delivered, after a whole walk; and how
 * far back the next one has to go.  A record from days to come says nothing of
 * those that will be made until then.
 */
static void
move_mark(struct state *s, int64_t now_us)
{
	int64_t top = s->newest_us < now_us ? s->newest_us : now_us, back;
	const struct map_entry *p;
	enum fate fate;
	size_t i;

	for (i = 0; i < s->pending.n; i++) {
		p = &s->pending.entries[i];
		fate = fate_of(s, p, true, now_us);
		if ((fate == FATE_HOLDS || fate == FATE_MISSING) &&
		    (int64_t)p->value < top)
			top = (int64_t)p->value;
	}
	if (top == STATE_NO_TIME)
		return;
	back = now_us - s->desc->overlap_us;
	if (back > top)
		back = top;
	top -= s->desc->overlap_us;
	if (top > s->mark_us)
		s->mark_us = top;
	if (!s->desc->by_clock || back < s->mark_us)
		back = s->mark_us;
	if (back > s->back_us)
		s->back_us = back;
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

static void
put_mark(struct buf *out, const char *member, int64_t us)
{
	buf_printf(out, ",\"%s\":", member);
	if (us == STATE_NO_TIME)
		buf_str(out, "null");
	else
		put_time(out, us);
}

/* The pending records with that fate, as a member. */
static void
put_fate(const struct state *s, enum fate fate, bool complete, int64_t now_us,
    struct buf *out)
{
	const struct map_entry *p;
	bool first = true;
	size_t i;

	for (i = 0; i < s->pending.n; i++) {
		p = &s->pending.entries[i];
		if (fate_of(s, p, complete, now_us) == fate)
			put_id(out, p, &first);
	}
}

/* What each state begins with. */
static void
put_head(const struct state *s, const char *selection, size_t selection_len,
    int version, struct buf *out)
{
	buf_printf(out, "{\"from\":\"%s\",\"selection\":", s->from);
	buf_put(out, selection, selection_len);
	buf_printf(out, ",\"version\":%d", version);
	if (s->account[0] != '\0')
		buf_printf(out,
		    ",\"account\":{\"salt\":\"%s\",\"key\":\"%s\"}", s->salt,
		    s->account);
}

void
state_put_watermark(const struct state *s, const char *selection,
    size_t selection_len, struct buf *out)
{
	put_head(s, selection, selection_len,
	    s->recheck.kept ? STATE_VERSION_RECHECK_WATERMARK :
			      STATE_VERSION_WATERMARK, out);
	watermark_put(&s->watermark, out);
	recheck_put(&s->recheck, out);
	buf_byte(out, '}');
}

void
state_put(struct state *s, const char *selection, size_t selection_len,
    bool complete, int64_t now_us, struct buf *out, uint64_t *lost)
{
	bool first = true;
	size_t i;

	*lost = 0;
	for (i = 0; i < s->pending.n; i++)
		*lost += fate_of(s, &s->pending.entries[i], complete,
			     now_us) == FATE_LOST;
	if (complete)
		move_mark(s, now_us);
	put_head(s, selection, selection_len,
	    s->recheck.kept ? STATE_VERSION_RECHECK : STATE_VERSION, out);
	put_mark(out, "mark", s->mark_us);
	put_mark(out, "back", s->back_us);
	buf_str(out, ",\"delivered\":{");
	for (i = 0; i < s->delivered.n; i++)
		if ((int64_t)s->delivered.entries[i].value >= s->mark_us)
			put_id(out, &s->delivered.entries[i], &first);
	buf_str(out, "},\"pending\":{");
	put_fate(s, FATE_HOLDS, complete, now_us, out);
	buf_str(out, "},\"missing\":{");
	put_fate(s, FATE_MISSING, complete, now_us, out);
	buf_byte(out, '}');
	recheck_put(&s->recheck, out);
	buf_byte(out, '}');
}

static void
show_time(const char *what, int64_t us, struct buf *out)
{
	char text[TIME_TEXT_MAX];

	if (us == STATE_NO_TIME)
		return;
	buf_printf(out, "%s\t", what);
	buf_put(out, text, time_format_stamp(us, text));
	buf_byte(out, '\n');
}

static void
show_watermark(const struct watermark *w, struct buf *out)
{
	show_time("all known until", w->mark_us, out);
	show_time("all known before", w->edge_us, out);
	buf_printf(out, "known since then\t%zu\n", w->ids.n);
}

static void
show_recheck(const struct recheck *r, struct buf *out)
{
	if (r->kept)
		buf_printf(out, "known to be listed again\t%zu\n", r->ids.n);
}

void
state_show(const struct state *s, struct buf *out)
{
	if (s->from[0] == '\0') {
		buf_str(out, "nothing was loaded yet\n");
		return;
	}
	buf_printf(out, "state\t%s\n", s->from);
	if (s->desc->watermark) {
		show_watermark(&s->watermark, out);
		show_recheck(&s->recheck, out);
		return;
	}
	show_time("all final and delivered before", s->mark_us, out);
	buf_printf(out, "delivered since\t%zu\nnot final yet\t%zu\n",
	    s->delivered.n, s->pending.n);
	show_recheck(&s->recheck, out);
}

void
state_close(struct state *s)
{
	map_free(&s->delivered);
	map_free(&s->pending);
	map_free(&s->missing);
	map_free(&s->seen);
	watermark_close(&s->watermark);
	recheck_close(&s->recheck);
	*s = (struct state){ 0 };
}
