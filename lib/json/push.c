/* push: an object that comes in pieces; see push.h. */
#include "json/push.h"

#include <string.h>

#include "json/scan.h"

enum {
	BEFORE, /* the outermost object */
	FIRST,  /* a name or value, or the end of what was just opened */
	NAME,   /* a name, after a comma */
	COLON,
	VALUE,
	AFTER, /* a value */
	STRING,
	ESCAPE,
	HEX,
	UTF8,
	WORD,
	MINUS, /* of numbers: what the last byte was */
	ZERO,
	WHOLE,
	POINT,
	FRACTION,
	EXPONENT,
	SIGN,
	DIGITS,
	END, /* the object is whole */
};

static const char not_object[] = "not a JSON object";
static const char not_utf8[] = "not UTF-8";
static const char too_deep[] = "nests too deeply";

void
json_push_begin(struct json_push *p, unsigned depth)
{
	memset(p, 0, sizeof(*p));
	p->depth = depth < JSON_PUSH_DEPTH_MAX ? depth : JSON_PUSH_DEPTH_MAX;
	p->why = not_object;
}

bool
json_push_whole(const struct json_push *p)
{
	return p->state == END;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
in_object(const struct json_push *p)
{
	return (p->objects[p->level / 64] >> p->level % 64 & 1) != 0;
}

/* Put a run of a value, or of a name in one. */
static void
put(struct json_push *p, const char *s, size_t len, struct buf *out)
{
	size_t room;

	if (p->value_len < JSON_PUSH_VALUE_MAX) {
		room = JSON_PUSH_VALUE_MAX - (size_t)p->value_len;
		memcpy(p->value + p->value_len, s, len < room ? len : room);
	}
	p->value_len += len;
	buf_put(out, s, len);
}

/* Put a run of what is in quotes: a name of the outermost object is kept. */
static void
put_text(struct json_push *p, const char *s, size_t len, struct buf *out)
{
	size_t kept = p->name_len;

	if (!p->in_name) {
		put(p, s, len, out);
		return;
	}
	p->name_len += len;
	if (p->name_len <= JSON_PUSH_NAME_MAX) {
		memcpy(p->name + kept, s, len);
		return;
	}
	if (kept <= JSON_PUSH_NAME_MAX) {
		buf_byte(out, '"');
		buf_put(out, p->name, kept);
	}
	buf_put(out, s, len);
	/* It stays too long, however long it gets. */
	p->name_len = JSON_PUSH_NAME_MAX + 1;
}

static enum json_push_event
wrong(struct json_push *p, const char *why)
{
	p->why = why;
	return JSON_PUSH_WRONG;
}

/* After a value at the present level. */
static enum json_push_event
value_ends(struct json_push *p)
{
	p->state = p->level == 0 ? END : AFTER;
	return p->level == 1 ? JSON_PUSH_VALUE : JSON_PUSH_MORE;
}

static enum json_push_event
open_level(struct json_push *p, char c, struct buf *out)
{
	if (p->level == p->depth)
		return wrong(p, too_deep);
	if (p->level > 0)
		put(p, &c, 1, out);
	p->level++;
	p->objects[p->level / 64] &= ~(1ull << p->level % 64);
	p->objects[p->level / 64] |= (uint64_t)(c == '{') << p->level % 64;
	p->state = FIRST;
	return JSON_PUSH_MORE;
}

static enum json_push_event
close_level(struct json_push *p, char c, struct buf *out)
{
	if (c != (in_object(p) ? '}' : ']'))
		return JSON_PUSH_WRONG;
	if (--p->level > 0)
		put(p, &c, 1, out);
	return value_ends(p);
}

static enum json_push_event
open_name(struct json_push *p, struct buf *out)
{
	p->state = STRING;
	p->naming = true;
	p->in_name = p->level == 1;
	if (p->in_name)
		p->name_len = 0;
	else
		put(p, "\"", 1, out);
	return JSON_PUSH_MORE;
}

static enum json_push_event
open_value(struct json_push *p, char c, struct buf *out)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i;

	if (c == '{' || c == '[')
		return open_level(p, c, out);
	put(p, &c, 1, out);
	p->naming = false;
	p->count = 1;
	for (i = 0; i < LEN(words); i++)
		if (c == words[i][0]) {
			p->word = words[i];
			p->state = WORD;
			return JSON_PUSH_MORE;
		}
	if (c == '"')
		p->state = STRING;
	else if (c == '-')
		p->state = MINUS;
	else if (c == '0')
		p->state = ZERO;
	else if (is_digit(c))
		p->state = WHOLE;
	else
		return JSON_PUSH_WRONG;
	return JSON_PUSH_MORE;
}

/* The closing quote. */
static enum json_push_event
close_string(struct json_push *p, struct buf *out)
{
	if (p->in_name) {
		if (p->name_len > JSON_PUSH_NAME_MAX)
			buf_byte(out, '"');
		p->in_name = false;
		p->state = COLON;
		p->value_len = 0;
		return JSON_PUSH_NAME;
	}
	put(p, "\"", 1, out);
	if (p->naming) {
		p->state = COLON;
		return JSON_PUSH_MORE;
	}
	return value_ends(p);
}

/* Set what the bytes after the first one of a sequence may be. */
static bool
begin_utf8(struct json_push *p, uint8_t c)
{
	if (c < 0xc2 || c > 0xf4)
		return false;
	p->count = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	p->low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	p->high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
	p->state = UTF8;
	return true;
}

/* Within a string: a run of plain bytes, and what ends it. */
static enum json_push_event
take_string(
    struct json_push *p, const char **at, const char *end, struct buf *out)
{
	const char *s = *at;
	uint8_t c;

	while (s < end && !scan_special(*s) && (uint8_t)*s < 0x80)
		s++;
	if (s > *at)
		put_text(p, *at, (size_t)(s - *at), out);
	*at = s;
	if (s == end)
		return JSON_PUSH_MORE;
	c = (uint8_t) * (*at)++;
	if (c == '"')
		return close_string(p, out);
	if (c == '\\')
		p->state = ESCAPE;
	else if (c < ' ')
		return JSON_PUSH_WRONG;
	else if (!begin_utf8(p, c))
		return wrong(p, not_utf8);
	put_text(p, s, 1, out);
	return JSON_PUSH_MORE;
}

/* A byte within a string that is not plain. */
static enum json_push_event
take_special(struct json_push *p, char c, struct buf *out)
{
	uint8_t byte = (uint8_t)c;

	switch (p->state) {
	case ESCAPE:
		if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
			return JSON_PUSH_WRONG;
		p->state = c == 'u' ? HEX : STRING;
		p->count = 4;
		break;
	case HEX:
		if (!is_digit(c) && ((c | 0x20) < 'a' || (c | 0x20) > 'f'))
			return JSON_PUSH_WRONG;
		if (--p->count == 0)
			p->state = STRING;
		break;
	default: /* UTF8 */
		if (byte < p->low || byte > p->high)
			return wrong(p, not_utf8);
		p->low = 0x80;
		p->high = 0xbf;
		if (--p->count == 0)
			p->state = STRING;
		break;
	}
	put_text(p, &c, 1, out);
	return JSON_PUSH_MORE;
}

/* The state that a byte leads to within a number; 0: it ends there. */
static uint8_t
number_next(uint8_t state, char c)
{
	bool e = (c | 0x20) == 'e';

	if (is_digit(c))
		switch (state) {
		case MINUS:
			return c == '0' ? ZERO : WHOLE;
		case ZERO:
			return 0;
		case WHOLE:
			return WHOLE;
		case POINT:
		case FRACTION:
			return FRACTION;
		default:
			return DIGITS;
		}
	if (c == '.' && (state == ZERO || state == WHOLE))
		return POINT;
	if (e && (state == ZERO || state == WHOLE || state == FRACTION))
		return EXPONENT;
	return (c == '+' || c == '-') && state == EXPONENT ? SIGN : 0;
}

/* Whether what has come is a whole number. */
static bool
number_ends(uint8_t state)
{
	return state == ZERO || state == WHOLE || state == FRACTION ||
	       state == DIGITS;
}

static enum json_push_event
take_number(
    struct json_push *p, const char **at, const char *end, struct buf *out)
{
	const char *from = *at;
	uint8_t next = p->state;

	while (*at < end && (next = number_next(p->state, **at)) != 0) {
		p->state = next;
		(*at)++;
	}
	put(p, from, (size_t)(*at - from), out);
	if (next != 0)
		return JSON_PUSH_MORE;
	if (number_ends(p->state))
		return value_ends(p);
	(*at)++; /* as whatever else is wrong */
	return JSON_PUSH_WRONG;
}

static enum json_push_event
take_word(struct json_push *p, char c, struct buf *out)
{
	if (c != p->word[p->count])
		return JSON_PUSH_WRONG;
	put(p, &c, 1, out);
	return p->word[++p->count] == '\0' ? value_ends(p) : JSON_PUSH_MORE;
}

/* A comma or a bracket. */
static enum json_push_event
take_after(struct json_push *p, char c, struct buf *out)
{
	if (c != ',')
		return close_level(p, c, out);
	if (p->level > 1)
		put(p, &c, 1, out);
	p->state = in_object(p) ? NAME : VALUE;
	return JSON_PUSH_MORE;
}

/* The first byte of a token. */
static enum json_push_event
take_token(struct json_push *p, char c, struct buf *out)
{
	switch (p->state) {
	case BEFORE:
		return c == '{' ? open_level(p, c, out) : JSON_PUSH_WRONG;
	case FIRST:
		if (c == ']' || c == '}')
			return close_level(p, c, out);
		if (!in_object(p))
			break;
		return c == '"' ? open_name(p, out) : JSON_PUSH_WRONG;
	case NAME:
		return c == '"' ? open_name(p, out) : JSON_PUSH_WRONG;
	case COLON:
		if (c != ':')
			return JSON_PUSH_WRONG;
		if (p->level > 1)
			put(p, &c, 1, out);
		p->state = VALUE;
		return JSON_PUSH_MORE;
	case VALUE:
		break;
	case AFTER:
		return take_after(p, c, out);
	default:
		return JSON_PUSH_WRONG; /* something after the object */
	}
	return open_value(p, c, out);
}

enum json_push_event
json_push(
    struct json_push *p, const char **at, const char *end, struct buf *out)
{
	enum json_push_event event = JSON_PUSH_MORE;

	while (*at < end && event == JSON_PUSH_MORE) {
		if (p->state == STRING)
			event = take_string(p, at, end, out);
		else if (p->state >= MINUS && p->state <= DIGITS)
			event = take_number(p, at, end, out);
		else if (p->state == WORD)
			event = take_word(p, *(*at)++, out);
		else if (p->state > STRING && p->state < WORD)
			event = take_special(p, *(*at)++, out);
		else if (is_space(**at))
			(*at)++;
		else
			event = take_token(p, *(*at)++, out);
	}
	return event;
}
