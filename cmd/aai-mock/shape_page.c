/* shape_page: which items a request to an API is for; see shape_call.h. */
#include <stdlib.h>
#include <string.h>

#include "aai-mock/shape_call.h"
#include "base/mem.h"
#include "base/num.h"

size_t
shape_get(const struct json_tree *t, size_t node, const char *name)
{
	if (node == JSON_NO_NODE || t->nodes[node].kind != JSON_OBJECT)
		return JSON_NO_NODE;
	return json_get(t, node, name);
}

char *
shape_text(const struct json_tree *t, size_t node, const char *name)
{
	node = shape_get(t, node, name);
	return node == JSON_NO_NODE ? NULL : json_take_string(t, node);
}

uint64_t
shape_number(const struct json_tree *t, size_t node, const char *name,
    uint64_t otherwise)
{
	int64_t n;

	node = shape_get(t, node, name);
	if (node != JSON_NO_NODE && t->nodes[node].kind == JSON_TRUE)
		return 1;
	return node != JSON_NO_NODE && json_i64(t, node, 0, INT64_MAX, &n) ?
		(uint64_t)n : otherwise;
}

/* The node of a JSON text that "a.0.b" leads to, or JSON_NO_NODE. */
static size_t
follow(const struct json_tree *t, const char *path)
{
	size_t node = t->n > 0 ? 0 : JSON_NO_NODE, at, len;
	uint64_t i;
	char name[128];

	while (node != JSON_NO_NODE && *path != '\0') {
		len = strcspn(path, ".");
		if (len >= sizeof(name))
			return JSON_NO_NODE;
		memcpy(name, path, len);
		name[len] = '\0';
		path += len + (path[len] == '.');
		if (t->nodes[node].kind != JSON_ARRAY) {
			node = shape_get(t, node, name);
			continue;
		}
		if (!num_u64(name, len, 0, UINT32_MAX, &i))
			return JSON_NO_NODE;
		for (at = json_next(t, node, JSON_NO_NODE);
		     at != JSON_NO_NODE && i > 0; i--)
			at = json_next(t, node, at);
		node = at;
	}
	return node;
}

/* Append a value of the request's body. */
static bool
put_of_body(const struct shape_call *c, const char *path, struct buf *out)
{
	size_t node = follow(&c->body, path);
	const struct json_node *n;

	if (node == JSON_NO_NODE)
		return false;
	n = &c->body.nodes[node];
	if (n->kind == JSON_NULL)
		return false;
	if (n->kind == JSON_STRING)
		return json_string(&c->body, node, out);
	buf_put(out, c->body.text + n->from, n->to - n->from);
	return true;
}

/* Append the part of the text that is between the two, if it has both. */
static bool
put_between(const char *text, const char *before, const char *after,
    struct buf *out)
{
	const char *from = strstr(text, before), *to;

	if (from == NULL)
		return false;
	from += strlen(before);
	to = after[0] == '\0' ? from + strlen(from) : strstr(from, after);
	if (to == NULL)
		return false;
	buf_put(out, from, (size_t)(to - from));
	return true;
}

/* Cut what stands at the place to what is between two texts, if it says so. */
static bool
cut(const struct shape_call *c, size_t place, struct buf *text,
    struct buf *out)
{
	size_t between = shape_get(c->t, place, "between"), first, second;
	char *before, *after;
	bool has;

	buf_byte(text, 0);
	if (between == JSON_NO_NODE) {
		buf_put(out, text->data, text->len - 1);
		return true;
	}
	first = json_next(c->t, between, JSON_NO_NODE);
	second = json_next(c->t, between, first);
	before = json_take_string(c->t, first);
	after = json_take_string(c->t, second);
	has = put_between((const char *)text->data, before, after, out);
	mem_free(before);
	mem_free(after);
	return has;
}

bool
shape_place(const struct shape_call *c, size_t place, struct buf *out)
{
	char *query = shape_text(c->t, place, "query");
	char *header = shape_text(c->t, place, "header");
	char *form = shape_text(c->t, place, "form");
	char *body = shape_text(c->t, place, "body");
	struct buf text = buf_make(1 << 20);
	const char *value = NULL;
	bool has;

	if (query != NULL)
		value = target_param(&c->req->target, query);
	else if (header != NULL)
		value = serve_header(c->req, header);
	else if (form != NULL && c->form.text != NULL)
		value = target_param(&c->form, form);
	if (value != NULL)
		buf_str(&text, value);
	has = body != NULL ? put_of_body(c, body, &text) : value != NULL;
	has = has && cut(c, place, &text, out);
	buf_free(&text);
	mem_free(query);
	mem_free(header);
	mem_free(form);
	mem_free(body);
	return has;
}

/* The text at a place of the list's, owned; NULL: nothing is there. */
static char *
take_place(const struct shape_call *c, const char *name)
{
	size_t place = shape_get(c->t, c->list, name);
	struct buf text = buf_make(1 << 20);

	if (place == JSON_NO_NODE || !shape_place(c, place, &text)) {
		buf_free(&text);
		return NULL;
	}
	buf_byte(&text, 0);
	return buf_take(&text);
}

/* A bound of the items' time: false when it is not a time. */
static bool
read_bound(const struct shape_call *c, const char *name, int64_t otherwise,
    bool lower, int64_t *s)
{
	size_t place = shape_get(c->t, c->list, name);
	char *text = take_place(c, name);
	char *format = shape_text(c->t, place, "format");
	bool ok = true;

	*s = otherwise;
	if (text != NULL && text[0] != '\0') {
		ok = shape_read_time(text, format != NULL ? format : "", s);
		if (ok && shape_number(c->t, place, "exclusive", 0) != 0)
			*s += lower ? 1 : -1;
	}
	mem_free(text);
	mem_free(format);
	return ok;
}

/* An item's place in the order. */
struct rank {
	int64_t s;
	uint64_t item;
};

static int
by_time(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->s != y->s)
		return x->s < y->s ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

/* Whether the node's time is that of the last change, and not of creation. */
static bool
is_by_change(const struct shape_call *c, size_t node, bool otherwise)
{
	char *by = shape_text(c->t, node, "by");
	bool changed = by != NULL ? strcmp(by, "changed") == 0 : otherwise;

	mem_free(by);
	return changed;
}

/* Find the items that the bounds allow, in order; false: a bound is wrong. */
static bool
find_items(struct shape_call *c)
{
	bool changed = is_by_change(c, c->list, false);
	bool bounded =
	    is_by_change(c, shape_get(c->t, c->list, "since"), changed);
	bool newest = shape_number(c->t, c->list, "newest", 0) != 0, ok;
	struct rank *ranks = mem_new(c->all + 1, sizeof(*ranks));
	int64_t since, until, s;
	uint64_t i, n = 0;

	ok = read_bound(c, "since", INT64_MIN, true, &since) &&
	     read_bound(c, "until", INT64_MAX, false, &until);
	for (i = 0; ok && i < c->all; i++) {
		s = bounded ? shape_changed(c, i) : shape_created(c, i);
		if (s < since || s > until)
			continue;
		s = changed ? shape_changed(c, i) : shape_created(c, i);
		ranks[n++] = (struct rank){ s, i };
	}
	qsort(ranks, n, sizeof(*ranks), by_time);
	c->page.items = mem_new(n + 1, sizeof(*c->page.items));
	for (i = 0; i < n; i++)
		c->page.items[i] = ranks[newest ? n - 1 - i : i].item;
	c->page.total = n;
	mem_free(ranks);
	return ok;
}

/* The number of items up to the one whose id is the text. */
static bool
find_last(struct shape_call *c, const char *text, uint64_t *first)
{
	size_t id = shape_get(c->t, shape_get(c->t, c->list, "item"), "id");
	struct buf own = buf_make(1 << 16);
	uint64_t i;
	bool same = false;

	for (i = 0; !same && i < c->page.total; i++) {
		c->item = c->page.items[i];
		buf_reset(&own);
		same = shape_put_text(c, id, &own) && buf_is(&own, text);
	}
	*first = i;
	buf_free(&own);
	return same;
}

/* Where the page begins that the text names. */
static bool
find_first(struct shape_call *c, const char *text, uint64_t *first)
{
	size_t page = shape_get(c->t, c->list, "page");
	char *kind = shape_text(c->t, page, "kind");
	uint64_t one = shape_number(c->t, page, "first", 1), n = 0;
	bool ok;

	if (kind == NULL) {
		ok = false;
	} else if (strcmp(kind, "last") == 0) {
		ok = find_last(c, text, first);
	} else if (strcmp(kind, "cursor") == 0) {
		ok = text[0] == 'c' &&
		     num_u64(text + 1, strlen(text + 1), 0, UINT32_MAX, first);
	} else {
		ok = num_u64(text, strlen(text), 0, UINT32_MAX, &n);
		if (strcmp(kind, "page") == 0)
			n = (n > one ? n - one : 0) * c->page.size;
		*first = n;
	}
	mem_free(kind);
	return ok;
}

bool
shape_find_page(struct shape_call *c)
{
	size_t size = shape_get(c->t, c->list, "size");
	struct shape_page *p = &c->page;
	char *text = take_place(c, "size");
	uint64_t max = shape_number(c->t, size, "max", UINT32_MAX), first = 0;
	bool ok = find_items(c);

	p->size = shape_number(c->t, size, "default", max);
	if (text != NULL)
		ok = ok && num_u64(text, strlen(text), 1, UINT32_MAX, &p->size);
	p->size = p->size < max ? p->size : max;
	mem_free(text);
	text = take_place(c, "page");
	if (text != NULL && text[0] != '\0')
		ok = ok && find_first(c, text, &first);
	mem_free(text);
	p->first = first < p->total ? first : p->total;
	p->end = p->total - p->first < p->size ? p->total : p->first + p->size;
	return ok;
}
