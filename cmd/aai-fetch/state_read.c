/* state_read: a state's text taken over; see state.h. */
#include <string.h>

#include "aai-fetch/state.h"
#include "base/mem.h"
#include "stream/state_text.h"

/* What was written before there were accounts. */
#define VERSION_OLDEST 1

/* Where the times of ids go. */
struct taking {
	struct state *s;
	struct map *to;
};

static bool
take_id(void *arg, const char *id, size_t len, struct span value)
{
	struct taking *t = arg;
	int64_t us;
	size_t n;

	if (!state_text_time(value, &us))
		return false;
	n = map_add(t->to, id, len, NULL);
	t->to->entries[n].value = (uint64_t)us;
	if (us > t->s->newest_us)
		t->s->newest_us = us;
	return true;
}

/* {"id":"time",...} */
static int
read_ids(struct state *s, struct span whole, const char *member,
    struct map *to, struct error *e)
{
	struct taking t = { s, to };

	return state_text_each(span_get(whole, member), member, take_id, &t, e);
}

static int
read_account(struct state *s, struct span whole, struct error *e)
{
	return state_text_account(whole, s->salt, sizeof(s->salt), s->account,
	    sizeof(s->account), e);
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
	return state_text_other(e, mine);
}

static bool
is_of_watermark(int version)
{
	return version == STATE_VERSION_WATERMARK ||
	    version == STATE_VERSION_RECHECK_WATERMARK;
}

/* Whether it keeps what was sent. */
static bool
is_of_recheck(int version)
{
	return version == STATE_VERSION_RECHECK ||
	    version == STATE_VERSION_RECHECK_WATERMARK;
}

/* The version, 1 to 5; -1 with *e. */
static int
read_version(const struct state *s, struct span whole, struct error *e)
{
	struct span version = span_get(whole, "version");
	int v = version.len == 1 ? *version.p - '0' : 0;

	if (v < VERSION_OLDEST || v > STATE_VERSION_RECHECK_WATERMARK) {
		error_set(e, ERROR_INPUT,
		    "it is not of version %d to %d, which this program knows: "
		    "use the newer one that wrote it, or --full-refresh",
		    VERSION_OLDEST, STATE_VERSION_RECHECK_WATERMARK);
		return -1;
	}
	if (is_of_watermark(v) && !s->desc->watermark) {
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
	int rc = is_of_watermark(version) ?
	    watermark_read(&s->watermark, whole, e) :
	    watermark_read_walk(&s->watermark, whole, e);

	if (rc == 0 && is_of_recheck(version))
		rc = recheck_read(&s->recheck, whole, e);
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
	if (state_text_mark(whole, "mark", &s->mark_us, e) != 0 ||
	    read_ids(s, whole, "delivered", &s->delivered, e) != 0 ||
	    read_ids(s, whole, "pending", &s->pending, e) != 0)
		return -1;
	if (version == VERSION_OLDEST)
		return 0;
	if (state_text_mark(whole, "back", &s->back_us, e) != 0 ||
	    read_ids(s, whole, "missing", &s->missing, e) != 0 ||
	    read_ids(s, whole, "missing", &s->pending, e) != 0)
		return -1;
	if (is_of_recheck(version) &&
	    recheck_read(&s->recheck, whole, e) != 0)
		return -1;
	return read_account(s, whole, e);
}

int
state_read(struct state *s, const char *text, size_t len,
    const char *selection, size_t selection_len, struct error *e)
{
	struct buf plain = buf_make(SIZE_MAX / 2);
	struct span whole;
	int rc = state_text_open(text, len, s->from, &plain, &whole, e);

	if (rc == 0 && whole.p != NULL)
		rc = read_members(s, whole,
		    (struct span){ selection, selection_len }, e);
	buf_free(&plain);
	return rc;
}
