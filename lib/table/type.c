/* type: the column types and how they are found; see type.h. */
#include "table/type.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "table/time.h"

/* Integers up to here are doubles too: 2^53. */
#define EXACT_MAX 9007199254740992u

/* Digits that every double keeps (DBL_DIG), and that tell any two apart. */
#define DIGITS_SAFE 15
#define DIGITS_MAX 17

/* Digits of the longest integer of 64 bits. */
#define LONG_DIGITS 19

#define NUMBERS \
	(FACT_INT | FACT_LONG | FACT_HUGE | FACT_DOUBLE | FACT_INEXACT | \
	    FACT_NEG_ZERO)
#define TIMES (FACT_DATE | FACT_TIMESTAMP)

static const char *const names[TYPE_COUNT] = { "text", "bool", "bigint",
	"double", "decimal", "date", "timestamp", "text", "json" };

static struct coltype
plain(enum type t)
{
	struct coltype c = { t, 0, 0 };

	return c;
}

/* The type of numbers alone. */
static struct coltype
number_type(struct facts f)
{
	struct coltype c = { TYPE_DECIMAL, TYPE_DECIMAL_DIGITS, 0 };

	if ((f.seen & ~(FACT_INT | FACT_LONG)) == 0)
		return plain(TYPE_BIGINT);
	if ((f.seen & ~(FACT_INT | FACT_DOUBLE | FACT_NEG_ZERO)) == 0)
		return plain(TYPE_DOUBLE);
	if ((f.seen & FACT_NEG_ZERO) != 0 ||
	    f.whole + f.behind > TYPE_DECIMAL_DIGITS)
		return plain(TYPE_TEXT);
	c.scale = (uint8_t)f.behind;
	return c;
}

struct coltype
type_of(struct facts f)
{
	bool is_bool = (f.seen & FACT_BOOL) != 0;
	bool is_number = (f.seen & NUMBERS) != 0;
	bool is_time = (f.seen & TIMES) != 0;

	if (f.seen == 0)
		return plain(TYPE_NONE);
	if ((f.seen & FACT_JSON) != 0)
		return plain(TYPE_JSON);
	if ((f.seen & FACT_TEXT) != 0 || is_bool + is_number + is_time > 1)
		return plain(TYPE_TEXT);
	if (is_bool)
		return plain(TYPE_BOOL);
	if (is_time)
		return plain((f.seen & FACT_TIMESTAMP) != 0 ? TYPE_TIMESTAMP :
							      TYPE_DATE);
	return number_type(f);
}

/* A number's spelling taken apart. */
struct spelling {
	char digits[DIGITS_MAX + 1]; /* significant ones, as far as they fit */
	size_t ndigits;		     /* without zeros at either end */
	int64_t point;		     /* value = 0.DIGITS * 10^point */
	size_t whole;		     /* digits spelled before the point */
	size_t fraction;	     /* and after it */
	int64_t exponent;
	bool negative;
	bool integer; /* neither a point nor an exponent */
};

/* Note a digit of the mantissa; trailing zeros are counted when passed. */
static void
take_digit(struct spelling *n, char digit, size_t *zeros)
{
	if (digit == '0') {
		if (n->ndigits > 0)
			++*zeros;
		return;
	}
	for (; *zeros > 0; --*zeros, n->ndigits++)
		if (n->ndigits < DIGITS_MAX)
			n->digits[n->ndigits] = '0';
	if (n->ndigits < DIGITS_MAX)
		n->digits[n->ndigits] = digit;
	n->ndigits++;
}

static struct spelling
spell(const char *s, size_t len)
{
	struct spelling n = { .integer = true };
	const char *p = s, *end = s + len;
	size_t zeros = 0, leading = 0;
	bool behind = false;

	if (p < end && *p == '-') {
		n.negative = true;
		p++;
	}
	for (; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			behind = true;
			continue;
		}
		n.whole += !behind;
		n.fraction += behind;
		take_digit(&n, *p, &zeros);
		if (n.ndigits == 0 && behind)
			leading++;
	}
	n.integer = !behind && p == end;
	if (p < end)
		n.exponent = num_exponent(p + 1, end);
	/* "0.05": no digit before the point counts; "5.0": one does. */
	if (n.whole == 1 && s[n.negative] == '0')
		n.whole = 0;
	n.point = (n.whole > 0 ? (int64_t)n.whole : -(int64_t)leading) +
	    n.exponent;
	return n;
}

/* Whether the nearest double, printed with as many digits, says the same. */
static bool
round_trips(const char *s, size_t len, const struct spelling *n)
{
	char text[40], digits[DIGITS_MAX + 1];
	double d;
	int64_t exponent;
	size_t i;
	int printed;

	if (n->ndigits > DIGITS_MAX || !num_double(s, len, &d))
		return false;
	if (n->ndigits == 0)
		return true;
	printed = snprintf(text, sizeof(text), "%.*e", (int)n->ndigits - 1,
	    fabs(d));
	if (printed < 0 || (size_t)printed >= sizeof(text))
		return false;
	/* "d.ddde+XX": the digits without the point, then the exponent. */
	digits[0] = text[0];
	for (i = 1; i < n->ndigits; i++)
		digits[i] = text[i + 1];
	i = n->ndigits > 1 ? n->ndigits + 1 : 1;
	exponent = num_exponent(text + i + 1, text + printed);
	return memcmp(digits, n->digits, n->ndigits) == 0 &&
	    exponent + 1 == n->point;
}

static uint16_t
clamp(int64_t v)
{
	return v < 0 ? 0 : v > UINT16_MAX ? UINT16_MAX : (uint16_t)v;
}

static uint16_t
integer_fact(const char *s, size_t len)
{
	uint64_t v;
	int64_t i;

	if (num_u64(s + (s[0] == '-'), len - (s[0] == '-'), 0, EXACT_MAX, &v))
		return FACT_INT;
	return num_i64(s, len, INT64_MIN, INT64_MAX, &i) ? FACT_LONG :
							   FACT_HUGE;
}

struct facts
facts_number(const char *s, size_t len)
{
	struct spelling n = spell(s, len);
	struct facts f = { 0, clamp((int64_t)n.whole + n.exponent),
		clamp((int64_t)n.fraction - n.exponent) };

	if (n.ndigits == 0) {
		/* Zero, however it is spelled. */
		f.whole = 1;
		f.behind = 0;
		f.seen = n.negative ? FACT_NEG_ZERO :
		    n.integer	    ? FACT_INT :
				      FACT_DOUBLE;
		return f;
	}
	if (n.integer)
		f.seen = integer_fact(s, len);
	else if (n.ndigits <= DIGITS_SAFE && n.point > -290 && n.point < 290)
		f.seen = FACT_DOUBLE;
	else
		f.seen = round_trips(s, len, &n) ? FACT_DOUBLE : FACT_INEXACT;
	return f;
}

struct facts
facts_string(const char *s, size_t len)
{
	struct facts f = { FACT_TEXT, 0, 0 };
	int32_t days;
	int64_t us;

	if (len < 10 || len > 40 || s[0] < '0' || s[0] > '9' || s[4] != '-')
		return f;
	if (time_parse_date(s, len, &days))
		f.seen = FACT_DATE;
	else if (time_parse_stamp(s, len, 0, &us))
		f.seen = FACT_TIMESTAMP;
	return f;
}

struct facts
facts_declared(struct coltype t)
{
	static const uint16_t seen[TYPE_COUNT] = { 0, FACT_BOOL, FACT_INT,
		FACT_DOUBLE, FACT_HUGE, FACT_DATE, FACT_TIMESTAMP, FACT_TEXT,
		FACT_JSON };
	struct facts f = { seen[t.type], 0, 0 };

	if (t.type == TYPE_DECIMAL)
		f.behind = t.scale;
	return f;
}

struct facts
facts_unknown(struct coltype t)
{
	struct facts f = facts_declared(t);

	switch (t.type) {
	case TYPE_BIGINT:
		f.seen = FACT_INT | FACT_LONG;
		f.whole = LONG_DIGITS;
		break;
	case TYPE_DOUBLE:
		/* No decimal is sure to hold it: that is what this says. */
		f.seen = FACT_DOUBLE | FACT_NEG_ZERO;
		break;
	case TYPE_DECIMAL:
		f.seen = FACT_INEXACT;
		f.whole = t.precision - t.scale;
		break;
	default:
		break;
	}
	return f;
}

bool
type_equal(struct coltype a, struct coltype b)
{
	return a.type == b.type && a.precision == b.precision &&
	    a.scale == b.scale;
}

/* Whether a decimal type's digits all have a place in another's. */
static bool
decimal_fits(struct coltype from, struct coltype to)
{
	return to.scale >= from.scale &&
	    to.precision - to.scale >= from.precision - from.scale;
}

bool
type_fits(struct coltype from, struct coltype to)
{
	if (from.type == TYPE_NONE || to.type == TYPE_JSON ||
	    type_equal(from, to))
		return true;
	switch (to.type) {
	case TYPE_TEXT:
		return from.type != TYPE_JSON;
	case TYPE_DOUBLE:
		return from.type == TYPE_BIGINT;
	case TYPE_DECIMAL:
		return from.type == TYPE_BIGINT || from.type == TYPE_DOUBLE ||
		    (from.type == TYPE_DECIMAL && to.scale >= from.scale);
	case TYPE_TIMESTAMP:
		return from.type == TYPE_DATE;
	default:
		return false;
	}
}

struct coltype
type_join(struct coltype a, struct coltype b)
{
	bool both = a.type == TYPE_DECIMAL && b.type == TYPE_DECIMAL;

	if (both && decimal_fits(a, b))
		return b;
	if (both && decimal_fits(b, a))
		return a;
	/* Without the facts, what a double may have held fits no decimal. */
	if (both || a.type + b.type == TYPE_DECIMAL + TYPE_DOUBLE)
		return plain(TYPE_TEXT);
	if (type_fits(a, b))
		return b;
	if (type_fits(b, a))
		return a;
	return plain(TYPE_TEXT);
}

static bool
is_number(struct coltype t)
{
	return t.type == TYPE_BIGINT || t.type == TYPE_DOUBLE ||
	    t.type == TYPE_DECIMAL;
}

/* Whether a decimal of that type holds numbers of those facts. */
static bool
decimal_holds(struct coltype t, struct facts f)
{
	return t.type == TYPE_DECIMAL && (f.seen & FACT_NEG_ZERO) == 0 &&
	    f.whole <= t.precision - t.scale && f.behind <= t.scale;
}

struct coltype
type_join_facts(struct coltype a, struct facts *fa, struct coltype b,
    struct facts fb)
{
	struct facts before = *fa;
	struct coltype t;

	facts_join(fa, fb);
	if (!is_number(a) || !is_number(b))
		t = type_join(a, b);
	else if (type_equal(a, b) || decimal_holds(a, fb))
		t = a;
	else if (decimal_holds(b, before))
		t = b;
	else
		t = type_of(*fa);
	if (!type_fits(a, t) || !type_fits(b, t))
		t = plain(TYPE_TEXT);
	if (t.type == TYPE_TEXT)
		fa->seen |= FACT_TEXT;
	return t;
}

const char *
type_name(enum type t)
{
	return names[t];
}

bool
type_parse(const char *name, size_t len, enum type *t)
{
	int i;

	for (i = TYPE_BOOL; i < TYPE_COUNT; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0) {
			*t = (enum type)i;
			return true;
		}
	return false;
}
