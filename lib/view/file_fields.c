/* file_fields: the columns of a data file as its table has them; see
 * file_fields.h. */
#include "view/file_fields.h"

#include <string.h>

#include "base/mem.h"

/* Give a node the name; false when another has that one. */
static bool
set_name(struct reader_node *node, const struct field_names *names, size_t i,
    bool *taken)
{
	const char *name = names->names[i];

	node->name = (struct reader_span){ (const uint8_t *)name,
		strlen(name) };
	if (taken[i])
		return false;
	taken[i] = true;
	return true;
}

static bool name_within(struct reader *r, size_t node,
    const struct field_names *names);

/* name_within() of a structure. */
static bool
name_members(struct reader *r, size_t node, const struct field_names *names)
{
	bool *taken = mem_new(names->n + 1, sizeof(*taken)), ok = true;
	struct reader_node *member;
	size_t i, at;

	for (i = node + 1; ok && i < r->nodes[node].next; i = member->next) {
		member = &r->nodes[i];
		at = field_names_find(names, (const char *)member->name.p,
		    member->name.len, member->id);
		member->dropped = at == MAP_NONE;
		if (at != MAP_NONE)
			ok = set_name(member, names, at, taken) &&
			     name_within(r, i, names->parts[at]);
	}
	mem_free(taken);
	return ok;
}

/*
 * Name what is within a node, as deep as the schema is.  False when it is of
 * another kind, or has two of one name.
 */
static bool
name_within(struct reader *r, size_t node, const struct field_names *names)
{
	const struct reader_node *n = &r->nodes[node];
	size_t key = node + 2;

	if (names == NULL)
		return n->kind == NODE_LEAF;
	if (names->kind == FIELD_NAMES_STRUCT)
		return n->kind == NODE_STRUCT && name_members(r, node, names);
	if (n->kind != NODE_LIST)
		return false;
	if (names->kind == FIELD_NAMES_LIST)
		return name_within(r, node + 1, names->parts[0]);
	return r->nodes[node + 1].kind == NODE_STRUCT &&
	       r->nodes[node + 1].next > key &&
	       r->nodes[key].next < r->nodes[node + 1].next &&
	       name_within(r, key, names->parts[0]) &&
	       name_within(r, r->nodes[key].next, names->parts[1]);
}

/* Whether the table's columns and the file's have the same names. */
static bool
has_all(const struct reader *r, const struct field_names *names)
{
	struct map seen = { 0 };
	bool all = r->nfields == names->n;
	size_t i;

	for (i = 0; all && i < r->nfields; i++)
		(void)map_add(&seen, (const char *)r->fields[i].name.p,
		    r->fields[i].name.len, NULL);
	for (i = 0; all && i < names->n; i++)
		all = map_find(&seen, names->names[i],
			  strlen(names->names[i])) != MAP_NONE;
	map_free(&seen);
	return all;
}

/* Whether a field, or what is within one, has an id. */
static bool
has_ids(const struct reader *r)
{
	size_t i;

	for (i = 0; i < r->nfields; i++)
		if (r->fields[i].id > 0)
			return true;
	for (i = 0; i < r->nnodes; i++)
		if (r->nodes[i].id > 0)
			return true;
	return false;
}

/*
 * By what the fields are told: *names, or others of a file without ids.  0 when
 * they have the table's names already; -1 with *e.
 */
static int
find_names(const struct reader *r, const struct field_names **names,
    struct error *e)
{
	const struct field_names *f = *names;

	if (!f->by_id || r->nfields == 0 || has_ids(r))
		return 1;
	if (f->without_ids != NULL) {
		*names = f->without_ids;
		return 1;
	}
	if (f->loose && f->needed.n == 0) {
		if (has_all(r, f))
			return 0;
		error_set(e, ERROR_INPUT,
		    "'%s' has no ids, by which its table knows columns, and "
		    "has not the columns that the table has now",
		    r->name);
		return -1;
	}
	error_set(e, ERROR_INPUT,
	    "'%s' has no ids, by which its table knows columns", r->name);
	return -1;
}

/* Whether the file has the columns that it must have. */
static bool
has_needed(const struct reader *r, const struct field_names *names,
    const bool *taken, struct error *e)
{
	size_t i, at;

	for (i = 0; i < names->needed.n; i++) {
		memcpy(&at, names->needed.entries[i].key, sizeof(at));
		if (taken[at])
			continue;
		error_set(e, ERROR_INPUT,
		    "'%s' is without the column '%s', by which its table is "
		    "partitioned; values that metadata alone have are not read",
		    r->name, names->names[at]);
		return false;
	}
	return true;
}

int
file_fields_name(
    struct reader *r, const struct field_names *names, struct error *e)
{
	const struct field_names *table = names;
	bool *taken = mem_new(names->n + 1, sizeof(*taken));
	struct reader_field *f;
	size_t i, n = 0, at;
	int rc = find_names(r, &names, e);

	for (i = 0; rc == 1 && i < r->nfields; i++) {
		f = &r->fields[i];
		at = field_names_find(
		    names, (const char *)f->name.p, f->name.len, f->id);
		if (at == MAP_NONE)
			continue;
		if (!set_name(&r->nodes[f->node], names, at, taken)) {
			error_set(e, ERROR_INPUT,
			    "'%s' has column '%s' of its table twice", r->name,
			    names->names[at]);
			rc = -1;
		}
		f->name = r->nodes[f->node].name;
		if (!name_within(r, f->node, names->parts[at]))
			f->unread = "of another kind than the table's schema "
				    "says";
		r->fields[n++] = *f;
	}
	if (rc == 1 && !has_needed(r, table, taken, e))
		rc = -1;
	if (rc == 1)
		r->nfields = n;
	mem_free(taken);
	return rc < 0 ? -1 : 0;
}
