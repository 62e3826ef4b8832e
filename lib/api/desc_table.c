/* desc_table: what a description says of tables and conditions; see desc.h. */
#include "api/desc_table.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

static size_t
count(const struct load *l, size_t node)
{
	return l->t->nodes[node].n;
}

static bool
is_kind(const struct load *l, size_t node, enum json_kind kind)
{
	return l->t->nodes[node].kind == kind;
}

int
desc_read_strings(struct load *l, size_t node, void *to)
{
	struct desc_strings *s = to;
	size_t at = JSON_NO_NODE, value;

	if (!is_kind(l, node, JSON_ARRAY))
		return load_wrong(l, "a list of strings");
	s->items = mem_new(count(l, node) + 1, sizeof(*s->items));
	while ((value = load_next(l, node, &at, NULL)) != JSON_NO_NODE) {
		if (load_str(l, value, &s->items[s->n]) != 0)
			return -1;
		s->n++;
	}
	return 0;
}

void
desc_free_strings(struct desc_strings *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		mem_free(s->items[i]);
	mem_free(s->items);
	*s = (struct desc_strings){ 0 };
}

/* The JSON texts of a list's values. */
static int
read_texts(struct load *l, size_t node, void *to)
{
	struct desc_strings *s = to;
	size_t at = JSON_NO_NODE, value, quote;
	const struct json_node *n;

	if (!is_kind(l, node, JSON_ARRAY))
		return load_wrong(l, "a list of values");
	s->items = mem_new(count(l, node) + 1, sizeof(*s->items));
	while ((value = load_next(l, node, &at, NULL)) != JSON_NO_NODE) {
		n = &l->t->nodes[value];
		quote = n->kind == JSON_STRING ? 1 : 0;
		s->items[s->n++] = mem_dup(l->t->text + n->from - quote,
		    n->to - n->from + 2 * quote);
	}
	return 0;
}

static const struct load_field condition_fields[] = {
	LOAD_FIELD(desc_condition, at, "at", load_path),
	LOAD_FIELD(desc_condition, is, "is", read_texts),
	LOAD_FIELD(desc_condition, starts, "starts", desc_read_strings),
	LOAD_FIELD(desc_condition, negated, "not", load_bool),
	LOAD_FIELD(desc_condition, jq, "jq", load_str),
};

static int
read_condition(struct load *l, size_t node, struct desc_condition *c)
{
	if (load_object(l, node, condition_fields, LEN(condition_fields), c) !=
	    0)
		return -1;
	if (c->jq == NULL && (c->at.n == 0 || !path_plain(&c->at)))
		return load_wrong(l, "'at' with a path of names, or 'jq',");
	if (c->jq == NULL && c->is.n == 0 && c->starts.n == 0)
		return load_wrong(l, "one of 'is', 'starts' and 'jq'");
	return 0;
}

int
desc_read_conditions(struct load *l, size_t node, void *to)
{
	struct desc_conditions *c = to;
	size_t at = JSON_NO_NODE, value;

	if (!is_kind(l, node, JSON_ARRAY))
		return load_wrong(l, "a list of conditions");
	c->items = mem_new(count(l, node) + 1, sizeof(*c->items));
	while ((value = load_next(l, node, &at, NULL)) != JSON_NO_NODE)
		if (read_condition(l, value, &c->items[c->n++]) != 0)
			return -1;
	return 0;
}

void
desc_free_conditions(struct desc_conditions *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		path_free(&c->items[i].at);
		desc_free_strings(&c->items[i].is);
		desc_free_strings(&c->items[i].starts);
		mem_free(c->items[i].jq);
	}
	mem_free(c->items);
	*c = (struct desc_conditions){ 0 };
}

/* {"member": "carried as", ...} */
static int
read_keys(struct load *l, size_t node, void *to)
{
	struct desc_table *t = to;
	size_t at = JSON_NO_NODE, value;
	struct desc_key *k;
	char *name;

	if (!is_kind(l, node, JSON_OBJECT))
		return load_wrong(l, "an object of names");
	t->keys = mem_new(count(l, node) + 1, sizeof(*t->keys));
	while ((value = load_next(l, node, &at, &name)) != JSON_NO_NODE) {
		k = &t->keys[t->nkeys++];
		k->member = name;
		if (load_str(l, value, &k->carried) != 0)
			return -1;
	}
	return 0;
}

/* "bigint", or "decimal(38,2)". */
static bool
parse_type(const char *s, struct coltype *type)
{
	static const char decimal[] = "decimal(";
	size_t len = strlen(s), from = sizeof(decimal) - 1;
	uint64_t precision, scale;
	const char *comma;

	if (strncmp(s, decimal, from) != 0)
		return type_parse(s, len, &type->type) &&
		    type->type != TYPE_DECIMAL;
	comma = strchr(s, ',');
	if (comma == NULL || s[len - 1] != ')' ||
	    !num_u64(s + from, (size_t)(comma - s) - from, 1,
		TYPE_DECIMAL_DIGITS, &precision) ||
	    !num_u64(comma + 1, len - (size_t)(comma - s) - 2, 0, precision,
		&scale))
		return false;
	*type = (struct coltype){ TYPE_DECIMAL, (uint8_t)precision,
		(uint8_t)scale };
	return true;
}

static int
read_type(struct load *l, size_t node, struct coltype *type)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && parse_type(s, type);

	mem_free(s);
	return ok ? 0 :
		    load_wrong(l, "bool, bigint, double, decimal(P,S), date, "
			       "timestamp, text or json");
}

static int
read_columns(struct load *l, size_t node, void *to)
{
	struct desc_table *t = to;
	size_t at = JSON_NO_NODE, value;
	struct desc_column *c;
	char *name;
	int rc;

	if (!is_kind(l, node, JSON_OBJECT))
		return load_wrong(l, "an object of types");
	t->columns = mem_new(count(l, node) + 1, sizeof(*t->columns));
	t->declared = true;
	while ((value = load_next(l, node, &at, &name)) != JSON_NO_NODE) {
		c = &t->columns[t->ncolumns++];
		rc = path_parse(&c->path, name, strlen(name), l->e);
		if (rc == 0 && read_type(l, value, &c->type) != 0) {
			error_prefix(l->e, "%s", name);
			rc = -1;
		}
		mem_free(name);
		if (rc != 0)
			return -1;
	}
	return 0;
}

static int
read_paths(struct load *l, size_t node, struct path **paths, size_t *n)
{
	size_t at = JSON_NO_NODE, value;

	if (!is_kind(l, node, JSON_ARRAY))
		return load_wrong(l, "a list of paths");
	*paths = mem_new(count(l, node) + 1, sizeof(**paths));
	while ((value = load_next(l, node, &at, NULL)) != JSON_NO_NODE) {
		if (load_path(l, value, &(*paths)[*n]) != 0)
			return -1;
		++*n;
	}
	return 0;
}

static int
read_maps(struct load *l, size_t node, void *to)
{
	struct desc_table *t = to;

	return read_paths(l, node, &t->maps, &t->nmaps);
}

static int
read_drops(struct load *l, size_t node, void *to)
{
	struct desc_table *t = to;

	return read_paths(l, node, &t->drops, &t->ndrops);
}

static int
read_jsons(struct load *l, size_t node, void *to)
{
	struct desc_table *t = to;

	return read_paths(l, node, &t->jsons, &t->njsons);
}

static const struct load_field table_fields[] = {
	LOAD_FIELD(desc_table, name, "name", load_str),
	LOAD_WHOLE("key", read_keys),
	LOAD_WHOLE("columns", read_columns),
	LOAD_WHOLE("maps", read_maps),
	LOAD_WHOLE("drop", read_drops),
	LOAD_WHOLE("json", read_jsons),
};

int
desc_read_table(struct load *l, size_t node, void *to)
{
	return load_object(l, node, table_fields, LEN(table_fields), to);
}

static void
free_paths(struct path *paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		path_free(&paths[i]);
	mem_free(paths);
}

void
desc_free_table(struct desc_table *t)
{
	size_t i;

	for (i = 0; i < t->nkeys; i++) {
		mem_free(t->keys[i].member);
		mem_free(t->keys[i].carried);
	}
	mem_free(t->keys);
	for (i = 0; i < t->ncolumns; i++)
		path_free(&t->columns[i].path);
	mem_free(t->columns);
	free_paths(t->maps, t->nmaps);
	free_paths(t->drops, t->ndrops);
	free_paths(t->jsons, t->njsons);
	mem_free(t->name);
	*t = (struct desc_table){ 0 };
}
