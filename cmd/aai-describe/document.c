/* document: JSON or YAML as one tree; see document.h. */
#include "aai-describe/document.h"

#include <string.h>

#include "aai-describe/yaml_reader.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"

/* Objects of more members than that are looked up by a map. */
#define INDEX_FROM 24

/* Shares of the memory: the text, and bytes a node with what is made of it. */
#define TEXT_SHARE 8
#define NODE_COST  96

#define BRACES_MAX ((size_t)1 << 20)

static size_t
count_lines(const char *text, const char *at)
{
	size_t n = 1;

	while (text < at && (text = memchr(text, '\n', (size_t)(at - text)))) {
		text++;
		n++;
	}
	return n;
}

/* Say the line of what is wrong with a JSON text. */
static void
put_line(const char *text, size_t len, struct error *e)
{
	const char *end = text + len, *at = NULL;
	const char *p = json_skip_space(text, end);

	p = p < end ? json_value_end(p, end, DOCUMENT_DEPTH, &at) : NULL;
	if (p != NULL)
		at = json_skip_space(p, end);
	if (at != NULL && at <= end)
		error_prefix(e, "line %zu", count_lines(text, at));
}

static int
parse(struct document *d, size_t memory, struct error *e)
{
	d->tree.max = memory / NODE_COST + 1;
	return json_parse(&d->tree, (const char *)d->text.data, d->text.len,
	    DOCUMENT_DEPTH, e);
}

/*
 * YAML, whose own words of what is wrong count, but for a text that begins as
 * JSON does.
 */
static int
read_yaml(struct document *d, const char *text, size_t len, size_t memory,
    const struct error *json, struct error *e)
{
	struct error mine = { 0 };
	bool braces = len > 0 && (*text == '{' || *text == '[');

	/* No people write so much of it between braces. */
	if (braces && len > BRACES_MAX) {
		*e = *json;
		return -1;
	}
	buf_reset(&d->text);
	if (yaml_read(text, len, DOCUMENT_DEPTH, &d->text, &mine) == 0)
		return parse(d, memory, e);
	*e = braces ? *json : mine;
	return -1;
}

int
document_read(struct document *d, const char *text, size_t len, size_t memory,
    struct error *e)
{
	struct error json = { 0 };
	const char *p;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	d->text = buf_make(memory / TEXT_SHARE);
	if (len > d->text.max) {
		error_set(e, ERROR_INPUT,
		    "it has more than %zu bytes; see --memory", d->text.max);
		return -1;
	}
	p = json_skip_space(text, text + len);
	len -= (size_t)(p - text);
	if (len == 0) {
		error_set(e, ERROR_INPUT, "it is empty");
		return -1;
	}
	if (*p != '{' && *p != '[' && *p != '"')
		return read_yaml(
		    d, text, len + (size_t)(p - text), memory, &json, e);
	buf_put(&d->text, p, len);
	if (parse(d, memory, &json) == 0)
		return 0;
	put_line(text, len + (size_t)(p - text), &json);
	return read_yaml(d, p, len, memory, &json, e);
}

void
document_free(struct document *d)
{
	json_tree_free(&d->tree);
	buf_free(&d->text);
	map_free(&d->strings);
	map_free(&d->members);
	map_free(&d->indexed);
}

enum json_kind
document_kind(const struct document *d, size_t node)
{
	return node < d->tree.n ? (enum json_kind)d->tree.nodes[node].kind
				: JSON_NONE;
}

size_t
document_next(const struct document *d, size_t container, size_t at)
{
	enum json_kind kind = document_kind(d, container);

	if (kind != JSON_OBJECT && kind != JSON_ARRAY)
		return JSON_NO_NODE;
	return json_next(&d->tree, container, at);
}

size_t
document_count(const struct document *d, size_t node)
{
	enum json_kind kind = document_kind(d, node);

	return kind == JSON_OBJECT || kind == JSON_ARRAY ? d->tree.nodes[node].n
							 : 0;
}

/* A member's place in the map: its object's number, then its name. */
static size_t
put_key(struct buf *key, size_t object, const char *name)
{
	uint32_t n = (uint32_t)object;

	buf_reset(key);
	buf_put(key, &n, sizeof(n));
	buf_str(key, name);
	return key->len;
}

/* Of a list the places are the names. */
static void
index_members(struct document *d, size_t container)
{
	bool list = document_kind(d, container) == JSON_ARRAY, added;
	struct buf key = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE, entry, i = 0;

	map_add(
	    &d->indexed, (const char *)&container, sizeof(container), &added);
	while (added &&
	       (at = json_next(&d->tree, container, at)) != JSON_NO_NODE) {
		put_key(&key, container, "");
		if (list)
			buf_printf(&key, "%zu", i++);
		else
			(void)json_string(&d->tree, at, &key);
		entry =
		    map_add(&d->members, (const char *)key.data, key.len, NULL);
		d->members.entries[entry].value = list ? at : at + 1;
	}
	buf_free(&key);
}

/* A member, or an element, by the map. */
static size_t
look_up(struct document *d, size_t container, const char *name)
{
	struct buf key = buf_make(SIZE_MAX / 2);
	size_t entry;

	index_members(d, container);
	put_key(&key, container, name);
	entry = map_find(&d->members, (const char *)key.data, key.len);
	buf_free(&key);
	return entry != MAP_NONE ? (size_t)d->members.entries[entry].value
				 : JSON_NO_NODE;
}

size_t
document_get(struct document *d, size_t object, const char *name)
{
	if (document_kind(d, object) != JSON_OBJECT)
		return JSON_NO_NODE;
	return d->tree.nodes[object].n < INDEX_FROM
		   ? json_get(&d->tree, object, name)
		   : look_up(d, object, name);
}

size_t
document_walk(struct document *d, size_t object, const char *const *names)
{
	while (object != JSON_NO_NODE && *names != NULL)
		object = document_get(d, object, *names++);
	return object;
}

const char *
document_keep(struct document *d, const void *s, size_t len)
{
	size_t entry;

	if (len > 0 && memchr(s, '\0', len) != NULL)
		return NULL;
	entry = map_add(&d->strings, len > 0 ? s : "", len, NULL);
	return d->strings.entries[entry].key;
}

const char *
document_string(struct document *d, size_t node)
{
	const char *s;
	struct buf text;

	if (document_kind(d, node) != JSON_STRING)
		return NULL;
	text = buf_make(SIZE_MAX / 2);
	(void)json_string(&d->tree, node, &text);
	s = document_keep(d, text.data, text.len);
	buf_free(&text);
	return s;
}

const char *
document_text(struct document *d, size_t object, const char *name)
{
	return document_string(d, document_get(d, object, name));
}

bool
document_bool(const struct document *d, size_t node, bool otherwise)
{
	enum json_kind kind = document_kind(d, node);

	return kind == JSON_TRUE || (kind != JSON_FALSE && otherwise);
}

const char *
document_scalar(struct document *d, size_t node)
{
	const struct json_node *n;

	switch (document_kind(d, node)) {
	case JSON_STRING:
		return document_string(d, node);
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		n = &d->tree.nodes[node];
		return document_keep(
		    d, d->tree.text + n->from, n->to - n->from);
	default:
		return NULL;
	}
}

bool
document_int(
    struct document *d, size_t node, int64_t min, int64_t max, int64_t *out)
{
	const char *s = document_scalar(d, node);

	return s != NULL && num_i64(s, strlen(s), min, max, out);
}

void
document_put(const struct document *d, size_t node, struct buf *out)
{
	const struct json_node *n;

	if (node >= d->tree.n) {
		buf_str(out, "null");
		return;
	}
	n = &d->tree.nodes[node];
	if (n->kind == JSON_STRING) {
		buf_byte(out, '"');
		buf_put(out, d->tree.text + n->from, n->to - n->from);
		buf_byte(out, '"');
	} else {
		json_compact(d->tree.text + n->from, n->to - n->from, out);
	}
}

/* One name of a pointer, decoded: from p up to a slash or the end. */
static const char *
take_step(const char *p, struct buf *name)
{
	int high, low;

	for (; *p != '\0' && *p != '/'; p++) {
		if (p[0] == '~' && (p[1] == '0' || p[1] == '1')) {
			buf_byte(name, *++p == '0' ? '~' : '/');
		} else if (p[0] == '%' && (high = num_hex(p[1])) >= 0 &&
			   (low = num_hex(p[2])) >= 0) {
			buf_byte(name, (uint8_t)(high * 16 + low));
			p += 2;
		} else {
			buf_byte(name, (uint8_t)*p);
		}
	}
	return p;
}

/* The step of that name: a member, or the place of an element. */
static size_t
go(struct document *d, size_t node, const char *name)
{
	if (document_kind(d, node) == JSON_ARRAY)
		return look_up(d, node, name);
	return document_get(d, node, name);
}

size_t
document_pointer(struct document *d, const char *reference)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	const char *p = reference;
	size_t node = d->tree.n > 0 ? 0 : JSON_NO_NODE;

	if (*p++ != '#' || (*p != '/' && *p != '\0'))
		return JSON_NO_NODE;
	while (node != JSON_NO_NODE && *p == '/') {
		buf_reset(&name);
		p = take_step(p + 1, &name);
		buf_byte(&name, '\0');
		node = go(d, node, (const char *)name.data);
	}
	buf_free(&name);
	return node;
}
