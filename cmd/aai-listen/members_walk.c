/* members_walk: the members of a delivery as they come; see members_walk.h. */
#include "aai-listen/members_walk.h"

#include <string.h>

#include "base/hash.h"
#include "json/text.h"

#define LOW_MAX 55 /* "_" that are looked at */

static const char *const ours[MEMBERS_WALK_OURS] = { "webhook", "_table",
	"_columns" };

static void
hash_bytes(struct members_walk *w, const void *p, size_t len)
{
	hash_sip_part(&w->a, p, len);
	hash_sip_part(&w->b, p, len);
}

static void
hash_start(struct members_walk *w)
{
	const uint64_t a[2] = { w->seed, hash_secret.k[0] };
	const uint64_t b[2] = { ~w->seed, hash_secret.k[0] };

	w->a = hash_sip_begin(a);
	w->b = hash_sip_begin(b);
}

static void
hash_stop(struct members_walk *w)
{
	w->name.a += hash_sip_end(&w->a);
	w->name.b += hash_sip_end(&w->b);
}

void
members_walk_open(struct members_walk *w, unsigned depth, uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->seed = seed;
	w->decoded = buf_make(JSON_PUSH_NAME_MAX * 4);
	w->scratch = buf_make(SIZE_MAX / 4);
	members_walk_reset(w, depth);
}

void
members_walk_reset(struct members_walk *w, unsigned depth)
{
	json_push_begin(&w->push, depth);
	w->name = (struct dedup_name){ 0 };
	memset(w->taken, 0, sizeof(w->taken));
	w->renames = false;
	hash_start(w);
}

/*
 * Which of our names the decoded one is, with *low times "_" after it; -1 when
 * it is none.
 */
static int
which(const struct members_walk *w, size_t *low)
{
	const char *name = (const char *)w->decoded.data;
	size_t len = w->decoded.len, base, n;
	int i;

	for (i = 0; i < MEMBERS_WALK_OURS; i++) {
		base = strlen(ours[i]);
		if (len < base || memcmp(name, ours[i], base) != 0)
			continue;
		for (n = base; n < len && name[n] == '_';)
			n++;
		*low = len - base;
		if (n == len && *low <= LOW_MAX)
			return i;
	}
	return -1;
}

/* Put the name that has come, or the one it gets instead. */
static void
put_name(struct members_walk *w)
{
	struct buf *out = &w->scratch;
	size_t low = 0, free_low;
	int i;

	buf_reset(&w->decoded);
	if (w->push.name_len > JSON_PUSH_NAME_MAX) {
		buf_byte(out, ':'); /* the rest is there */
		return;
	}
	(void)json_unescape(w->push.name, w->push.name_len, &w->decoded);
	i = w->decoded.len > 0 ? which(w, &low) : -1;
	if (i >= 0)
		w->taken[i] |= 1ull << low;
	if (i < 0 || low > 0 || !w->renames) {
		buf_byte(out, '"');
		buf_put(out, w->push.name, w->push.name_len);
	} else {
		buf_byte(out, '"');
		buf_str(out, ours[i]);
		free_low = (size_t)__builtin_ctzll(~w->taken[i]);
		while (free_low-- > 0)
			buf_byte(out, '_');
	}
	buf_str(out, "\":");
}

static void
tell(struct members_walk *w)
{
	struct members_walk_member m = { "", 0, w->push.value,
		w->push.value_len };

	if (w->met == NULL)
		return;
	if (w->decoded.len > 0) {
		m.name = (const char *)w->decoded.data;
		m.name_len = w->decoded.len;
	}
	w->met(w->arg, &m);
}

const char *
members_walk_take(
    struct members_walk *w, const char *p, size_t len, struct buf *out)
{
	const char *end = p + len;
	enum json_push_event event;

	do {
		buf_reset(&w->scratch);
		event = json_push(&w->push, &p, end, &w->scratch);
		if (event == JSON_PUSH_WRONG)
			return w->push.why;
		if (event == JSON_PUSH_NAME)
			put_name(w);
		hash_bytes(w, w->scratch.data, w->scratch.len);
		buf_put(out, w->scratch.data, w->scratch.len);
		if (event == JSON_PUSH_VALUE) {
			hash_stop(w);
			hash_start(w);
			buf_byte(out, ',');
			tell(w);
		}
	} while (event != JSON_PUSH_MORE || p < end);
	return NULL;
}

const char *
members_walk_end(const struct members_walk *w)
{
	return json_push_whole(&w->push) ? NULL : w->push.why;
}

bool
members_walk_clashes(const struct members_walk *w)
{
	size_t i;

	for (i = 0; i < MEMBERS_WALK_OURS; i++)
		if ((w->taken[i] & 1) != 0)
			return true;
	return false;
}

bool
members_walk_again(struct members_walk *w, unsigned depth)
{
	size_t i;

	for (i = 0; i < MEMBERS_WALK_OURS; i++)
		if (w->taken[i] == (2ull << LOW_MAX) - 1)
			return false;
	json_push_begin(&w->push, depth);
	w->name = (struct dedup_name){ 0 };
	hash_start(w);
	w->renames = true;
	return true;
}

void
members_walk_add(struct members_walk *w, const void *p, size_t len)
{
	hash_start(w);
	hash_bytes(w, p, len);
	hash_stop(w);
}

void
members_walk_close(struct members_walk *w)
{
	buf_free(&w->decoded);
	buf_free(&w->scratch);
}
