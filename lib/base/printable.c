/* printable: text as a terminal may be given it; see printable.h. */
#include "base/printable.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"
#define REPLACEMENT_CP 0xfffd

bool
printable(uint32_t cp)
{
	if (cp < 0x61c)
		return cp >= 0x20 && (cp < 0x7f || cp >= 0xa0);
	if (cp < 0x200e)
		return cp != 0x61c;
	return cp > 0x2069 || (cp > 0x200f && cp < 0x2028) ||
	       (cp > 0x202e && cp < 0x2066);
}

/* How a character that is not printable is spelled; returns the length. */
static size_t
spell(uint32_t cp, char to[16])
{
	static const char letters[] = "tn\0\0r";
	int n;

	if (cp >= '\t' && cp <= '\r' && letters[cp - '\t'] != '\0')
		n = snprintf(to, 16, "\\%c", letters[cp - '\t']);
	else if (cp < 0x100)
		n = snprintf(to, 16, "\\x%02x", (unsigned)cp);
	else
		n = snprintf(to, 16, "\\u%04x", (unsigned)cp);
	return n > 0 ? (size_t)n : 0;
}

void
printable_next(struct printable_char *c, const char *s, size_t len)
{
	c->taken = c->len = utf8_next(s, len, &c->cp);
	c->s = s;
	c->escaped = false;
	if (c->taken == 0) {
		c->taken = utf8_bad(s, len);
		c->s = REPLACEMENT;
		c->len = sizeof(REPLACEMENT) - 1;
		c->cp = REPLACEMENT_CP;
	} else if (!printable(c->cp)) {
		c->len = spell(c->cp, c->spelled);
		c->s = c->spelled;
		c->escaped = true;
	}
}

void
printable_put(struct buf *out, const char *s, size_t len)
{
	struct printable_char c;
	size_t at;

	for (at = 0; at < len; at += c.taken) {
		printable_next(&c, s + at, len - at);
		buf_put(out, c.s, c.len);
	}
}

void
printable_str(struct buf *out, const char *s)
{
	printable_put(out, s, strlen(s));
}

void
printable_put_json(struct buf *out, const char *s, size_t len)
{
	struct printable_char c;
	size_t at;

	for (at = 0; at < len; at += c.taken) {
		printable_next(&c, s + at, len - at);
		if (c.cp == '"' || c.cp == '\\')
			buf_byte(out, '\\');
		if (c.escaped)
			buf_printf(out, "\\u%04x", (unsigned)c.cp);
		else
			buf_put(out, c.s, c.len);
	}
}

void
printable_lines_json(struct buf *out, const char *s, size_t len)
{
	struct printable_char c;
	size_t at;

	for (at = 0; at < len; at += c.taken) {
		printable_next(&c, s + at, len - at);
		if (c.cp == '\n')
			buf_byte(out, '\n');
		else if (c.escaped)
			buf_printf(out, "\\u%04x", (unsigned)c.cp);
		else
			buf_put(out, c.s, c.len);
	}
}
