/* footer: the structures after the row groups; see footer.h. */
#include "parquet/footer.h"

#include "parquet/thrift.h"

static void
put_statistics(struct thrift_out *t, const struct chunk *c)
{
	thrift_struct(t, 12);
	thrift_i64(t, 3, (int64_t)c->nulls);
	if (c->distinct > 0)
		thrift_i64(t, 4, (int64_t)c->distinct);
	if (c->bounded) {
		thrift_binary(t, 5, c->hi.bytes, c->hi.len);
		thrift_binary(t, 6, c->lo.bytes, c->lo.len);
		thrift_bool(t, 7, c->hi.exact);
		thrift_bool(t, 8, c->lo.exact);
	}
	thrift_end(t);
}

static void
put_encoding_stats(struct thrift_out *t, const struct chunk *c)
{
	thrift_list(t, 13, THRIFT_STRUCT, c->dictionary ? 2 : 1);
	if (c->dictionary) {
		thrift_item_struct(t);
		thrift_i32(t, 1, PAGE_DICTIONARY);
		thrift_i32(t, 2, ENCODING_PLAIN);
		thrift_i32(t, 3, 1);
		thrift_end(t);
	}
	thrift_item_struct(t);
	thrift_i32(t, 1, PAGE_DATA);
	thrift_i32(t, 2, (int32_t)c->encoding);
	thrift_i32(t, 3, (int32_t)c->npages);
	thrift_end(t);
}

static int32_t
codec_number(enum codec_method method)
{
	/* parquet.thrift, enum CompressionCodec. */
	static const int32_t numbers[CODEC_METHODS] = { 0, 1, 2, 6 };

	return numbers[method];
}

void
footer_column_meta(struct buf *out, const struct chunk *c, const char *name,
    size_t name_len, int64_t offset, int64_t bloom_at)
{
	struct thrift_out t = thrift_begin(out);
	bool plain = c->dictionary || c->encoding == ENCODING_PLAIN;
	bool other = c->encoding != ENCODING_PLAIN;

	thrift_i32(&t, 1, (int32_t)physical_type_of(c->type));
	thrift_list(&t, 2, THRIFT_I32, 1 + (size_t)plain + (size_t)other);
	if (plain)
		thrift_item_int(&t, ENCODING_PLAIN);
	thrift_item_int(&t, ENCODING_RLE);
	if (other)
		thrift_item_int(&t, (int64_t)c->encoding);
	thrift_list(&t, 3, THRIFT_BINARY, 1);
	thrift_item_binary(&t, name, name_len);
	thrift_i32(&t, 4, codec_number(c->method));
	thrift_i64(&t, 5, (int64_t)c->rows);
	thrift_i64(&t, 6, (int64_t)c->raw);
	thrift_i64(&t, 7, (int64_t)c->bytes.len);
	thrift_i64(&t, 9, offset + (int64_t)c->data_at);
	if (c->dictionary)
		thrift_i64(&t, 11, offset);
	put_statistics(&t, c);
	put_encoding_stats(&t, c);
	if (c->bloom.len > 0) {
		thrift_i64(&t, 14, bloom_at);
		thrift_i32(&t, 15, (int32_t)c->bloom.len);
	}
	thrift_end(&t);
}

/* parquet.thrift, enum BoundaryOrder, of the pages that have bounds. */
static int32_t
boundary_order(const struct chunk *c)
{
	const struct chunk_page *a = NULL, *b;
	const uint8_t *at = c->bounds.data;
	bool up = true, down = true;
	size_t i;
	int lo, hi;

	for (i = 0; i < c->npages; i++) {
		b = &c->pages[i];
		if (b->all_null)
			continue;
		if (a != NULL) {
			lo = statistics_compare(c->type, at + a->lo_at,
			    a->lo_len, at + b->lo_at, b->lo_len);
			hi = statistics_compare(c->type, at + a->hi_at,
			    a->hi_len, at + b->hi_at, b->hi_len);
			up = up && lo <= 0 && hi <= 0;
			down = down && lo >= 0 && hi >= 0;
		}
		a = b;
	}
	return up ? 1 : down ? 2 : 0;
}

void
footer_column_index(struct buf *out, const struct chunk *c)
{
	struct thrift_out t = thrift_begin(out);
	const struct chunk_page *p = c->pages;
	const uint8_t *bounds = c->bounds.data;
	size_t i;

	thrift_list(&t, 1, THRIFT_TRUE, c->npages);
	for (i = 0; i < c->npages; i++)
		thrift_item_bool(&t, p[i].all_null);
	thrift_list(&t, 2, THRIFT_BINARY, c->npages);
	for (i = 0; i < c->npages; i++)
		thrift_item_binary(&t,
		    p[i].lo_len > 0 ? bounds + p[i].lo_at : NULL, p[i].lo_len);
	thrift_list(&t, 3, THRIFT_BINARY, c->npages);
	for (i = 0; i < c->npages; i++)
		thrift_item_binary(&t,
		    p[i].hi_len > 0 ? bounds + p[i].hi_at : NULL, p[i].hi_len);
	thrift_i32(&t, 4, boundary_order(c));
	thrift_list(&t, 5, THRIFT_I64, c->npages);
	for (i = 0; i < c->npages; i++)
		thrift_item_int(&t, (int64_t)p[i].nulls);
	thrift_end(&t);
}

void
footer_offset_index(struct buf *out, const struct chunk *c, int64_t offset)
{
	struct thrift_out t = thrift_begin(out);
	size_t i;

	thrift_list(&t, 1, THRIFT_STRUCT, c->npages);
	for (i = 0; i < c->npages; i++) {
		thrift_item_struct(&t);
		thrift_i64(&t, 1, offset + (int64_t)c->pages[i].at);
		thrift_i32(&t, 2, (int32_t)c->pages[i].stored);
		thrift_i64(&t, 3, (int64_t)c->pages[i].row);
		thrift_end(&t);
	}
	thrift_end(&t);
}

/* parquet.thrift, enum ConvertedType; -1 for none. */
static int32_t
converted_type(enum type t)
{
	switch (t) {
	case TYPE_DECIMAL:
		return 5;
	case TYPE_DATE:
		return 6;
	case TYPE_TIMESTAMP:
		return 10;
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_JSON:
		return 0;
	case TYPE_BOOL:
	case TYPE_BIGINT:
	case TYPE_DOUBLE:
	default:
		return -1;
	}
}

/* parquet.thrift, union LogicalType. */
static void
put_logical_type(struct thrift_out *t, struct coltype type)
{
	thrift_struct(t, 10);
	if (type.type == TYPE_DECIMAL) {
		thrift_struct(t, 5);
		thrift_i32(t, 1, type.scale);
		thrift_i32(t, 2, type.precision);
		thrift_end(t);
	} else if (type.type == TYPE_DATE) {
		thrift_empty(t, 6);
	} else if (type.type == TYPE_TIMESTAMP) {
		/* In UTC; the unit is microseconds. */
		thrift_struct(t, 8);
		thrift_bool(t, 1, true);
		thrift_struct(t, 2);
		thrift_empty(t, 2);
		thrift_end(t);
		thrift_end(t);
	} else {
		thrift_empty(t, 1);
	}
	thrift_end(t);
}

void
footer_element(struct thrift_out *t, const char *name, size_t len,
    struct coltype type, int32_t id)
{
	int32_t converted = converted_type(type.type);

	thrift_item_struct(t);
	thrift_i32(t, 1, (int32_t)physical_type_of(type));
	if (physical_type_of(type) == PHYS_FIXED)
		thrift_i32(t, 2, (int32_t)physical_type_width(type));
	/* Every column may be null, so that files stay compatible. */
	thrift_i32(t, 3, 1);
	thrift_binary(t, 4, name, len);
	if (converted >= 0)
		thrift_i32(t, 6, converted);
	if (type.type == TYPE_DECIMAL) {
		thrift_i32(t, 7, type.scale);
		thrift_i32(t, 8, type.precision);
	}
	if (id != 0)
		thrift_i32(t, 9, id);
	if (converted >= 0)
		put_logical_type(t, type);
	thrift_end(t);
}
