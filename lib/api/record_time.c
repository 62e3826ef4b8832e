/* record_time: when a record was made; see record_time.h. */
#include "api/record_time.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/num.h"
#include "table/time.h"

#define MINUTE_US INT64_C(60000000)
#define DAY_US INT64_C(86400000000)

/* The longest text of a time that is looked at. */
#define TEXT_MAX 64

/* Of which numbers a unit is, from and to, and how many make a second. */
static const struct {
	uint64_t from, to, second;
} units[] = {
	{ 100000000, UINT64_C(10000000000), 1 },
	{ UINT64_C(100000000000), UINT64_C(10000000000000), 1000 },
	{ UINT64_C(100000000000000), UINT64_C(10000000000000000), 1000000 },
	{ UINT64_C(100000000000000000), UINT64_C(10000000000000000000),
	    1000000000 },
};

/* The fraction at s, in microseconds of its unit; false when it is none. */
static bool
parse_fraction(const char *s, uint64_t *millionths)
{
	uint64_t unit = 1000000;

	*millionths = 0;
	if (*s == '\0')
		return true;
	if (*s++ != '.' || *s == '\0')
		return false;
	for (; *s >= '0' && *s <= '9'; s++) {
		unit /= 10;
		*millionths += (uint64_t)(*s - '0') * unit;
	}
	return *s == '\0';
}

/* A number without an exponent. */
static bool
parse_plain(const char *s, int64_t *us)
{
	size_t whole = strspn(s, "0123456789"), i;
	uint64_t n, part, second;

	if (!num_u64(s, whole, 0, UINT64_MAX, &n) ||
	    !parse_fraction(s + whole, &part))
		return false;
	for (i = 0; i < LEN(units); i++)
		if (n >= units[i].from && n < units[i].to)
			break;
	if (i == LEN(units))
		return false;
	second = units[i].second;
	*us = (int64_t)(n / second * 1000000 + part / second);
	n %= second;
	*us += (int64_t)(second > 1000000 ? n / (second / 1000000) :
					    n * (1000000 / second));
	return true;
}

static bool
parse_number(const char *s, int64_t *us)
{
	char plain[TEXT_MAX];
	double v;

	if (strpbrk(s, "eE") == NULL)
		return parse_plain(s, us);
	if (!num_double(s, strlen(s), &v) || v < 0 || v > 1e19)
		return false;
	(void)snprintf(plain, sizeof(plain), "%.6f", v);
	return parse_plain(plain, us);
}

/* The first whole word at *s, and on to the next; its length. */
static size_t
take_word(const char **s, const char **word)
{
	size_t len;

	*s += strspn(*s, " ");
	*word = *s;
	len = strcspn(*s, " ");
	*s += len;
	return len;
}

/* The number of a month's name, from 1; 0 for others. */
static int
month_of(const char *s, size_t len)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; len == 3 && i < 12; i++)
		if (strncasecmp(s, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/* Minutes east of UTC of a zone in a date of mail or HTTP. */
static bool
parse_mail_zone(const char *s, size_t len, int *minutes)
{
	static const struct {
		char name[4];
		int hours;
	} names[] = { { "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "Z", 0 },
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
		{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 } };
	uint64_t hours, rest;
	size_t i;

	if (len == 5 && (*s == '+' || *s == '-') &&
	    num_u64(s + 1, 2, 0, 23, &hours) &&
	    num_u64(s + 3, 2, 0, 59, &rest)) {
		*minutes = (int)(hours * 60 + rest) * (*s == '-' ? -1 : 1);
		return true;
	}
	for (i = 0; i < LEN(names); i++)
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, s, len) == 0) {
			*minutes = names[i].hours * 60;
			return true;
		}
	return false;
}

/* "[Mon, ]21 Sep 2026 13:46:40 +0200", also with "-" in the date. */
static bool
parse_mail(const char *s, int64_t *us)
{
	const char *day, *month, *year, *clock, *zone;
	const char *comma = strchr(s, ',');
	size_t day_len, month_len, year_len, clock_len, zone_len;
	char iso[TEXT_MAX];
	int minutes = 0;
	uint64_t n;

	if (comma != NULL)
		s = comma + 1;
	day_len = take_word(&s, &day);
	month_len = take_word(&s, &month);
	year_len = take_word(&s, &year);
	clock_len = take_word(&s, &clock);
	zone_len = take_word(&s, &zone);
	if (s[strspn(s, " ")] != '\0' || day_len > 2 || year_len != 4 ||
	    !num_u64(day, day_len, 1, 31, &n) ||
	    month_of(month, month_len) == 0 ||
	    (clock_len != 5 && clock_len != 8) ||
	    !parse_mail_zone(zone, zone_len, &minutes))
		return false;
	(void)snprintf(iso, sizeof(iso), "%.4s-%02d-%02uT%.*s", year,
	    month_of(month, month_len), (unsigned)n, (int)clock_len, clock);
	return time_parse_stamp(iso, strlen(iso), minutes, us);
}

/*
 * A timestamp with digits in its fraction that microseconds do not hold, which
 * go, or with the zone's name after it.
 */
static bool
parse_stamp(const char *s, int zone_minutes, int64_t *us)
{
	const char *dot = strpbrk(s, ".,");
	size_t len = strlen(s), digits;
	char text[TEXT_MAX];

	if (len > 4 && (strcmp(s + len - 4, " UTC") == 0 ||
			   strcmp(s + len - 4, " GMT") == 0)) {
		len -= 4;
		zone_minutes = 0;
	}
	if (dot == NULL || dot >= s + len) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)len, s);
	} else {
		digits = strspn(dot + 1, "0123456789");
		(void)snprintf(text, sizeof(text), "%.*s.%.*s%.*s",
		    (int)(dot - s), s, digits < 6 ? (int)digits : 6, dot + 1,
		    (int)(s + len - dot - 1 - (ptrdiff_t)digits),
		    dot + 1 + digits);
	}
	/* "2026-09-21 13:46:40 +0000" */
	len = strlen(text);
	if (len > 6 && text[len - 6] == ' ' &&
	    (text[len - 5] == '+' || text[len - 5] == '-')) {
		memmove(text + len - 6, text + len - 5, 6);
		len--;
	}
	return time_parse_stamp(text, len, zone_minutes, us);
}

static bool
parse_date(const char *s, int zone_minutes, int64_t *us)
{
	int32_t days;

	if (!time_parse_date(s, strlen(s), &days))
		return false;
	*us = days * DAY_US - zone_minutes * MINUTE_US;
	return true;
}

bool
record_time(struct span value, int zone_minutes, int64_t *us)
{
	enum json_kind kind = span_kind(value);
	char text[TEXT_MAX];
	size_t len = value.len;

	if (kind == JSON_STRING) {
		value.p++;
		len -= 2;
	} else if (kind != JSON_NUMBER) {
		return false;
	}
	if (len >= sizeof(text) || memchr(value.p, '\\', len) != NULL ||
	    memchr(value.p, '\0', len) != NULL)
		return false;
	memcpy(text, value.p, len);
	text[len] = '\0';
	return parse_stamp(text, zone_minutes, us) ||
	       parse_number(text, us) || parse_date(text, zone_minutes, us) ||
	       parse_mail(text, us);
}
