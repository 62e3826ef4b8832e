/* load: members of JSON objects into structs; see load.h. */
#include "api/load.h"

#include <string.h>

#include "api/path.h"
#include "base/mem.h"
#include "base/num.h"

int
load_wrong(struct load *l, const char *want)
{
	error_set(l->e, ERROR_USAGE, "%s is wanted", want);
	return -1;
}

size_t
load_next(struct load *l, size_t container, size_t *at, char **name)
{
	*at = json_next(l->t, container, *at);
	if (*at == JSON_NO_NODE)
		return JSON_NO_NODE;
	if (l->t->nodes[container].kind != JSON_OBJECT)
		return *at;
	if (name != NULL)
		*name = json_take_string(l->t, *at);
	return *at + 1;
}

static const struct load_field *
find(const struct load_field *fields, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static int
load_member(struct load *l, size_t value, const char *name,
    const struct load_field *fields, size_t nfields, uint64_t *seen, void *to)
{
	const struct load_field *f = find(fields, nfields, name);
	uint64_t bit;

	if (strncmp(name, "//", 2) == 0)
		return 0;
	if (f == NULL) {
		error_set(l->e, ERROR_USAGE,
		    "'%s' is not a member known here; see aai-api(5)", name);
		return -1;
	}
	bit = (uint64_t)1 << (f - fields);
	if ((*seen & bit) != 0) {
		error_set(l->e, ERROR_USAGE, "'%s' is there twice", name);
		return -1;
	}
	*seen |= bit;
	if (f->read(l, value, (char *)to + f->offset) != 0) {
		error_prefix(l->e, "%s", name);
		return -1;
	}
	return 0;
}

int
load_object(struct load *l, size_t node, const struct load_field *fields,
    size_t nfields, void *to)
{
	size_t at = JSON_NO_NODE, value;
	uint64_t seen = 0;
	char *name;
	int rc;

	if (l->t->nodes[node].kind != JSON_OBJECT)
		return load_wrong(l, "an object");
	while ((value = load_next(l, node, &at, &name)) != JSON_NO_NODE) {
		rc = load_member(l, value, name, fields, nfields, &seen, to);
		mem_free(name);
		if (rc != 0)
			return -1;
	}
	return 0;
}

int
load_str(struct load *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);

	if (s == NULL)
		return load_wrong(l, "a string");
	*(char **)to = s;
	return 0;
}

int
load_bool(struct load *l, size_t node, void *to)
{
	enum json_kind kind = l->t->nodes[node].kind;

	if (kind != JSON_TRUE && kind != JSON_FALSE)
		return load_wrong(l, "true or false");
	*(bool *)to = kind == JSON_TRUE;
	return 0;
}

int
load_i64(struct load *l, size_t node, void *to)
{
	if (!json_i64(l->t, node, INT64_MIN, INT64_MAX, to))
		return load_wrong(l, "a whole number");
	return 0;
}

int
load_double(struct load *l, size_t node, void *to)
{
	const struct json_node *n = &l->t->nodes[node];

	if (n->kind != JSON_NUMBER ||
	    !num_double(l->t->text + n->from, n->to - n->from, to))
		return load_wrong(l, "a number");
	return 0;
}

int
load_path(struct load *l, size_t node, void *to)
{
	char *s;
	int rc;

	if (load_str(l, node, &s) != 0)
		return -1;
	rc = path_parse(to, s, strlen(s), l->e);
	mem_free(s);
	return rc;
}
