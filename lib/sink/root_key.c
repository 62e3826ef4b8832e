/* root_key: by what rows belong to one record; see root_key.h. */
#include "sink/root_key.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/num.h"
#include "json/lex.h"
#include "json/text.h"
#include "table/time.h"

/* Numbers are written out with at most this many zeros. */
#define ZEROS_MAX 64

struct root_key
root_key_make(void)
{
	struct root_key k = { .text = buf_make(SIZE_MAX / 2),
		.scratch = buf_make(SIZE_MAX / 2) };

	return k;
}

void
root_key_begin(struct root_key *k)
{
	buf_reset(&k->text);
	k->null = k->respelled = false;
	k->n = k->first = 0;
}

/* End a value that begins at from, so that "a", "bc" is not "ab", "c". */
static void
end_value(struct root_key *k, size_t from)
{
	size_t len = k->text.len - from;

	if (k->n++ == 0)
		k->first = len;
	buf_put(&k->text, &len, sizeof(len));
}

/* Append digits of a number, scaled by 10^exponent, without spare zeros. */
static void
put_digits(struct buf *out, const char *digits, size_t n, int64_t exponent)
{
	int64_t i, point;

	for (; n > 1 && digits[0] == '0'; n--)
		digits++;
	for (; n > 0 && digits[n - 1] == '0'; n--)
		exponent++;
	if (n == 0) {
		buf_byte(out, '0');
		return;
	}
	point = (int64_t)n + exponent;
	if (exponent > ZEROS_MAX || point < -ZEROS_MAX) {
		buf_put(out, digits, n);
		buf_printf(out, "e%lld", (long long)exponent);
		return;
	}
	if (point <= 0)
		buf_str(out, "0.");
	for (i = point; i < 0; i++)
		buf_byte(out, '0');
	for (i = 0; i < (int64_t)n || i < point; i++) {
		if (i == point && i > 0)
			buf_byte(out, '.');
		buf_byte(out, i < (int64_t)n ? (uint8_t)digits[i] : '0');
	}
}

/* Append a number as it is spelled, in one spelling. */
static void
put_number(struct root_key *k, const char *s, size_t len)
{
	const char *end = s + len;
	bool negative = len > 0 && *s == '-', point = false;
	int64_t exponent = 0;
	size_t from;

	buf_reset(&k->scratch);
	for (s += negative; s < end && *s != 'e' && *s != 'E'; s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		/* Zeros before the number are none of its digits. */
		if (*s != '0' || k->scratch.len > 0)
			buf_byte(&k->scratch, (uint8_t)*s);
		exponent -= point;
	}
	if (s < end)
		exponent += num_exponent(s + 1, end);
	from = k->text.len;
	if (negative)
		buf_byte(&k->text, '-');
	put_digits(&k->text, (const char *)k->scratch.data, k->scratch.len,
	    exponent);
	/* There is one zero. */
	if (negative && k->text.len == from + 2 &&
	    k->text.data[from + 1] == '0') {
		k->text.data[from] = '0';
		k->text.len--;
	}
}

/* The same of the double that the spelling gives: its shortest one. */
static void
put_double(struct root_key *k, const char *s, size_t len)
{
	char text[40];
	double d, back;
	int digits, n = 0;

	if (!num_double(s, len, &d)) {
		put_number(k, s, len);
		return;
	}
	for (digits = 1; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, d);
		if (n > 0 && num_double(text, (size_t)n, &back) && back == d)
			break;
	}
	put_number(k, text, n > 0 ? (size_t)n : 0);
}

/* Append JSON text, or the text of a string. */
static void
put_json(struct root_key *k, const char *s, size_t len)
{
	/* A file may hold anything. */
	if (len >= 2 && *s == '"' &&
	    json_value_end(s, s + len, 1, NULL) == s + len)
		(void)json_unescape(s + 1, len - 2, &k->text);
	else
		buf_put(&k->text, s, len);
}

void
root_key_put(struct root_key *k, enum type type, const char *s, size_t len)
{
	static const char midnight[] = "T00:00:00Z";
	size_t from = k->text.len, n = sizeof(midnight) - 1;

	switch (type) {
	case TYPE_DOUBLE:
		put_double(k, s, len);
		break;
	case TYPE_DECIMAL:
		put_number(k, s, len);
		break;
	case TYPE_JSON:
		put_json(k, s, len);
		break;
	case TYPE_TIMESTAMP:
		if (len > n && memcmp(s + len - n, midnight, n) == 0)
			len -= n;
		buf_put(&k->text, s, len);
		break;
	case TYPE_NONE:
	case TYPE_BOOL:
	case TYPE_BIGINT:
	case TYPE_DATE:
	case TYPE_TEXT:
	default:
		buf_put(&k->text, s, len);
	}
	end_value(k, from);
}

void
root_key_put_null(struct root_key *k)
{
	k->null = true;
}

/* Whether a number is spelled as its key is; the key stays as it is. */
static bool
is_plain(struct root_key *k, const struct cell *c)
{
	size_t from = k->text.len;
	bool plain;

	put_number(k, c->s, c->len);
	plain = k->text.len - from == c->len &&
	    memcmp(k->text.data + from, c->s, c->len) == 0;
	k->text.len = from;
	return plain;
}

void
root_key_put_cell(
    struct root_key *k, enum type type, int zone, const struct cell *c)
{
	char stamp[TIME_TEXT_MAX];
	const char *s;
	size_t len;
	int64_t us;

	if (c->kind == CELL_NULL) {
		root_key_put_null(k);
		return;
	}
	if (type == TYPE_TIMESTAMP && cell_stamp(c, zone, &us)) {
		root_key_put(k, type, stamp, time_format_stamp(us, stamp));
		return;
	}
	if (c->kind == CELL_NUMBER && (type == TYPE_TEXT || type == TYPE_JSON))
		k->respelled |= !is_plain(k, c);
	if (type == TYPE_JSON && c->kind == CELL_STRING)
		type = TYPE_TEXT;
	(void)cell_text(c, &k->scratch, &s, &len);
	/* Numbers need the scratch themselves. */
	if (type == TYPE_DOUBLE || type == TYPE_DECIMAL) {
		s = c->s;
		len = c->len;
	}
	root_key_put(k, type, s, len);
}

struct root_key_name
root_key_name(const struct root_key *k)
{
	/* Of the same secret, and yet another key. */
	const uint64_t other[2] = { hash_secret.k[1], ~hash_secret.k[0] };
	struct root_key_name name = { { hash_table(k->text.data, k->text.len),
	    k->n == 1 ? hash_64(k->text.data, k->first, 0) :
			hash_sip(k->text.data, k->text.len, other) } };

	return name;
}

void
root_key_free(struct root_key *k)
{
	buf_free(&k->text);
	buf_free(&k->scratch);
}
