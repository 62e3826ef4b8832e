/* openapi_operation: operations and their parents; see openapi_operation.h. */
#include "aai-describe/openapi_operation.h"

#include <string.h>

#include "aai-describe/identifier.h"
#include "aai-describe/openapi_paging.h"
#include "aai-describe/openapi_params.h"
#include "base/mem.h"

/* The place that the norm of a path has in a map, or NONE. */
static size_t
find_norm(const struct map *m, const char *path, size_t len)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t entry;

	openapi_path_norm(path, len, &b);
	entry = map_find(m, b.len > 0 ? (const char *)b.data : "", b.len);
	buf_free(&b);
	return entry != MAP_NONE ? (size_t)m->entries[entry].value
				 : OPENAPI_NONE;
}

static void
put_norm(struct map *m, const char *path, size_t len, size_t value)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t entry;
	bool added;

	openapi_path_norm(path, len, &b);
	entry =
	    map_add(m, b.len > 0 ? (const char *)b.data : "", b.len, &added);
	if (added)
		m->entries[entry].value = value;
	buf_free(&b);
}

static char *
word_of(const char *path, size_t len)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	openapi_path_word(path, len, &b);
	return buf_take(&b);
}

/* A parameter's name, as the document's string. */
static const char *
param_name(struct openapi *o, const struct openapi_path *p, size_t i)
{
	const struct openapi_place *at = &p->params[i];

	return document_keep(
	    o->d, p->text + at->from + 1, at->to - at->from - 2);
}

/* The name of the parameter of the path one deeper, or NULL. */
static const char *
param_below(const struct openapi_operations *all, const char *path)
{
	size_t at = find_norm(&all->below, path, strcspn(path, "?#"));

	return at != OPENAPI_NONE ? all->params[at] : NULL;
}

/* Note the parameters of a path, whatever its operations do. */
static void
note_params(struct openapi *o, struct openapi_operations *all,
    const struct openapi_path *p)
{
	const char *name;
	size_t i;

	for (i = 0; i < p->n; i++) {
		name = param_name(o, p, i);
		if (name == NULL ||
		    p->params[i].from != p->params[i].prefix + 1)
			continue;
		all->params = mem_grow(all->params, &all->params_cap,
		    all->nparams + 1, sizeof(*all->params));
		all->params[all->nparams] = name;
		put_norm(
		    &all->below, p->text, p->params[i].prefix, all->nparams++);
	}
}

/* A key of a general name gets that of the record before it. */
static char *
make_carried(const char *word, const char *member)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t from;

	identifier_put_snake(&b, member, strlen(member));
	from = strlen(word);
	if (b.len > from && memcmp(b.data, word, from) == 0)
		return buf_take(&b);
	buf_reset(&b);
	buf_printf(&b, "%s_", word);
	from = b.len;
	identifier_put_snake(&b, member, strlen(member));
	if (b.len == from)
		buf_str(&b, "id");
	return buf_take(&b);
}

static void
find_key(struct openapi *o, const struct openapi_operations *all,
    struct openapi_operation *op)
{
	struct openapi_schema record;
	char *word;

	if (op->kind != ANSWER_LIST && op->kind != ANSWER_SINGLE)
		return;
	word = word_of(op->path, strcspn(op->path, "?#"));
	openapi_schema_read(o->d, &op->record, &o->budget, &record);
	openapi_key_find(
	    o, &record, word, param_below(all, op->path), &op->key);
	openapi_schema_free(&record);
	if (op->key.member != NULL)
		op->carried = make_carried(word, op->key.member);
	mem_free(word);
}

static void
read_operation(struct openapi *o, struct openapi_operation *op)
{
	struct openapi_params params;
	struct answer a;
	bool paged;

	openapi_params_read(o, op->item, op->node, &params);
	paged = openapi_is_paged(&params);
	answer_read(o, op->node, op->path, paged, &a);
	op->kind = a.kind;
	op->why = a.why;
	op->open = paged && a.kind == ANSWER_SINGLE;
	op->record = a.record;
	answer_free(&a);
	openapi_params_free(&params);
}

static void
add_operation(struct openapi *o, struct openapi_operations *all,
    const char *path, size_t item, size_t node)
{
	struct openapi_operation *op;
	struct openapi_path p;
	struct buf name;

	if (!openapi_path_read(&p, path)) {
		if (document_kind(o->d, node) == JSON_OBJECT)
			source_leave_out(
			    o->m, path, "", "its path is not well formed");
		return;
	}
	note_params(o, all, &p);
	if (document_kind(o->d, node) != JSON_OBJECT)
		return;
	all->items =
	    mem_grow(all->items, &all->cap, all->n + 1, sizeof(*all->items));
	op = &all->items[all->n];
	memset(op, 0, sizeof(*op));
	op->path = path;
	op->item = item;
	op->node = node;
	name = buf_make(SIZE_MAX / 2);
	openapi_path_name(&p, &name);
	op->name = buf_take(&name);
	read_operation(o, op);
	if (op->kind == ANSWER_LIST)
		put_norm(&all->lists, path, p.len, all->n);
	all->n++;
}

/* Names are final before anybody is named as a parent. */
static void
make_names_unique(struct openapi_operations *all)
{
	struct source_model names = { 0 };
	struct openapi_operation *op;
	char *name;
	size_t i;

	for (i = 0; i < all->n; i++) {
		op = &all->items[i];
		if (op->kind != ANSWER_LIST && op->kind != ANSWER_SINGLE)
			continue;
		name = source_unique(&names, op->name);
		mem_free(op->name);
		op->name = name;
	}
	source_free(&names);
}

/* Those whose name, path or operationId the user gave. */
static void
choose_wanted(struct openapi *o, struct openapi_operation *op)
{
	const char *id = document_text(o->d, op->node, "operationId");

	op->wanted = spec_wants_named(o->w, op->name) ||
		     spec_wants_named(o->w, op->path) ||
		     (id != NULL && spec_wants_named(o->w, id));
}

/* Those whose records others need for their paths. */
static void
want_parents(struct openapi *o, struct openapi_operations *all, size_t i)
{
	struct openapi_slots slots;
	struct openapi_path p;
	size_t k;

	if (!openapi_path_read(&p, all->items[i].path))
		return;
	openapi_slots_read(o, all, &p, &slots);
	for (k = 0; k < slots.n; k++)
		if (slots.items[k].list != OPENAPI_NONE)
			all->items[slots.items[k].list].wanted = true;
	openapi_slots_free(&slots);
}

void
openapi_operations_read(struct openapi *o, struct openapi_operations *all)
{
	size_t paths = document_get(o->d, 0, "paths"), at = JSON_NO_NODE, i;
	size_t item, node;
	const char *path;

	memset(all, 0, sizeof(*all));
	if (document_kind(o->d, paths) != JSON_OBJECT)
		return;
	while ((at = document_next(o->d, paths, at)) != JSON_NO_NODE) {
		path = document_string(o->d, at);
		item = openapi_resolve(o->d, at + 1);
		node = document_get(o->d, item, "get");
		if (path != NULL)
			add_operation(o, all, path, item, node);
	}
	make_names_unique(all);
	for (i = 0; i < all->n; i++) {
		find_key(o, all, &all->items[i]);
		choose_wanted(o, &all->items[i]);
	}
	for (i = 0; i < all->n && o->w->nonly > 0; i++)
		if (all->items[i].wanted)
			want_parents(o, all, i);
}

/* Names that pages and times give to templates. */
static bool
is_reserved(const char *name)
{
	static const char *const names[] = { "next", "offset", "page", "size",
		"since", "until" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
has_name(const struct openapi_slots *slots, const char *name)
{
	size_t i;

	for (i = 0; i < slots->n; i++)
		if (strcmp(slots->items[i].name, name) == 0)
			return true;
	return false;
}

/* A name that no other slot has and templates can have. */
static char *
make_name(const struct openapi_slots *slots, const char *name)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t len;
	int i = 2;

	buf_str(&b, name);
	while (b.len > 0 && b.data[b.len - 1] == ' ')
		b.len--;
	if (is_reserved(name))
		buf_str(&b, "_id");
	len = b.len;
	buf_byte(&b, '\0');
	while (has_name(slots, (const char *)b.data)) {
		b.len = len;
		buf_printf(&b, "_%d", i++);
		buf_byte(&b, '\0');
	}
	b.len--;
	return buf_take(&b);
}

/* Whether a parameter's name is that of the records, or of any id. */
static bool
is_about(const char *param, const char *word)
{
	static const char *const general[] = { "id", "uuid", "sid", "uid",
		"key", "identifier", NULL };
	struct buf name = buf_make(SIZE_MAX / 2);
	const char *last = strrchr(word, '_');
	bool is;

	identifier_put_snake(&name, param, strlen(param));
	buf_byte(&name, '\0');
	last = last != NULL ? last + 1 : word;
	is = identifier_find(param, general) >= 0 ||
	     strstr((const char *)name.data, last) != NULL ||
	     strstr(word, (const char *)name.data) != NULL;
	buf_free(&name);
	return is;
}

/*
 * Which member of the list's records the parameter takes.  One between others
 * may be about anything: /repositories/{workspace}/{slug}.
 */
static void
match(struct openapi *o, const struct openapi_operation *list, const char *word,
    bool between, struct openapi_slot *slot)
{
	const struct openapi_member *m;
	struct openapi_schema record;

	openapi_schema_read(o->d, &list->record, &o->budget, &record);
	m = openapi_key_named(&record, word, slot->param);
	if (m != NULL && (openapi_member_kinds(o, m) &
			     (SCHEMA_OBJECT | SCHEMA_ARRAY)) == 0) {
		slot->member = m->name;
		slot->sure = true;
	} else if (list->key.member != NULL &&
		   (is_about(slot->param, word) || !between)) {
		slot->member = list->key.member;
		slot->sure = list->key.sure && is_about(slot->param, word);
	}
	openapi_schema_free(&record);
}

static void
read_slot(struct openapi *o, const struct openapi_operations *all,
    const struct openapi_path *p, size_t i, struct openapi_slots *slots)
{
	const struct openapi_place *at = &p->params[i];
	struct openapi_slot *slot = &slots->items[slots->n];
	size_t list = find_norm(&all->lists, p->text, at->prefix);
	const struct openapi_operation *op;
	char *word, *name;

	memset(slot, 0, sizeof(*slot));
	slot->param = param_name(o, p, i);
	slot->list = OPENAPI_NONE;
	if (slot->param == NULL)
		slot->param = "id";
	/* A segment that has more than the parameter is not the list's. */
	if (list != OPENAPI_NONE && at->from == at->prefix + 1) {
		op = &all->items[list];
		word = word_of(op->path, strcspn(op->path, "?#"));
		match(
		    o, op, word, strncmp(p->text + at->to, "/{", 2) == 0, slot);
		if (slot->member != NULL) {
			slot->list = list;
			name = make_carried(word, slot->member);
			slot->name = make_name(slots, name);
			mem_free(name);
		}
		mem_free(word);
	}
	if (slot->name == NULL)
		slot->name = make_name(slots, slot->param);
	if (slot->list != OPENAPI_NONE)
		slots->parent = slots->n;
	slots->n++;
}

void
openapi_slots_read(struct openapi *o, const struct openapi_operations *all,
    const struct openapi_path *path, struct openapi_slots *slots)
{
	size_t i;

	memset(slots, 0, sizeof(*slots));
	slots->parent = OPENAPI_NONE;
	for (i = 0; i < path->n; i++)
		read_slot(o, all, path, i, slots);
}

void
openapi_slots_free(struct openapi_slots *slots)
{
	size_t i;

	for (i = 0; i < slots->n; i++)
		mem_free(slots->items[i].name);
	slots->n = 0;
}

void
openapi_operations_free(struct openapi_operations *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		mem_free(all->items[i].name);
		mem_free(all->items[i].carried);
	}
	mem_free(all->items);
	mem_free(all->params);
	map_free(&all->lists);
	map_free(&all->below);
	memset(all, 0, sizeof(*all));
}
