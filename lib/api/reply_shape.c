/* reply_shape: where a body's records are; see reply_shape.h. */
#include "api/reply_shape.h"

#include <string.h>

#include "api/desc_parents.h"
#include "api/error_object.h"
#include "api/record_path.h"
#include "base/cc.h"

/* Whether the key is put in front of the record, so that the body lacks it. */
static bool
is_by_place(const struct desc_resource *r, const char *key)
{
	size_t i;

	if (r->parent_key != NULL && !r->parent_key_in_body &&
	    strcmp(r->parent_key, key) == 0)
		return true;
	if (r->index != NULL && strcmp(r->index, key) == 0)
		return true;
	if (desc_carries(r, key))
		return true;
	for (i = 0; i < r->nparams; i++)
		if (r->params[i].carry && strcmp(r->params[i].name, key) == 0)
			return true;
	return false;
}

bool
reply_has_keys(const struct desc_resource *r)
{
	size_t i;

	for (i = 0; i < r->table.nkeys; i++)
		if (!is_by_place(r, r->table.keys[i].member))
			return true;
	return false;
}

const char *
reply_lacks_key(const struct desc_resource *r, struct span record)
{
	enum json_kind kind;
	size_t i;

	for (i = 0; i < r->table.nkeys; i++) {
		if (is_by_place(r, r->table.keys[i].member))
			continue;
		kind = span_kind(span_get(record, r->table.keys[i].member));
		if (kind == JSON_NONE || kind == JSON_NULL)
			return r->table.keys[i].member;
	}
	return NULL;
}

struct span
reply_whole(const char *body, size_t len)
{
	const char *end = body + len, *from;

	if (len == 0)
		return (struct span){ NULL, 0 };
	from = json_skip_space(body, end);
	while (end > from &&
	    (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' ||
		end[-1] == '\r'))
		end--;
	return (struct span){ from, (size_t)(end - from) };
}

/*
 * Whether the path, from its step at depth on, begins so: then the member at
 * this depth is a paging's.
 */
static bool
leads_along(const struct path *path, const struct path *records, size_t depth,
    struct span name)
{
	size_t i;

	if (path->n <= depth)
		return false;
	for (i = 0; i < depth; i++)
		if (path->steps[i].len != records->steps[i].len ||
		    memcmp(path->steps[i].name, records->steps[i].name,
			path->steps[i].len) != 0)
			return false;
	return span_spells(name, path->steps[depth].name,
	    path->steps[depth].len);
}

/*
 * Whether the object has nothing but nulls and what tells of pages, and on the
 * way to its records nothing else either: then it holds no data that a wrong
 * path would miss.
 */
static bool
is_hollow(const struct desc_resource *r, struct span object, size_t depth)
{
	const struct desc_pages *d = &r->pages;
	const struct path *paging[] = { &d->next.at, &d->count, &d->total,
		&d->more };
	struct span_walk s = span_object(object);
	struct span name, value;
	bool known;
	size_t i;

	while (span_member(&s, &name, &value)) {
		known = span_kind(value) == JSON_NULL;
		if (depth < r->records.n &&
		    span_spells(name, r->records.steps[depth].name,
			r->records.steps[depth].len))
			known = known ||
			    (span_kind(value) == JSON_OBJECT &&
				is_hollow(r, value, depth + 1));
		for (i = 0; i < LEN(paging) && !known; i++)
			known = leads_along(paging[i], &r->records, depth,
			    name);
		if (!known)
			return false;
	}
	return true;
}

/*
 * Whether an object on the way to the records, beginning with the body, says
 * that something failed: that one in *found.
 */
static bool
is_error_on_way(const struct desc_resource *r, struct span whole, bool message,
    struct span *found)
{
	struct span at = whole;
	struct path step = { 0 };
	size_t i;

	for (i = 0; span_kind(at) == JSON_OBJECT; i++) {
		if (error_object_is(at, message)) {
			*found = at;
			return true;
		}
		if (i == r->records.n)
			break;
		step.steps = &r->records.steps[i];
		step.n = 1;
		at = span_at(at, &step);
	}
	return false;
}

/* Null, or no value at all, where the records should be. */
static enum reply_shape
shape_of_none(const struct desc_resource *r, struct span whole, bool null,
    struct span *found)
{
	struct span_walk s = span_list(whole);
	struct span item;

	/* To some that write JSON an empty object is an empty list. */
	if (span_kind(whole) == JSON_ARRAY)
		return span_item(&s, &item) ? REPLY_UNLIKE : REPLY_NOTHING;
	if (span_kind(whole) != JSON_OBJECT)
		return span_kind(whole) == JSON_NULL ? REPLY_NOTHING :
						       REPLY_UNLIKE;
	if (is_error_on_way(r, whole, !null, found))
		return REPLY_ERROR;
	return null || is_hollow(r, whole, 0) ? REPLY_NOTHING : REPLY_MISSING;
}

/* An object where the records should be. */
static enum reply_shape
shape_of_object(const struct desc_resource *r, struct span whole,
    struct span *at)
{
	struct span found = *at;
	bool keys = reply_has_keys(r);
	bool named = keys && reply_lacks_key(r, found) == NULL;

	if (!desc_is_list(r)) {
		if (named)
			return REPLY_ONE;
		if (reply_is_error(r, found))
			return REPLY_ERROR;
		return keys ? REPLY_KEYLESS : REPLY_ONE;
	}
	if (is_error_on_way(r, whole, !named, at))
		return REPLY_ERROR;
	/* One record, which is known by its key. */
	if (named && r->list != DESC_LIST_YES)
		return REPLY_ONE;
	return found.p == whole.p && is_hollow(r, whole, 0) ? REPLY_NOTHING :
							      REPLY_UNLIKE;
}

bool
reply_is_error(const struct desc_resource *r, struct span record)
{
	if (span_kind(record) != JSON_OBJECT)
		return false;
	if (!reply_has_keys(r))
		return error_object_is_all(record);
	return reply_lacks_key(r, record) != NULL &&
	    error_object_is(record, true);
}

/* A list; its first item tells whether they are errors instead of records. */
static enum reply_shape
shape_of_list(const struct desc_resource *r, struct span whole,
    struct span *found)
{
	struct span_walk s = span_list(*found);
	struct span item;

	if (!span_item(&s, &item))
		return is_error_on_way(r, whole, false, found) ? REPLY_ERROR :
								 REPLY_LIST;
	if (!reply_has_keys(r) || !reply_is_error(r, item))
		return REPLY_LIST;
	*found = item;
	return REPLY_ERROR;
}

/* The first record, and how many there are. */
struct counting {
	struct span first;
	uint64_t n;
};

static int
count(void *arg, struct span record, struct error *e)
{
	struct counting *c = arg;

	(void)e;
	if (c->n++ == 0)
		c->first = record;
	return 0;
}

/* To some that write JSON an empty object is an empty list, or the other. */
static bool
is_empty(struct span value)
{
	struct span_walk list = span_list(value), object = span_object(value);
	struct span name, item;

	return !span_item(&list, &item) && !span_member(&object, &name, &item);
}

/*
 * What a path with wildcards leads to; *found is what is before the first of
 * them.  Where that is the body itself, names that are data may be those of
 * errors, too.
 */
static enum reply_shape
shape_below(const struct desc_resource *r, struct span whole,
    struct span *found)
{
	struct counting c = { { NULL, 0 }, 0 };
	struct span_each w = { count, &c, 0, 0 };
	bool root = found->p == whole.p;
	struct error ignored;

	if (root && span_kind(whole) == JSON_OBJECT &&
	    error_object_is_all(whole))
		return REPLY_ERROR;
	if (record_path_each(r, *found, &w, &ignored) != 0 || c.n == 0) {
		if (!root && is_error_on_way(r, whole, w.unlike > 0, found))
			return REPLY_ERROR;
		if (is_empty(*found) || (root && is_hollow(r, whole, 0)))
			return REPLY_NOTHING;
	}
	if (w.unlike > 0)
		return REPLY_UNLIKE;
	if (c.n > 0 && reply_has_keys(r) && reply_is_error(r, c.first)) {
		*found = c.first;
		return REPLY_ERROR;
	}
	return c.n == 0 && w.missing > 0 ? REPLY_LACKING : REPLY_LIST;
}

enum reply_shape
reply_shape(const struct desc_resource *r, struct span whole,
    struct span *found)
{
	enum json_kind kind;

	*found = whole;
	if (whole.len == 0)
		return desc_is_list(r) ? REPLY_NOTHING : REPLY_UNLIKE;
	*found = span_at(whole, &r->records);
	kind = span_kind(*found);
	if (r->deeper > 0 && (kind == JSON_ARRAY || kind == JSON_OBJECT))
		return shape_below(r, whole, found);
	switch (kind) {
	case JSON_ARRAY:
		return shape_of_list(r, whole, found);
	case JSON_OBJECT:
		return shape_of_object(r, whole, found);
	case JSON_NULL:
		return desc_is_list(r) || r->records.n > 0 ?
		    shape_of_none(r, whole, true, found) :
		    REPLY_UNLIKE;
	case JSON_NONE:
		return shape_of_none(r, whole, false, found);
	default:
		return is_error_on_way(r, whole, true, found) ? REPLY_ERROR :
								REPLY_UNLIKE;
	}
}

enum reply_shape
reply_shape_of(struct reply *p, const char *body, size_t len)
{
	if (len == 0 || p->found_in.p != body || p->found_in.len != len) {
		p->shape = (int)reply_shape(p->r, reply_whole(body, len),
		    &p->found);
		p->found_in = (struct span){ body, len };
	}
	return (enum reply_shape)p->shape;
}

struct span
reply_records(struct reply *p, const char *body, size_t len)
{
	enum reply_shape shape = reply_shape_of(p, body, len);

	if (shape == REPLY_LIST || shape == REPLY_ONE)
		return p->found;
	return (struct span){ NULL, 0 };
}
