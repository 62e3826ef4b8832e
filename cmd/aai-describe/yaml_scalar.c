/* yaml_scalar: plain scalars of YAML as JSON; see yaml_scalar.h. */
#include "aai-describe/yaml_scalar.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/num.h"
#include "json/text.h"

/* Whether s is the word, in small letters, in capitals, or with one first. */
static bool
is_word(const char *s, size_t len, const char *word)
{
	bool small = true, capitals = true, first = true;
	size_t i;

	if (len != strlen(word))
		return false;
	for (i = 0; i < len; i++) {
		char large = (char)(word[i] - 'a' + 'A');

		small = small && s[i] == word[i];
		capitals = capitals && s[i] == large;
		first = first && s[i] == (i == 0 ? large : word[i]);
	}
	return small || capitals || first;
}

static size_t
count_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

/* The parts of a number: digits, a point with digits, an exponent. */
struct number {
	bool negative;
	const char *whole, *fraction, *exponent;
	size_t nwhole, nfraction, nexponent;
};

static bool
split_number(const char *s, size_t len, struct number *n)
{
	size_t at = 0;

	memset(n, 0, sizeof(*n));
	if (len > 0 && (s[0] == '-' || s[0] == '+'))
		n->negative = s[at++] == '-';
	n->whole = s + at;
	n->nwhole = count_digits(s + at, len - at);
	at += n->nwhole;
	if (at < len && s[at] == '.') {
		n->fraction = s + ++at;
		n->nfraction = count_digits(s + at, len - at);
		at += n->nfraction;
	}
	if (n->nwhole + n->nfraction == 0)
		return false;
	if (at < len && (s[at] == 'e' || s[at] == 'E')) {
		n->exponent = s + ++at;
		if (at < len && (s[at] == '-' || s[at] == '+'))
			at++;
		n->nexponent = count_digits(s + at, len - at);
		if (n->nexponent == 0)
			return false;
		at += n->nexponent;
		n->nexponent = (size_t)(s + at - n->exponent);
	}
	return at == len;
}

/* As JSON spells it: no plus, no zeros in front, digits around the point. */
static void
put_number(const struct number *n, struct buf *out)
{
	const char *whole = n->whole;
	size_t len = n->nwhole;

	while (len > 1 && whole[0] == '0') {
		whole++;
		len--;
	}
	if (n->negative)
		buf_byte(out, '-');
	buf_put(out, len > 0 ? whole : "0", len > 0 ? len : 1);
	if (n->fraction != NULL) {
		buf_byte(out, '.');
		buf_put(out, n->nfraction > 0 ? n->fraction : "0",
		    n->nfraction > 0 ? n->nfraction : 1);
	}
	if (n->exponent != NULL) {
		buf_byte(out, 'e');
		buf_put(out, n->exponent, n->nexponent);
	}
}

/* 0x1f and 0o17. */
static bool
put_other_base(const char *s, size_t len, struct buf *out)
{
	uint64_t v = 0, base;
	size_t i;
	int digit;

	if (len < 3 || s[0] != '0' || (s[1] != 'x' && s[1] != 'o'))
		return false;
	base = s[1] == 'x' ? 16 : 8;
	for (i = 2; i < len; i++) {
		digit = num_hex(s[i]);
		if (digit < 0 || (uint64_t)digit >= base ||
		    v > (UINT64_MAX - (uint64_t)digit) / base)
			return false;
		v = v * base + (uint64_t)digit;
	}
	buf_u64(out, v);
	return true;
}

void
yaml_scalar_put(const char *s, size_t len, struct buf *out)
{
	struct number n;

	if (len == 0 || (len == 1 && s[0] == '~') || is_word(s, len, "null"))
		buf_str(out, "null");
	else if (is_word(s, len, "true"))
		buf_str(out, "true");
	else if (is_word(s, len, "false"))
		buf_str(out, "false");
	else if (split_number(s, len, &n))
		put_number(&n, out);
	else if (!put_other_base(s, len, out))
		json_quote(s, len, out);
}
