/* name: names of tables and columns; see name.h. */
#include "aai-flatten/name.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

static bool
lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a byte of a name becomes, before words are parted. */
static char
reduce(char c)
{
	switch (c) {
	case '+':
	case '*':
		return 'x';
	case '@':
		return 'a';
	case '|':
		return 'l';
	default:
		return lower(c) || upper(c) || digit(c) || (c & 0x80) != 0 ?
		    c :
		    '_';
	}
}

/* Bytes for which a run of any length gives one "_"; "-" gives its own. */
static bool
joins(char c)
{
	return reduce(c) == '_' && c != '_' && c != '-';
}

/* Append c unless it would double a "_" in the piece that began at from. */
static void
put(struct buf *out, size_t from, char c)
{
	if (c == '_' && out->len > from && out->data[out->len - 1] == '_')
		return;
	buf_byte(out, (uint8_t)c);
}

/* Whether a "_" parts the capital at p from what is before it. */
static bool
parts(const char *from, const char *p, const char *end)
{
	char before;

	if (p == from || !upper(*p))
		return false;
	before = reduce(p[-1]);
	return before != '_' &&
	    (lower(before) || digit(before) ||
		(p + 1 < end && lower(reduce(p[1]))));
}

static void
normal_piece(const char *p, const char *end, struct buf *out)
{
	const char *from, *last;
	size_t start = out->len, trailing = 0;

	while (p < end && blank(*p))
		p++;
	while (end > p && blank(end[-1]))
		end--;
	if (p < end && digit(*p))
		buf_byte(out, '_');
	/* Trailing "_" are counted before runs of them become one. */
	for (last = end; last > p && reduce(last[-1]) == '_'; last--)
		trailing += !(last < end && joins(last[-1]) && joins(*last));
	for (from = p; p < last; p++) {
		if (parts(from, p, end))
			put(out, start, '_');
		put(out, start,
		    upper(*p) ? (char)(*p - 'A' + 'a') : reduce(*p));
	}
	while (trailing-- > 0)
		buf_byte(out, 'x');
}

/* Where the next "__" begins, or end. */
static const char *
piece_end(const char *p, const char *end)
{
	while (p < end && !(p[0] == '_' && p + 1 < end && p[1] == '_'))
		p++;
	return p;
}

static bool
all_blank(const char *p, const char *end)
{
	while (p < end && blank(*p))
		p++;
	return p == end;
}

void
name_normal(const char *raw, size_t len, struct buf *out)
{
	/* An empty name may be none at all. */
	const char *p = len > 0 ? raw : "", *end = p + len, *to;
	size_t start = out->len;

	for (; p < end; p = to + (to < end ? 2 : 0)) {
		to = piece_end(p, end);
		if (all_blank(p, to))
			continue;
		if (out->len > start)
			buf_str(out, "__");
		normal_piece(p, to, out);
	}
	if (out->len == start)
		buf_str(out, "_empty");
}

void
name_tell(const char *raw, size_t rlen, struct buf *out)
{
	buf_printf(out, "_%06x",
	    (unsigned)(hash_64(raw, rlen, 0) >> 40 & 0xffffff));
}

void
name_limit(struct buf *out)
{
	const char *s = (const char *)out->data;
	size_t head, tail;
	struct buf cut;

	if (out->len <= NAME_MAX_BYTES)
		return;
	head = utf8_floor(s, out->len, NAME_MAX_BYTES / 2 - 10);
	tail = utf8_floor(s, out->len, out->len - NAME_MAX_BYTES / 2 + 14);
	cut = buf_make(NAME_MAX_BYTES);
	buf_put(&cut, s, head);
	buf_printf(&cut, "_%08x_",
	    (unsigned)(hash_64(s, out->len, 0) & 0xffffffff));
	buf_put(&cut, s + tail, out->len - tail);
	out->len = 0;
	buf_put(out, cut.data, cut.len);
	buf_free(&cut);
}

void
name_reserve(struct buf *name)
{
	if (buf_is(name, "_table") || buf_is(name, "_columns"))
		buf_byte(name, '_');
}
