/* span: single values of a JSON text; see span.h. */
#include "json/span.h"

#include <string.h>

#include "json/text.h"

enum json_kind
span_kind(struct span value)
{
	return value.p != NULL && value.len > 0 ? json_kind_of(*value.p) :
						  JSON_NONE;
}

static struct span_walk
start(struct span value, enum json_kind kind)
{
	struct span_walk s = { 0 };

	if (span_kind(value) != kind)
		return s;
	s.p = value.p + 1;
	s.end = value.p + value.len;
	s.object = kind == JSON_OBJECT;
	return s;
}

struct span_walk
span_list(struct span value)
{
	return start(value, JSON_ARRAY);
}

struct span_walk
span_object(struct span value)
{
	return start(value, JSON_OBJECT);
}

/* To the next value or name; false at the closing bracket. */
static bool
advance(struct span_walk *s)
{
	if (s->p == NULL)
		return false;
	s->p = json_skip_space(s->p, s->end);
	if (s->p < s->end && *s->p == ',')
		s->p = json_skip_space(s->p + 1, s->end);
	return s->p < s->end && *s->p != ']' && *s->p != '}';
}

static bool
take(struct span_walk *s, struct span *value)
{
	const char *to = s->p == s->known.p ?
	    s->p + s->known.len :
	    json_value_skip(s->p, s->end);

	if (to == NULL || to == s->p)
		return false;
	*value = (struct span){ s->p, (size_t)(to - s->p) };
	s->p = to;
	return true;
}

bool
span_item(struct span_walk *s, struct span *item)
{
	return advance(s) && take(s, item);
}

bool
span_member(struct span_walk *s, struct span *name, struct span *value)
{
	const char *stop;
	bool escaped;

	if (!advance(s))
		return false;
	stop = json_string_end(s->p + 1, s->end, &escaped);
	if (stop == NULL)
		return false;
	*name = (struct span){ s->p + 1, (size_t)(stop - s->p - 1) };
	s->p = json_skip_space(stop + 1, s->end);
	if (s->p == s->end || *s->p != ':')
		return false;
	s->p = json_skip_space(s->p + 1, s->end);
	return take(s, value);
}

bool
span_hex(struct span value, char *to, size_t size)
{
	if (span_kind(value) != JSON_STRING || value.len - 2 >= size ||
	    strspn(value.p + 1, "0123456789abcdef") != value.len - 2)
		return false;
	memcpy(to, value.p + 1, value.len - 2);
	to[value.len - 2] = '\0';
	return true;
}

bool
span_spells(struct span raw, const char *text, size_t len)
{
	struct buf b;
	bool same;

	if (memchr(raw.p, '\\', raw.len) == NULL)
		return raw.len == len && memcmp(raw.p, text, len) == 0;
	b = buf_make(raw.len * 3 + 1);
	(void)json_unescape(raw.p, raw.len, &b);
	same = b.len == len && (len == 0 || memcmp(b.data, text, len) == 0);
	buf_free(&b);
	return same;
}

static struct span
get(struct span object, const char *name, size_t len)
{
	struct span_walk s = span_object(object);
	struct span found = { 0 }, key, value;

	while (span_member(&s, &key, &value))
		if (span_spells(key, name, len))
			found = value;
	return found;
}

struct span
span_get(struct span object, const char *name)
{
	return get(object, name, strlen(name));
}

struct span
span_at(struct span whole, const struct path *path)
{
	const char *start_at = json_skip_space(whole.p, whole.p + whole.len);
	struct span at = { start_at,
		whole.len - (size_t)(start_at - whole.p) };
	size_t i;

	for (i = 0; i < path->n && at.p != NULL; i++)
		at = get(at, path->steps[i].name, path->steps[i].len);
	return at;
}

/* Each item of a list, or each value of an object. */
static int
each_inside(struct span_each *w, struct span whole,
    const struct path_step *steps, size_t n, struct error *e)
{
	bool list = steps->kind == PATH_ITEM;
	struct span_walk s = list ? span_list(whole) : span_object(whole);
	struct span name, value;
	int rc = 0;

	while (rc == 0 &&
	    (list ? span_item(&s, &value) : span_member(&s, &name, &value)))
		rc = span_each(w, value, steps + 1, n - 1, e);
	return rc;
}

int
span_each(struct span_each *w, struct span whole,
    const struct path_step *steps, size_t n, struct error *e)
{
	static const enum json_kind kinds[] = { [PATH_NAME] = JSON_OBJECT,
		[PATH_ITEM] = JSON_ARRAY, [PATH_ENTRY] = JSON_OBJECT };

	for (; n > 0; n--, steps++) {
		if (whole.p == NULL || span_kind(whole) == JSON_NULL) {
			w->missing++;
			return 0;
		}
		if (span_kind(whole) != kinds[steps->kind]) {
			w->unlike++;
			return 0;
		}
		if (steps->kind != PATH_NAME)
			return each_inside(w, whole, steps, n, e);
		whole = get(whole, steps->name, steps->len);
	}
	if (whole.p != NULL)
		return w->take(w->arg, whole, e);
	w->missing++;
	return 0;
}

/*
 * Append a value as text: a string decoded, null as nothing, anything else as
 * it is spelled.  False when it is null or not there.
 */
static bool
put_text(struct span value, struct buf *out)
{
	enum json_kind kind = span_kind(value);

	if (kind == JSON_NONE || kind == JSON_NULL)
		return false;
	if (kind == JSON_STRING)
		(void)json_unescape(value.p + 1, value.len - 2, out);
	else
		buf_put(out, value.p, value.len);
	return true;
}

char *
span_take(struct span value, size_t *len)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	if (!put_text(value, &b)) {
		buf_free(&b);
		return NULL;
	}
	*len = b.len;
	return buf_take(&b);
}
