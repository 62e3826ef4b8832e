/* tree: a JSON text taken apart into nodes that point into it; see tree.h. */
#include "json/tree.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"

/* A parse in progress; the levels that are open hold their node's number. */
struct parse {
	struct json_tree *t;
	const char *p;
	const char *end;
	size_t *open;
	size_t nopen;
	size_t open_cap;
	unsigned max_depth;
	struct error *e;
};

static int
malformed(struct parse *ps, const char *at, const char *what)
{
	error_set(ps->e, ERROR_INPUT, "invalid JSON at byte %zu: %s",
	    (size_t)(at - ps->t->text),
	    at >= ps->end ? "it ends too early" : what);
	return -1;
}

static struct json_node *
add_node(struct parse *ps, enum json_kind kind, const char *from)
{
	struct json_tree *t = ps->t;
	struct json_node *n;

	t->nodes = mem_grow(t->nodes, &t->cap, t->n + 1, sizeof(*t->nodes));
	n = &t->nodes[t->n++];
	memset(n, 0, sizeof(*n));
	n->kind = (uint8_t)kind;
	n->from = (uint32_t)(from - t->text);
	n->after = (uint32_t)t->n;
	return n;
}

/* A string at ps->p, as a node; its span is without the quotes. */
static int
add_string(struct parse *ps, bool key)
{
	const char *from = ps->p + 1, *to;
	struct json_node *n;
	bool escaped;

	to = json_string_end(from, ps->end, &escaped);
	if (to == NULL)
		return malformed(ps, ps->p, "a string that is not well formed");
	n = add_node(ps, JSON_STRING, from);
	n->escaped = escaped;
	n->key = key;
	n->to = (uint32_t)(to - ps->t->text);
	ps->p = to + 1;
	return 0;
}

/* A member's name and its colon. */
static int
add_name(struct parse *ps)
{
	if (ps->p >= ps->end || *ps->p != '"')
		return malformed(ps, ps->p, "a member's name was expected");
	if (add_string(ps, true) != 0)
		return -1;
	ps->p = json_skip_space(ps->p, ps->end);
	if (ps->p >= ps->end || *ps->p != ':')
		return malformed(ps, ps->p, "':' was expected");
	ps->p = json_skip_space(ps->p + 1, ps->end);
	return 0;
}

static int
open_level(struct parse *ps, enum json_kind kind)
{
	if (ps->nopen == ps->max_depth)
		return malformed(ps, ps->p, "it is nested too deeply");
	ps->open = mem_grow(ps->open, &ps->open_cap, ps->nopen + 1,
	    sizeof(*ps->open));
	ps->open[ps->nopen++] = ps->t->n;
	(void)add_node(ps, kind, ps->p);
	ps->p = json_skip_space(ps->p + 1, ps->end);
	return 0;
}

static void
close_level(struct parse *ps)
{
	struct json_node *n = &ps->t->nodes[ps->open[--ps->nopen]];

	n->after = (uint32_t)ps->t->n;
	n->to = (uint32_t)(++ps->p - ps->t->text);
}

static int
add_plain(struct parse *ps, enum json_kind kind)
{
	const char *to = json_value_end(ps->p, ps->end, 0, NULL);

	if (to == NULL)
		return malformed(ps, ps->p, "a value was expected");
	add_node(ps, kind, ps->p)->to = (uint32_t)(to - ps->t->text);
	ps->p = to;
	return 0;
}

/* One value: a whole scalar, or the opening of a level. */
static int
add_value(struct parse *ps)
{
	enum json_kind kind;

	if (ps->p >= ps->end)
		return malformed(ps, ps->p, "");
	kind = json_kind_of(*ps->p);
	if (kind == JSON_OBJECT || kind == JSON_ARRAY)
		return open_level(ps, kind);
	return kind == JSON_STRING ? add_string(ps, false) :
				     add_plain(ps, kind);
}

/* What stands between values: close levels, pass a comma, read a name. */
static int
between(struct parse *ps)
{
	struct json_node *top;
	char close;

	while (ps->nopen > 0) {
		top = &ps->t->nodes[ps->open[ps->nopen - 1]];
		close = top->kind == JSON_OBJECT ? '}' : ']';
		ps->p = json_skip_space(ps->p, ps->end);
		if (ps->p < ps->end && *ps->p == close) {
			close_level(ps);
			continue;
		}
		if (top->n > 0) {
			if (ps->p >= ps->end || *ps->p != ',')
				return malformed(ps, ps->p,
				    "',' or the end of the list or object "
				    "was expected");
			ps->p = json_skip_space(ps->p + 1, ps->end);
		}
		top->n++;
		return top->kind == JSON_OBJECT ? add_name(ps) : 0;
	}
	return 0;
}

static int
too_many(const struct parse *ps)
{
	error_set(ps->e, ERROR_INPUT, "JSON of more than %zu values; see "
	    "--memory", ps->t->max);
	return -1;
}

size_t
json_nodes_in(size_t bytes)
{
	return bytes / sizeof(struct json_node) * 2 / 3 + 1;
}

int
json_parse(struct json_tree *t, const char *text, size_t len,
    unsigned max_depth, struct error *e)
{
	struct parse ps = { .t = t, .end = text + len, .max_depth = max_depth,
		.e = e };
	int rc;

	t->text = text;
	t->len = len;
	t->n = 0;
	if (len > JSON_TREE_MAX) {
		error_set(e, ERROR_INPUT, "JSON of more than %zu bytes",
		    (size_t)JSON_TREE_MAX);
		return -1;
	}
	ps.p = json_skip_space(text, ps.end);
	do {
		rc = t->max > 0 && t->n >= t->max ? too_many(&ps) :
						    add_value(&ps);
		if (rc == 0)
			rc = between(&ps);
	} while (rc == 0 && ps.nopen > 0);
	if (rc == 0) {
		ps.p = json_skip_space(ps.p, ps.end);
		if (ps.p < ps.end)
			rc = malformed(&ps, ps.p, "text after the value");
	}
	mem_free(ps.open);
	return rc;
}

bool
json_equals(const struct json_tree *t, size_t node, const char *s)
{
	const struct json_node *n;
	struct buf text;
	bool same;

	if (node == JSON_NO_NODE)
		return false;
	n = &t->nodes[node];
	if (n->kind != JSON_STRING)
		return false;
	if (!n->escaped)
		return strlen(s) == n->to - n->from &&
		    memcmp(t->text + n->from, s, n->to - n->from) == 0;
	text = buf_make(n->to - n->from);
	(void)json_unescape(t->text + n->from, n->to - n->from, &text);
	same = buf_is(&text, s);
	buf_free(&text);
	return same;
}

size_t
json_next(const struct json_tree *t, size_t container, size_t at)
{
	const struct json_node *c;
	size_t next;

	if (container == JSON_NO_NODE)
		return JSON_NO_NODE;
	c = &t->nodes[container];
	if (at == JSON_NO_NODE)
		next = container + 1;
	else if (c->kind == JSON_OBJECT)
		next = t->nodes[at + 1].after;
	else
		next = t->nodes[at].after;
	return next < c->after ? next : JSON_NO_NODE;
}

size_t
json_get(const struct json_tree *t, size_t object, const char *name)
{
	size_t at = JSON_NO_NODE, found = JSON_NO_NODE;

	if (object == JSON_NO_NODE || t->nodes[object].kind != JSON_OBJECT)
		return JSON_NO_NODE;
	while ((at = json_next(t, object, at)) != JSON_NO_NODE)
		if (json_equals(t, at, name))
			found = at + 1;
	return found;
}

bool
json_string(const struct json_tree *t, size_t node, struct buf *out)
{
	const struct json_node *n;

	if (node == JSON_NO_NODE)
		return false;
	n = &t->nodes[node];
	if (n->kind != JSON_STRING)
		return false;
	(void)json_unescape(t->text + n->from, n->to - n->from, out);
	return true;
}

char *
json_take_string(const struct json_tree *t, size_t node)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	return json_string(t, node, &text) ? buf_take(&text) : NULL;
}

bool
json_i64(const struct json_tree *t, size_t node, int64_t min, int64_t max,
    int64_t *out)
{
	const struct json_node *n;

	if (node == JSON_NO_NODE)
		return false;
	n = &t->nodes[node];
	return n->kind == JSON_NUMBER &&
	    num_i64(t->text + n->from, n->to - n->from, min, max, out);
}

void
json_tree_free(struct json_tree *t)
{
	mem_free(t->nodes);
	memset(t, 0, sizeof(*t));
}
