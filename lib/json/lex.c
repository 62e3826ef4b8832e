/* lex: the tokens of JSON, strictly as RFC 8259 has them; see lex.h. */
#include "json/lex.h"

#include <stdint.h>
#include <string.h>

const char *
json_skip_space(const char *p, const char *end)
{
	while (p < end &&
	    (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/*
 * The high bits of those of eight bytes that end a run of plain string
 * content.  Behind the first of them (in memory) others may be wrong.
 */
static uint64_t
specials(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u, high = ones << 7;
	uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';

	/* A byte below 0x20, or one that the xor made zero. */
	return (((word - ones * 0x20) & ~word) |
		   ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) &
	    high;
}

static const char *
skip_plain(const char *p, const char *end)
{
	uint64_t word;

	while ((size_t)(end - p) >= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		word = specials(word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		if (word != 0)
			return p + __builtin_ctzll(word) / 8;
#else
		if (word != 0)
			break;
#endif
		p += sizeof(word);
	}
	while (p < end && *p != '"' && *p != '\\' && (uint8_t)*p >= 0x20)
		p++;
	return p;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

/* p is at the backslash; the position behind the escape, or NULL. */
static const char *
escape_end(const char *p, const char *end)
{
	size_t i;

	if (end - p < 2)
		return NULL;
	if (p[1] != 'u')
		return memchr("\"\\/bfnrt", p[1], 8) != NULL ? p + 2 : NULL;
	if (end - p < 6)
		return NULL;
	for (i = 2; i < 6; i++)
		if (!is_hex(p[i]))
			return NULL;
	return p + 6;
}

const char *
json_string_end(const char *p, const char *end, bool *escaped)
{
	*escaped = false;
	for (;;) {
		p = skip_plain(p, end);
		if (p == end)
			return NULL;
		if (*p == '"')
			return p;
		if (*p != '\\')
			return NULL;
		*escaped = true;
		p = escape_end(p, end);
		if (p == NULL)
			return NULL;
	}
}

/* At least one digit from p, or NULL. */
static const char *
digits_end(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p > from ? p : NULL;
}

const char *
json_number_end(const char *p, const char *end)
{
	const char *whole;

	if (p < end && *p == '-')
		p++;
	whole = p;
	p = digits_end(p, end);
	if (p == NULL || (*whole == '0' && p > whole + 1))
		return NULL;
	if (p < end && *p == '.') {
		p = digits_end(p + 1, end);
		if (p == NULL)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = digits_end(p, end);
	}
	return p;
}

enum json_kind
json_kind_of(char byte)
{
	switch (byte) {
	case 'n':
		return JSON_NULL;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case '"':
		return JSON_STRING;
	case '[':
		return JSON_ARRAY;
	case '{':
		return JSON_OBJECT;
	default:
		return byte == '-' || (byte >= '0' && byte <= '9') ?
		    JSON_NUMBER :
		    JSON_NONE;
	}
}

static const char *
word_end(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0 ? p + n :
								   NULL;
}

/* The position behind a value that is neither an array nor an object. */
static const char *
scalar_end(const char *p, const char *end)
{
	bool escaped;

	switch (json_kind_of(*p)) {
	case JSON_NULL:
		return word_end(p, end, "null");
	case JSON_TRUE:
		return word_end(p, end, "true");
	case JSON_FALSE:
		return word_end(p, end, "false");
	case JSON_NUMBER:
		return json_number_end(p, end);
	case JSON_STRING:
		p = json_string_end(p + 1, end, &escaped);
		return p != NULL ? p + 1 : NULL;
	default:
		return NULL;
	}
}

/* Behind a member's name and colon, p at the quote; NULL when malformed. */
static const char *
name_end(const char *p, const char *end)
{
	bool escaped;

	if (p >= end || *p != '"')
		return NULL;
	p = json_string_end(p + 1, end, &escaped);
	if (p == NULL)
		return NULL;
	p = json_skip_space(p + 1, end);
	return p < end && *p == ':' ? json_skip_space(p + 1, end) : NULL;
}

/* The levels that are open, one bit each: 1 for an object. */
struct levels {
	uint64_t bits[16];
	unsigned n;
};
#define LEVELS_MAX 1024

static bool
top_is_object(const struct levels *l)
{
	return (l->bits[(l->n - 1) / 64] >> (l->n - 1) % 64 & 1) != 0;
}

static void
push(struct levels *l, bool object)
{
	uint64_t bit = (uint64_t)1 << l->n % 64;

	if (object)
		l->bits[l->n / 64] |= bit;
	else
		l->bits[l->n / 64] &= ~bit;
	l->n++;
}

/*
 * Behind a value: close what closes here, and go to the next value.  NULL when
 * the text is malformed (*at says where); the end of the whole value when no
 * level is left open.
 */
static const char *
step(struct levels *l, const char *p, const char *end, const char **at)
{
	while (l->n > 0) {
		p = *at = json_skip_space(p, end);
		if (p == end)
			return NULL;
		if (*p == (top_is_object(l) ? '}' : ']')) {
			l->n--;
			p++;
			continue;
		}
		if (*p != ',')
			return NULL;
		p = *at = json_skip_space(p + 1, end);
		return top_is_object(l) ? name_end(p, end) : p;
	}
	return p;
}

const char *
json_value_end(const char *p, const char *end, unsigned depth,
    const char **at)
{
	struct levels l = { { 0 }, 0 };
	const char *ignored, *next;
	bool object;

	if (at == NULL)
		at = &ignored;
	if (depth > LEVELS_MAX)
		depth = LEVELS_MAX;
	do {
		/* step() and name_end() have said where it is wrong. */
		if (p == NULL)
			return NULL;
		*at = p;
		if (p == end)
			return NULL;
		if (*p != '{' && *p != '[') {
			next = scalar_end(p, end);
		} else {
			object = *p == '{';
			if (l.n == depth)
				return NULL;
			next = json_skip_space(p + 1, end);
			*at = next;
			if (next < end && *next == (object ? '}' : ']')) {
				next++;
			} else {
				push(&l, object);
				p = object ? name_end(next, end) : next;
				continue;
			}
		}
		if (next == NULL)
			return NULL;
		p = step(&l, next, end, at);
	} while (l.n > 0);
	return p;
}

/* How a byte outside of strings changes the nesting; 2: a string begins. */
static const int8_t turns[256] = { ['['] = 1, ['{'] = 1, [']'] = -1,
	['}'] = -1, ['"'] = 2 };

/*
 * The next byte from p that is a quote or a bracket, or one that cannot stand
 * outside of strings; end when there is none.
 */
static const char *
next_turn(const char *p, const char *end)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	const uint64_t ones = 0x0101010101010101u;
	uint64_t word, quote, bracket;

	while ((size_t)(end - p) >= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		quote = word ^ ones * '"';
		/* With these bits set, brackets of both kinds are 0x7f. */
		bracket = (word | ones * 0x26) ^ ones * 0x7f;
		word = (((quote - ones) & ~quote) |
			   ((bracket - ones) & ~bracket)) &
		    ones << 7;
		if (word != 0)
			return p + __builtin_ctzll(word) / 8;
		p += sizeof(word);
	}
#endif
	while (p < end && turns[(uint8_t)*p] == 0)
		p++;
	return p;
}

/* How many of the word's bytes are that one. */
static size_t
count_bytes(uint64_t word, char byte)
{
	const uint64_t ones = 0x0101010101010101u, low = ones * 0x7f;
	uint64_t x = word ^ ones * (uint8_t)byte;

	/* The high bit of each byte that is 0, and of no other. */
	x = ~(((x & low) + low) | x | low);
	return (size_t)((x >> 7) * ones >> 56);
}

/*
 * Pass over whole words without a quote while so many levels are open that
 * they cannot all be closed within one: brackets that stand close together
 * would cost a turn each.
 */
static const char *
deep_skip(const char *p, const char *end, size_t *levels)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t word;

	while (*levels > sizeof(word) && (size_t)(end - p) >= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		if (count_bytes(word, '"') > 0)
			break;
		/* With this bit set, brackets of both kinds are braces. */
		word |= ones * 0x20;
		*levels += count_bytes(word, '{');
		*levels -= count_bytes(word, '}');
		p += sizeof(word);
	}
	return p;
}

/* Behind the array or object that p is at the first byte of. */
static const char *
nest_skip(const char *p, const char *end)
{
	size_t levels = 0;
	bool escaped;

	for (; (p = next_turn(deep_skip(p, end, &levels), end)) < end; p++) {
		switch (turns[(uint8_t)*p]) {
		case 1:
			levels++;
			break;
		case -1:
			if (--levels == 0)
				return p + 1;
			break;
		case 2:
			p = json_string_end(p + 1, end, &escaped);
			if (p == NULL)
				return NULL;
			break;
		default:
			break;
		}
	}
	return NULL;
}

const char *
json_value_skip(const char *p, const char *end)
{
	bool escaped;

	if (p == end)
		return NULL;
	if (*p == '[' || *p == '{')
		return nest_skip(p, end);
	if (*p == '"') {
		p = json_string_end(p + 1, end, &escaped);
		return p != NULL ? p + 1 : NULL;
	}
	while (p < end && *p != ',' && *p != ']' && *p != '}' && *p != ' ' &&
	    *p != '\n' && *p != '\r' && *p != '\t')
		p++;
	return p;
}
