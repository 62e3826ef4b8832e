/* desc_table: what a description says of tables and conditions; see desc.h. */
#include "api/desc_table.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

const struct json_decode_array desc_string_list = { "a list of strings",
	sizeof(char *), json_decode_str, NULL };

void
desc_free_strings(struct desc_strings *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		mem_free(s->items[i]);
	mem_free(s->items);
	*s = (struct desc_strings){ 0 };
}

/* The JSON text of a value, a string's with its quotes. */
static int
read_text(struct json_decoder *l, size_t node, void *to)
{
	const struct json_node *n = &l->t->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	*(char **)to = mem_dup(l->t->text + n->from - quote,
	    n->to - n->from + 2 * quote);
	return 0;
}

const struct json_decode_array desc_value_list = { "a list of values",
	sizeof(char *), read_text, NULL };

static const struct json_decode_field condition_fields[] = {
	JSON_DECODE_FIELD(desc_condition, at, "at", json_decode_path),
	JSON_DECODE_ARRAY(desc_condition, is.items, is.n, "is", &desc_value_list),
	JSON_DECODE_ARRAY(desc_condition, starts.items, starts.n, "starts",
	    &desc_string_list),
	JSON_DECODE_FIELD(desc_condition, negated, "not", json_decode_bool),
	JSON_DECODE_FIELD(desc_condition, jq, "jq", json_decode_str),
};

static int
read_condition(struct json_decoder *l, size_t node, void *to)
{
	struct desc_condition *c = to;

	if (json_decode_object(
		l, node, condition_fields, LEN(condition_fields), c) != 0)
		return -1;
	if (c->jq == NULL && (c->at.n == 0 || !path_plain(&c->at)))
		return json_decode_wrong(
		    l, "'at' with a path of names, or 'jq',");
	if (c->jq == NULL && c->is.n == 0 && c->starts.n == 0)
		return json_decode_wrong(l, "one of 'is', 'starts' and 'jq'");
	return 0;
}

const struct json_decode_array desc_condition_list = { "a list of conditions",
	sizeof(struct desc_condition), read_condition, NULL };

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

/* "member": "carried as" */
static int
read_key(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_key *k = to;

	k->member = name;
	return json_decode_str(l, node, &k->carried);
}

static const struct json_decode_array key_members = { "an object of names",
	sizeof(struct desc_key), NULL, read_key };

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
read_type(struct json_decoder *l, size_t node, struct coltype *type)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && parse_type(s, type);

	mem_free(s);
	return ok ? 0
		  : json_decode_wrong(l,
			"bool, bigint, double, decimal(P,S), date, "
			"timestamp, text or json");
}

/* "words[].start": "bigint" */
static int
read_column(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_column *c = to;
	int rc = path_parse(&c->path, name, strlen(name), l->e);

	if (rc == 0 && read_type(l, node, &c->type) != 0) {
		error_prefix(l->e, "%s", name);
		rc = -1;
	}
	mem_free(name);
	return rc;
}

static int
read_columns(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_array columns = { "an object of types",
		sizeof(struct desc_column), NULL, read_column };
	struct desc_table *t = to;

	t->declared = true;
	return json_decode_array(l, node, &columns, &t->columns, &t->ncolumns);
}

static const struct json_decode_array path_list = { "a list of paths",
	sizeof(struct path), json_decode_path, NULL };

static const struct json_decode_field table_fields[] = {
	JSON_DECODE_FIELD(desc_table, name, "name", json_decode_str),
	JSON_DECODE_ARRAY(desc_table, keys, nkeys, "key", &key_members),
	JSON_DECODE_WHOLE("columns", read_columns),
	JSON_DECODE_ARRAY(desc_table, maps, nmaps, "maps", &path_list),
	JSON_DECODE_ARRAY(desc_table, drops, ndrops, "drop", &path_list),
	JSON_DECODE_ARRAY(desc_table, jsons, njsons, "json", &path_list),
};

int
desc_read_table(struct json_decoder *l, size_t node, void *to)
{
	const struct desc_table *t = to;
	size_t i, j;

	if (json_decode_object(l, node, table_fields, LEN(table_fields), to) !=
	    0)
		return -1;
	for (i = 0; i < t->nkeys; i++)
		for (j = 0; j < i; j++)
			if (strcmp(t->keys[i].carried, t->keys[j].carried) == 0)
				return json_decode_wrong(
				    l, "keys of different names");
	return 0;
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
