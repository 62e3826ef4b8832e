/* collation: decimals and instants compared; see collation.h. */
#include "aai-query/collation.h"

#include <string.h>

#include "base/decimal.h"
#include "json/lex.h"
#include "table/time.h"

int
collation_bytes(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = alen < blen ? alen : blen;
	int rc = n == 0 ? 0 : memcmp(a, b, n);

	return rc != 0 ? rc : (alen > blen) - (alen < blen);
}

static bool
is_number(const char *s, size_t len)
{
	return len > 0 && json_number_end(s, s + len) == s + len;
}

int
collation_decimal(const char *a, size_t alen, const char *b, size_t blen)
{
	bool x = is_number(a, alen), y = is_number(b, blen);

	if (x && y)
		return decimal_cmp(a, alen, b, blen);
	if (x || y)
		return x ? -1 : 1;
	return collation_bytes(a, alen, b, blen);
}

/* An instant to the nanosecond. */
struct instant {
	int64_t us;
	unsigned ns;
};

/* Where a seventh digit of a fraction would be. */
#define FINE_AT 26

/* Whether there are six digits of a fraction, and more after them. */
static bool
is_fine(const char *s, size_t len)
{
	size_t i = 20;

	if (len <= FINE_AT || len >= (size_t)TIME_TEXT_MAX * 2 || s[19] != '.')
		return false;
	while (i <= FINE_AT && s[i] >= '0' && s[i] <= '9')
		i++;
	return i > FINE_AT;
}

/* Take out the digits after the sixth of a fraction, up to three. */
static size_t
take_fine(const char *s, size_t len, char to[TIME_TEXT_MAX * 2], unsigned *ns)
{
	static const unsigned places[] = { 100, 10, 1 };
	size_t n = 0;

	*ns = 0;
	while (n < 3 && FINE_AT + n < len && s[FINE_AT + n] >= '0' &&
	    s[FINE_AT + n] <= '9') {
		*ns += (unsigned)(s[FINE_AT + n] - '0') * places[n];
		n++;
	}
	memcpy(to, s, FINE_AT);
	memcpy(to + FINE_AT, s + FINE_AT + n, len - FINE_AT - n);
	return len - n;
}

static bool
parse_instant(const char *s, size_t len, struct instant *t)
{
	char text[TIME_TEXT_MAX * 2];
	int32_t days;

	t->ns = 0;
	if (is_fine(s, len)) {
		len = take_fine(s, len, text, &t->ns);
		return time_parse_stamp(text, len, 0, &t->us);
	}
	if (!time_parse_date(s, len, &days))
		return time_parse_stamp(s, len, 0, &t->us);
	t->us = days * INT64_C(86400000000);
	return true;
}

bool
collation_is_instant(const char *s, size_t len)
{
	struct instant t;

	return parse_instant(s, len, &t);
}

int
collation_instant(const char *a, size_t alen, const char *b, size_t blen)
{
	struct instant p, q;
	bool x = parse_instant(a, alen, &p), y = parse_instant(b, blen, &q);

	if (x && y && p.us == q.us)
		return (p.ns > q.ns) - (p.ns < q.ns);
	if (x && y)
		return p.us > q.us ? 1 : -1;
	if (x || y)
		return x ? -1 : 1;
	return collation_bytes(a, alen, b, blen);
}

static int
compare_decimals(void *to, int alen, const void *a, int blen, const void *b)
{
	(void)to;
	return collation_decimal(a, (size_t)alen, b, (size_t)blen);
}

static int
compare_instants(void *to, int alen, const void *a, int blen, const void *b)
{
	(void)to;
	return collation_instant(a, (size_t)alen, b, (size_t)blen);
}

int
collation_register(sqlite3 *db)
{
	int rc = sqlite3_create_collation(db, COLLATION_DECIMAL, SQLITE_UTF8,
	    NULL, compare_decimals);

	if (rc == SQLITE_OK)
		rc = sqlite3_create_collation(db, COLLATION_INSTANT,
		    SQLITE_UTF8, NULL, compare_instants);
	return rc;
}
