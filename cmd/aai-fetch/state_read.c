/* state_read: a state's text taken over; see state.h. */
#include <string.h>

#include "aai-fetch/state.h"
#include "base/mem.h"
#include "json/text.h"
#include "stream/end.h"
#include "table/time.h"

/* What was written before there were accounts. */
#define VERSION_OLDEST 1

/* A time as states have it. */
static bool
parse_time(struct span text, int64_t *us)
{
	return span_kind(text) == JSON_STRING &&
	       time_parse_stamp(text.p + 1, text.len - 2, 0, us);
}

static int
damaged(struct error *e, const char *member)
{
	error_set(e, ERROR_INPUT,
	    "it is damaged: '%s' is not as it was written; take a copy of "
	    "before, or load all again with --full-refresh",
	    member);
	return -1;
}

/* {"id":"time",...} */
static int
read_ids(struct state *s, struct span whole, const char *member,
    struct map *to, struct error *e)
{
	struct span ids = span_get(whole, member);
	struct span_walk walk = span_object(ids);
	struct span name, value;
	struct buf id = buf_make(1 << 20);
	int64_t us;
	size_t n;

	if (span_kind(ids) != JSON_OBJECT)
		return damaged(e, member);
	while (span_member(&walk, &name, &value)) {
		if (!parse_time(value, &us)) {
			buf_free(&id);
			return damaged(e, member);
		}
		buf_reset(&id);
		(void)json_unescape(name.p, name.len, &id);
		n = map_add(to, (const char *)id.data, id.len, NULL);
		to->entries[n].value = (uint64_t)us;
		if (us > s->newest_us)
			s->newest_us = us;
	}
	buf_free(&id);
	return 0;
}

/* A time, or null. */
static int
read_time(struct span whole, const char *member, int64_t *us, struct error *e)
{
	struct span value = span_get(whole, member);

	if (span_kind(value) == JSON_NULL || parse_time(value, us))
		return 0;
	return damaged(e, member);
}

static int
read_account(struct state *s, struct span whole, struct error *e)
{
	struct span account = span_get(whole, "account");

	if (account.p == NULL)
		return 0;
	if (!span_hex(span_get(account, "salt"), s->salt, sizeof(s->salt)) ||
	    !span_hex(
		span_get(account, "key"), s->account, sizeof(s->account)))
		return damaged(e, "account");
	return 0;
}

/* Whether two objects have the same members, in whatever order. */
static bool
same_members(struct span a, struct span b, unsigned depth)
{
	struct span_walk walk = span_object(a);
	struct span name, mine, other;
	size_t n = 0, more = 0;
	char *text;

	while (span_member(&walk, &name, &mine)) {
		text = mem_dup(name.p, name.len);
		other = span_get(b, text);
		mem_free(text);
		n++;
		if (mine.len != other.len ||
		    (memcmp(mine.p, other.p, mine.len) != 0 &&
			(depth == 0 || span_kind(mine) != JSON_OBJECT ||
			    !same_members(mine, other, depth - 1))))
			return false;
	}
	walk = span_object(b);
	while (span_member(&walk, &name, &other))
		more++;
	return n == more;
}

static int
check_selection(struct span whole, struct span wanted, struct error *e)
{
	struct span mine = span_get(whole, "selection");

	if (mine.len == wanted.len &&
	    memcmp(mine.p, wanted.p, mine.len) == 0)
		return 0;
	if (same_members(mine, wanted, 1)) {
		error_set(e, ERROR_INPUT,
		    "its members are in another order than they were written "
		    "in, so that it cannot be known again; take a copy of "
		    "before, or load all again with --full-refresh");
		return -1;
	}
	error_set(e, ERROR_USAGE,
	    "it belongs to another selection: %.*s; take another file, "
	    "or start anew with --full-refresh",
	    mine.len < 400 ? (int)mine.len : 400,
	    mine.p != NULL ? mine.p : "");
	return -1;
}

/* The version, 1 to 3; -1 with *e. */
static int
read_version(const struct state *s, struct span whole, struct error *e)
{
	struct span version = span_get(whole, "version");
	int v = version.len == 1 ? *version.p - '0' : 0;

	if (v < VERSION_OLDEST || v > STATE_VERSION_WATERMARK) {
		error_set(e, ERROR_INPUT,
		    "it is not of version %d to %d, which this program knows: "
		    "use the newer one that wrote it, or --full-refresh",
		    VERSION_OLDEST, STATE_VERSION_WATERMARK);
		return -1;
	}
	if (v == STATE_VERSION_WATERMARK && !s->desc->watermark) {
		error_set(e, ERROR_USAGE,
		    "it was written when 'incremental' of the description had "
		    "another 'order', 'since' or 'changes': bring that back, "
		    "take another file, or start anew with --full-refresh");
		return -1;
	}
	return v;
}

static int
read_watermark(struct state *s, struct span whole, int version,
    struct error *e)
{
	int rc = version == STATE_VERSION_WATERMARK ?
	    watermark_read(&s->watermark, whole, e) :
	    watermark_read_walk(&s->watermark, whole, e);

	return rc == 0 ? read_account(s, whole, e) : -1;
}

static int
read_members(struct state *s, struct span whole, struct span selection,
    struct error *e)
{
	int version = read_version(s, whole, e);

	if (version < 0 || check_selection(whole, selection, e) != 0)
		return -1;
	if (s->desc->watermark)
		return read_watermark(s, whole, version, e);
	if (read_time(whole, "mark", &s->mark_us, e) != 0 ||
	    read_ids(s, whole, "delivered", &s->delivered, e) != 0 ||
	    read_ids(s, whole, "pending", &s->pending, e) != 0)
		return -1;
	if (version == VERSION_OLDEST)
		return 0;
	if (read_time(whole, "back", &s->back_us, e) != 0 ||
	    read_ids(s, whole, "missing", &s->missing, e) != 0 ||
	    read_ids(s, whole, "missing", &s->pending, e) != 0)
		return -1;
	return read_account(s, whole, e);
}

int
state_read(struct state *s, const char *text, size_t len,
    const char *selection, size_t selection_len, struct error *e)
{
	const char *from = json_skip_space(text, text + len), *to;
	struct buf plain;
	struct span whole;
	int rc;

	end_hash(text, len, s->from);
	if (from == text + len)
		return 0;
	to = json_value_end(from, text + len, 16, NULL);
	if (to == NULL || json_skip_space(to, text + len) != text + len ||
	    *from != '{') {
		error_set(e, ERROR_INPUT, "it is not a JSON object");
		return -1;
	}
	/* Somebody may have written it in another way. */
	plain = buf_make(SIZE_MAX / 2);
	end_canonical(from, (size_t)(to - from), &plain);
	whole = (struct span){ (const char *)plain.data, plain.len };
	rc = read_members(s, whole, (struct span){ selection, selection_len },
	    e);
	buf_free(&plain);
	return rc;
}
