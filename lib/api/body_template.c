/* body_template: a body whose strings are templates; see body_template.h. */
#include "api/body_template.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "json/text.h"

static int
read_member(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct body_template *b = to;
	size_t len = strlen(name);

	b->name = name;
	b->whole = len > 1 && name[len - 1] == '?';
	if (b->whole)
		name[len - 1] = '\0';
	if (body_template_decode(l, node, b) == 0)
		return 0;
	error_prefix(l->e, "%s", b->name);
	return -1;
}

static const struct json_decode_array members = { "an object",
	sizeof(struct body_template), NULL, read_member };
static const struct json_decode_array elements = { "a list",
	sizeof(struct body_template), body_template_decode, NULL };

static int
check_members(struct json_decoder *l, const struct body_template *b)
{
	struct map names = { 0 };
	bool added = true;
	size_t i;

	for (i = 0; added && i < b->n; i++)
		(void)map_add(&names, b->items[i].name,
		    strlen(b->items[i].name), &added);
	map_free(&names);
	if (added)
		return 0;
	error_set(l->e, ERROR_USAGE, "'%s' is there twice",
	    b->items[i - 1].name);
	return -1;
}

int
body_template_decode(struct json_decoder *l, size_t node, void *to)
{
	const struct json_node *n = &l->t->nodes[node];
	struct body_template *b = to;

	b->kind = n->kind;
	if (n->kind == JSON_STRING)
		return template_decode(l, node, &b->text);
	if (n->kind == JSON_ARRAY)
		return json_decode_array(l, node, &elements, &b->items, &b->n);
	if (n->kind == JSON_OBJECT) {
		if (json_decode_array(l, node, &members, &b->items, &b->n) !=
		    0)
			return -1;
		return check_members(l, b);
	}
	b->literal = mem_dup(l->t->text + n->from, n->to - n->from);
	return 0;
}

int
body_template_check(const struct body_template *b,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e)
{
	size_t i;

	if (template_check(&b->text, known, arg, e) != 0)
		return -1;
	for (i = 0; i < b->n; i++) {
		if (body_template_check(&b->items[i], known, arg, e) == 0)
			continue;
		if (b->items[i].name != NULL)
			error_prefix(e, "%s", b->items[i].name);
		return -1;
	}
	return 0;
}

bool
body_template_has(const struct body_template *b, const char *name)
{
	size_t i;

	if (template_has(&b->text, name))
		return true;
	for (i = 0; i < b->n; i++)
		if (body_template_has(&b->items[i], name))
			return true;
	return false;
}

const struct body_template *
body_template_member(const struct body_template *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->items[i].name != NULL &&
		    strcmp(b->items[i].name, name) == 0)
			return &b->items[i];
	return NULL;
}

/*
 * As body_template_put(), where *missing counts what was left out of it, at any
 * depth, but for what has gone out as a whole.
 */
static int put(const struct body_template *b,
    const struct template_scope *scope, struct buf *out, size_t *missing,
    struct error *e);

/* A member or an element, after a comma if need be; 1, 0 or -1. */
static int
put_item(const struct body_template *b, const struct template_scope *scope,
    struct buf *out, bool first, size_t *missing, struct error *e)
{
	size_t before = out->len, inner = 0;
	int rc;

	if (!first)
		buf_byte(out, ',');
	if (b->name != NULL) {
		json_quote(b->name, strlen(b->name), out);
		buf_byte(out, ':');
	}
	rc = put(b, scope, out, &inner, e);
	if (rc == 1 && b->whole && inner > 0)
		rc = 0;
	if (rc != 1)
		out->len = before;
	if (!b->whole)
		*missing += inner;
	return rc;
}

static int
put(const struct body_template *b, const struct template_scope *scope,
    struct buf *out, size_t *missing, struct error *e)
{
	bool first = true, object = b->kind == JSON_OBJECT;
	size_t i;
	int rc;

	if (b->kind == JSON_STRING) {
		rc = template_put_json(&b->text, scope, out, e);
		*missing += rc == 0;
		return rc;
	}
	if (b->literal != NULL) {
		buf_str(out, b->literal);
		return 1;
	}
	buf_byte(out, object ? '{' : '[');
	for (i = 0; i < b->n; i++) {
		rc = put_item(&b->items[i], scope, out, first, missing, e);
		if (rc < 0)
			return -1;
		first = first && rc == 0;
	}
	buf_byte(out, object ? '}' : ']');
	return 1;
}

int
body_template_put(const struct body_template *b,
    const struct template_scope *scope, struct buf *out, struct error *e)
{
	size_t missing = 0, before = out->len;
	int rc = put(b, scope, out, &missing, e);

	if (rc != 1)
		out->len = before;
	return rc;
}

void
body_template_free(struct body_template *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		body_template_free(&b->items[i]);
	mem_free(b->items);
	mem_free(b->name);
	mem_free(b->literal);
	template_free(&b->text);
	*b = (struct body_template){ 0 };
}
