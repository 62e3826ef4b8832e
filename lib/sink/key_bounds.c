/* key_bounds: between which values the keys of a load are; see key_bounds.h. */
#include "sink/key_bounds.h"

#include <string.h>

#include "base/num.h"

/* Whether a is before b. */
static bool
is_less(const void *a, size_t a_len, const void *b, size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int c = n > 0 ? memcmp(a, b, n) : 0;

	return c < 0 || (c == 0 && a_len < b_len);
}

static void
take(struct buf *bound, const struct root_key *key)
{
	if (bound->max == 0)
		*bound = buf_make(SIZE_MAX / 2);
	buf_reset(bound);
	buf_put(bound, key->text.data, key->first);
}

void
key_bounds_add(struct key_bounds *b, const struct root_key *key)
{
	const uint8_t *text = key->text.data;
	int64_t number;

	if (!b->any || is_less(text, key->first, b->lo.data, b->lo.len))
		take(&b->lo, key);
	if (!b->any || is_less(b->hi.data, b->hi.len, text, key->first))
		take(&b->hi, key);
	b->any = true;
	if (!num_i64((const char *)text, key->first, INT64_MIN, INT64_MAX,
		&number))
		return;
	if (!b->has_number || number < b->least)
		b->least = number;
	if (!b->has_number || number > b->greatest)
		b->greatest = number;
	b->has_number = true;
}

bool
key_bounds_meet_text(const struct key_bounds *b,
    const struct row_filter_text *lo, const struct row_filter_text *hi)
{
	return b->any && !is_less(hi->p, hi->len, b->lo.data, b->lo.len) &&
	    !is_less(b->hi.data, b->hi.len, lo->p, lo->len);
}

bool
key_bounds_meet_number(const struct key_bounds *b, int64_t lo, int64_t hi)
{
	return b->has_number && hi >= b->least && lo <= b->greatest;
}

void
key_bounds_free(struct key_bounds *b)
{
	buf_free(&b->lo);
	buf_free(&b->hi);
	memset(b, 0, sizeof(*b));
}
