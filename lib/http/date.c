/* date: the time that an HTTP date names; see date.h. */
#include "http/date.h"

#include <string.h>

#include "base/num.h"

#define DAY_S 86400

/* What is still to be read of a date. */
struct scan {
	const char *s;
	size_t len;
};

struct fields {
	uint64_t year, month, day; /* month from 1 */
	uint64_t hour, minute, second;
};

/* Go past the text; false when something else is there. */
static bool
skip(struct scan *c, const char *text)
{
	size_t n = strlen(text);

	if (c->len < n || memcmp(c->s, text, n) != 0)
		return false;
	c->s += n;
	c->len -= n;
	return true;
}

/* Read a number of exactly n digits. */
static bool
digits(struct scan *c, size_t n, uint64_t max, uint64_t *out)
{
	if (c->len < n || !num_u64(c->s, n, 0, max, out))
		return false;
	c->s += n;
	c->len -= n;
	return true;
}

static bool
month(struct scan *c, uint64_t *out)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	uint64_t i;

	for (i = 0; i < 12; i++)
		if (c->len >= 3 && memcmp(c->s, names + 3 * i, 3) == 0) {
			*out = i + 1;
			c->s += 3;
			c->len -= 3;
			return true;
		}
	return false;
}

/* "hh:mm:ss"; 60 is a leap second. */
static bool
time_of_day(struct scan *c, struct fields *f)
{
	return digits(c, 2, 23, &f->hour) && skip(c, ":") &&
	    digits(c, 2, 59, &f->minute) && skip(c, ":") &&
	    digits(c, 2, 60, &f->second);
}

/* " 06 Nov 1994 08:49:37 GMT" */
static bool
imf_date(struct scan c, struct fields *f)
{
	return skip(&c, " ") && digits(&c, 2, 31, &f->day) && skip(&c, " ") &&
	    month(&c, &f->month) && skip(&c, " ") &&
	    digits(&c, 4, 9999, &f->year) && skip(&c, " ") &&
	    time_of_day(&c, f) && skip(&c, " GMT") && c.len == 0;
}

/* " 06-Nov-94 08:49:37 GMT" */
static bool
rfc850_date(struct scan c, struct fields *f, uint64_t this_year)
{
	if (!skip(&c, " ") || !digits(&c, 2, 31, &f->day) || !skip(&c, "-") ||
	    !month(&c, &f->month) || !skip(&c, "-") ||
	    !digits(&c, 2, 99, &f->year) || !skip(&c, " ") ||
	    !time_of_day(&c, f) || !skip(&c, " GMT") || c.len != 0)
		return false;
	f->year += this_year / 100 * 100;
	if (f->year > this_year + 50)
		f->year -= 100;
	return true;
}

/* " Nov  6 08:49:37 1994" */
static bool
asctime_date(struct scan c, struct fields *f)
{
	if (!skip(&c, " ") || !month(&c, &f->month) || !skip(&c, " "))
		return false;
	if (!digits(&c, 2, 31, &f->day) &&
	    !(skip(&c, " ") && digits(&c, 1, 9, &f->day)))
		return false;
	return skip(&c, " ") && time_of_day(&c, f) && skip(&c, " ") &&
	    digits(&c, 4, 9999, &f->year) && c.len == 0;
}

/*
 * Days since 1970-01-01: years count from March, so that the leap day comes
 * last in its year, and months before this one have (153m + 2) / 5 days.
 */
static int64_t
days(const struct fields *f)
{
	int64_t y = (int64_t)f->year - (f->month <= 2 ? 1 : 0);
	int64_t m = ((int64_t)f->month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 +
	    (int64_t)f->day - 1 - 719468;
}

bool
date_parse(const char *s, size_t len, int64_t now_s, int64_t *out)
{
	struct scan c = { s, len };
	struct fields f = { 0 };
	uint64_t this_year = 1970 + (uint64_t)(now_s / DAY_S * 400 / 146097);

	/* The name of the day, short or long, and perhaps a comma. */
	while (c.len > 0 && *c.s != ' ' && *c.s != ',') {
		c.s++;
		c.len--;
	}
	if (skip(&c, ",")) {
		if (!imf_date(c, &f) && !rfc850_date(c, &f, this_year))
			return false;
	} else if (!asctime_date(c, &f)) {
		return false;
	}
	if (f.day == 0)
		return false;
	*out = days(&f) * DAY_S + (int64_t)(f.hour * 3600 + f.minute * 60) +
	    (int64_t)f.second;
	return true;
}
