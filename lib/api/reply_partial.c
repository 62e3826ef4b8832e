/* reply_partial: bodies with records and errors; see reply_partial.h. */
#include "api/reply_partial.h"

#include <string.h>
#include <strings.h>

#include "api/error_object.h"
#include "api/reply_shape.h"
#include "base/cc.h"
#include "base/mem.h"

/*
 * Times that such a body is asked for; and once one was taken, when the fault
 * seems to be one that stays: then a page costs no more repeats than its
 * success gives back, and any number of such pages does not end a load.
 */
#define TIMES	    3
#define TIMES_AFTER 2

static bool
is_word(struct span name, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (name.len == strlen(words[i]) &&
		    strncasecmp(name.p, words[i], name.len) == 0)
			return true;
	return false;
}

/* Whether the value of a member for errors says that there are none. */
static bool
is_none(struct span value)
{
	static const char *const words[] = { "\"\"", "\"none\"", "\"null\"",
		"\"ok\"", "\"false\"", "\"0\"", "\"success\"",
		"\"no error\"", "\"no errors\"" };
	struct span_walk s;
	struct span name, item;

	switch (span_kind(value)) {
	case JSON_STRING:
		return is_word(value, words, LEN(words));
	case JSON_NUMBER:
		return value.len == 1 && *value.p == '0';
	case JSON_ARRAY:
		s = span_list(value);
		return !span_item(&s, &item);
	case JSON_OBJECT:
		s = span_object(value);
		return !span_member(&s, &name, &item);
	case JSON_TRUE:
		return false;
	default:
		return true;
	}
}

/* Whether the description knows this member of the response. */
static bool
is_known(const struct desc_resource *r, struct span name)
{
	const struct desc_strings *same = &r->envelope.same;
	size_t i;

	for (i = 0; i < same->n; i++)
		if (span_spells(name, same->items[i], strlen(same->items[i])))
			return true;
	return false;
}

/* Whether an object around the records says that something failed. */
static bool
says_failure(const struct desc_resource *r, struct span object)
{
	static const char *const errors[] = { "error", "errors" };
	static const char *const sound[] = { "ok", "success" };
	struct span_walk s = span_object(object);
	struct span name, value;

	while (span_member(&s, &name, &value)) {
		if (is_known(r, name))
			continue;
		if (is_word(name, errors, LEN(errors)) && !is_none(value))
			return true;
		if (is_word(name, sound, LEN(sound)) &&
		    span_kind(value) == JSON_FALSE)
			return true;
	}
	return false;
}

/*
 * Whether it is what GraphQL answers, for programs, of which it is not known
 * where they find records.
 */
static bool
is_graphql(struct span object)
{
	static const char *const members[] = { "data", "errors",
		"extensions" };
	struct span_walk s = span_object(object);
	struct span name, value;
	size_t n = 0;

	while (span_member(&s, &name, &value)) {
		if (!is_word(name, members, LEN(members)))
			return false;
		n++;
	}
	return n >= 2;
}

/* The object around the records that says it; p NULL: none does. */
static struct span
find_failure(const struct reply *p, struct span body)
{
	const struct desc_resource *r = p->r;
	struct span at = reply_whole(body.p, body.len);
	struct path step = { 0 };
	size_t i;

	if (p->records != NULL)
		return is_graphql(at) && says_failure(r, at) ?
		    at :
		    (struct span){ NULL, 0 };
	for (i = 0; i < r->records.n && span_kind(at) == JSON_OBJECT; i++) {
		if (says_failure(r, at))
			return at;
		step.steps = &r->records.steps[i];
		step.n = 1;
		at = span_at(at, &step);
	}
	return (struct span){ NULL, 0 };
}

static char *
take_words(const struct reply *p, struct span object)
{
	struct buf words = buf_make(1 << 12);

	error_object_words(object, &p->desc->error_text, &words);
	return buf_take(&words);
}

/* Whether it was asked for as often as it may be. */
static bool
is_last(const struct reply *p, const struct engine_response *r)
{
	uint32_t times = p->partial > 0 ? TIMES_AFTER : TIMES;

	return r->tries == 0 || r->last || r->tries >= times;
}

int
reply_partial_check(const struct reply *p, const struct engine_response *r,
    struct span body, struct error *e)
{
	struct span object;
	char *words;

	if (body.len == 0 || p->r->kind != DESC_JSON)
		return 0;
	object = find_failure(p, body);
	if (object.p == NULL || (p->take_partial && is_last(p, r)))
		return 0;
	words = take_words(p, object);
	error_set(e, error_object_kind(object, &p->desc->error_text),
	    "an error beside the records: %s", words);
	/* The key was good enough for these. */
	if (e->kind == ERROR_AUTH)
		e->kind = ERROR_FAILED;
	mem_free(words);
	return -1;
}

void
reply_partial_count(struct reply *p, struct span body)
{
	struct span object;

	if (body.len == 0 || p->r->kind != DESC_JSON)
		return;
	object = find_failure(p, body);
	if (object.p == NULL)
		return;
	if (p->partial++ == 0)
		p->partial_words = take_words(p, object);
}
