/* partition_value: a partition column's value; see partition_value.h. */
#include "lake/partition_value.h"

#include <string.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/lex.h"
#include "json/text.h"
#include "parquet/convert.h"
#include "table/time.h"

/* No decimal of a table has a point further away. */
#define EXPONENT_MAX 400

static bool
is_number(const char *s, size_t len)
{
	return json_number_end(s, s + len) == s + len;
}

static char *
spell(struct convert_value *v, enum type type)
{
	static const struct coltype text = { TYPE_TEXT, 0, 0 };
	struct buf scratch = buf_make(SIZE_MAX);
	struct coltype from = { type, 0, 0 };
	char *to = NULL;

	if (convert(v, from, text, json_quote, &scratch))
		to = mem_dup(v->s, v->len);
	buf_free(&scratch);
	return to;
}

static char *
read_double(const char *s, size_t len)
{
	static const char *const names[] = { "NaN", "Infinity", "-Infinity" };
	struct convert_value v = { 0 };
	double d;
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strlen(names[i]) == len && memcmp(names[i], s, len) == 0)
			return mem_str(names[i]);
	if (!is_number(s, len) || !num_double(s, len, &d))
		return NULL;
	memcpy(&v.num, &d, sizeof(d));
	return spell(&v, TYPE_DOUBLE);
}

/* The digit of that number, which is 0 where there are no more. */
static uint8_t
digit(const char *s, size_t n, int64_t i)
{
	return i >= 0 && i < (int64_t)n ? (uint8_t)s[i] : '0';
}

/*
 * Append the number that has the n digits at s after its point, which is then
 * moved this many places.  False when the type does not hold it.
 */
static bool
put_digits(const char *s, size_t n, int64_t point, struct coltype type,
    struct buf *out)
{
	int64_t i;

	if (point > type.precision - type.scale)
		return false;
	for (i = (int64_t)n - 1; i >= 0 && i >= point + type.scale; i--)
		if (s[i] != '0')
			return false;
	if (point <= 0)
		buf_byte(out, '0');
	for (i = 0; i < point; i++)
		buf_byte(out, digit(s, n, i));
	if (type.scale > 0)
		buf_byte(out, '.');
	for (i = 0; i < type.scale; i++)
		buf_byte(out, digit(s, n, point + i));
	return true;
}

static char *
read_decimal(const char *s, size_t len, struct coltype type)
{
	struct buf digits = buf_make(SIZE_MAX), out = buf_make(SIZE_MAX);
	const char *end = s + len;
	int64_t point = -1, exponent = 0;
	bool ok = is_number(s, len);
	size_t zeros = 0;

	if (ok && *s == '-') {
		buf_byte(&out, '-');
		s++;
	}
	for (; ok && s < end && *s != 'e' && *s != 'E'; s++) {
		if (*s == '.')
			point = (int64_t)digits.len;
		else
			buf_byte(&digits, (uint8_t)*s);
	}
	if (point < 0)
		point = (int64_t)digits.len;
	if (ok && s < end)
		exponent = num_exponent(s + 1, end);
	while (zeros < digits.len && digits.data[zeros] == '0')
		zeros++;
	if (exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX)
		ok = false;
	if (zeros == digits.len) {
		point = 0;
		buf_reset(&out);
	} else {
		point += exponent - (int64_t)zeros;
	}
	ok = ok && put_digits((const char *)digits.data + zeros,
		       digits.len - zeros, point, type, &out);
	buf_free(&digits);
	if (ok)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

static char *
read_stamp(const char *s, size_t len)
{
	char text[TIME_TEXT_MAX];
	int64_t us;

	if (!time_parse_stamp(s, len, 0, &us))
		return NULL;
	return mem_dup(text, time_format_stamp(us, text));
}

static char *
read_value(const char *s, size_t len, struct coltype type)
{
	struct convert_value v = { 0 };
	int32_t days;

	switch (type.type) {
	case TYPE_BOOL:
		return (len == 4 && memcmp(s, "true", 4) == 0) ||
			       (len == 5 && memcmp(s, "false", 5) == 0) ?
			   mem_dup(s, len) :
			   NULL;
	case TYPE_BIGINT:
		return is_number(s, len) &&
			       num_i64(s, len, INT64_MIN, INT64_MAX, &v.num) ?
			   spell(&v, TYPE_BIGINT) :
			   NULL;
	case TYPE_DOUBLE:
		return read_double(s, len);
	case TYPE_DECIMAL:
		return read_decimal(s, len, type);
	case TYPE_DATE:
		return time_parse_date(s, len, &days) ? mem_dup(s, len) : NULL;
	case TYPE_TIMESTAMP:
		return read_stamp(s, len);
	case TYPE_TEXT:
	case TYPE_JSON:
		return memchr(s, '\0', len) == NULL ? mem_dup(s, len) : NULL;
	case TYPE_NONE:
	default:
		return NULL;
	}
}

bool
partition_value_read(
    const char *s, size_t len, struct coltype type, char **to)
{
	*to = NULL;
	if (len == 0)
		return true;
	*to = read_value(s, len, type);
	return *to != NULL;
}
