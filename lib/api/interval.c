/* interval: the parts of the time that are asked for; see interval.h. */
#include "api/interval.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "table/time.h"
#include "table/time_pattern.h"

#define TEXT_MAX 4096

void
intervals_open(struct intervals *s, const struct desc_incremental *desc,
    int zone_minutes, int64_t from_us, int64_t end_us)
{
	*s = (struct intervals){ .desc = desc,
		.zone_minutes = zone_minutes,
		.next_us = from_us,
		.end_us = end_us };
}

/* So many months later: on that day of the month, or its last one. */
static int64_t
add_months(int64_t us, int months)
{
	char stamp[TIME_TEXT_MAX], text[TIME_TEXT_MAX];
	size_t len = time_format_stamp(us, stamp);
	uint64_t year = 0, month = 0, day = 0, n;
	int64_t later = us;

	if (!num_u64(stamp, 4, 0, 9999, &year) ||
	    !num_u64(stamp + 5, 2, 1, 12, &month) ||
	    !num_u64(stamp + 8, 2, 1, 31, &day))
		return us;
	n = year * 12 + month - 1 + (uint64_t)months;
	for (; day > 27; day--) {
		(void)snprintf(text, sizeof(text), "%04u-%02u-%02u%.*s",
		    (unsigned)(n / 12 % 10000), (unsigned)(n % 12 + 1),
		    (unsigned)day, (int)(len - 10), stamp + 10);
		if (time_parse_stamp(text, len, 0, &later))
			return later;
	}
	(void)snprintf(text, sizeof(text), "%04u-%02u-%02u%.*s",
	    (unsigned)(n / 12 % 10000), (unsigned)(n % 12 + 1), (unsigned)day,
	    (int)(len - 10), stamp + 10);
	return time_parse_stamp(text, len, 0, &later) ? later : INT64_MAX;
}

/* Where the part that begins there ends, if the time goes on for as long. */
static int64_t
step_from(const struct intervals *s, int64_t us)
{
	const struct desc_step *step = &s->desc->step;

	if (step->months > 0)
		return add_months(us, step->months);
	return step->us > 0 && us < INT64_MAX - step->us ? us + step->us :
							   INT64_MAX;
}

static void
put_since(const struct intervals *s, int64_t us, struct buf *out)
{
	const struct desc_bound *b = &s->desc->since;

	if (b->exclusive)
		us -= time_pattern_unit(b->format);
	time_pattern_put(b->format, us, s->zone_minutes, out);
}

/* Put the upper bound; where the next part begins. */
static int64_t
put_until(const struct intervals *s, int64_t us, bool last, struct buf *out)
{
	const struct desc_bound *b = &s->desc->until;
	int64_t unit = time_pattern_unit(b->format), down, gap = 0;

	if (!b->exclusive && !last)
		gap = s->desc->granularity_us;
	down = time_pattern_floor(b->format, us - gap, s->zone_minutes);
	/* What is of this very unit comes as well. */
	time_pattern_put(b->format, b->exclusive && last ? down + unit : down,
	    s->zone_minutes, out);
	return last && b->exclusive ? us : down + gap;
}

bool
intervals_next(struct intervals *s, struct interval *to)
{
	int64_t from = s->next_us, until;
	bool last;

	if (s->ended)
		return false;
	*to = (struct interval){ buf_make(TEXT_MAX), buf_make(TEXT_MAX),
		INT64_MAX };
	if (s->desc->since.on && from != INTERVAL_NO_TIME)
		put_since(s, from, &to->since);
	s->ended = true;
	if (!s->desc->until.on || from == INTERVAL_NO_TIME)
		return true;
	until = step_from(s, from);
	last = until >= s->end_us;
	to->reach_us = put_until(s, last ? s->end_us : until, last, &to->until);
	if (last)
		return true;
	s->ended = false;
	s->next_us = to->reach_us > from ? to->reach_us : until;
	return true;
}

/* A time that is a number is one where JSON has it alone. */
static struct template_var
var_of(const char *name, const struct desc_bound *b, const struct buf *text)
{
	struct template_var v = { .name = name };

	if (text->len == 0)
		return v;
	v.text = (const char *)text->data;
	v.len = text->len;
	if (time_pattern_is_number(b->format)) {
		v.json = v.text;
		v.json_len = v.len;
	}
	return v;
}

void
interval_names(const struct intervals *s, const struct interval *i,
    struct template_var to[INTERVAL_NAMES])
{
	to[0] = var_of("since", &s->desc->since, &i->since);
	to[1] = var_of("until", &s->desc->until, &i->until);
}

void
interval_free(struct interval *i)
{
	buf_free(&i->since);
	buf_free(&i->until);
	*i = (struct interval){ 0 };
}
