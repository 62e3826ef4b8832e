/* time: dates and timestamps between text and numbers; see time.h. */
#include "table/time.h"

#include <string.h>

#define DAY_US 86400000000
#define MINUTE_US INT64_C(60000000)
#define DAYS_BEFORE_1970 719162 /* from 0001-01-01 */

static const uint16_t days_before_month[13] = { 0, 31, 59, 90, 120, 151, 181,
	212, 243, 273, 304, 334, 365 };

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 0001-01-01 to the first day of the year. */
static int32_t
days_before_year(int year)
{
	int y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

static int32_t
days_in_month(int year, int month)
{
	return days_before_month[month] - days_before_month[month - 1] +
	    (month == 2 && is_leap(year));
}

/* n decimal digits at s as a number, or -1. */
static int
read_digits(const char *s, size_t n)
{
	int v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v;
}

bool
time_parse_date(const char *s, size_t len, int32_t *days)
{
	int year, month, day;

	if (len != 10 || s[4] != '-' || s[7] != '-')
		return false;
	year = read_digits(s, 4);
	month = read_digits(s + 5, 2);
	day = read_digits(s + 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return false;
	*days = days_before_year(year) + days_before_month[month - 1] +
	    (month > 2 && is_leap(year)) + day - 1 - DAYS_BEFORE_1970;
	return true;
}

/* A cursor over the rest of the text. */
struct cursor {
	const char *p;
	const char *end;
};

/* Two digits within 0..max, or -1. */
static int
two_digits(struct cursor *c, int max)
{
	int v;

	if (c->end - c->p < 2)
		return -1;
	v = read_digits(c->p, 2);
	c->p += 2;
	return v <= max ? v : -1;
}

/* ".f{1,9}" in microseconds; -1 when it is not a fraction or needs more. */
static int64_t
read_fraction(struct cursor *c)
{
	int64_t us = 0, unit = 100000;
	const char *from = ++c->p;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		if (unit == 0 && *c->p != '0')
			return -1;
		us += (*c->p - '0') * unit;
		unit /= 10;
	}
	return c->p == from || c->p - from > 9 ? -1 : us;
}

/* "HH:MM[:SS[.f]]" in microseconds, or -1. */
static int64_t
read_clock(struct cursor *c)
{
	int hours = two_digits(c, 23), minutes, seconds = 0;
	int64_t us = 0;

	if (hours < 0 || c->p >= c->end || *c->p++ != ':')
		return -1;
	minutes = two_digits(c, 59);
	if (minutes < 0)
		return -1;
	if (c->p < c->end && *c->p == ':') {
		c->p++;
		seconds = two_digits(c, 59);
		if (seconds < 0)
			return -1;
		if (c->p < c->end && *c->p == '.')
			us = read_fraction(c);
		if (us < 0)
			return -1;
	}
	return ((int64_t)hours * 3600 + minutes * 60 + seconds) * 1000000 + us;
}

/* "Z", "+HH", "+HHMM" or "+HH:MM": minutes east; false for others. */
static bool
read_zone(struct cursor *c, int *east)
{
	char sign = *c->p++;
	int hours, minutes = 0;

	*east = 0;
	if (sign == 'Z' || sign == 'z')
		return c->p == c->end;
	if (sign != '+' && sign != '-')
		return false;
	hours = two_digits(c, 23);
	if (c->p < c->end && *c->p == ':' && c->end - c->p == 3)
		c->p++;
	if (c->p < c->end)
		minutes = two_digits(c, 59);
	*east = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
	return hours >= 0 && minutes >= 0 && c->p == c->end;
}

bool
time_parse_stamp(const char *s, size_t len, int zone, int64_t *us)
{
	struct cursor c = { s + 11, s + len };
	int64_t clock;
	int32_t days;

	if (len < 16 || (s[10] != 'T' && s[10] != 't' && s[10] != ' '))
		return false;
	if (!time_parse_date(s, 10, &days))
		return false;
	clock = read_clock(&c);
	if (clock < 0 || (c.p < c.end && !read_zone(&c, &zone)))
		return false;
	*us = days * DAY_US + clock - zone * MINUTE_US;
	/* A zone must not carry it out of the years that have a text. */
	return *us >= -DAYS_BEFORE_1970 * DAY_US &&
	    *us < (days_before_year(10000) - DAYS_BEFORE_1970) * DAY_US;
}

bool
time_parse_zone(const char *s, size_t len, int *minutes)
{
	struct cursor c = { s, s + len };

	*minutes = 0;
	if (len == 3 && memcmp(s, "UTC", 3) == 0)
		return true;
	return (len == 1 || len == 6) && read_zone(&c, minutes);
}

/* v in n digits, zeros in front. */
static void
put_digits(char *to, int64_t v, int n)
{
	while (n-- > 0) {
		to[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

size_t
time_format_date(int32_t days, char to[TIME_TEXT_MAX])
{
	int32_t left = days + DAYS_BEFORE_1970;
	int year = left / 366 + 1, month = 1;

	/* The estimate is never late; step up to the right year. */
	while (days_before_year(year + 1) <= left)
		year++;
	left -= days_before_year(year);
	while (month < 12 && left >= days_in_month(year, month))
		left -= days_in_month(year, month++);
	put_digits(to, year, 4);
	to[4] = to[7] = '-';
	put_digits(to + 5, month, 2);
	put_digits(to + 8, left + 1, 2);
	return 10;
}

size_t
time_format_zone(int minutes, char to[TIME_TEXT_MAX])
{
	int n = minutes < 0 ? -minutes : minutes;

	to[0] = minutes < 0 ? '-' : '+';
	put_digits(to + 1, n / 60, 2);
	to[3] = ':';
	put_digits(to + 4, n % 60, 2);
	return 6;
}

size_t
time_format_stamp(int64_t us, char to[TIME_TEXT_MAX])
{
	int64_t days = us / DAY_US, rest = us % DAY_US;
	size_t len = 19;

	if (rest < 0) {
		rest += DAY_US;
		days--;
	}
	(void)time_format_date((int32_t)days, to);
	to[10] = 'T';
	put_digits(to + 11, rest / 3600000000, 2);
	to[13] = to[16] = ':';
	put_digits(to + 14, rest / 60000000 % 60, 2);
	put_digits(to + 17, rest / 1000000 % 60, 2);
	if (rest % 1000000 != 0) {
		to[19] = '.';
		put_digits(to + 20, rest % 1000000, 6);
		len = 26;
	}
	to[len] = 'Z';
	return len + 1;
}
