/* decode: members of JSON objects into structs; see decode.h. */
#include "json/decode.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/path.h"

int
json_decode_wrong(struct json_decoder *l, const char *want)
{
	error_set(l->e, ERROR_USAGE, "%s is wanted", want);
	return -1;
}

int
json_decode_needs(struct json_decoder *l, int version)
{
	if (l->version >= version)
		return 0;
	error_set(l->e, ERROR_USAGE, "it needs \"version\": %d", version);
	return -1;
}

int
json_decode_array(struct json_decoder *l, size_t node,
    const struct json_decode_array *array, void *items, size_t *n)
{
	const struct json_node *container = &l->t->nodes[node];
	bool named = array->member != NULL;
	size_t at = JSON_NO_NODE;
	char *to;
	int rc = 0;

	if (container->kind != (named ? JSON_OBJECT : JSON_ARRAY))
		return json_decode_wrong(l, array->want);
	to = mem_new(container->n + 1, array->size);
	memcpy(items, &to, sizeof(to)); /* all pointers look the same */
	while (rc == 0 && (at = json_next(l->t, node, at)) != JSON_NO_NODE) {
		++*n;
		rc = named ? array->member(l, at + 1,
				 json_take_string(l->t, at), to) :
			     array->item(l, at, to);
		to += array->size;
	}
	return rc;
}

int
json_decode_choice(
    struct json_decoder *l, size_t node, const char *const *names)
{
	struct buf want = buf_make(1 << 10);
	char *text;
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (l->t->nodes[node].kind == JSON_STRING &&
		    json_equals(l->t, node, names[i]))
			return i;
	for (i = 0; names[i] != NULL; i++)
		buf_printf(&want, "%s'%s'",
		    i == 0 ? "" : names[i + 1] != NULL ? ", " : " or ",
		    names[i]);
	text = buf_take(&want);
	(void)json_decode_wrong(l, text);
	mem_free(text);
	return -1;
}

static const struct json_decode_field *
find(const struct json_decode_field *fields, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static int
load_member(struct json_decoder *l, size_t value, const char *name,
    const struct json_decode_field *fields, size_t nfields, uint64_t *seen,
    void *to)
{
	const struct json_decode_field *f = find(fields, nfields, name);
	uint64_t bit;
	char *base = to;
	int rc;

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
	if (json_decode_needs(l, f->version) != 0)
		rc = -1;
	else if (f->read != NULL)
		rc = f->read(l, value, base + f->offset);
	else
		rc = json_decode_array(l, value, f->array, base + f->offset,
		    (size_t *)(void *)(base + f->count));
	if (rc != 0)
		error_prefix(l->e, "%s", name);
	return rc;
}

int
json_decode_object(struct json_decoder *l, size_t node,
    const struct json_decode_field *fields, size_t nfields, void *to)
{
	size_t at = JSON_NO_NODE;
	uint64_t seen = 0;
	char *name;
	int rc = 0;

	if (l->t->nodes[node].kind != JSON_OBJECT)
		return json_decode_wrong(l, "an object");
	while (rc == 0 && (at = json_next(l->t, node, at)) != JSON_NO_NODE) {
		name = json_take_string(l->t, at);
		rc = load_member(l, at + 1, name, fields, nfields, &seen, to);
		mem_free(name);
	}
	return rc;
}

int
json_decode_str(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);

	if (s == NULL)
		return json_decode_wrong(l, "a string");
	*(char **)to = s;
	return 0;
}

int
json_decode_bool(struct json_decoder *l, size_t node, void *to)
{
	enum json_kind kind = l->t->nodes[node].kind;

	if (kind != JSON_TRUE && kind != JSON_FALSE)
		return json_decode_wrong(l, "true or false");
	*(bool *)to = kind == JSON_TRUE;
	return 0;
}

int
json_decode_i64(struct json_decoder *l, size_t node, void *to)
{
	if (!json_i64(l->t, node, INT64_MIN, INT64_MAX, to))
		return json_decode_wrong(l, "a whole number");
	return 0;
}

int
json_decode_double(struct json_decoder *l, size_t node, void *to)
{
	const struct json_node *n = &l->t->nodes[node];

	if (n->kind != JSON_NUMBER ||
	    !num_double(l->t->text + n->from, n->to - n->from, to))
		return json_decode_wrong(l, "a number");
	return 0;
}

int
json_decode_path(struct json_decoder *l, size_t node, void *to)
{
	char *s;
	int rc;

	if (json_decode_str(l, node, &s) != 0)
		return -1;
	rc = path_parse(to, s, strlen(s), l->e);
	mem_free(s);
	return rc;
}
