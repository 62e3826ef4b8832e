/* desc_parents: parents and lists of values; see desc_parents.h. */
#include "api/desc_parents.h"

#include <string.h>

#include "api/desc_param.h"
#include "api/desc_source.h"
#include "api/desc_table.h"
#include "base/mem.h"

/* "project": "project.id" */
static int
read_field(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_value *f = to;

	f->name = name;
	if (desc_read_source(l, node, &f->from) == 0) {
		if (f->from.jq != NULL || f->from.at.n > 0)
			return 0;
		(void)json_decode_wrong(
		    l, "a path of names, or {\"jq\": PROGRAM},");
	}
	error_prefix(l->e, "%s", name);
	return -1;
}

static const struct json_decode_array field_members = { "an object of paths",
	sizeof(struct desc_value), NULL, read_field };

static const struct json_decode_field parent_fields[] = {
	JSON_DECODE_FIELD(desc_parent, id, "id", json_decode_path),
	JSON_DECODE_ARRAY(desc_parent, when.items, when.n, "when",
	    &desc_condition_list),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc_parent, fields, nfields, "fields", &field_members),
};

static int
read_parent(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_parent *p = to;

	p->table = name;
	if (json_decode_object(l, node, parent_fields, LEN(parent_fields), p) !=
	    0) {
		error_prefix(l->e, "%s", name);
		return -1;
	}
	if (p->id.n == 0 || !path_plain(&p->id))
		return json_decode_wrong(l, "'id' with a path of names");
	return 0;
}

const struct json_decode_array desc_parent_members = { "an object of tables",
	sizeof(struct desc_parent), NULL, read_parent };

/* A list of strings and numbers, or {"param": NAME}. */
static int
read_each(struct json_decoder *l, size_t node, char *name, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(desc_each, param, "param", json_decode_str),
	};
	struct desc_each *x = to;
	size_t i;
	int rc;

	x->name = name;
	if (l->t->nodes[node].kind == JSON_OBJECT) {
		rc = json_decode_object(l, node, fields, LEN(fields), x);
		if (rc == 0 && x->param == NULL)
			rc = json_decode_wrong(l, "'param'");
	} else {
		rc = json_decode_array(l, node, &desc_value_list,
		    &x->values.items, &x->values.n);
		if (rc == 0 && x->values.n == 0)
			rc = json_decode_wrong(l, "a value or more");
	}
	for (i = 0; rc == 0 && i < x->values.n; i++)
		if (strchr("[{ntf", *x->values.items[i]) != NULL)
			rc = json_decode_wrong(l, "strings and numbers");
	if (rc != 0)
		error_prefix(l->e, "%s", name);
	return rc;
}

const struct json_decode_array desc_each_members = { "an object of lists",
	sizeof(struct desc_each), NULL, read_each };

static bool
has_field(const struct desc_parent *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->nfields; i++)
		if (strcmp(p->fields[i].name, name) == 0)
			return true;
	return false;
}

bool
desc_parents_have(const struct desc_resource *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nparents; i++)
		if (!has_field(&r->parents[i], name))
			return false;
	return r->nparents > 0;
}

bool
desc_has_each(const struct desc_resource *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->neach; i++)
		if (strcmp(r->each[i].name, name) == 0)
			return true;
	return false;
}

bool
desc_names_given(const struct desc_resource *r, const char *name)
{
	return (r->parent_key != NULL && strcmp(r->parent_key, name) == 0) ||
	    desc_parents_have(r, name) || desc_has_each(r, name);
}

bool
desc_carries(const struct desc_resource *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->carry.n; i++)
		if (strcmp(r->carry.items[i], name) == 0)
			return true;
	return desc_has_each(r, name);
}

static int
check_field(const struct desc_resource *r, const char *name, struct error *e)
{
	if (r->parent_key != NULL && strcmp(r->parent_key, name) == 0)
		error_set(e, ERROR_USAGE,
		    "fields: %s: it is the parent_key's name", name);
	else if (!desc_parents_have(r, name))
		error_set(e, ERROR_USAGE,
		    "fields: %s: not all of the parents have it", name);
	else
		return 0;
	error_prefix(e, "parents");
	return -1;
}

static int
check_each(const struct desc_resource *r, const struct desc_each *x,
    struct error *e)
{
	const struct desc_param *p = NULL;

	if (x->param != NULL)
		p = desc_param(r, x->param, strlen(x->param));
	if ((r->parent_key != NULL && strcmp(r->parent_key, x->name) == 0) ||
	    desc_parents_have(r, x->name))
		error_set(e, ERROR_USAGE,
		    "for_each: %s: the parents have a value of this name",
		    x->name);
	else if (x->param != NULL && p == NULL)
		error_set(e, ERROR_USAGE,
		    "for_each: %s: there is no parameter '%s'", x->name,
		    x->param);
	else if (x->param != NULL && strcmp(x->param, x->name) == 0)
		error_set(e, ERROR_USAGE,
		    "for_each: %s: the list needs a parameter of another name",
		    x->name);
	else
		return 0;
	return -1;
}

int
desc_check_parents(const struct desc_resource *r, struct error *e)
{
	size_t i, k;

	for (i = 0; i < r->nparents; i++)
		for (k = 0; k < r->parents[i].nfields; k++)
			if (check_field(r, r->parents[i].fields[k].name, e) !=
			    0)
				return -1;
	for (i = 0; i < r->neach; i++)
		if (check_each(r, &r->each[i], e) != 0)
			return -1;
	for (i = 0; i < r->carry.n; i++)
		if (!desc_parents_have(r, r->carry.items[i])) {
			error_set(e, ERROR_USAGE,
			    "carry: the parents have no field '%s'",
			    r->carry.items[i]);
			return -1;
		}
	return 0;
}

void
desc_free_parents(struct desc_resource *r)
{
	size_t i, k;

	for (i = 0; i < r->nparents; i++) {
		mem_free(r->parents[i].table);
		path_free(&r->parents[i].id);
		desc_free_conditions(&r->parents[i].when);
		for (k = 0; k < r->parents[i].nfields; k++) {
			mem_free(r->parents[i].fields[k].name);
			desc_free_source(&r->parents[i].fields[k].from);
		}
		mem_free(r->parents[i].fields);
	}
	mem_free(r->parents);
	for (i = 0; i < r->neach; i++) {
		mem_free(r->each[i].name);
		desc_free_strings(&r->each[i].values);
		mem_free(r->each[i].param);
	}
	mem_free(r->each);
	desc_free_strings(&r->carry);
}
