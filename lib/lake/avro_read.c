/* avro_read: an Avro file of any schema; see avro_read.h. */
#include "lake/avro_read.h"

#include <string.h>

#include "base/le.h"
#include "base/mem.h"
#include "codec/inflate.h"
#include "lake/avro.h"

#define MAGIC "Obj\x01"

/* Levels of values within values. */
#define DEPTH_MAX 64

static int
damaged(const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "an Avro file is cut or damaged: %s", what);
	return -1;
}

static bool
take_long(const uint8_t **p, const uint8_t *end, int64_t *v)
{
	uint64_t raw;
	size_t n = le_get_varint(*p, (size_t)(end - *p), &raw);

	*p += n;
	*v = le_unzigzag(raw);
	return n > 0;
}

/* A length and as many bytes. */
static bool
take_bytes(
    const uint8_t **p, const uint8_t *end, const uint8_t **bytes, size_t *len)
{
	int64_t n;

	if (!take_long(p, end, &n) || n < 0 || n > end - *p)
		return false;
	*bytes = *p;
	*len = (size_t)n;
	*p += n;
	return true;
}

/* The count of a block of items; its length, which may stand there, is not
 * needed. */
static bool
take_count(const uint8_t **p, const uint8_t *end, uint64_t *count)
{
	int64_t n, bytes;

	if (!take_long(p, end, &n))
		return false;
	*count = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	return n >= 0 || take_long(p, end, &bytes);
}

/* Walk the header's pairs; *value is that of the key, when it is not NULL. */
static bool
walk_pairs(const uint8_t **p, const uint8_t *end, const char *key,
    const uint8_t **value, size_t *len)
{
	const uint8_t *name, *v;
	size_t name_len, n;
	uint64_t count;

	for (;;) {
		if (!take_count(p, end, &count))
			return false;
		if (count == 0)
			return true;
		for (; count > 0; count--) {
			if (!take_bytes(p, end, &name, &name_len) ||
			    !take_bytes(p, end, &v, &n))
				return false;
			if (key != NULL && name_len == strlen(key) &&
			    memcmp(name, key, name_len) == 0) {
				*value = v;
				*len = n;
			}
		}
	}
}

const char *
avro_pair(const struct avro *a, const char *key, size_t *len)
{
	const uint8_t *p = a->head, *value = NULL;

	*len = 0;
	(void)walk_pairs(&p, a->end, key, &value, len);
	return (const char *)value;
}

static int
check_codec(struct avro *a, struct error *e)
{
	size_t len;
	const char *codec = avro_pair(a, "avro.codec", &len);

	if (codec == NULL || (len == 4 && memcmp(codec, "null", 4) == 0))
		return 0;
	a->deflate = len == 7 && memcmp(codec, "deflate", 7) == 0;
	if (a->deflate)
		return 0;
	error_set(e, ERROR_INPUT,
	    "an Avro file is compressed by '%.*s', which is not read",
	    (int)(len < 40 ? len : 40), codec);
	return -1;
}

int
avro_open(struct avro *a, const void *p, size_t n, struct error *e)
{
	const uint8_t *at = p;
	const char *schema;
	size_t len;

	memset(a, 0, sizeof(*a));
	a->block = buf_make(AVRO_BLOCK_MAX);
	a->end = at + n;
	if (n < 4 || memcmp(at, MAGIC, 4) != 0) {
		error_set(e, ERROR_INPUT, "not an Avro file");
		return -1;
	}
	at += 4;
	a->head = at;
	if (!walk_pairs(&at, a->end, NULL, NULL, NULL) ||
	    a->end - at < AVRO_SYNC)
		return damaged("its header", e);
	a->sync = at;
	a->at = at + AVRO_SYNC;
	schema = avro_pair(a, "avro.schema", &len);
	if (schema == NULL)
		return damaged("no schema", e);
	if (len > AVRO_SCHEMA_MAX)
		return damaged("a schema that is too long", e);
	if (check_codec(a, e) != 0)
		return -1;
	return avro_schema_parse(&a->schema, schema, len, e);
}

/* Go to the next block: 1, 0 at the end. */
static int
next_block(struct avro *a, struct error *e)
{
	const uint8_t *bytes;
	int64_t count;
	size_t len;

	if (a->at == a->end)
		return 0;
	if (!take_long(&a->at, a->end, &count) || count < 0 ||
	    !take_bytes(&a->at, a->end, &bytes, &len) ||
	    a->end - a->at < AVRO_SYNC ||
	    memcmp(a->at, a->sync, AVRO_SYNC) != 0)
		return damaged("a block", e);
	a->at += AVRO_SYNC;
	if (a->deflate) {
		buf_reset(&a->block);
		if (inflate_block(bytes, len, &a->block, e) != 0)
			return -1;
		bytes = a->block.data;
		len = a->block.len;
	}
	a->from = bytes;
	a->to = bytes != NULL ? bytes + len : NULL;
	a->left = (uint64_t)count;
	return 1;
}

/* Decoding one value. */
struct decode {
	struct avro *a;
	size_t max; /* nodes */
	unsigned depth;
};

static struct avro_node *
add_node(struct decode *d, size_t type)
{
	struct avro *a = d->a;
	struct avro_node *node;

	if (a->nnodes >= d->max)
		return NULL;
	a->nodes = mem_grow(
	    a->nodes, &a->nodes_cap, a->nnodes + 1, sizeof(*a->nodes));
	node = &a->nodes[a->nnodes++];
	memset(node, 0, sizeof(*node));
	node->kind = a->schema.types[type].kind;
	node->type = type;
	return node;
}

/* A value that holds no others. */
static bool
decode_simple(struct avro *a, struct avro_node *node)
{
	size_t left = (size_t)(a->to - a->from), width = 0;

	switch (node->kind) {
	case AVRO_BOOLEAN:
		width = 1;
		break;
	case AVRO_FLOAT:
		width = 4;
		break;
	case AVRO_DOUBLE:
		width = 8;
		break;
	case AVRO_INT:
	case AVRO_LONG:
	case AVRO_ENUM:
		return take_long(&a->from, a->to, &node->num);
	case AVRO_BYTES:
	case AVRO_STRING:
		return take_bytes(&a->from, a->to, &node->p, &node->len);
	case AVRO_FIXED:
		width = a->schema.types[node->type].size;
		node->p = a->from;
		node->len = width;
		break;
	default:
		return node->kind == AVRO_NULL;
	}
	if (width > left)
		return false;
	if (node->kind == AVRO_BOOLEAN)
		node->num = a->from[0];
	else if (node->kind == AVRO_FLOAT)
		node->num = le_get32(a->from);
	else if (node->kind == AVRO_DOUBLE)
		node->num = (int64_t)le_get64(a->from);
	a->from += width;
	return true;
}

/* Values nest as deep as DEPTH_MAX. */
static bool decode(struct decode *d, size_t type);

/* The blocks of items of an array or a map; *n gets their number. */
static bool
decode_items(struct decode *d, const struct avro_type *type, size_t *n)
{
	struct avro *a = d->a;
	struct avro_node *key;
	uint64_t count;

	for (;;) {
		if (!take_count(&a->from, a->to, &count))
			return false;
		if (count == 0)
			return true;
		for (; count > 0; count--) {
			if (type->kind == AVRO_MAP) {
				key = add_node(d, 0);
				if (key == NULL)
					return false;
				key->kind = AVRO_STRING;
				key->after = a->nnodes;
				if (!decode_simple(a, key))
					return false;
			}
			if (!decode(d, a->schema.parts[type->first].type))
				return false;
			++*n;
		}
	}
}

static bool
decode_fields(struct decode *d, const struct avro_type *type)
{
	size_t i;

	for (i = 0; i < type->n; i++)
		if (!decode(d, d->a->schema.parts[type->first + i].type))
			return false;
	return true;
}

static bool
decode_union(struct decode *d, const struct avro_type *type)
{
	struct avro *a = d->a;
	int64_t branch;

	return take_long(&a->from, a->to, &branch) && branch >= 0 &&
	    (uint64_t)branch < type->n &&
	    decode(d, a->schema.parts[type->first + (size_t)branch].type);
}

static bool
decode(struct decode *d, size_t number)
{
	struct avro *a = d->a;
	const struct avro_type *type = &a->schema.types[number];
	const uint8_t *raw = a->from;
	size_t at = a->nnodes, n = 0;
	bool ok;

	if (d->depth >= DEPTH_MAX)
		return false;
	d->depth++;
	if (type->kind == AVRO_UNION) {
		ok = decode_union(d, type);
		d->depth--;
		return ok;
	}
	if (add_node(d, number) == NULL)
		return false;
	if (type->kind == AVRO_RECORD) {
		ok = decode_fields(d, type);
		n = type->n;
	} else if (type->kind == AVRO_ARRAY || type->kind == AVRO_MAP) {
		ok = decode_items(d, type, &n);
	} else {
		ok = decode_simple(a, &a->nodes[at]);
	}
	a->nodes[at].n = n;
	a->nodes[at].after = a->nnodes;
	a->nodes[at].raw = raw;
	a->nodes[at].raw_len = (size_t)(a->from - raw);
	d->depth--;
	return ok;
}

/* The most nodes of a value of n bytes. */
static size_t
most_nodes(size_t n)
{
	return n < AVRO_NODES_MAX / 2 ? AVRO_NODES_FREE + 2 * n
				      : AVRO_NODES_MAX;
}

int
avro_next(struct avro *a, struct error *e)
{
	struct decode d = { .a = a };
	const uint8_t *from;
	int rc;

	while (a->left == 0) {
		if (a->from != a->to)
			return damaged("bytes after a block's values", e);
		rc = next_block(a, e);
		if (rc != 1)
			return rc;
	}
	from = a->from;
	a->nnodes = 0;
	d.max = most_nodes((size_t)(a->to - from));
	if (!decode(&d, 0))
		return damaged("a value", e);
	if (a->nnodes > most_nodes((size_t)(a->from - from)))
		return damaged("a value of few bytes", e);
	/* Else a few bytes could stand for any number of values. */
	if (a->from == from)
		return damaged("values of no bytes", e);
	a->left--;
	return 1;
}

size_t
avro_field(const struct avro *a, size_t record, int32_t id)
{
	const struct avro_node *node;
	const struct avro_type *type;
	size_t i, at = record + 1;

	if (record == AVRO_NONE || a->nodes[record].kind != AVRO_RECORD)
		return AVRO_NONE;
	node = &a->nodes[record];
	type = &a->schema.types[node->type];
	for (i = 0; i < node->n; i++) {
		if (a->schema.parts[type->first + i].id == id)
			return a->nodes[at].kind == AVRO_NULL ? AVRO_NONE : at;
		at = a->nodes[at].after;
	}
	return AVRO_NONE;
}

size_t
avro_item(const struct avro *a, size_t array, size_t at)
{
	at = at == AVRO_NONE ? array + 1 : a->nodes[at].after;
	return at < a->nodes[array].after ? at : AVRO_NONE;
}

void
avro_close(struct avro *a)
{
	buf_free(&a->block);
	avro_schema_free(&a->schema);
	mem_free(a->nodes);
	memset(a, 0, sizeof(*a));
}
