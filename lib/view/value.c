/* value: a stored value as a cell, and which of two is less; see value.h. */
#include "view/value.h"

#include <math.h>
#include <string.h>

#include "base/cc.h"
#include "base/le.h"
#include "json/text.h"
#include "parquet/convert.h"
#include "view/foreign.h"

/* The Julian day of 1970-01-01. */
#define JULIAN_EPOCH 2440588

#define DAY INT64_C(86400)

/* The value of a column of doubles. */
static double
to_double(const struct reader_column *c, const struct value *v)
{
	double d;

	if (c->form == FORM_HALF)
		return foreign_half(v->span.p);
	memcpy(&d, &v->num, sizeof(d));
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
	double d;

	if (c->type.type == TYPE_DECIMAL) {
		extend(c, v, to.unscaled);
	} else if (c->form == FORM_HALF) {
		d = foreign_half(v->span.p);
		memcpy(&to.num, &d, sizeof(to.num));
	} else if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED) {
		to.s = (const char *)v->span.p;
		to.len = v->span.len;
	} else if (c->form == FORM_UNSIGNED) {
		to.num = (uint32_t)v->num;
	}
	return to;
}

/* Whether a decimal's bytes are more than 16, and not for its sign alone. */
static bool
is_long(const struct reader_column *c, const struct value *v)
{
	size_t i, more;

	if (c->type.type != TYPE_DECIMAL ||
	    (c->phys != PHYS_FIXED && c->phys != PHYS_BYTES) ||
	    v->span.len <= 16)
		return false;
	more = v->span.len - 16;
	for (i = 0; i < more; i++)
		if (v->span.p[i] != ((v->span.p[more] & 0x80) != 0 ? 0xff : 0))
			return true;
	return false;
}

/* An instant or a time of a day; false when it is neither. */
static bool
put_moment(const struct reader_column *c, const struct value *v,
    struct buf *out)
{
	static const struct {
		int64_t second;
		int digits;
	} units[] = { [FORM_OURS] = { 1000000, 6 },
		[FORM_STAMP_MS] = { 1000, 3 },
		[FORM_STAMP_NS] = { 1000000000, 9 },
		[FORM_TIME_MS] = { 1000, 3 },
		[FORM_TIME_US] = { 1000000, 6 },
		[FORM_TIME_NS] = { 1000000000, 9 } };
	int64_t n = v->num, second, days;

	if (c->form == FORM_INT96) {
		n = (int64_t)le_get64(v->span.p);
		days = (int32_t)le_get32(v->span.p + 8) - (int64_t)JULIAN_EPOCH;
		foreign_put_stamp(out, days * DAY + floor_div(n, 1000000000),
		    (unsigned)floor_mod(n, 1000000000));
		return true;
	}
	if ((size_t)c->form >= LEN(units) || units[c->form].second == 0)
		return false;
	second = units[c->form].second;
	if (c->type.type == TYPE_TIMESTAMP)
		foreign_put_stamp(out, floor_div(n, second),
		    (unsigned)(floor_mod(n, second) * (1000000000 / second)));
	else if (c->form != FORM_OURS)
		foreign_put_time(out, n, second, units[c->form].digits);
	return c->type.type == TYPE_TIMESTAMP || c->form != FORM_OURS;
}

/* Spell what is not as our own writer has it; false when it is. */
static bool
put_foreign(const struct reader_column *c, const struct value *v,
    struct buf *out)
{
	switch (c->form) {
	case FORM_UUID:
		foreign_put_uuid(out, v->span.p);
		return true;
	case FORM_HEX:
		foreign_put_hex(out, v->span.p, v->span.len);
		return true;
	case FORM_INTERVAL:
		foreign_put_interval(out, v->span.p);
		return true;
	case FORM_DIGITS:
		foreign_put_decimal(out, v->span.p, v->span.len, c->scale);
		return true;
	case FORM_OURS:
	case FORM_FLOAT:
	case FORM_HALF:
	case FORM_UNSIGNED:
	case FORM_DECIMAL_BYTES:
	case FORM_STAMP_MS:
	case FORM_STAMP_NS:
	case FORM_INT96:
	case FORM_TIME_MS:
	case FORM_TIME_US:
	case FORM_TIME_NS:
	case FORM_FIXED:
	default:
		break;
	}
	if (c->type.type == TYPE_DATE) {
		foreign_put_date(out, v->num);
		return true;
	}
	return put_moment(c, v, out);
}

struct show_cell
value_cell(const struct reader_column *c, const struct value *v,
    struct buf *text)
{
	static const struct coltype to = { TYPE_TEXT, 0, 0 };
	struct show_cell cell = { SHOW_TOKEN, NULL, 0, NULL };
	struct convert_value from;
	double d;

	buf_reset(text);
	if (c->type.type == TYPE_TEXT || c->type.type == TYPE_DATE ||
	    c->type.type == TYPE_TIMESTAMP)
		cell.kind = SHOW_TEXT;
	else if (c->type.type == TYPE_JSON)
		cell.kind = SHOW_JSON;
	d = c->type.type == TYPE_DOUBLE ? to_double(c, v) : 0;
	if (!isfinite(d)) {
		cell.kind = SHOW_TEXT;
		cell.s = isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity";
		cell.len = strlen(cell.s);
		return cell;
	}
	if (is_long(c, v)) {
		cell.kind = SHOW_TEXT;
		foreign_put_decimal(text, v->span.p, v->span.len,
		    c->type.scale);
		cell.s = (const char *)text->data;
		cell.len = text->len;
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
value_parse(const struct reader_column *c, const struct reader_span *bytes,
    struct value *v)
{
	float f;
	double d;

	v->span = *bytes;
	v->num = 0;
	if (c->phys == PHYS_BYTES)
		return c->form != FORM_HEX && c->form != FORM_DIGITS;
	/* Their order is not defined. */
	if (c->phys == PHYS_INT96 || c->form == FORM_INTERVAL ||
	    c->form == FORM_DIGITS ||
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
compare_bytes(const struct reader_span *a, const struct reader_span *b)
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
	if (c->type.type == TYPE_DOUBLE) {
		p = to_double(c, a);
		q = to_double(c, b);
		return (p > q) - (p < q);
	}
	if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED)
		return compare_bytes(&a->span, &b->span);
	if (c->form == FORM_UNSIGNED)
		return ((uint32_t)a->num > (uint32_t)b->num) -
		    ((uint32_t)a->num < (uint32_t)b->num);
	return (a->num > b->num) - (a->num < b->num);
}
