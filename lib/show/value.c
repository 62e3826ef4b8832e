/* value: a stored value as a cell, and which of two is less; see value.h. */
#include "show/value.h"

#include <math.h>
#include <string.h>

#include "base/le.h"
#include "json/text.h"
#include "parquet/convert.h"
#include "table/time.h"

/* 0001-01-01 and 9999-12-31 in days since 1970-01-01. */
#define DAYS_MIN (-719162)
#define DAYS_MAX 2932896

#define DAY_US INT64_C(86400000000)

/* The Julian day of 1970-01-01. */
#define JULIAN_EPOCH 2440588

static double
to_double(int64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	return d;
}

/* The quotient that leaves a remainder of 0 or more. */
static int64_t
floor_div(int64_t a, int64_t by)
{
	return a / by - (a % by < 0 ? 1 : 0);
}

/* That remainder. */
static int64_t
floor_mod(int64_t a, int64_t by)
{
	return a % by + (a % by < 0 ? by : 0);
}

/* An instant in microseconds, and the nanoseconds behind them. */
static void
put_stamp(struct buf *out, int64_t us, unsigned ns)
{
	char text[TIME_TEXT_MAX];
	size_t len;

	if (us < DAYS_MIN * DAY_US || us >= (DAYS_MAX + 1) * DAY_US) {
		buf_i64(out, us);
		buf_str(out, " microseconds after 1970-01-01");
		return;
	}
	len = time_format_stamp(us, text);
	if (ns == 0) {
		buf_put(out, text, len);
		return;
	}
	/* All nine digits: up to the seconds, then the fraction. */
	buf_put(out, text, 19);
	buf_printf(out, ".%06u%03uZ",
	    (unsigned)floor_mod(us, 1000000), ns);
}

/* A time of a day in units of which there are so many a second. */
static void
put_time(struct buf *out, int64_t v, int64_t second, int digits)
{
	int64_t s = floor_div(v, second), rest = floor_mod(v, second);

	buf_printf(out, "%02d:%02d:%02d", (int)(s / 3600 % 100),
	    (int)(s / 60 % 60), (int)(s % 60));
	if (rest != 0)
		buf_printf(out, ".%0*lld", digits, (long long)rest);
}

static void
put_uuid(struct buf *out, const uint8_t *p)
{
	unsigned i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			buf_byte(out, '-');
		buf_printf(out, "%02x", p[i]);
	}
}

/* The number as 128 bits, two's complement, big-endian. */
static void
extend(const struct reader_column *c, const struct value *v, uint8_t to[16])
{
	uint64_t num = (uint64_t)v->num;
	size_t i, n;

	if (c->phys == PHYS_FIXED || c->phys == PHYS_BYTES) {
		/* More bytes than 16 repeat the sign. */
		n = v->span.len < 16 ? v->span.len : 16;
		memset(to, n > 0 && (v->span.p[0] & 0x80) != 0 ? 0xff : 0,
		    16);
		if (n > 0)
			memcpy(to + 16 - n, v->span.p + v->span.len - n, n);
		return;
	}
	memset(to, v->num < 0 && c->form != FORM_UNSIGNED ? 0xff : 0, 8);
	for (i = 0; i < 8; i++)
		to[15 - i] = (uint8_t)(num >> 8 * i);
}

/* What convert() takes. */
static struct convert_value
load(const struct reader_column *c, const struct value *v)
{
	struct convert_value to = { .num = v->num };

	if (c->type.type == TYPE_DECIMAL) {
		extend(c, v, to.unscaled);
	} else if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED) {
		to.s = (const char *)v->span.p;
		to.len = v->span.len;
	} else if (c->form == FORM_UNSIGNED) {
		to.num = (uint32_t)v->num;
	}
	return to;
}

/* Spell what is not as our own writer has it; false when it is. */
static bool
put_foreign(const struct reader_column *c, const struct value *v,
    struct buf *out)
{
	int64_t n = v->num, days = c->type.type == TYPE_DATE ? n : 0;

	switch (c->form) {
	case FORM_STAMP_MS:
		/* What would overflow is out of range all the same. */
		if (n > INT64_MAX / 1000 || n < INT64_MIN / 1000)
			n = n < 0 ? INT64_MIN / 1000 : INT64_MAX / 1000;
		put_stamp(out, n * 1000, 0);
		return true;
	case FORM_STAMP_NS:
		put_stamp(out, floor_div(n, 1000),
		    (unsigned)floor_mod(n, 1000));
		return true;
	case FORM_INT96:
		n = (int64_t)le_get64(v->span.p);
		days = (int64_t)le_get32(v->span.p + 8) - JULIAN_EPOCH;
		if (days < DAYS_MIN || days > DAYS_MAX)
			break;
		put_stamp(out, days * DAY_US + floor_div(n, 1000),
		    (unsigned)floor_mod(n, 1000));
		return true;
	case FORM_TIME_MS:
		put_time(out, n, 1000, 3);
		return true;
	case FORM_TIME_US:
		put_time(out, n, 1000000, 6);
		return true;
	case FORM_TIME_NS:
		put_time(out, n, 1000000000, 9);
		return true;
	case FORM_UUID:
		put_uuid(out, v->span.p);
		return true;
	case FORM_OURS:
	case FORM_FLOAT:
	case FORM_UNSIGNED:
	case FORM_DECIMAL_BYTES:
	case FORM_FIXED:
	default:
		break;
	}
	if (c->type.type == TYPE_TIMESTAMP && c->form == FORM_OURS) {
		put_stamp(out, n, 0);
		return true;
	}
	if (days >= DAYS_MIN && days <= DAYS_MAX)
		return false;
	buf_i64(out, days);
	buf_str(out, " days after 1970-01-01");
	return true;
}

struct show_cell
value_cell(const struct reader_column *c, const struct value *v,
    struct buf *text)
{
	static const struct coltype to = { TYPE_TEXT, 0, 0 };
	struct show_cell cell = { SHOW_TOKEN, NULL, 0 };
	struct convert_value from;
	double d;

	buf_reset(text);
	if (c->type.type == TYPE_TEXT || c->type.type == TYPE_DATE ||
	    c->type.type == TYPE_TIMESTAMP)
		cell.kind = SHOW_TEXT;
	else if (c->type.type == TYPE_JSON)
		cell.kind = SHOW_JSON;
	d = c->type.type == TYPE_DOUBLE ? to_double(v->num) : 0;
	if (!isfinite(d)) {
		cell.kind = SHOW_TEXT;
		cell.s = isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity";
		cell.len = strlen(cell.s);
		return cell;
	}
	if (put_foreign(c, v, text)) {
		cell.s = (const char *)text->data;
		cell.len = text->len;
		return cell;
	}
	from = load(c, v);
	/* Every type has a text. */
	if (!convert(&from, c->type, to, json_quote, text) || from.len == 0)
		from.s = "";
	cell.s = from.s;
	cell.len = from.len;
	return cell;
}

bool
value_parse(const struct reader_column *c, const struct span *bytes,
    struct value *v)
{
	float f;
	double d;

	v->span = *bytes;
	v->num = 0;
	if (c->phys == PHYS_BYTES)
		return true;
	/* The order of INT96 is not defined. */
	if (c->phys == PHYS_INT96 ||
	    bytes->len != (c->phys == PHYS_BOOLEAN ? 1 : c->width))
		return false;
	switch (c->phys) {
	case PHYS_BOOLEAN:
		v->num = bytes->p[0];
		break;
	case PHYS_INT32:
		v->num = (int32_t)le_get32(bytes->p);
		break;
	case PHYS_INT64:
	case PHYS_DOUBLE:
		v->num = (int64_t)le_get64(bytes->p);
		break;
	case PHYS_FLOAT:
		memcpy(&f, bytes->p, sizeof(f));
		d = (double)f;
		memcpy(&v->num, &d, sizeof(d));
		break;
	case PHYS_INT96:
	case PHYS_BYTES:
	case PHYS_FIXED:
	default:
		break;
	}
	return true;
}

/* As memcmp(), the shorter first where one begins the other. */
static int
compare_bytes(const struct span *a, const struct span *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int rc = n == 0 ? 0 : memcmp(a->p, b->p, n);

	if (rc != 0)
		return rc;
	return (a->len > b->len) - (a->len < b->len);
}

int
value_compare(const struct reader_column *c, const struct value *a,
    const struct value *b)
{
	uint8_t x[16], y[16];
	double p, q;

	if (c->type.type == TYPE_DECIMAL) {
		extend(c, a, x);
		extend(c, b, y);
		/* With the sign's bit turned, bytes sort as numbers do. */
		x[0] ^= 0x80;
		y[0] ^= 0x80;
		return memcmp(x, y, sizeof(x));
	}
	if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED)
		return compare_bytes(&a->span, &b->span);
	if (c->type.type == TYPE_DOUBLE) {
		p = to_double(a->num);
		q = to_double(b->num);
		return (p > q) - (p < q);
	}
	if (c->form == FORM_UNSIGNED)
		return ((uint32_t)a->num > (uint32_t)b->num) -
		    ((uint32_t)a->num < (uint32_t)b->num);
	return (a->num > b->num) - (a->num < b->num);
}
