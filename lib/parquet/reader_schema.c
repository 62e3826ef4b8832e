/* reader_schema: the columns and how they nest; see reader_schema.h. */
#include "parquet/reader_schema.h"

#include <string.h>

#include "base/mem.h"
#include "parquet/reader_type.h"

/* While the list of elements is walked. */
struct walk {
	struct reader *r;
	struct thrift_in *t;
	size_t left; /* elements that are still to come */
	const struct reader_span *field; /* the name of the column */
	const char *wrong;
};

/* Where an element is. */
struct place {
	unsigned depth;	  /* the elements of its path */
	unsigned def;	  /* the definition level of what is around it */
	unsigned rep;	  /* ... the repetition level */
	const char *name; /* what it is called, NULL: as it says */
	bool variant;	  /* its bytes are not text */
};

static size_t take(struct walk *w, const struct element *el, struct place at);
static size_t take_group(struct walk *w, const struct element *el,
    struct place at);

static size_t
fail(struct walk *w, const char *what)
{
	if (w->wrong == NULL)
		w->wrong = what;
	return 0;
}

/* The next element; false when there is none. */
static bool
next(struct walk *w, struct element *el)
{
	if (w->wrong != NULL)
		return false;
	if (w->left > 0)
		*el = reader_element(w->t);
	if (w->left == 0 || w->t->bad) {
		(void)fail(w, "its schema is damaged");
		return false;
	}
	w->left--;
	return true;
}

static bool
is_group(const struct element *el)
{
	return el->children > 0 || el->phys < 0;
}

static bool
is_list(const struct element *el)
{
	return el->logical == LOGICAL_LIST || el->converted == CONVERTED_LIST;
}

static bool
is_map(const struct element *el)
{
	return el->logical == LOGICAL_MAP || el->converted == CONVERTED_MAP ||
	    el->converted == CONVERTED_MAP_KEY_VALUE;
}

/* Whether a list's repeated group is its element, as older writers have it. */
static bool
is_element(const struct element *el)
{
	const char *name = (const char *)el->name.p;
	size_t len = el->name.len;

	return el->children != 1 || is_list(el) || is_map(el) ||
	    (len == 5 && memcmp(name, "array", 5) == 0) ||
	    (len >= 6 && memcmp(name + len - 6, "_tuple", 6) == 0);
}

/* Have the name be one that is not among those seen: NAME, NAME_2, ... */
static void
tell_apart(struct reader *r, struct map *seen, struct reader_span *name)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	bool added;
	size_t at = map_add(seen, (const char *)name->p, name->len, &added);

	while (!added) {
		buf_reset(&text);
		buf_put(&text, name->p, name->len);
		buf_printf(&text, "_%llu",
		    (unsigned long long)++seen->entries[at].value + 1);
		(void)map_add(seen, (const char *)text.data, text.len,
		    &added);
	}
	if (text.len > 0) {
		at = map_add(&r->names, (const char *)text.data, text.len,
		    NULL);
		name->p = (const uint8_t *)r->names.entries[at].key;
		name->len = text.len;
	}
	buf_free(&text);
}

/* Add a node; its number. */
static size_t
add_node(struct walk *w, enum reader_node_kind kind, const struct element *el,
    const struct place *at)
{
	struct reader *r = w->r;
	struct reader_node *node;

	r->nodes = mem_grow(r->nodes, &r->nodes_cap, r->nnodes + 1,
	    sizeof(*r->nodes));
	node = &r->nodes[r->nnodes];
	memset(node, 0, sizeof(*node));
	node->kind = kind;
	node->name = el->name;
	if (at->name != NULL) {
		node->name.p = (const uint8_t *)at->name;
		node->name.len = strlen(at->name);
	}
	node->present = (uint8_t)at->def;
	node->id = el->id > 0 && el->id <= INT32_MAX ? (int32_t)el->id : 0;
	node->column = r->ncolumns;
	return r->nnodes++;
}

/* All that is in the node has been added. */
static size_t
end_node(struct walk *w, size_t node)
{
	struct reader_node *n = &w->r->nodes[node];

	n->next = w->r->nnodes;
	n->ncolumns = w->r->ncolumns - n->column;
	return node;
}

static size_t
take_leaf(struct walk *w, const struct element *el, const struct place *at)
{
	struct reader *r = w->r;
	size_t node = add_node(w, NODE_LEAF, el, at);
	struct reader_column *c;

	r->columns = mem_grow(r->columns, &r->columns_cap, r->ncolumns + 1,
	    sizeof(*r->columns));
	c = &r->columns[r->ncolumns++];
	memset(c, 0, sizeof(*c));
	c->unread = reader_type(el, r->strict, c);
	c->leaf = el->name;
	c->name = at->depth > 1 ? *w->field : el->name;
	c->depth = at->depth;
	c->def_max = (uint8_t)at->def;
	c->rep_max = (uint8_t)at->rep;
	if (at->variant && c->phys == PHYS_BYTES && el->logical == 0 &&
	    el->converted < 0)
		c->form = FORM_HEX;
	return end_node(w, node);
}

/* A structure; of a map's items the two members are called as they should. */
static size_t
take_struct(struct walk *w, const struct element *el, struct place at,
    bool items)
{
	static const char *const pair[] = { "key", "value" };
	size_t node = add_node(w, NODE_STRUCT, el, &at), n;
	struct map names = { 0 };
	struct element member;
	int64_t i;

	at.depth++;
	for (i = 0; i < el->children && next(w, &member); i++) {
		at.name = items && i < 2 ? pair[i] : NULL;
		n = take(w, &member, at);
		if (w->wrong == NULL)
			tell_apart(w->r, &names, &w->r->nodes[n].name);
	}
	map_free(&names);
	return end_node(w, node);
}

/* What repeats, and is in the list whose node was added. */
static size_t
take_items(struct walk *w, size_t list, const struct element *el,
    const struct element *outer, struct place at)
{
	struct element only;

	at.def++;
	at.rep++;
	at.name = NULL;
	w->r->nodes[list].item = (uint8_t)at.def;
	w->r->nodes[list].repeats = (uint8_t)at.rep;
	if (!is_group(el)) {
		(void)take_leaf(w, el, &at);
	} else if (outer != NULL && is_map(outer) && el->children == 2) {
		(void)take_struct(w, el, at, true);
	} else if (outer == NULL || is_element(el)) {
		(void)take_group(w, el, at);
	} else if (next(w, &only)) {
		at.depth++;
		(void)take(w, &only, at);
	}
	return end_node(w, list);
}

/* A group that does not repeat, or is taken as what is in a list. */
static size_t
take_group(struct walk *w, const struct element *el, struct place at)
{
	struct element only;
	size_t node;

	if (el->children != 1 || !(is_list(el) || is_map(el)))
		return take_struct(w, el, at, false);
	node = add_node(w, NODE_LIST, el, &at);
	at.depth++;
	at.name = NULL;
	if (!next(w, &only))
		return node;
	if (only.repetition == 2)
		return take_items(w, node, &only, el, at);
	/* It is a structure after all. */
	w->r->nodes[node].kind = NODE_STRUCT;
	(void)take(w, &only, at);
	return end_node(w, node);
}

/* The element and all that is in it; its node. */
static size_t
take(struct walk *w, const struct element *el, struct place at)
{
	if (at.depth > READER_DEPTH)
		return fail(w, "its schema is nested too deeply");
	at.variant = at.variant || el->logical == LOGICAL_VARIANT;
	if (el->repetition == 2)
		return take_items(w, add_node(w, NODE_LIST, el, &at), el,
		    NULL, at);
	if (el->repetition == 1)
		at.def++;
	return is_group(el) ? take_group(w, el, at) : take_leaf(w, el, &at);
}

/* Add the field that a node is. */
static void
add_field(struct reader *r, size_t node)
{
	const struct reader_node *n = &r->nodes[node];
	struct reader_field *f;

	r->fields = mem_grow(r->fields, &r->fields_cap, r->nfields + 1,
	    sizeof(*r->fields));
	f = &r->fields[r->nfields++];
	memset(f, 0, sizeof(*f));
	f->name = n->name;
	f->node = node;
	f->column = n->column;
	f->ncolumns = n->ncolumns;
	f->nested = n->kind != NODE_LEAF;
	f->id = n->id;
	if (f->nested)
		f->type.type = TYPE_JSON;
	else
		f->type = r->columns[f->column].type;
}

/* A column of our own; what is wrong with it is an error. */
static size_t
take_ours(struct walk *w, const struct element *el, struct place at)
{
	size_t node;

	at.def = el->repetition == 0 ? 0 : 1;
	node = take_leaf(w, el, &at);
	if (w->r->columns[w->r->ncolumns - 1].unread != NULL)
		(void)fail(w, "a column of a kind not known here");
	return node;
}

/* Have the field's name be the only one of that name. */
static void
name_field(struct walk *w, struct map *names, struct reader_span *name)
{
	bool added;

	if (!w->r->strict) {
		tell_apart(w->r, names, name);
		return;
	}
	(void)map_add(names, (const char *)name->p, name->len, &added);
	if (!added)
		(void)fail(w, "two columns of one name");
}

int
reader_schema(struct reader *r, struct thrift_in *t, struct error *e)
{
	struct walk w = { .r = r, .t = t };
	struct place at = { .depth = 1 };
	struct map names = { 0 };
	struct element el;
	size_t node;

	r->has_schema = true;
	w.left = thrift_get_list(t, THRIFT_STRUCT);
	if (next(&w, &el) && r->strict &&
	    (el.children != (int64_t)w.left || el.phys >= 0))
		(void)fail(&w, "a schema that is not flat");
	while (w.left > 0 && next(&w, &el)) {
		w.field = &el.name;
		node = r->strict ? take_ours(&w, &el, at) : take(&w, &el, at);
		if (w.wrong != NULL)
			break;
		/* A structure of nothing has nothing, nor a null. */
		if (r->nodes[node].ncolumns == 0)
			continue;
		name_field(&w, &names, &r->nodes[node].name);
		add_field(r, node);
	}
	map_free(&names);
	if (w.wrong == NULL)
		return 0;
	error_set(e, ERROR_INPUT, "'%s': %s", r->name, w.wrong);
	return -1;
}

void
reader_schema_unread(struct reader *r)
{
	const struct reader_chunk *c;
	struct reader_field *f;
	size_t i, k, g;

	for (i = 0; i < r->nfields; i++) {
		f = &r->fields[i];
		for (k = f->column; k < f->column + f->ncolumns; k++) {
			if (r->columns[k].unread != NULL)
				f->unread = r->columns[k].unread;
			for (g = 0; g < r->ngroups; g++) {
				c = &r->groups[g].chunks[k];
				if (c->encrypted)
					f->unread = "encrypted";
				else if (c->values > 0 && c->unread != NULL)
					f->unread = c->unread;
				else if (c->values > 0 && c->new_encoding)
					f->unread = "in an encoding that is "
						    "not known here";
			}
		}
	}
}
