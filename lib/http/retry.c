/* retry: when to make a request again, and when; see retry.h. */
#include "http/retry.h"

#include <string.h>

#include "base/num.h"
#include "http/date.h"

#define FIRST_STATUS 100
#define LAST_STATUS  599

/*
 * Numbers above this are points in time, not spans: seconds since 1970, and
 * from the next on (that many seconds end in the year 5138) milliseconds, then
 * microseconds.
 */
#define EPOCH_FROM INT64_C(1000000000)
#define EPOCH_MS   INT64_C(100000000000)
#define EPOCH_US   INT64_C(100000000000000)

static void
include(struct retry_set *s, uint64_t status)
{
	size_t i = (size_t)(status - FIRST_STATUS);

	s->bits[i / 8] |= (uint8_t)(1u << i % 8);
}

struct retry_set
retry_set_make(void)
{
	static const uint16_t usual[] = { 408, 425, 429, 500, 502, 503, 504,
		520, 521, 522, 523, 524 };
	struct retry_set s = { { 0 } };
	size_t i;

	for (i = 0; i < LEN(usual); i++)
		include(&s, usual[i]);
	return s;
}

/* One "503" or "500-504" of a list. */
static bool
add_range(struct retry_set *s, const char *item, size_t len)
{
	const char *dash = memchr(item, '-', len);
	size_t first = dash == NULL ? len : (size_t)(dash - item);
	uint64_t from, to;

	if (!num_u64(item, first, FIRST_STATUS, LAST_STATUS, &from))
		return false;
	to = from;
	if (dash != NULL &&
	    !num_u64(dash + 1, len - first - 1, from, LAST_STATUS, &to))
		return false;
	for (; from <= to; from++)
		include(s, from);
	return true;
}

int
retry_set_add(struct retry_set *s, const char *list, struct error *e)
{
	struct retry_set new = *s;
	const char *at = list;
	size_t len;

	if (*at == '=') {
		memset(&new, 0, sizeof(new));
		if (*++at == '\0') {
			*s = new;
			return 0;
		}
	}
	for (;;) {
		len = strcspn(at, ",");
		if (!add_range(&new, at, len)) {
			error_set(e, ERROR_USAGE,
			    "'%s' is not a list of HTTP statuses such as "
			    "404,500-504",
			    list);
			return -1;
		}
		if (at[len] == '\0')
			break;
		at += len + 1;
	}
	*s = new;
	return 0;
}

bool
retry_set_has(const struct retry_set *s, int status)
{
	size_t i = (size_t)status - FIRST_STATUS;

	return status >= FIRST_STATUS && status <= LAST_STATUS &&
	    (s->bits[i / 8] >> i % 8 & 1) != 0;
}

int64_t
retry_backoff_ms(struct rng *r, uint32_t n, int64_t base_ms, int64_t cap_ms)
{
	int64_t most = base_ms;

	while (n-- > 1 && most < cap_ms)
		most *= 2;
	if (most > cap_ms)
		most = cap_ms;
	return most <= 0 ? 0 : (int64_t)rng_below(r, (uint64_t)most + 1);
}

/*
 * A number of seconds with perhaps a sign and a fraction, which rounds up:
 * better to come late than early.  What is longer than 18 digits is too big
 * for the number, not for us.
 */
static bool
parse_seconds(const char *s, size_t len, int64_t *out)
{
	bool negative = len > 0 && *s == '-';
	size_t whole, i;
	uint64_t n = 0;

	if (negative) {
		s++;
		len--;
	}
	for (whole = 0; whole < len && s[whole] != '.'; whole++)
		;
	for (i = 0; i < len; i++)
		if (i != whole && (s[i] < '0' || s[i] > '9'))
			return false;
	if (whole == 0 || whole + 1 == len)
		return false;
	if (whole > 18 || !num_u64(s, whole, 0, INT64_MAX, &n))
		n = INT32_MAX;
	for (i = whole + 1; i < len; i++)
		if (s[i] != '0') {
			n++;
			break;
		}
	*out = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

static int64_t
clamp_ms(int64_t seconds)
{
	if (seconds < 0)
		return 0;
	return (seconds > INT32_MAX ? INT32_MAX : seconds) * 1000;
}

bool
retry_after_ms(const char *value, size_t len, int64_t now_s, int64_t *ms)
{
	int64_t seconds;

	if (!parse_seconds(value, len, &seconds)) {
		if (!date_parse(value, len, now_s, &seconds))
			return false;
		seconds -= now_s;
	}
	*ms = clamp_ms(seconds);
	return true;
}

bool
retry_reset_ms(const char *value, size_t len, int64_t now_s, int64_t *ms)
{
	int64_t seconds;

	if (!parse_seconds(value, len, &seconds))
		return false;
	/* Rounded up, as fractions are. */
	if (seconds >= EPOCH_US)
		seconds = seconds / 1000000 + 1;
	else if (seconds >= EPOCH_MS)
		seconds = (seconds + 999) / 1000;
	if (seconds > EPOCH_FROM)
		seconds -= now_s;
	*ms = clamp_ms(seconds);
	return true;
}

struct retry_budget
retry_budget_make(uint32_t full)
{
	struct retry_budget b = { full, full };

	return b;
}

bool
retry_budget_take(struct retry_budget *b)
{
	if (b->left == 0)
		return false;
	b->left--;
	return true;
}

void
retry_budget_give(struct retry_budget *b)
{
	if (b->left < b->full)
		b->left++;
}
