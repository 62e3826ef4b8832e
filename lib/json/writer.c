/* writer: JSON as the API writes it; see writer.h. */
#include "json/writer.h"

#include <string.h>

#include "base/utf8.h"

void
json_writer_next(struct json_writer *w)
{
	uint8_t last;

	if (w->out->len == 0)
		return;
	last = w->out->data[w->out->len - 1];
	if (last != '{' && last != '[' && last != ',')
		buf_put(w->out, ", ", 2);
}

void
json_writer_key(struct json_writer *w, const char *name)
{
	json_writer_next(w);
	buf_byte(w->out, '"');
	buf_str(w->out, name);
	buf_put(w->out, "\": ", 3);
}

static void
put_unit(struct buf *out, uint32_t unit)
{
	static const char digits[] = "0123456789abcdef";
	char text[6] = { '\\', 'u', digits[unit >> 12 & 15],
		digits[unit >> 8 & 15], digits[unit >> 4 & 15],
		digits[unit & 15] };

	buf_put(out, text, sizeof(text));
}

/* Escape what cannot stand in a string as it is.  Returns its length. */
static size_t
put_special(struct json_writer *w, const char *s, size_t len)
{
	static const char short_of[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	uint32_t cp = (uint8_t)s[0];
	size_t i, n = 1;

	for (i = 0; i + 1 < sizeof(short_of); i += 2)
		if (s[0] == short_of[i]) {
			buf_byte(w->out, '\\');
			buf_byte(w->out, (uint8_t)short_of[i + 1]);
			return 1;
		}
	if (cp >= 0x80) {
		n = utf8_next(s, len, &cp);
		if (n == 0)
			return 1; /* the lexicon is well-formed */
	}
	if (cp >= 0x10000) {
		put_unit(w->out, 0xd800 + ((cp - 0x10000) >> 10));
		put_unit(w->out, 0xdc00 + ((cp - 0x10000) & 0x3ff));
	} else {
		put_unit(w->out, cp);
	}
	return n;
}

void
json_writer_text(struct json_writer *w, const char *s, size_t len)
{
	size_t from = 0, i = 0;
	uint8_t c;

	buf_byte(w->out, '"');
	while (i < len) {
		c = (uint8_t)s[i];
		if (c >= 0x20 && c != '"' && c != '\\' &&
		    (c < 0x80 || !w->ascii)) {
			i++;
			continue;
		}
		buf_put(w->out, s + from, i - from);
		i += put_special(w, s + i, len - i);
		from = i;
	}
	buf_put(w->out, s + from, len - from);
	buf_byte(w->out, '"');
}

void
json_writer_raw(struct json_writer *w, const char *name, const char *json)
{
	json_writer_key(w, name);
	buf_str(w->out, json != NULL ? json : "null");
}

void
json_writer_str(struct json_writer *w, const char *name, const char *v)
{
	if (v == NULL) {
		json_writer_raw(w, name, NULL);
		return;
	}
	json_writer_key(w, name);
	json_writer_text(w, v, strlen(v));
}

void
json_writer_int(struct json_writer *w, const char *name, int64_t v)
{
	json_writer_key(w, name);
	buf_i64(w->out, v);
}

void
json_writer_bool(struct json_writer *w, const char *name, bool v)
{
	json_writer_raw(w, name, v ? "true" : "false");
}

void
json_writer_fixed(
    struct json_writer *w, uint64_t v, unsigned digits, bool integers)
{
	char text[24];
	uint64_t unit = 1, rest;
	unsigned i;

	for (i = 0; i < digits; i++)
		unit *= 10;
	buf_u64(w->out, v / unit);
	rest = v % unit;
	if (rest == 0) {
		if (!integers)
			buf_str(w->out, ".0");
		return;
	}
	for (i = digits; i > 0; i--, rest /= 10)
		text[i] = (char)('0' + rest % 10);
	text[0] = '.';
	while (text[digits] == '0')
		digits--;
	buf_put(w->out, text, digits + 1);
}

void
json_writer_open(struct json_writer *w, const char *name, char bracket)
{
	if (name != NULL)
		json_writer_key(w, name);
	else
		json_writer_next(w);
	buf_byte(w->out, (uint8_t)bracket);
}

void
json_writer_close(struct json_writer *w, char bracket)
{
	buf_byte(w->out, (uint8_t)bracket);
}
