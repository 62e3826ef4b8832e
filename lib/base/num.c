/* num: text to numbers, whole text, range given; see num.h. */
#include "base/num.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

/* The digits at s[*at..], as far as they go; false when none or too large. */
static bool
digits(const char *s, size_t len, size_t *at, uint64_t *out)
{
	uint64_t v = 0;
	size_t from = *at;

	for (; *at < len && s[*at] >= '0' && s[*at] <= '9'; (*at)++)
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s[*at] - '0'), &v))
			return false;
	*out = v;
	return *at > from;
}

bool
num_u64(const char *s, size_t len, uint64_t min, uint64_t max, uint64_t *out)
{
	size_t at = 0;

	return digits(s, len, &at, out) && at == len && *out >= min &&
	    *out <= max;
}

bool
num_i64(const char *s, size_t len, int64_t min, int64_t max, int64_t *out)
{
	bool negative = len > 0 && s[0] == '-';
	size_t at = negative ? 1 : 0;
	uint64_t v;

	if (!digits(s, len, &at, &v) || at != len)
		return false;
	if (v > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	*out = (int64_t)(negative ? 0 - v : v);
	return *out >= min && *out <= max;
}

bool
num_size(const char *s, size_t len, uint64_t min, uint64_t max, uint64_t *out)
{
	static const char units[] = "kMGT";
	const char *unit;
	size_t at = 0;
	unsigned shift = 0;

	if (!digits(s, len, &at, out))
		return false;
	if (at < len && s[at] != 'B') {
		unit = memchr(units, s[at] == 'K' ? 'k' : s[at], 4);
		if (unit == NULL)
			return false;
		shift = 10 * (unsigned)(unit - units + 1);
		at++;
		if (at + 1 < len && s[at] == 'i')
			at++;
	}
	if (at < len && s[at] == 'B')
		at++;
	if (at != len || *out > UINT64_MAX >> shift)
		return false;
	*out <<= shift;
	return *out >= min && *out <= max;
}

/* Milliseconds in the unit that the len bytes at s name; 0 when none. */
static int64_t
unit_ms(const char *s, size_t len)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "h", 3600000 }, { "d", 86400000 } };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len &&
		    memcmp(units[i].name, s, len) == 0)
			return units[i].ms;
	return 0;
}

bool
num_duration_ms(const char *s, size_t len, int64_t min, int64_t max,
    int64_t *out)
{
	uint64_t whole, part = 0, scale = 1;
	int64_t unit;
	size_t at = 0, from;

	if (!digits(s, len, &at, &whole))
		return false;
	if (at < len && s[at] == '.') {
		from = ++at;
		if (!digits(s, len, &at, &part) || at - from > 9)
			return false;
		for (; from < at; from++)
			scale *= 10;
	}
	unit = unit_ms(s + at, len - at);
	if (unit == 0 || whole > (uint64_t)INT64_MAX / 2 / (uint64_t)unit)
		return false;
	*out = (int64_t)whole * unit +
	    (int64_t)(part * (uint64_t)unit / scale);
	return *out >= min && *out <= max;
}

/* An exponent of a few digits, from p, after its "e", to end. */
static bool
short_exponent(const char *p, const char *end, int *out)
{
	bool negative = p < end && *p == '-';
	const char *from;
	int v = 0;

	p += p < end && (*p == '-' || *p == '+');
	for (from = p; p < end && *p >= '0' && *p <= '9' && p - from < 4; p++)
		v = v * 10 + (*p - '0');
	*out = negative ? -v : v;
	return p == end && p > from;
}

/*
 * The number that the len bytes at s spell, from few enough digits; false when
 * they are too many, or no JSON number, or so hard that strtod is needed.
 */
static bool
short_double(const char *s, size_t len, double *out)
{
	const char *p = s, *end = s + len, *point = NULL;
	bool negative = len > 0 && *s == '-';
	size_t n = 0, places = 0;
	uint64_t v = 0;
	int exponent = 0;

	for (p += negative; p < end; p++) {
		if (*p == '.' && point == NULL && n > 0) {
			point = p;
			continue;
		}
		if (*p < '0' || *p > '9')
			break;
		v = v * 10 + (uint64_t)(*p - '0');
		/* Zeros in front count for nothing. */
		n += v > 0 || n == 0;
		places += point != NULL;
		if (n > NEAREST_DIGITS)
			return false;
	}
	if (n == 0 || (point != NULL && places == 0) || places > NEAREST_DIGITS)
		return false;
	if (p < end &&
	    ((*p | 0x20) != 'e' || !short_exponent(p + 1, end, &exponent)))
		return false;
	if (!nearest_double(v, exponent - (int)places, out))
		return false;
	*out = negative ? -*out : *out;
	return true;
}

bool
num_double(const char *s, size_t len, double *out)
{
	char small[64], *text = small, *end;

	if (len == 0 || short_double(s, len, out))
		return len > 0;
	if (len >= sizeof(small)) {
		text = malloc(len + 1);
		if (text == NULL)
			return false;
	}
	memcpy(text, s, len);
	text[len] = '\0';
	/* The locale is never set, so the radix character is a point. */
	*out = strtod(text, &end);
	if (end != text + len)
		*out = NAN;
	if (text != small)
		free(text);
	return isfinite(*out);
}

int64_t
num_exponent(const char *p, const char *end)
{
	bool negative = p < end && *p == '-';
	int64_t v = 0;

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	for (; p < end; p++)
		if (v < 100000000)
			v = v * 10 + (*p - '0');
	return negative ? -v : v;
}

int
num_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}
