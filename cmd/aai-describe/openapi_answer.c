/* openapi_answer: answers and their records; see openapi_answer.h. */
#include "aai-describe/openapi_answer.h"

#include <string.h>
#include <strings.h>

#include "aai-describe/identifier.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

#define BESIDE_MAX    8 /* members beside the only list, without paging */
#define DEPTH_MAX     3 /* how deep paging is looked for */
#define MEMBERS_MAX   200
#define NAME_MAX_PATH 200

/* What lists are called whose records are what was asked for. */
static const char *const generic[] = { "data", "items", "results", "records",
	"result", "entry", "entries", "value", "values", "list", "objects",
	"elements", "rows", "content", "hits", "resources", "collection",
	"nodes", "members", NULL };

/* Lists that stand beside records. */
static const char *const beside[] = { "_links", "links", "errors", "error",
	"warnings", "included", "messages", "facets", "aggregations",
	"validation_errors", "notices", "sort", "filters", "meta", NULL };

/* A list of objects in the body. */
struct candidate {
	const char *name;
	char *path;
	struct openapi_nodes items;
};

struct candidates {
	struct candidate items[32];
	size_t n;
	size_t beside; /* members that are not lists of objects */
};

void
answer_put_step(struct buf *path, const char *name)
{
	if (path->len > 0)
		buf_byte(path, '.');
	if (*name == '\0' || strpbrk(name, ".[]{}\"\\") != NULL ||
	    name[0] <= ' ')
		json_quote(name, strlen(name), path);
	else
		buf_str(path, name);
}

/* The answer that says that all is well, or JSON_NO_NODE. */
static size_t
find_response(struct openapi *o, size_t operation)
{
	static const char *const first[] = { "200", "201", "default", "2XX",
		"2xx" };
	size_t responses = document_get(o->d, operation, "responses");
	size_t at = JSON_NO_NODE, i, node;
	const char *name;

	for (i = 0; i < LEN(first); i++) {
		node = document_get(o->d, responses, first[i]);
		if (node != JSON_NO_NODE)
			return openapi_resolve(o->d, node);
	}
	if (document_kind(o->d, responses) != JSON_OBJECT)
		return JSON_NO_NODE;
	while ((at = document_next(o->d, responses, at)) != JSON_NO_NODE) {
		name = document_string(o->d, at);
		if (name != NULL && name[0] == '2')
			return openapi_resolve(o->d, at + 1);
	}
	return JSON_NO_NODE;
}

static bool
is_json(const char *media)
{
	return media != NULL &&
	       (strstr(media, "json") != NULL || strcmp(media, "*/*") == 0);
}

/* Of OpenAPI 2: whether the operation answers in JSON, as far as it says. */
static bool
produces_json(struct openapi *o, size_t operation)
{
	size_t list = document_get(o->d, operation, "produces");
	size_t at = JSON_NO_NODE;

	if (list == JSON_NO_NODE)
		list = document_get(o->d, 0, "produces");
	if (document_kind(o->d, list) != JSON_ARRAY ||
	    document_count(o->d, list) == 0)
		return true;
	while ((at = document_next(o->d, list, at)) != JSON_NO_NODE)
		if (is_json(document_string(o->d, at)))
			return true;
	return false;
}

/* The schema of the body; else why there is none. */
static size_t
find_schema(
    struct openapi *o, size_t operation, size_t response, const char **why)
{
	size_t content = document_get(o->d, response, "content");
	size_t at = JSON_NO_NODE, schema = JSON_NO_NODE;

	*why = "its answer has no schema";
	if (o->two) {
		if (!produces_json(o, operation))
			*why = "its answer is not JSON";
		else
			schema = document_get(o->d, response, "schema");
		return schema;
	}
	if (document_kind(o->d, content) != JSON_OBJECT ||
	    document_count(o->d, content) == 0)
		return schema;
	*why = "its answer is not JSON";
	while ((at = document_next(o->d, content, at)) != JSON_NO_NODE)
		if (is_json(document_string(o->d, at))) {
			*why = "its answer has no schema";
			schema = document_get(
			    o->d, openapi_resolve(o->d, at + 1), "schema");
			if (schema != JSON_NO_NODE)
				break;
		}
	return schema;
}

static bool
has_link(struct openapi *o, size_t response)
{
	size_t headers = document_get(o->d, response, "headers");
	size_t at = JSON_NO_NODE;
	const char *name;

	if (document_kind(o->d, headers) != JSON_OBJECT)
		return false;
	while ((at = document_next(o->d, headers, at)) != JSON_NO_NODE) {
		name = document_string(o->d, at);
		if (name != NULL && strcasecmp(name, "link") == 0)
			return true;
	}
	return false;
}

/* Whether the items of an array are objects; *record is their schema. */
static bool
has_objects(struct openapi *o, const struct openapi_schema *array,
    struct openapi_nodes *record)
{
	struct openapi_schema item;
	bool is;

	if ((array->kinds & SCHEMA_ARRAY) == 0 || array->items.n == 0)
		return false;
	openapi_schema_read(o->d, &array->items, &o->budget, &item);
	is = (item.kinds & SCHEMA_OBJECT) != 0 ||
	     (item.kinds == 0 && item.n == 0);
	openapi_schema_free(&item);
	*record = array->items;
	return is;
}

static void
collect(struct openapi *o, const struct openapi_schema *s, const char *prefix,
    struct candidates *c)
{
	struct openapi_schema value;
	struct openapi_nodes record;
	struct buf path;
	size_t i;

	c->beside = 0;
	for (i = 0; i < s->n; i++) {
		const struct openapi_member *member = &s->members[i];

		openapi_schema_read(o->d, &member->is, &o->budget, &value);
		if (!has_objects(o, &value, &record)) {
			c->beside++;
		} else if (c->n < LEN(c->items)) {
			path = buf_make(SIZE_MAX / 2);
			buf_str(&path, prefix);
			answer_put_step(&path, member->name);
			c->items[c->n++] = (struct candidate){ member->name,
				buf_take(&path), record };
		}
		openapi_schema_free(&value);
	}
}

/* The last part of the path that is not a parameter, as a word. */
static char *
last_word(const char *path)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *end = path + strlen(path), *from;

	while (end > path) {
		for (from = end; from > path && from[-1] != '/'; from--)
			;
		if (from < end &&
		    memchr(from, '{', (size_t)(end - from)) == NULL) {
			identifier_put_snake(&b, from, (size_t)(end - from));
			if (b.len > 5 &&
			    memcmp(b.data + b.len - 5, "_json", 5) == 0)
				b.len -= 5;
			break;
		}
		end = from > path ? from - 1 : path;
	}
	return buf_take(&b);
}

/* Those that only stand beside records go, unless the path asks for them. */
static void
drop_beside(struct candidates *c, const char *path)
{
	char *word = last_word(path);
	size_t i, kept = 0;

	for (i = 0; i < c->n; i++)
		if (identifier_find(c->items[i].name, beside) < 0 ||
		    identifier_same(c->items[i].name, word))
			c->items[kept++] = c->items[i];
		else
			mem_free(c->items[i].path);
	c->n = kept;
	mem_free(word);
}

static void
free_candidates(struct candidates *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		mem_free(c->items[i].path);
	c->n = 0;
}

static void
take(struct answer *a, const struct candidate *c, const char *why)
{
	a->kind = ANSWER_LIST;
	a->why = why;
	a->records = mem_str(c->path);
	a->record = c->items;
}

/* The one of several that is called as the path ends, or as lists are. */
static const struct candidate *
choose_named(const struct candidates *c, const char *path)
{
	const struct candidate *found = NULL;
	char *word = last_word(path);
	struct buf one = buf_make(SIZE_MAX / 2);
	size_t i, k;

	identifier_put_snake(&one, word, strlen(word));
	identifier_make_singular(&one, 0);
	buf_byte(&one, '\0');
	for (i = 0; i < c->n && found == NULL; i++)
		if (identifier_same(c->items[i].name, word) ||
		    identifier_same(c->items[i].name, (const char *)one.data))
			found = &c->items[i];
	for (k = 0; generic[k] != NULL && found == NULL; k++)
		for (i = 0; i < c->n && found == NULL; i++)
			if (identifier_same(c->items[i].name, generic[k]))
				found = &c->items[i];
	buf_free(&one);
	mem_free(word);
	return found;
}

/* A list within an object of the body. */
static void
look_below(struct openapi *o, const struct openapi_schema *body,
    const char *path, bool paged, struct answer *a)
{
	struct candidates all = { .n = 0 };
	struct openapi_schema value;
	struct buf prefix;
	size_t i;

	for (i = 0; i < body->n; i++) {
		const char *name = body->members[i].name;

		openapi_schema_read(
		    o->d, &body->members[i].is, &o->budget, &value);
		prefix = buf_make(SIZE_MAX / 2);
		answer_put_step(&prefix, name);
		buf_byte(&prefix, '\0');
		if ((value.kinds & SCHEMA_ARRAY) == 0 &&
		    identifier_find(name, beside) < 0 &&
		    strlen(name) < NAME_MAX_PATH)
			collect(o, &value, (const char *)prefix.data, &all);
		buf_free(&prefix);
		openapi_schema_free(&value);
	}
	drop_beside(&all, path);
	if (all.n == 1 && (paged || body->n == 1))
		take(a, &all.items[0],
		    "the only list in an object of the "
		    "answer");
	else if (all.n > 1 && paged && choose_named(&all, path) != NULL)
		take(a, choose_named(&all, path),
		    "of the lists in an object, the one with the path's name");
	free_candidates(&all);
}

static bool
ends_with_param(const char *path)
{
	size_t n = strlen(path);

	if (n > 5 && strcmp(path + n - 5, ".json") == 0)
		n -= 5;
	return n > 0 && path[n - 1] == '}';
}

/* Whether the body is a record itself, with lists in it. */
static bool
is_thing(const struct openapi_schema *body)
{
	return openapi_schema_member(body, "id") != NULL ||
	       openapi_schema_member(body, "uuid") != NULL;
}

static void
choose(struct openapi *o, const struct openapi_schema *body, const char *path,
    bool paged, struct answer *a)
{
	const struct candidate *named;
	struct candidates c = { .n = 0 };
	size_t beside_records;

	if (has_objects(o, body, &a->record)) {
		a->kind = ANSWER_LIST;
		a->why = "the answer is a list";
		a->records = mem_str("");
		return;
	}
	a->kind = ANSWER_SINGLE;
	a->why = "the answer is one thing";
	if (ends_with_param(path) && !paged)
		return;
	collect(o, body, "", &c);
	beside_records = c.beside;
	drop_beside(&c, path);
	named = choose_named(&c, path);
	if (c.n == 1 &&
	    (paged || beside_records <= BESIDE_MAX || named != NULL)) {
		take(a, &c.items[0], "the only list in the answer");
	} else if (c.n > 1 && named != NULL) {
		take(a, named, "of several lists, the one with the name");
	} else if (c.n > 1 && paged && !ends_with_param(path) &&
		   !is_thing(body)) {
		a->kind = ANSWER_UNSURE;
		a->why = "which of several lists in its answer has the "
			 "records is not known";
	} else if (c.n == 0) {
		look_below(o, body, path, paged, a);
	}
	free_candidates(&c);
}

static void
add_member(struct answer *a, const char *path, const char *name,
    const struct openapi_schema *s, const char *about, size_t depth)
{
	struct answer_member *m;

	a->members =
	    mem_grow(a->members, &a->cap, a->n + 1, sizeof(*a->members));
	m = &a->members[a->n++];
	m->path = mem_str(path);
	m->name = name;
	m->kinds = s->kinds;
	m->about = about;
	m->depth = depth;
}

/* Values beside the records, as far down as paging is looked for. */
static void
collect_members(struct openapi *o, const struct openapi_schema *s,
    struct buf *prefix, size_t depth, struct answer *a)
{
	struct openapi_schema value;
	size_t i, from = prefix->len;
	const char *about;

	for (i = 0; i < s->n && a->n < MEMBERS_MAX; i++) {
		const struct openapi_member *member = &s->members[i];

		answer_put_step(prefix, member->name);
		buf_byte(prefix, '\0');
		prefix->len--;
		openapi_schema_read(o->d, &member->is, &o->budget, &value);
		about = document_text(o->d,
		    openapi_resolve(o->d, member->is.nodes[0]), "description");
		if (strcmp((const char *)prefix->data, a->records) != 0 &&
		    (value.kinds & SCHEMA_ARRAY) == 0) {
			add_member(a, (const char *)prefix->data, member->name,
			    &value, about, depth);
			if (depth < DEPTH_MAX)
				collect_members(
				    o, &value, prefix, depth + 1, a);
		}
		openapi_schema_free(&value);
		prefix->len = from;
	}
}

void
answer_read(struct openapi *o, size_t operation, const char *path, bool paged,
    struct answer *a)
{
	size_t response = find_response(o, operation);
	struct openapi_schema body;
	struct buf prefix;

	memset(a, 0, sizeof(*a));
	a->schema = find_schema(o, operation, response, &a->why);
	if (a->schema == JSON_NO_NODE)
		return;
	a->link = has_link(o, response);
	openapi_schema_read_one(o->d, a->schema, &o->budget, &body);
	if ((body.kinds & (SCHEMA_ARRAY | SCHEMA_OBJECT)) == 0)
		a->why = body.kinds == 0 ? "its answer has no schema"
					 : "its answer is not an object";
	else
		choose(o, &body, path, paged, a);
	if (a->kind == ANSWER_SINGLE) {
		a->record = (struct openapi_nodes){ { a->schema }, 1 };
		if ((body.kinds & SCHEMA_ARRAY) != 0) {
			a->kind = ANSWER_NONE;
			a->why = "its answer is a list of values, not of "
				 "objects";
		}
	}
	if (a->kind == ANSWER_LIST && a->records[0] != '\0') {
		prefix = buf_make(SIZE_MAX / 2);
		collect_members(o, &body, &prefix, 1, a);
		buf_free(&prefix);
	}
	openapi_schema_free(&body);
}

void
answer_free(struct answer *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		mem_free(a->members[i].path);
	mem_free(a->members);
	mem_free(a->records);
	memset(a, 0, sizeof(*a));
}
