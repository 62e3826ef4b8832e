/* time_pattern: instants by patterns; see time_pattern.h. */
#include "table/time_pattern.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"
#include "base/num.h"
#include "table/time.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US	  (60 * MINUTE_US)
#define DAY_US	  (24 * HOUR_US)

/* The instants that have a text: 0001-01-01 to the end of 9999. */
#define FIRST_US (INT64_C(-719162) * DAY_US)
#define LAST_US	 (INT64_C(2932897) * DAY_US - 1)

enum part {
	PART_TEXT, /* one byte as it is */
	PART_YEAR,
	PART_MONTH,
	PART_MONTH_NAME,
	PART_DAY,
	PART_DAY_OF_YEAR,
	PART_WEEKDAY,
	PART_HOUR,
	PART_MINUTE,
	PART_SECOND,
	PART_MS,
	PART_US,
	PART_EPOCH,
	PART_EPOCH_MS,
	PART_EPOCH_US,
	PART_ZONE,
	PART_ZONE_COLON,
	PART_PERCENT,
	PART_WRONG,
	PART_END,
};

/* What stands in a pattern: the first that fits is it. */
static const struct {
	const char *text;
	enum part part;
	int digits; /* that are written; 0: no fixed number */
	int64_t unit;
} parts[] = {
	{ "%_ms", PART_MS, 3, 1000 },
	{ "%ms", PART_EPOCH_MS, 0, 1000 },
	{ "%us", PART_EPOCH_US, 0, 1 },
	{ "%:z", PART_ZONE_COLON, 0, INT64_MAX },
	{ "%Y", PART_YEAR, 4, 366 * DAY_US },
	{ "%m", PART_MONTH, 2, 31 * DAY_US },
	{ "%b", PART_MONTH_NAME, 0, 31 * DAY_US },
	{ "%d", PART_DAY, 2, DAY_US },
	{ "%j", PART_DAY_OF_YEAR, 3, DAY_US },
	{ "%a", PART_WEEKDAY, 0, INT64_MAX },
	{ "%H", PART_HOUR, 2, HOUR_US },
	{ "%M", PART_MINUTE, 2, MINUTE_US },
	{ "%S", PART_SECOND, 2, SECOND_US },
	{ "%f", PART_US, 6, 1 },
	{ "%s", PART_EPOCH, 0, SECOND_US },
	{ "%z", PART_ZONE, 0, INT64_MAX },
	{ "%%", PART_PERCENT, 0, INT64_MAX },
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char weekdays[] = "ThuFriSatSunMonTueWed"; /* from 1970-01-01 */

/* What a name stands for, or the pattern itself. */
static const char *
spelled(const char *pattern)
{
	static const char *const names[][2] = {
		{ "rfc3339", "%Y-%m-%dT%H:%M:%SZ" },
		{ "date", "%Y-%m-%d" },
		{ "epoch", "%s" },
		{ "epoch_ms", "%ms" },
		{ "epoch_us", "%us" },
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strcmp(pattern, names[i][0]) == 0)
			return names[i][1];
	return pattern;
}

/* The part at *p, and on to the next; n is its number, for what has one. */
static enum part
next_part(const char **p, size_t *n)
{
	if (**p == '\0')
		return PART_END;
	if (**p != '%') {
		(*p)++;
		return PART_TEXT;
	}
	for (*n = 0; *n < LEN(parts); ++*n)
		if (strncmp(*p, parts[*n].text, strlen(parts[*n].text)) == 0) {
			*p += strlen(parts[*n].text);
			return parts[*n].part;
		}
	return PART_WRONG;
}

/* Bits: the parts that the pattern has; more is the first one said twice. */
static uint32_t
parts_of(const char *pattern, bool *twice)
{
	uint32_t had = 0, bit;
	enum part part;
	size_t n;

	*twice = false;
	for (;;) {
		part = next_part(&pattern, &n);
		if (part == PART_END)
			return had;
		bit = UINT32_C(1) << part;
		*twice = *twice || ((had & bit) != 0 && part != PART_TEXT &&
				       part != PART_PERCENT);
		had |= bit;
		if (part == PART_WRONG)
			return had;
	}
}

#define HAS(had, part) (((had) >> (part)&1) != 0)

/* How many of its units, from the year to the fraction, are there. */
static int
depth_of(uint32_t had, bool *gap)
{
	const bool levels[] = {
		HAS(had, PART_YEAR),
		HAS(had, PART_MONTH) || HAS(had, PART_MONTH_NAME) ||
		    HAS(had, PART_DAY_OF_YEAR),
		HAS(had, PART_DAY) || HAS(had, PART_DAY_OF_YEAR),
		HAS(had, PART_HOUR),
		HAS(had, PART_MINUTE),
		HAS(had, PART_SECOND),
		HAS(had, PART_MS) || HAS(had, PART_US),
	};
	size_t i, n = 0;

	*gap = false;
	while (n < LEN(levels) && levels[n])
		n++;
	for (i = n; i < LEN(levels); i++)
		*gap = *gap || levels[i];
	return (int)n;
}

const char *
time_pattern_fault(const char *pattern)
{
	const uint32_t epochs = UINT32_C(1) << PART_EPOCH |
				UINT32_C(1) << PART_EPOCH_MS |
				UINT32_C(1) << PART_EPOCH_US;
	bool twice, gap;
	uint32_t had = parts_of(spelled(pattern), &twice);
	int depth = depth_of(had, &gap);

	if (HAS(had, PART_WRONG))
		return "it has a '%' of no meaning: there are %Y %m %d %H %M "
		       "%S %j %b %a %_ms %f %s %ms %us %z %:z and %%";
	if (twice || (HAS(had, PART_MS) && HAS(had, PART_US)) ||
	    (HAS(had, PART_MONTH) && HAS(had, PART_MONTH_NAME)) ||
	    (HAS(had, PART_DAY_OF_YEAR) &&
		(HAS(had, PART_MONTH) || HAS(had, PART_MONTH_NAME) ||
		    HAS(had, PART_DAY))))
		return "it says something twice";
	if ((had & epochs) != 0)
		return depth > 0 || gap || (had & epochs & ((had & epochs) - 1))
			   ? "it says something twice"
			   : NULL;
	if (depth == 0)
		return "it is neither rfc3339, date, epoch, epoch_ms or "
		       "epoch_us nor a pattern with %Y";
	return gap ? "it leaves out a unit, as a minute without its hour" :
		     NULL;
}

bool
time_pattern_is_number(const char *pattern)
{
	enum part part;
	size_t n;

	pattern = spelled(pattern);
	part = next_part(&pattern, &n);
	return (part == PART_EPOCH || part == PART_EPOCH_MS ||
		   part == PART_EPOCH_US) && *pattern == '\0';
}

int64_t
time_pattern_unit(const char *pattern)
{
	int64_t unit = 366 * DAY_US;
	enum part part;
	size_t n = 0;

	pattern = spelled(pattern);
	while ((part = next_part(&pattern, &n)) < PART_WRONG)
		if (part != PART_TEXT && parts[n].unit < unit)
			unit = parts[n].unit;
	return unit;
}

/* Minutes east of UTC of what it writes, the caller's zone being that. */
static int
zone_of(const char *pattern, int zone)
{
	static const char *const ends[] = { "Z", "GMT", "UTC", "+0000",
		"+00:00" };
	size_t len = strlen(pattern), i, n;
	bool ignored;
	uint32_t had = parts_of(pattern, &ignored);

	if (HAS(had, PART_EPOCH) || HAS(had, PART_EPOCH_MS) ||
	    HAS(had, PART_EPOCH_US) || HAS(had, PART_ZONE) ||
	    HAS(had, PART_ZONE_COLON))
		return 0;
	for (i = 0; i < LEN(ends); i++) {
		n = strlen(ends[i]);
		if (len > n && strcmp(pattern + len - n, ends[i]) == 0)
			return 0;
	}
	return zone;
}

static int64_t
divide_down(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/* Days since 1970 of the first day of the year that s begins with. */
static int32_t
first_day(const char *s)
{
	char text[11] = "YYYY-01-01";
	int32_t days;

	memcpy(text, s, 4);
	return time_parse_date(text, 10, &days) ? days : 0;
}

/* A part of the instant; stamp is its text, in its zone. */
static void
put_part(enum part part, int64_t us, const char *stamp, int32_t day,
    struct buf *out)
{
	int64_t rest = us - divide_down(us, SECOND_US) * SECOND_US;
	static const uint8_t places[] = { [PART_MONTH] = 5, [PART_DAY] = 8,
		[PART_HOUR] = 11, [PART_MINUTE] = 14, [PART_SECOND] = 17 };
	int month = (stamp[5] - '0') * 10 + stamp[6] - '1';

	switch (part) {
	case PART_YEAR: buf_put(out, stamp, 4); break;
	case PART_MONTH:
	case PART_DAY:
	case PART_HOUR:
	case PART_MINUTE:
	case PART_SECOND: buf_put(out, stamp + places[part], 2); break;
	case PART_MONTH_NAME: buf_put(out, months + 3 * month, 3); break;
	case PART_WEEKDAY:
		buf_put(out, weekdays + 3 * ((day % 7 + 7) % 7), 3);
		break;
	case PART_DAY_OF_YEAR:
		buf_printf(out, "%03d", day - first_day(stamp) + 1);
		break;
	case PART_MS: buf_printf(out, "%03d", (int)(rest / 1000)); break;
	case PART_US: buf_printf(out, "%06d", (int)rest); break;
	case PART_EPOCH: buf_i64(out, divide_down(us, SECOND_US)); break;
	case PART_EPOCH_MS: buf_i64(out, divide_down(us, 1000)); break;
	case PART_EPOCH_US: buf_i64(out, us); break;
	case PART_ZONE: buf_str(out, "+0000"); break;
	case PART_ZONE_COLON: buf_str(out, "+00:00"); break;
	default: buf_byte(out, '%'); break;
	}
}

void
time_pattern_put(const char *pattern, int64_t us, int zone, struct buf *out)
{
	char stamp[TIME_TEXT_MAX];
	const char *at, *text = spelled(pattern);
	int64_t local;
	enum part part;
	int32_t day;
	size_t n = 0;

	us = us < FIRST_US ? FIRST_US : us > LAST_US ? LAST_US : us;
	local = us + zone_of(text, zone) * MINUTE_US;
	local = local < FIRST_US ? FIRST_US : local > LAST_US ? LAST_US : local;
	(void)time_format_stamp(local, stamp);
	day = (int32_t)divide_down(local, DAY_US);
	for (at = text; (part = next_part(&text, &n)) < PART_WRONG; at = text)
		if (part == PART_TEXT)
			buf_byte(out, (uint8_t)*at);
		else
			put_part(part, us, stamp, day, out);
}

int64_t
time_pattern_floor(const char *pattern, int64_t us, int zone)
{
	struct buf text = buf_make(4096);
	int64_t down = us;

	time_pattern_put(pattern, us, zone, &text);
	if (text.failed || !time_pattern_read(pattern, (const char *)text.data,
			       text.len, zone, &down))
		down = us;
	buf_free(&text);
	return down;
}

/* What was read so far. */
struct reading {
	const char *p, *end;
	int64_t value[PART_END]; /* by part */
	int zone;
	bool epoch; /* us is the instant */
	int64_t us;
};

/* At most max digits; fixed: as many as that, for another digit follows. */
static bool
take_number(struct reading *r, size_t max, bool fixed, int64_t *v)
{
	size_t len = 0;
	bool ok;

	while (len < max && r->p + len < r->end && r->p[len] >= '0' &&
	       r->p[len] <= '9')
		len++;
	ok = (!fixed || len == max) && num_i64(r->p, len, 0, INT64_MAX, v);
	r->p += len;
	return ok;
}

/* A fraction of a second of 1 to 9 digits, in microseconds. */
static bool
take_fraction(struct reading *r, int64_t *us)
{
	int64_t unit = SECOND_US / 10;
	const char *from = r->p;

	*us = 0;
	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++) {
		*us += (*r->p - '0') * unit;
		unit /= 10;
	}
	return r->p > from && r->p - from <= 9;
}

static bool
take_epoch(struct reading *r, int64_t unit)
{
	bool negative = r->p < r->end && *r->p == '-';
	int64_t v;

	r->p += negative ? 1 : 0;
	if (!take_number(r, 19, false, &v) || v > LAST_US / unit)
		return false;
	r->us = (negative ? -v : v) * unit;
	r->epoch = true;
	return r->us >= FIRST_US;
}

static bool
take_zone(struct reading *r)
{
	int64_t hours, minutes = 0;
	bool west;

	if (r->p < r->end && (*r->p == 'Z' || *r->p == 'z')) {
		r->p++;
		r->zone = 0;
		return true;
	}
	if (r->p >= r->end || (*r->p != '+' && *r->p != '-'))
		return false;
	west = *r->p++ == '-';
	if (!take_number(r, 2, true, &hours) || hours > 23)
		return false;
	if (r->p < r->end && *r->p == ':')
		r->p++;
	if (r->p < r->end && *r->p >= '0' && *r->p <= '9' &&
	    (!take_number(r, 2, true, &minutes) || minutes > 59))
		return false;
	r->zone = (int)(hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

/* One of count names of three letters; its number from 0. */
static bool
take_name(struct reading *r, const char *names, int count, int64_t *v)
{
	for (*v = 0; *v < count && r->end - r->p >= 3; ++*v)
		if (strncasecmp(r->p, names + 3 * *v, 3) == 0) {
			r->p += 3;
			return true;
		}
	return false;
}

/* Whether a part begins with digits, so that one before it has all of its. */
static bool
begins_with_digit(const char *pattern)
{
	size_t n = 0;
	const char *at = pattern;
	enum part part = next_part(&pattern, &n);

	return part == PART_TEXT ? *at >= '0' && *at <= '9' :
				   part != PART_END && part < PART_WRONG &&
		parts[n].digits > 0;
}

static bool
take_part(struct reading *r, enum part part, size_t n, const char *rest)
{
	int64_t ignored;

	switch (part) {
	case PART_MONTH_NAME:
		return take_name(r, months, 12, &r->value[PART_MONTH]) &&
		       ++r->value[PART_MONTH] > 0;
	case PART_WEEKDAY: return take_name(r, weekdays, 7, &ignored);
	case PART_MS:
	case PART_US: return take_fraction(r, &r->value[PART_US]);
	case PART_EPOCH: return take_epoch(r, SECOND_US);
	case PART_EPOCH_MS: return take_epoch(r, 1000);
	case PART_EPOCH_US: return take_epoch(r, 1);
	case PART_ZONE:
	case PART_ZONE_COLON: return take_zone(r);
	case PART_PERCENT: return r->p < r->end && *r->p++ == '%';
	default:
		return take_number(r, (size_t)parts[n].digits,
		    part == PART_YEAR || begins_with_digit(rest),
		    &r->value[part]);
	}
}

/* The instant of the parts that were read. */
static bool
assemble(const struct reading *r, int64_t *us)
{
	const int64_t *v = r->value;
	struct buf date = buf_make(16);
	int32_t day;
	bool ok;

	if (r->epoch) {
		*us = r->us;
		return true;
	}
	buf_printf(&date, "%04lld-%02lld-%02lld", (long long)v[PART_YEAR],
	    (long long)v[PART_MONTH], (long long)v[PART_DAY]);
	ok = !date.failed &&
	     time_parse_date((const char *)date.data, date.len, &day) &&
	     v[PART_HOUR] < 24 && v[PART_MINUTE] < 60 &&
	     v[PART_SECOND] < 60 && v[PART_DAY_OF_YEAR] >= 1 &&
	     v[PART_DAY_OF_YEAR] <= 366;
	buf_free(&date);
	if (!ok)
		return false;
	*us = (day + v[PART_DAY_OF_YEAR] - 1) * DAY_US +
	      v[PART_HOUR] * HOUR_US + v[PART_MINUTE] * MINUTE_US +
	      v[PART_SECOND] * SECOND_US + v[PART_US] - r->zone * MINUTE_US;
	return *us >= FIRST_US && *us <= LAST_US;
}

bool
time_pattern_read(const char *pattern, const char *s, size_t len, int zone,
    int64_t *us)
{
	const char *at, *text = spelled(pattern);
	struct reading r = { .p = s, .end = s + len };
	enum part part;
	size_t n = 0;

	r.zone = zone_of(text, zone);
	r.value[PART_MONTH] = r.value[PART_DAY] = 1;
	r.value[PART_DAY_OF_YEAR] = 1;
	for (at = text; (part = next_part(&text, &n)) < PART_WRONG; at = text)
		if (part == PART_TEXT ? r.p >= r.end || *r.p++ != *at :
					!take_part(&r, part, n, text))
			return false;
	return part == PART_END && r.p == r.end && assemble(&r, us);
}
