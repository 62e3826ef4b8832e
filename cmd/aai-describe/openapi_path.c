/* openapi_path: paths of operations; see openapi_path.h. */
#include "aai-describe/openapi_path.h"

#include <string.h>

#include "aai-describe/identifier.h"

bool
openapi_path_read(struct openapi_path *p, const char *text)
{
	struct openapi_place *place = NULL;
	size_t i, segment = 0;

	memset(p, 0, sizeof(*p));
	p->text = text;
	p->len = strcspn(text, "?#");
	if (text[0] != '/')
		return false;
	for (i = 0; i < p->len; i++) {
		if (text[i] == '/')
			segment = i;
		if (text[i] == '{') {
			if (place != NULL || p->n == OPENAPI_PATH_PARAMS)
				return false;
			place = &p->params[p->n++];
			place->from = i;
			place->prefix = segment;
		} else if (text[i] == '}') {
			if (place == NULL || i == place->from + 1)
				return false;
			place->to = i + 1;
			place = NULL;
		} else if ((unsigned char)text[i] <= ' ') {
			return false;
		}
	}
	return place == NULL;
}

/* The length without ".json" and slashes at the end. */
static size_t
cut_end(const char *text, size_t len)
{
	while (len > 0 && text[len - 1] == '/')
		len--;
	if (len > 5 && memcmp(text + len - 5, ".json", 5) == 0)
		len -= 5;
	return len;
}

void
openapi_path_norm(const char *text, size_t len, struct buf *out)
{
	size_t i;

	len = cut_end(text, len);
	for (i = 0; i < len; i++) {
		buf_byte(out, (uint8_t)text[i]);
		if (text[i] != '{')
			continue;
		while (i < len && text[i] != '}')
			i++;
		buf_byte(out, '}');
	}
}

bool
openapi_path_is_one(const struct openapi_path *p)
{
	size_t len = cut_end(p->text, p->len);

	return len > 0 && p->text[len - 1] == '}';
}

static bool
is_digits(const char *s, size_t len)
{
	return len > 0 && strspn(s, "0123456789.-_") >= len;
}

/* A segment that says the version, or that this is an API. */
static bool
is_version(const char *s, size_t len)
{
	static const char *const words[] = { "api", "rest", "v", "latest",
		"beta", "public", "json", "rest-api" };
	size_t i;

	if (len > 1 && (s[0] == 'v' || s[0] == 'V') && s[1] >= '0' &&
	    s[1] <= '9')
		return true;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && memcmp(s, words[i], len) == 0)
			return true;
	return is_digits(s, len);
}

/* The fixed text of a segment: all that is outside of braces. */
static void
put_segment(struct buf *out, const char *s, size_t len)
{
	struct buf fixed = buf_make(SIZE_MAX / 2);
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == '{') {
			while (i < len && s[i] != '}')
				i++;
			buf_byte(&fixed, '_');
			continue;
		}
		buf_byte(&fixed, (uint8_t)s[i]);
	}
	identifier_put_snake(out, (const char *)fixed.data, fixed.len);
	buf_free(&fixed);
}

/*
 * Append the segments, or the last one alone; returns where the last one
 * begins in out.
 */
static size_t
put_segments(const char *text, size_t len, bool last_only, struct buf *out)
{
	size_t i = 0, n, from = out->len, base = out->len, before;
	bool fixed = false;

	len = cut_end(text, len);
	while (i < len) {
		i++;
		n = 0;
		while (i + n < len && text[i + n] != '/')
			n++;
		if (n > 0 && (fixed || !is_version(text + i, n))) {
			if (last_only && text[i] != '{')
				out->len = base;
			before = out->len;
			if (before > base)
				buf_byte(out, '_');
			put_segment(out, text + i, n);
			if (out->len > before + (before > base)) {
				from = before + (before > base);
				fixed = true;
			} else {
				out->len = before;
			}
		}
		i += n;
	}
	return from;
}

void
openapi_path_name(const struct openapi_path *p, struct buf *out)
{
	size_t base = out->len, before;
	size_t last = put_segments(p->text, p->len, false, out);

	if (openapi_path_is_one(p)) {
		before = out->len;
		identifier_make_singular(out, last);
		if (out->len == before && before > base)
			buf_str(out, "_details");
	}
	if (out->len == base)
		buf_str(out, "root");
}

void
openapi_path_word(const char *text, size_t len, struct buf *out)
{
	size_t base = out->len;
	size_t last = put_segments(text, len, true, out);

	identifier_make_singular(out, last);
	if (out->len == base)
		buf_str(out, "record");
}
