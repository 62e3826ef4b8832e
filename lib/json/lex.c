/* lex: the tokens of JSON in a text that ends anywhere; see lex.h. */
#include "json/lex.h"

#include <stdint.h>
#include <string.h>

#include "json/token.h"

const char *
json_skip_space(const char *p, const char *end)
{
	return token_space(p, end);
}

const char *
json_string_end(const char *p, const char *end, bool *escaped)
{
	const char *at;
	bool lone;

	*escaped = false;
	return token_string(p, end, &at, escaped, &lone);
}

const char *
json_number_end(const char *p, const char *end)
{
	struct scan_number n;

	return token_number(p, end, &n);
}

const char *
json_value_end(const char *p, const char *end, unsigned depth,
    const char **at)
{
	const char *ignored;
	bool lone, deep;

	return token_value(p, end, depth, at != NULL ? at : &ignored, &lone,
	    &deep);
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
 * Pass over whole words without a quote while this many levels are open that
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

/* After the array or object that p is at the first byte of. */
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
