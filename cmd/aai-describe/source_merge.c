/* source_merge: what people changed stays; see source_merge.h. */
#include "aai-describe/source_merge.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"

#define DEPTH   64
#define DIGITS  8
#define MADE    "//made"
#define MADE_OF "//made_resources"

/* Members that are compared member by member. */
static bool
is_open(const char *name)
{
	return strcmp(name, "table") == 0 || strcmp(name, "params") == 0 ||
	       strcmp(name, "incremental") == 0 || strcmp(name, "secrets") == 0;
}

/* Comments that are the program's own. */
static bool
is_own(const char *name)
{
	return strcmp(name, "//why") == 0 || strcmp(name, "//unsure") == 0 ||
	       strcmp(name, "//left_out") == 0 || strcmp(name, MADE) == 0 ||
	       strcmp(name, MADE_OF) == 0;
}

static void
put_print(struct buf *out, const char *json, size_t len)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	json_compact(json, len, &b);
	buf_printf(out, "%08" PRIx32,
	    (uint32_t)(hash_64(b.data, b.len, 0) & UINT32_MAX));
	buf_free(&b);
}

/* A name within a list of names: its blanks and signs are coded. */
static void
put_name(struct buf *out, const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == ' ' || *name == '%' || *name == '/' ||
		    *name == '=')
			buf_printf(out, "%%%02x", (unsigned char)*name);
		else
			buf_byte(out, (uint8_t)*name);
}

static void
put_entry(struct buf *out, const char *prefix, const char *name,
    const char *json, size_t len)
{
	if (out->len > 0)
		buf_byte(out, ' ');
	if (*prefix != '\0') {
		put_name(out, prefix);
		buf_byte(out, '/');
	}
	put_name(out, name);
	buf_byte(out, '=');
	put_print(out, json, len);
}

static const char *
value_of(const struct json_tree *t, size_t node, size_t *len)
{
	const struct json_node *n = &t->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	*len = n->to - n->from + 2 * quote;
	return t->text + n->from - quote;
}

/* The fingerprints of members, and of those within some of them. */
static void
sign(const struct source_members *m, struct buf *out)
{
	struct json_tree t;
	struct error e;
	size_t i, at, len;
	char *name;
	const char *value;

	for (i = 0; i < m->n; i++) {
		const char *json = m->items[i].json;

		if (strncmp(m->items[i].name, "//", 2) == 0)
			continue;
		t = (struct json_tree){ 0 };
		if (!is_open(m->items[i].name) ||
		    json_parse(&t, json, strlen(json), DEPTH, &e) != 0 ||
		    t.nodes[0].kind != JSON_OBJECT) {
			put_entry(
			    out, "", m->items[i].name, json, strlen(json));
			json_tree_free(&t);
			continue;
		}
		at = JSON_NO_NODE;
		while ((at = json_next(&t, 0, at)) != JSON_NO_NODE) {
			name = json_take_string(&t, at);
			value = value_of(&t, at + 1, &len);
			put_entry(out, m->items[i].name, name, value, len);
			mem_free(name);
		}
		json_tree_free(&t);
	}
}

static void
put_text(struct source_members *m, const char *name, struct buf *b)
{
	buf_byte(b, '\0');
	source_put_text(m, name, (const char *)b->data);
	buf_free(b);
}

void
source_sign(struct source_model *m)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	sign(&m->members, &b);
	put_text(&m->members, MADE, &b);
	for (i = 0; i < m->n; i++) {
		sign(&m->resources[i].members, &b);
		put_text(&m->resources[i].members, MADE, &b);
	}
	for (i = 0; i < m->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", m->resources[i].name);
	put_text(&m->members, MADE_OF, &b);
}

/* The entries of a list of fingerprints; their values are not kept apart. */
static void
read_made(const struct json_tree *t, size_t object, const char *name,
    struct map *made)
{
	char *text = json_take_string(t, json_get(t, object, name));
	char *p = text, *end;

	while (p != NULL && *p != '\0') {
		end = p + strcspn(p, " ");
		(void)map_add(made, p, (size_t)(end - p), NULL);
		/* And the name alone: it was made, whatever it was. */
		(void)map_add(made, p, strcspn(p, "= "), NULL);
		(void)map_add(made, p, strcspn(p, "/= "), NULL);
		p = end + strspn(end, " ");
	}
	mem_free(text);
}

/* One object, as it was and as it is made. */
struct merge {
	const struct json_tree *t;
	size_t old;
	const struct map *made;
	const char *prefix; /* of what is within another member */
};

/* Whether the old file says that this was made, and (json) made so. */
static bool
was_made(const struct merge *g, const char *name, const char *json, size_t len)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t n;
	bool was;

	put_entry(&b, g->prefix, name, json != NULL ? json : "null",
	    json != NULL ? len : 4);
	n = json != NULL ? b.len : b.len - DIGITS - 1;
	was = map_find(g->made, (const char *)b.data, n) != MAP_NONE;
	buf_free(&b);
	return was;
}

static void
put_old(const struct merge *g, size_t node, struct source_members *m,
    const char *name)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *value;
	size_t len;

	value = value_of(g->t, node, &len);
	json_compact(value, len, &b);
	source_put_buf(m, name, &b);
}

static void merge_members(const struct merge *g, struct source_members *m);

/* Both have it as an object: member by member. */
static bool
merge_within(const struct merge *g, size_t node, struct source_members *m,
    const char *name)
{
	const char *json = source_member(m, name);
	struct merge within = { g->t, node, g->made, name };
	struct source_members inner = { 0 };
	struct json_tree t = { 0 };
	struct error e;
	size_t at = JSON_NO_NODE;
	char *member;

	if (*g->prefix != '\0' || !is_open(name) || json == NULL ||
	    g->t->nodes[node].kind != JSON_OBJECT ||
	    json_parse(&t, json, strlen(json), DEPTH, &e) != 0) {
		json_tree_free(&t);
		return false;
	}
	while ((at = json_next(&t, 0, at)) != JSON_NO_NODE) {
		const struct merge new = { &t, 0, g->made, name };

		member = json_take_string(&t, at);
		put_old(&new, at + 1, &inner, member);
		mem_free(member);
	}
	merge_members(&within, &inner);
	if (inner.n > 0)
		source_put_members(m, name, &inner);
	else
		source_drop(m, name);
	source_members_free(&inner);
	json_tree_free(&t);
	return true;
}

/* What the old file has: it stays unless it is as it was made. */
static void
take_old(const struct merge *g, struct source_members *m)
{
	size_t at = JSON_NO_NODE, len;
	const char *value;
	char *name;

	while ((at = json_next(g->t, g->old, at)) != JSON_NO_NODE) {
		name = json_take_string(g->t, at);
		value = value_of(g->t, at + 1, &len);
		if (is_own(name) || strcmp(name, "resources") == 0 ||
		    strcmp(name, "version") == 0 ||
		    merge_within(g, at + 1, m, name)) {
			mem_free(name);
			continue;
		}
		if (!was_made(g, name, value, len))
			put_old(g, at + 1, m, name);
		else if (source_member(m, name) == NULL)
			source_drop(m, name);
		mem_free(name);
	}
}

/* What people removed stays away. */
static void
drop_removed(const struct merge *g, struct source_members *m)
{
	size_t i = 0;

	while (i < m->n) {
		const char *name = m->items[i].name;

		if (strncmp(name, "//", 2) != 0 &&
		    json_get(g->t, g->old, name) == JSON_NO_NODE &&
		    was_made(g, name, NULL, 0))
			source_drop(m, name);
		else
			i++;
	}
}

static void
merge_members(const struct merge *g, struct source_members *m)
{
	drop_removed(g, m);
	take_old(g, m);
}

static struct source_resource *
find_resource(struct source_model *m, const char *name)
{
	size_t entry = map_find(&m->names, name, strlen(name));
	size_t i;

	for (i = 0; entry != MAP_NONE && i < m->n; i++)
		if (strcmp(m->resources[i].name, name) == 0)
			return &m->resources[i];
	return NULL;
}

/* A resource that this document, or what was asked of it, does not have. */
static void
keep_resource(struct source_model *m, const struct json_tree *t, size_t node,
    const char *name, const struct spec_wants *w)
{
	struct source_resource *r = source_add(m, name);
	char *made = json_take_string(t, json_get(t, node, MADE));
	const struct map none = { 0 };
	const struct merge g = { t, node, &none, "" };

	/* A name of theirs stays as it is. */
	mem_free(r->name);
	r->name = mem_str(name);
	take_old(&g, &r->members);
	if (made != NULL) {
		source_put_text(&r->members, MADE, made);
		if (w->nonly == 0)
			source_note(&r->unsure, "the document has it no more");
	}
	source_say(&r->paging, "kept");
	mem_free(made);
}

static void
merge_resource(
    struct source_resource *r, const struct json_tree *t, size_t node)
{
	struct map made = { 0 };
	const struct merge g = { t, node, &made, "" };

	read_made(t, node, MADE, &made);
	merge_members(&g, &r->members);
	map_free(&made);
}

/* Resources that people removed, unless they ask for them now. */
static void
drop_resources(struct source_model *m, const struct json_tree *t,
    size_t resources, const struct spec_wants *w)
{
	struct map made = { 0 };
	size_t i, kept = 0;

	read_made(t, 0, MADE_OF, &made);
	for (i = 0; i < m->n; i++) {
		struct source_resource *r = &m->resources[i];

		if (w->nonly == 0 &&
		    map_find(&made, r->name, strlen(r->name)) != MAP_NONE &&
		    json_get(t, resources, r->name) == JSON_NO_NODE) {
			source_resource_free(r);
			continue;
		}
		m->resources[kept++] = *r;
	}
	m->n = kept;
	map_free(&made);
}

/* The names that were ever made, so that one that was removed stays so. */
static void
join_names(struct source_model *m, const struct json_tree *t)
{
	struct map made = { 0 }, now = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *json = source_member(&m->members, MADE_OF);
	size_t i;

	buf_put(&b, json + 1, strlen(json) - 2);
	for (i = 0; i < m->n; i++)
		(void)map_add(&now, m->resources[i].name,
		    strlen(m->resources[i].name), NULL);
	read_made(t, 0, MADE_OF, &made);
	for (i = 0; i < made.n; i++)
		if (map_find(&now, made.entries[i].key, made.entries[i].len) ==
		    MAP_NONE)
			buf_printf(&b, " %s", made.entries[i].key);
	put_text(&m->members, MADE_OF, &b);
	map_free(&made);
	map_free(&now);
}

static void
merge(struct source_model *m, const struct json_tree *t,
    const struct spec_wants *w)
{
	size_t resources = json_get(t, 0, "resources"), at = JSON_NO_NODE;
	struct source_resource *r;
	struct map made = { 0 };
	const struct merge top = { t, 0, &made, "" };
	char *name;

	read_made(t, 0, MADE, &made);
	merge_members(&top, &m->members);
	map_free(&made);
	join_names(m, t);
	drop_resources(m, t, resources, w);
	while ((at = json_next(t, resources, at)) != JSON_NO_NODE) {
		name = json_take_string(t, at);
		r = find_resource(m, name);
		if (r != NULL)
			merge_resource(r, t, at + 1);
		else
			keep_resource(m, t, at + 1, name, w);
		mem_free(name);
	}
}

int
source_merge(struct source_model *m, const char *text, size_t len,
    const struct spec_wants *w, struct error *e)
{
	struct json_tree t = { 0 };
	int rc = json_parse(&t, text, len, DEPTH, e);

	if (rc == 0 &&
	    (t.nodes[0].kind != JSON_OBJECT ||
		json_get(&t, 0, "resources") == JSON_NO_NODE ||
		t.nodes[json_get(&t, 0, "resources")].kind != JSON_OBJECT)) {
		error_set(e, ERROR_INPUT, "it is not a description");
		rc = -1;
	}
	if (rc == 0)
		merge(m, &t, w);
	json_tree_free(&t);
	return rc;
}
