/* html: text in a page; see html.h. */
#include "aai-report/html.h"

#include <stdio.h>

#include "base/printable.h"

/* Append what is printable, with references for the characters of markup. */
static void
put_escaped(struct buf *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		switch (s[i]) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		case '\'':
			buf_str(out, "&#39;");
			break;
		default:
			buf_byte(out, (uint8_t)s[i]);
		}
}

void
html_put_cut(struct buf *out, const char *s, size_t len, size_t most,
    bool longer)
{
	struct printable_char c;
	size_t at = 0, n, whole = 0;

	/* What fits beside an ellipsis is put at once, the rest is counted. */
	for (n = 0; at < len && n < most; n++) {
		printable_next(&c, s + at, len - at);
		at += c.taken;
		if (n + 1 < most)
			whole = at;
	}
	if (at == len && !longer)
		whole = len;
	for (at = 0; at < whole; at += c.taken) {
		printable_next(&c, s + at, len - at);
		put_escaped(out, c.s, c.len);
	}
	if (whole < len || longer)
		buf_str(out, "\xe2\x80\xa6");
}

void
html_put(struct buf *out, const char *s, size_t len)
{
	html_put_cut(out, s, len, SIZE_MAX, false);
}

void
html_put_count(struct buf *out, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu",
	    (unsigned long long)n), i;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_byte(out, ',');
		buf_byte(out, (uint8_t)digits[i]);
	}
}

void
html_put_things(struct buf *out, uint64_t n, const char *thing)
{
	html_put_count(out, n);
	buf_printf(out, " %s%s", thing, n == 1 ? "" : "s");
}

void
html_put_size(struct buf *out, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB" };
	double size = (double)bytes;
	size_t unit = 0;

	while (size >= 1023.95 && unit < 6) {
		size /= 1024;
		unit++;
	}
	buf_printf(out, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

void
html_put_about(struct buf *out, uint64_t n)
{
	uint64_t unit = 1;

	while (n / unit >= 1000)
		unit *= 10;
	html_put_count(out, (n + unit / 2) / unit * unit);
}
