/* text: JSON strings to and from UTF-8; see text.h. */
#include "json/text.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "json/lex.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* The value of four hex digits. */
static uint32_t
hex4(const char *s)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < 4; i++)
		v = v << 4 |
		    (uint32_t)(s[i] <= '9' ? s[i] - '0' :
					     (s[i] | 0x20) - 'a' + 10);
	return v;
}

static bool
is_high(uint32_t cp)
{
	return cp >= 0xd800 && cp < 0xdc00;
}

static bool
is_surrogate(uint32_t cp)
{
	return cp >= 0xd800 && cp < 0xe000;
}

/*
 * The code point of the \u escape at raw and its length in *used (6, or 12
 * for a pair); a lone surrogate is given as it is.
 */
static uint32_t
unescape(const char *raw, size_t len, size_t *used)
{
	uint32_t cp = hex4(raw + 2), low;

	*used = 6;
	if (is_high(cp) && len >= 12 && raw[6] == '\\' && raw[7] == 'u') {
		low = hex4(raw + 8);
		if (is_surrogate(low) && !is_high(low)) {
			*used = 12;
			return 0x10000 + ((cp - 0xd800) << 10) +
			    (low - 0xdc00);
		}
	}
	return cp;
}

/* Decode the escape at raw; returns its length; counts what was replaced. */
static size_t
decode_escape(const char *raw, size_t len, struct buf *out, size_t *replaced)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *plain = memchr(from, raw[1], sizeof(from) - 1);
	char utf8[4];
	size_t used;
	uint32_t cp;

	if (plain != NULL) {
		buf_byte(out, (uint8_t)to[plain - from]);
		return 2;
	}
	cp = unescape(raw, len, &used);
	if (is_surrogate(cp)) {
		buf_str(out, REPLACEMENT);
		++*replaced;
	} else {
		buf_put(out, utf8, utf8_put(utf8, cp));
	}
	return used;
}

/* Append the run before the next backslash, ill-formed parts replaced. */
static size_t
put_run(const char *raw, size_t len, struct buf *out, size_t *replaced)
{
	const char *slash = memchr(raw, '\\', len);
	size_t run = slash != NULL ? (size_t)(slash - raw) : len, at = 0, n;

	while (at < run) {
		n = utf8_valid(raw + at, run - at);
		buf_put(out, raw + at, n);
		at += n;
		if (at < run) {
			buf_str(out, REPLACEMENT);
			++*replaced;
			at += utf8_bad(raw + at, run - at);
		}
	}
	return run;
}

size_t
json_unescape(const char *raw, size_t len, struct buf *out)
{
	size_t at = 0, replaced = 0;

	while (at < len) {
		at += put_run(raw + at, len - at, out, &replaced);
		if (at < len)
			at += decode_escape(raw + at, len - at, out,
			    &replaced);
	}
	return replaced;
}

size_t
json_repair(const char *raw, size_t len, struct buf *out)
{
	size_t at = 0, replaced = 0, used;

	while (at < len) {
		at += put_run(raw + at, len - at, out, &replaced);
		if (at == len)
			break;
		used = 2;
		if (raw[at + 1] == 'u' &&
		    is_surrogate(unescape(raw + at, len - at, &used))) {
			buf_str(out, REPLACEMENT);
			replaced++;
		} else {
			buf_put(out, raw + at, used);
		}
		at += used;
	}
	return replaced;
}

void
json_escape(const char *s, size_t len, struct buf *out)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
	const char *at;
	size_t i, run = 0;

	for (i = 0; i < len; i++) {
		if ((uint8_t)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
			continue;
		buf_put(out, s + run, i - run);
		run = i + 1;
		at = memchr(from, s[i], sizeof(from) - 1);
		if (at != NULL)
			buf_put(out, (char[]){ '\\', to[at - from] }, 2);
		else
			buf_printf(out, "\\u%04x", (unsigned)s[i]);
	}
	/* s may be NULL where len is 0. */
	if (run < len)
		buf_put(out, s + run, len - run);
}

void
json_quote(const char *s, size_t len, struct buf *out)
{
	buf_byte(out, '"');
	json_escape(s, len, out);
	buf_byte(out, '"');
}

void
json_compact(const char *s, size_t len, struct buf *out)
{
	const char *p = s, *end = s + len, *from;
	bool escaped;

	while ((p = json_skip_space(p, end)) < end) {
		from = p;
		if (*p == '"') {
			p = json_string_end(p + 1, end, &escaped);
			p = p != NULL ? p + 1 : end;
		} else {
			while (p < end && *p != '"' && *p != ' ' &&
			    *p != '\n' && *p != '\t' && *p != '\r')
				p++;
		}
		buf_put(out, from, (size_t)(p - from));
	}
}
