/* openapi_resource: operations as resources; see openapi_resource.h. */
#include "aai-describe/openapi_resource.h"

#include <string.h>
#include <strings.h>

#include "aai-describe/openapi_answer.h"
#include "aai-describe/openapi_base.h"
#include "aai-describe/openapi_columns.h"
#include "aai-describe/openapi_paging.h"
#include "aai-describe/openapi_params.h"
#include "aai-describe/openapi_time.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

/* The work on one operation. */
struct work {
	struct openapi *o;
	const struct openapi_operations *all;
	const struct openapi_operation *op;
	struct openapi_path path;
	struct openapi_slots slots;
	struct openapi_params params;
	struct answer a;
	struct source_members out; /* "params" */
	struct source_resource *r;
	char *key; /* the key's path, or NULL */
};

static char *
path_of(const char *member)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	answer_put_step(&b, member);
	return buf_take(&b);
}

static void
put_path(struct work *w)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i, at = 0;

	for (i = 0; i < w->path.n; i++) {
		const struct openapi_place *place = &w->path.params[i];

		source_template_text(&b, w->path.text + at, place->from - at);
		buf_printf(&b, "{%s}", w->slots.items[i].name);
		at = place->to;
	}
	source_template_text(&b, w->path.text + at, w->path.len - at);
	buf_byte(&b, '\0');
	source_put_text(&w->r->members, "path", (const char *)b.data);
	buf_free(&b);
}

static void
put_about(struct work *w)
{
	const char *text = document_text(w->o->d, w->op->node, "summary");

	if (text == NULL || *text == '\0')
		text = document_text(w->o->d, w->op->node, "description");
	if (text != NULL)
		openapi_put_about(&w->r->members, text);
}

/* The parameters of the path that people give. */
static void
put_path_params(struct work *w)
{
	struct source_members m;
	const struct openapi_param *p;
	size_t i;

	for (i = 0; i < w->slots.n; i++) {
		const struct openapi_slot *slot = &w->slots.items[i];

		if (slot->list != OPENAPI_NONE)
			continue;
		memset(&m, 0, sizeof(m));
		source_put_text(&m, "in", "path");
		p = openapi_params_get(&w->params, "path", slot->param);
		if (p != NULL && p->about != NULL)
			openapi_put_about(&m, p->about);
		source_put_members(&w->out, slot->name, &m);
		source_members_free(&m);
	}
}

/* The operation whose records have the children. */
static void
put_parents(struct work *w)
{
	const struct openapi_slot *slot;
	const struct openapi_operation *list;
	struct openapi_slots above;
	struct openapi_path path;
	struct source_members parents = { 0 }, parent = { 0 }, fields = { 0 };
	struct buf carry = buf_make(SIZE_MAX / 2);
	char *id;
	size_t i;

	slot = &w->slots.items[w->slots.parent];
	list = &w->all->items[slot->list];
	id = path_of(slot->member);
	source_put_text(&parent, "id", id);
	mem_free(id);
	(void)openapi_path_read(&path, list->path);
	openapi_slots_read(w->o, w->all, &path, &above);
	for (i = 0; i < w->slots.parent && i < above.n; i++) {
		if (w->slots.items[i].list == OPENAPI_NONE)
			continue;
		id = path_of(above.items[i].name);
		source_put_text(&fields, w->slots.items[i].name, id);
		mem_free(id);
		buf_str(&carry, carry.len == 0 ? "[" : ", ");
		json_quote(w->slots.items[i].name,
		    strlen(w->slots.items[i].name), &carry);
	}
	if (fields.n > 0)
		source_put_members(&parent, "fields", &fields);
	source_put_members(&parents, list->name, &parent);
	source_put_text(&w->r->members, "parent_key", slot->name);
	source_put_members(&w->r->members, "parents", &parents);
	if (carry.len > 0) {
		buf_byte(&carry, ']');
		source_put_buf(&w->r->members, "carry", &carry);
	}
	source_say(&w->r->parent, "%s.%s", list->name, slot->member);
	source_note(&w->r->why, "parents: {%s} is the %s of %s", slot->param,
	    slot->member, list->name);
	if (!slot->sure)
		source_note(&w->r->unsure,
		    "parents: whether {%s} is the %s of %s is a guess",
		    slot->param, slot->member, list->name);
	openapi_slots_free(&above);
	source_members_free(&fields);
	source_members_free(&parent);
	source_members_free(&parents);
	buf_free(&carry);
}

/* Choices as a list of texts; whether one of them is called so. */
static bool
put_choices(struct work *w, const struct openapi_param *p, const char *wanted,
    struct source_members *m)
{
	size_t values = document_get(w->o->d, p->schema, "enum");
	size_t at = JSON_NO_NODE, n = 0;
	struct buf b = buf_make(SIZE_MAX / 2);
	bool has = false;
	const char *s;

	if (document_kind(w->o->d, values) != JSON_ARRAY ||
	    (p->kinds & (SCHEMA_ARRAY | SCHEMA_OBJECT)) != 0) {
		buf_free(&b);
		return false;
	}
	while ((at = document_next(w->o->d, values, at)) != JSON_NO_NODE) {
		s = document_scalar(w->o->d, at);
		if (s == NULL || *s == '\0')
			continue;
		has = has || strcmp(s, wanted) == 0;
		buf_str(&b, n++ == 0 ? "[" : ", ");
		json_quote(s, strlen(s), &b);
	}
	buf_byte(&b, ']');
	if (n > 0)
		source_put_buf(m, "choices", &b);
	buf_free(&b);
	return has;
}

/* A parameter that must be there: its default, or people say. */
static void
put_required(
    struct work *w, const struct openapi_param *p, struct source_members *m)
{
	const char *value = openapi_param_default(w->o, p);

	if (value == NULL && strcmp(p->name, "api-version") == 0)
		value = document_scalar(
		    w->o->d, document_at(w->o->d, 0, "info", "version"));
	if (value == NULL && strcmp(p->in, "header") == 0)
		value = document_scalar(
		    w->o->d, document_get(w->o->d, p->node, "example"));
	if (value != NULL && *value != '\0' && strpbrk(value, "{}") == NULL) {
		source_put_text(m, "default", value);
		return;
	}
	source_put_bool(m, "required", true);
	source_note(&w->r->unsure, "params: %s must be given (-p %s=...)",
	    p->name, p->name);
}

static bool
is_repeated(struct work *w, const struct openapi_param *p)
{
	const char *format =
	    document_text(w->o->d, p->node, "collectionFormat");
	const char *style = document_text(w->o->d, p->node, "style");
	size_t explode = document_get(w->o->d, p->node, "explode");

	if ((p->kinds & SCHEMA_ARRAY) == 0)
		return false;
	if (w->o->two)
		return format != NULL && strcmp(format, "multi") == 0;
	return (style == NULL || strcmp(style, "form") == 0) &&
	       document_bool(w->o->d, explode, true);
}

/* Whether the description has no use for it, or another name for it. */
static bool
is_passed_over(struct work *w, const struct openapi_param *p)
{
	static const char *const headers[] = { "Accept", "Authorization",
		"Content-Type", "Content-Length", "Host", "Connection",
		"If-None-Match", "If-Modified-Since", "User-Agent",
		"Accept-Encoding", "Accept-Language", "If-Match", "Cookie",
		"Transfer-Encoding" };
	bool header = strcmp(p->in, "header") == 0;
	size_t i;

	if (p->taken || p->part || (p->kinds & SCHEMA_OBJECT) != 0 ||
	    *p->name == '\0' || strchr(p->name, '=') != NULL ||
	    (!header && strcmp(p->in, "query") != 0) ||
	    (header && !p->required) || source_member(&w->out, p->name) != NULL)
		return true;
	for (i = 0; header && i < LEN(headers); i++)
		if (strcasecmp(p->name, headers[i]) == 0)
			return true;
	for (i = 0; i < w->slots.n; i++)
		if (strcmp(w->slots.items[i].name, p->name) == 0)
			return true;
	return strcmp(p->name, "since") == 0 &&
	       source_member(&w->r->members, "incremental") != NULL;
}

/* Filters and what else people may give. */
static void
put_query_params(struct work *w)
{
	struct source_members m;
	size_t i;

	for (i = 0; i < w->params.n; i++) {
		const struct openapi_param *p = &w->params.items[i];
		const char *value = openapi_param_default(w->o, p);
		bool all;

		if (is_passed_over(w, p))
			continue;
		memset(&m, 0, sizeof(m));
		if (strcmp(p->in, "header") == 0)
			source_put_text(&m, "in", "header");
		all = put_choices(w, p, "all", &m);
		if (p->required) {
			put_required(w, p, &m);
		} else if (all && value != NULL && strcmp(value, "all") != 0 &&
			   w->op->kind == ANSWER_LIST) {
			source_put_text(&m, "default", "all");
			source_note(&w->r->why,
			    "params: %s would be %s, "
			    "which leaves records out",
			    p->name, value);
		}
		if (is_repeated(w, p))
			source_put_bool(&m, "repeat", true);
		source_put_members(&w->out, p->name, &m);
		source_members_free(&m);
	}
}

/* What is put in front of records, as parts of their key. */
static void
put_parents_keys(struct work *w, struct source_members *key)
{
	size_t i;

	for (i = 0; i < w->slots.n; i++)
		if (w->slots.items[i].list != OPENAPI_NONE &&
		    (w->op->carried == NULL ||
			strcmp(w->op->carried, w->slots.items[i].name) != 0))
			source_put_text(key, w->slots.items[i].name,
			    w->slots.items[i].name);
}

/*
 * Where nothing names a record: of a list that comes whole its place in the
 * answer, of one thing the parent's key.
 */
static void
put_other_key(struct work *w, struct source_members *table)
{
	struct source_members m = { 0 };
	bool list = w->op->kind == ANSWER_LIST;
	struct buf index;
	bool parents = w->slots.parent != OPENAPI_NONE;

	put_parents_keys(w, &m);
	if (list && w->r->paging != NULL && strcmp(w->r->paging, "none") == 0) {
		index = buf_make(SIZE_MAX / 2);
		buf_printf(&index, "%s_idx", w->r->name);
		buf_byte(&index, '\0');
		source_put_text(
		    &w->r->members, "index", (const char *)index.data);
		source_put_text(
		    &m, (const char *)index.data, (const char *)index.data);
		source_say(&w->r->key, "%s", (const char *)index.data);
		source_note(&w->r->why,
		    "key: nothing names a record, so its place does");
		buf_free(&index);
	} else if (list) {
		source_note(&w->r->unsure, "key: nothing names a record");
		source_members_free(&m);
		return;
	} else if (parents) {
		source_say(
		    &w->r->key, "%s", w->slots.items[w->slots.parent].name);
		source_note(&w->r->why, "key: the parent's, of which there is "
					"one");
	}
	if (m.n > 0)
		source_put_members(table, "key", &m);
	source_members_free(&m);
}

static void
put_key(struct work *w, struct source_members *table)
{
	const struct openapi_key *key = &w->op->key;
	struct source_members m = { 0 };

	if (key->member == NULL) {
		put_other_key(w, table);
		return;
	}
	if (!key->global)
		put_parents_keys(w, &m);
	source_put_text(&m, key->member, w->op->carried);
	source_put_members(table, "key", &m);
	source_members_free(&m);
	source_say(&w->r->key, "%s", key->member);
	source_note(&w->r->why, "key: %s, as %s", key->member, key->why);
	if (!key->sure)
		source_note(&w->r->unsure,
		    "key: whether %s names one record is a guess", key->member);
}

/* Whether records have themselves what the parent would put in front. */
static void
check_record(struct work *w, const struct openapi_schema *record)
{
	const struct openapi_slot *slot;
	size_t at = w->slots.parent;
	bool own;

	if (at == OPENAPI_NONE)
		return;
	slot = &w->slots.items[at];
	own = w->op->kind == ANSWER_SINGLE && openapi_path_is_one(&w->path) &&
	      at + 1 == w->slots.n &&
	      openapi_schema_member(record, slot->member) != NULL;
	if (own || openapi_schema_member(record, slot->name) != NULL)
		source_put_bool(&w->r->members, "parent_key_in_body", true);
}

static void
fill(struct work *w)
{
	struct source_members table = { 0 };
	struct openapi_schema record;

	put_path(w);
	put_about(w);
	put_path_params(w);
	if (w->slots.parent != OPENAPI_NONE)
		put_parents(w);
	openapi_schema_read(w->o->d, &w->op->record, &w->o->budget, &record);
	check_record(w, &record);
	if (w->op->kind == ANSWER_LIST) {
		source_note(&w->r->why, "records: %s", w->a.why);
		if (w->a.records[0] != '\0')
			source_put_text(
			    &w->r->members, "records", w->a.records);
		else
			source_put_bool(&w->r->members, "list", true);
		openapi_paging(w->o, w->op->node, &w->params, &w->a, w->key,
		    &w->out, w->r);
		if (w->key != NULL)
			openapi_time(w->o, &w->params, &record, w->r);
	} else {
		source_put_bool(&w->r->members, "list", false);
		source_say(&w->r->paging, "one");
		if (w->op->open)
			source_note(&w->r->unsure,
			    "it has parameters for pages, but its answer is "
			    "described as one thing: it may be a list");
	}
	put_query_params(w);
	put_key(w, &table);
	openapi_columns(w->o, &w->op->record, &table);
	if (table.n > 0)
		source_put_members(&w->r->members, "table", &table);
	if (w->out.n > 0)
		source_put_members(&w->r->members, "params", &w->out);
	source_members_free(&table);
	openapi_schema_free(&record);
}

void
openapi_resource(
    struct openapi *o, const struct openapi_operations *all, size_t i)
{
	struct work w = { .o = o, .all = all, .op = &all->items[i] };
	bool paged;

	(void)openapi_path_read(&w.path, w.op->path);
	openapi_slots_read(o, all, &w.path, &w.slots);
	openapi_params_read(o, w.op->item, w.op->node, &w.params);
	paged = openapi_is_paged(&w.params);
	answer_read(o, w.op->node, w.op->path, paged, &w.a);
	w.r = source_add(o->m, w.op->name);
	if (w.op->key.member != NULL)
		w.key = path_of(w.op->key.member);
	fill(&w);
	mem_free(w.key);
	source_members_free(&w.out);
	answer_free(&w.a);
	openapi_params_free(&w.params);
	openapi_slots_free(&w.slots);
}
