/* delta_checkpoint_file: a checkpoint's file; see delta_checkpoint_put.h. */
#include "lake/delta_checkpoint_put.h"

#include <stdbool.h>
#include <string.h>

#include "base/le.h"
#include "base/mem.h"
#include "codec/codec.h"
#include "lake/delta_checkpoint_item.h"
#include "parquet/rle.h"
#include "parquet/thrift.h"

/* A column's greatest levels. */
struct most {
	unsigned rep;
	unsigned def;
};

/* Those of a column of the item: its first or, of a map, its second one. */
static struct most
most_of(const struct delta_checkpoint_item *item, size_t column)
{
	struct most m = { 0, item->depth + 1u };

	if (item->kind == KIND_MAP || item->kind == KIND_LIST) {
		m.rep = 1;
		m.def += column > item->column || item->kind == KIND_LIST ? 2 :
									    1;
	}
	return m;
}

/* The item of a column. */
static const struct delta_checkpoint_item *
item_of(size_t column)
{
	const struct delta_checkpoint_item *item = NULL, *at;
	size_t i;

	for (i = 0; i < DELTA_CHECKPOINT_ITEMS; i++) {
		at = &delta_checkpoint_items[i];
		if (at->kind != KIND_STRUCT && at->column <= column)
			item = at;
	}
	return item;
}

static void
put_rle(struct buf *out, const struct buf *levels, unsigned most)
{
	struct buf runs = buf_make(SIZE_MAX);
	uint32_t *ids = mem_new(levels->len + 1, sizeof(*ids));
	unsigned width = most > 3 ? 3 : most > 1 ? 2 : 1;
	uint8_t len[4];
	size_t i;

	for (i = 0; i < levels->len; i++)
		ids[i] = levels->data[i];
	rle_put(&runs, ids, levels->len, width);
	le_put32(len, (uint32_t)runs.len);
	buf_put(out, len, sizeof(len));
	buf_put(out, runs.data, runs.len);
	mem_free(ids);
	buf_free(&runs);
}

/* Truth values are packed, the first in the lowest bit. */
static void
put_bits(struct buf *out, const struct buf *values)
{
	uint8_t byte = 0;
	size_t i;

	for (i = 0; i < values->len; i++) {
		byte |= (uint8_t)(values->data[i] << i % 8);
		if (i % 8 == 7 || i + 1 == values->len) {
			buf_byte(out, byte);
			byte = 0;
		}
	}
}

/* parquet.thrift, enum Type. */
enum {
	PHYSICAL_BOOL = 0,
	PHYSICAL_INT = 1,
	PHYSICAL_LONG = 2,
	PHYSICAL_BYTES = 6,
};

static int32_t
physical_of(const struct delta_checkpoint_item *item)
{
	switch (item->kind) {
	case KIND_BOOL:
	case KIND_FALSE:
		return PHYSICAL_BOOL;
	case KIND_INT:
		return PHYSICAL_INT;
	case KIND_LONG:
		return PHYSICAL_LONG;
	default:
		return PHYSICAL_BYTES;
	}
}

/* What becomes of a column in the file. */
struct chunk_place {
	int64_t at;
	int64_t raw; /* bytes, with the page's header */
	int64_t stored;
};

/* Append a column's only page. */
static int
put_page(struct buf *out, size_t column,
    const struct delta_checkpoint_column *c, struct codec *codec,
    struct chunk_place *place, struct error *e)
{
	const struct delta_checkpoint_item *item = item_of(column);
	struct most most = most_of(item, column);
	struct buf body = buf_make(SIZE_MAX), packed = buf_make(SIZE_MAX);
	struct thrift_out t;
	int rc;

	place->at = (int64_t)out->len;
	if (most.rep > 0)
		put_rle(&body, &c->reps, most.rep);
	put_rle(&body, &c->defs, most.def);
	if (physical_of(item) == PHYSICAL_BOOL)
		put_bits(&body, &c->values);
	else
		buf_put(&body, c->values.data, c->values.len);
	rc = codec_compress(codec, body.data, body.len, &packed, e);
	t = thrift_begin(out);
	thrift_i32(&t, 1, 0);
	thrift_i32(&t, 2, (int32_t)body.len);
	thrift_i32(&t, 3, (int32_t)packed.len);
	thrift_struct(&t, 5);
	thrift_i32(&t, 1, (int32_t)c->defs.len);
	thrift_i32(&t, 2, 0);
	thrift_i32(&t, 3, 3);
	thrift_i32(&t, 4, 3);
	thrift_end(&t);
	thrift_end(&t);
	place->raw = (int64_t)(out->len + body.len) - place->at;
	buf_put(out, packed.data, packed.len);
	place->stored = (int64_t)out->len - place->at;
	buf_free(&body);
	buf_free(&packed);
	return rc;
}

/* parquet.thrift, enums FieldRepetitionType and ConvertedType. */
enum { REQUIRED, OPTIONAL, REPEATED };
enum { CONVERTED_UTF8 = 0, CONVERTED_MAP = 1, CONVERTED_LIST = 3 };

static void
put_element(struct thrift_out *t, const char *name, int32_t type,
    int32_t repetition, int32_t children, int32_t converted)
{
	thrift_item_struct(t);
	if (type >= 0)
		thrift_i32(t, 1, type);
	if (repetition >= 0)
		thrift_i32(t, 3, repetition);
	thrift_binary(t, 4, name, strlen(name));
	if (children > 0)
		thrift_i32(t, 5, children);
	if (converted >= 0)
		thrift_i32(t, 6, converted);
	thrift_end(t);
}

/* The elements of an item. */
static void
put_elements(struct thrift_out *t, const struct delta_checkpoint_item *item)
{
	int32_t text = physical_of(item);

	switch (item->kind) {
	case KIND_STRUCT:
		put_element(t, item->name, -1, OPTIONAL, item->members, -1);
		return;
	case KIND_MAP:
		put_element(t, item->name, -1, OPTIONAL, 1, CONVERTED_MAP);
		put_element(t, "key_value", -1, REPEATED, 2, -1);
		put_element(t, "key", text, REQUIRED, 0, CONVERTED_UTF8);
		put_element(t, "value", text, OPTIONAL, 0, CONVERTED_UTF8);
		return;
	case KIND_LIST:
		put_element(t, item->name, -1, OPTIONAL, 1, CONVERTED_LIST);
		put_element(t, "list", -1, REPEATED, 1, -1);
		put_element(t, "element", text, OPTIONAL, 0, CONVERTED_UTF8);
		return;
	default:
		put_element(t, item->name, physical_of(item), OPTIONAL, 0,
		    item->kind == KIND_TEXT ? CONVERTED_UTF8 : -1);
	}
}

static void
put_schema(struct thrift_out *t)
{
	size_t i, n = 1;

	for (i = 0; i < DELTA_CHECKPOINT_ITEMS; i++)
		n += delta_checkpoint_items[i].kind == KIND_MAP	 ? 4 :
			delta_checkpoint_items[i].kind == KIND_LIST ? 3 :
						     1;
	thrift_list(t, 2, THRIFT_STRUCT, n);
	put_element(t, "schema", -1, -1, DELTA_CHECKPOINT_ROOTS, -1);
	for (i = 0; i < DELTA_CHECKPOINT_ITEMS; i++)
		put_elements(t, &delta_checkpoint_items[i]);
}

/* The names on the way to a column; returns how many. */
static size_t
path_of(size_t column, const char *path[6])
{
	const struct delta_checkpoint_item *item = item_of(column), *up;
	size_t depth = item->depth, n = depth + 1;

	path[depth] = item->name;
	for (up = item; depth > 0; up--)
		if (up->depth == depth - 1)
			path[--depth] = up->name;
	if (item->kind == KIND_MAP) {
		path[n++] = "key_value";
		path[n++] = column > item->column ? "value" : "key";
	} else if (item->kind == KIND_LIST) {
		path[n++] = "list";
		path[n++] = "element";
	}
	return n;
}

static void
put_chunk(struct thrift_out *t, size_t column,
    const struct delta_checkpoint_column *c, const struct chunk_place *place,
    bool snappy)
{
	const char *path[6];
	size_t i, n = path_of(column, path);

	thrift_item_struct(t);
	thrift_i64(t, 2, place->at);
	thrift_struct(t, 3);
	thrift_i32(t, 1, physical_of(item_of(column)));
	thrift_list(t, 2, THRIFT_I32, 2);
	thrift_item_int(t, 0);
	thrift_item_int(t, 3);
	thrift_list(t, 3, THRIFT_BINARY, n);
	for (i = 0; i < n; i++)
		thrift_item_binary(t, path[i], strlen(path[i]));
	thrift_i32(t, 4, snappy ? 1 : 0);
	thrift_i64(t, 5, (int64_t)c->defs.len);
	thrift_i64(t, 6, place->raw);
	thrift_i64(t, 7, place->stored);
	thrift_i64(t, 9, place->at);
	thrift_end(t);
	thrift_end(t);
}

static void
put_footer(struct buf *out, const struct delta_checkpoint_rows *c,
    const struct chunk_place *places, bool snappy)
{
	static const char by[] = "aai version " AAI_VERSION;
	size_t from = out->len, i;
	struct thrift_out t = thrift_begin(out);
	int64_t raw = 0;
	uint8_t len[4];

	for (i = 0; i < DELTA_CHECKPOINT_COLUMNS; i++)
		raw += places[i].raw;
	thrift_i32(&t, 1, 1);
	put_schema(&t);
	thrift_i64(&t, 3, c->rows);
	thrift_list(&t, 4, THRIFT_STRUCT, 1);
	thrift_item_struct(&t);
	thrift_list(&t, 1, THRIFT_STRUCT, DELTA_CHECKPOINT_COLUMNS);
	for (i = 0; i < DELTA_CHECKPOINT_COLUMNS; i++)
		put_chunk(&t, i, &c->columns[i], &places[i], snappy);
	thrift_i64(&t, 2, raw);
	thrift_i64(&t, 3, c->rows);
	thrift_end(&t);
	thrift_binary(&t, 6, by, sizeof(by) - 1);
	thrift_end(&t);
	le_put32(len, (uint32_t)(out->len - from));
	buf_put(out, len, sizeof(len));
	buf_str(out, "PAR1");
}

/* Whether all of a column is there. */
static bool
is_whole(const struct delta_checkpoint_column *c)
{
	return !c->reps.failed && !c->defs.failed && !c->values.failed;
}

int
delta_checkpoint_put(const struct delta_checkpoint_rows *c, struct buf *out,
    struct error *e)
{
	bool snappy = codec_available(CODEC_SNAPPY);
	struct chunk_place places[DELTA_CHECKPOINT_COLUMNS];
	struct codec codec = { 0 };
	size_t i;
	int rc = codec_open(&codec, snappy ? CODEC_SNAPPY : CODEC_NONE,
	    CODEC_LEVEL_DEFAULT, e);

	buf_str(out, "PAR1");
	for (i = 0; rc == 0 && i < DELTA_CHECKPOINT_COLUMNS; i++) {
		rc = put_page(
		    out, i, &c->columns[i], &codec, &places[i], e);
		if (rc == 0 && !is_whole(&c->columns[i])) {
			error_set(e, ERROR_LIMIT, "a checkpoint's column has "
						  "over 1 GiB");
			rc = -1;
		}
	}
	if (rc == 0)
		put_footer(out, c, places, snappy);
	codec_close(&codec);
	return rc;
}
