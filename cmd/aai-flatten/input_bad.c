/* input_bad: what is no record; see input_bad.h. */
#include "aai-flatten/input_bad.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "json/lex.h"
#include "json/scan.h"
#include "json/text.h"

bool
input_bad_is_record(const char *line, size_t len)
{
	const char *end = line + len, *p = json_skip_space(line, end);

	if (p == end || *p != '{')
		return false;
	p = json_value_end(p, end, SCAN_DEPTH_MAX, NULL);
	return p != NULL && json_skip_space(p, end) == end;
}

static void
put_text(struct buf *out, const char *text, size_t len)
{
	size_t i;

	if (utf8_valid(text, len) == len) {
		buf_str(out, ",\"text\":");
		json_quote(text, len, out);
		return;
	}
	buf_str(out, ",\"hex\":\"");
	for (i = 0; i < len; i++)
		buf_printf(out, "%02x", (unsigned)(uint8_t)text[i]);
	buf_byte(out, '"');
}

int
input_bad_put(struct input_bad *b, const char *name,
    const struct input_position *at, const char *why, const char *text,
    size_t len, bool json, struct error *e)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	int rc;

	if (b->count >= b->max) {
		error_set(e, ERROR_INPUT, "%s; that is one more than the %llu "
		    "that --max-bad allows", why, (unsigned long long)b->max);
		input_prefix(name, at, e);
		return -1;
	}
	b->count++;
	buf_str(&out, "{\"file\":");
	json_quote(name, strlen(name), &out);
	buf_str(&out, ",\"line\":");
	buf_u64(&out, at->line);
	buf_str(&out, ",\"byte\":");
	buf_u64(&out, at->byte);
	buf_str(&out, ",\"why\":");
	json_quote(why, strlen(why), &out);
	if (json) {
		buf_str(&out, ",\"fields\":");
		buf_put(&out, text, len);
	} else {
		put_text(&out, text, len);
	}
	buf_str(&out, "}\n");
	rc = out_put(b->to, out.data, out.len, e);
	buf_free(&out);
	return rc;
}
