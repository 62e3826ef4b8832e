/* reply_key: links in records that carry the key; see reply_key.h. */
#include "api/reply_key.h"

#include <stdio.h>

static bool
has_key(const struct client *c, struct span value)
{
	return auth_holds(&c->cover, value.p, value.len);
}

/* Append the value; its depth was bounded when it came. */
static void
put_without(const struct client *c, struct span value, struct buf *out)
{
	struct span_walk s;
	struct span name, item;
	const char *comma = "";

	if (!has_key(c, value)) {
		buf_put(out, value.p, value.len);
		return;
	}
	switch (span_kind(value)) {
	case JSON_OBJECT:
		buf_byte(out, '{');
		s = span_object(value);
		while (span_member(&s, &name, &item)) {
			if (span_kind(item) == JSON_STRING && has_key(c, item))
				continue;
			buf_str(out, comma);
			buf_byte(out, '"');
			buf_put(out, name.p, name.len);
			buf_str(out, "\":");
			put_without(c, item, out);
			comma = ",";
		}
		buf_byte(out, '}');
		break;
	case JSON_ARRAY:
		buf_byte(out, '[');
		s = span_list(value);
		while (span_item(&s, &item)) {
			buf_str(out, comma);
			put_without(c, item, out);
			comma = ",";
		}
		buf_byte(out, ']');
		break;
	default:
		buf_str(out, "null");
	}
}

bool
reply_key_drop(struct client *c, const char *name, struct span record,
    struct buf *out)
{
	char text[256];

	if (c == NULL || !auth_has_query(&c->cover) ||
	    !has_key(c, record))
		return false;
	if (c->options.drop_key) {
		put_without(c, record, out);
		return true;
	}
	if (c->told_of_links || c->warn == NULL)
		return false;
	c->told_of_links = true;
	(void)snprintf(text, sizeof(text),
	    "records of %.80s have the key in them, as links of the server; "
	    "they go out as they came (--drop-key leaves such members out)",
	    name);
	c->warn(c->notice_arg, text);
	return false;
}
