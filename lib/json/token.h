/*
 * token: the tokens of JSON, strictly as RFC 8259 has them, in line.
 *
 * The one tokenizer.  Private to lex.c and scan.c, which call it in two ways:
 * for a text that ends at end, nothing past which is read (json/lex.h), and,
 * with end NULL, for one that a NUL and SCAN_PAD bytes follow (json/scan.h).
 * The compiler knows which, and leaves out what the other way needs.
 *
 * What is wrong is at *at; at end, or at the NUL, when the text is cut.
 *
 * Layer: json.
 */
#ifndef JSON_TOKEN_H
#define JSON_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "json/scan.h"

/* The byte at p; a NUL, which ends every token, where the text ends. */
static inline char
token_byte(const char *p, const char *end)
{
	return end == NULL || p < end ? *p : '\0';
}

static inline const char *
token_space(const char *p, const char *end)
{
	if (end == NULL)
		return scan_space(p);
	while (p < end &&
	    (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/* The first special byte at or after p, or end. */
static inline const char *
token_text(const char *p, const char *end)
{
	if (end == NULL)
		return scan_text(p);
#ifdef SCAN_WIDE
	for (; end - p >= SCAN_WIDE; p += SCAN_WIDE) {
		uint64_t special = scan_specials(p);

		if (special != 0)
			return p + __builtin_ctzll(special) / SCAN_BITS;
	}
#endif
	while (p < end && !scan_special(*p))
		p++;
	return p;
}

static inline const char *
token_digits(const char *p, const char *end)
{
	while ((uint8_t)(token_byte(p, end) - '0') <= 9)
		p++;
	return p;
}

/* As scan_number(). */
static inline const char *
token_number(const char *p, const char *end, struct scan_number *n)
{
	const char *from;

	n->negative = token_byte(p, end) == '-';
	n->behind = 0;
	n->exponent = false;
	from = p += n->negative;
	p = token_digits(p, end);
	n->whole = (uint32_t)(p - from);
	if (n->whole == 0 || (*from == '0' && n->whole > 1))
		return NULL;
	if (token_byte(p, end) == '.') {
		from = ++p;
		p = token_digits(p, end);
		n->behind = (uint32_t)(p - from);
		if (n->behind == 0)
			return NULL;
	}
	if ((token_byte(p, end) | 0x20) != 'e')
		return p;
	n->exponent = true;
	p++;
	if (token_byte(p, end) == '+' || token_byte(p, end) == '-')
		p++;
	from = p;
	p = token_digits(p, end);
	return p > from ? p : NULL;
}

/* The value of a hex digit, or -1. */
static inline int
token_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit of \uXXXX at p, or -1. */
static inline int
token_unit(const char *p, const char *end, const char **at)
{
	int i, digit, v = 0;

	for (i = 2; i < 6; i++) {
		digit = token_hex(token_byte(p + i, end));
		if (digit < 0) {
			*at = p + i;
			return -1;
		}
		v = v << 4 | digit;
	}
	return v;
}

/* As scan_escape(). */
static inline const char *
token_escape(const char *p, const char *end, const char **at, bool *lone)
{
	char c = token_byte(p + 1, end);
	int u, low;

	if (c != 'u') {
		if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL)
			return p + 2;
		*at = p + 1;
		return NULL;
	}
	u = token_unit(p, end, at);
	if (u < 0)
		return NULL;
	p += 6;
	if ((u & 0xf800) != 0xd800)
		return p;
	if ((u & 0xfc00) == 0xdc00 || token_byte(p, end) != '\\' ||
	    token_byte(p + 1, end) != 'u') {
		*lone = true;
		return p;
	}
	low = token_unit(p, end, at);
	if (low < 0)
		return NULL;
	if ((low & 0xfc00) == 0xdc00)
		return p + 6;
	*lone = true;
	return p;
}

/* As scan_string(). */
static inline const char *
token_string(const char *p, const char *end, const char **at, bool *escaped,
    bool *lone)
{
	for (;;) {
		p = token_text(p, end);
		if (token_byte(p, end) == '"')
			return p;
		if (token_byte(p, end) != '\\') {
			*at = p;
			return NULL;
		}
		*escaped = true;
		p = token_escape(p, end, at, lone);
		if (p == NULL)
			return NULL;
	}
}

/* A name and its colon, with blanks around; p may be at blanks. */
static inline const char *
token_name(const char *p, const char *end, const char **at, bool *lone)
{
	bool escaped;

	p = *at = token_space(p, end);
	if (token_byte(p, end) != '"')
		return NULL;
	p = token_string(p + 1, end, at, &escaped, lone);
	if (p == NULL)
		return NULL;
	p = *at = token_space(p + 1, end);
	return token_byte(p, end) == ':' ? token_space(p + 1, end) : NULL;
}

static inline const char *
token_word(const char *p, const char *end, const char *word, size_t n)
{
	return (end == NULL || (size_t)(end - p) >= n) &&
		memcmp(p, word, n) == 0 ?
	    p + n :
	    NULL;
}

/* A value that is not an object or list. */
static inline const char *
token_scalar(const char *p, const char *end, const char **at, bool *lone)
{
	struct scan_number n;
	bool escaped;

	*at = p;
	switch (token_byte(p, end)) {
	case '"':
		p = token_string(p + 1, end, at, &escaped, lone);
		return p == NULL ? NULL : p + 1;
	case 't':
		return token_word(p, end, "true", 4);
	case 'f':
		return token_word(p, end, "false", 5);
	case 'n':
		return token_word(p, end, "null", 4);
	default:
		/* token_number() refuses what does not begin as one. */
		return end == NULL ? scan_number(p, &n) :
				     token_number(p, end, &n);
	}
}

/* After a value: a comma leads to the next, a bracket closes.  NULL: wrong */
static inline const char *
token_next(const char *p, const char *end, bool object, const char **at,
    bool *closed, bool *lone)
{
	p = *at = token_space(p, end);
	*closed = token_byte(p, end) == (object ? '}' : ']');
	if (*closed)
		return p + 1;
	if (token_byte(p, end) != ',')
		return NULL;
	return object ? token_name(p + 1, end, at, lone) :
			token_space(p + 1, end);
}

#define TOKEN_BITS 64

/* As scan_value(). */
static inline const char *
token_value(const char *p, const char *end, unsigned depth, const char **at,
    bool *lone, bool *deep)
{
	uint64_t objects[SCAN_DEPTH_MAX / TOKEN_BITS + 1];
	unsigned level = 0;
	bool object = false, closed;
	char c;

	if (depth > SCAN_DEPTH_MAX)
		depth = SCAN_DEPTH_MAX;
	while (p != NULL) {
		c = token_byte(p, end);
		if (c == '{' || c == '[') {
			*at = p;
			if (level == depth) {
				*deep = true;
				return NULL;
			}
			object = c == '{';
			level++;
			objects[level / TOKEN_BITS] &=
			    ~(1ull << level % TOKEN_BITS);
			objects[level / TOKEN_BITS] |= (uint64_t)object
			    << level % TOKEN_BITS;
			p = token_space(p + 1, end);
			if (token_byte(p, end) != (object ? '}' : ']')) {
				if (object)
					p = token_name(p, end, at, lone);
				continue;
			}
			p++;
		} else {
			p = token_scalar(p, end, at, lone);
			if (p == NULL)
				return NULL;
			if (level == 0)
				return p;
			p = token_next(p, end, object, at, &closed, lone);
			if (p == NULL || !closed)
				continue;
		}
		/* One level is closed, and maybe those around it. */
		do {
			if (--level == 0)
				return p;
			object = objects[level / TOKEN_BITS] >>
				level % TOKEN_BITS &
			    1;
			p = token_next(p, end, object, at, &closed, lone);
		} while (p != NULL && closed);
	}
	return NULL;
}

#endif
