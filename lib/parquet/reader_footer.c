/* reader_footer: what the footer says; see reader_footer.h. */
#include "parquet/reader_footer.h"

#include "base/cc.h"
#include "base/mem.h"
#include "parquet/reader_schema.h"
#include "parquet/thrift.h"

/* The types of fields by their numbers, for thrift_field_of(). */
static const uint8_t of_statistics[] = { 0, THRIFT_BINARY, THRIFT_BINARY,
	THRIFT_I64, THRIFT_I64, THRIFT_BINARY, THRIFT_BINARY, THRIFT_TRUE,
	THRIFT_TRUE };
static const uint8_t of_encoding_stat[] = { 0, THRIFT_I32, THRIFT_I32,
	THRIFT_I32 };
static const uint8_t of_column_meta[] = { 0, THRIFT_I32, THRIFT_LIST,
	THRIFT_LIST, THRIFT_I32, THRIFT_I64, THRIFT_I64, THRIFT_I64,
	THRIFT_LIST, THRIFT_I64, THRIFT_I64, THRIFT_I64, THRIFT_STRUCT,
	THRIFT_LIST, THRIFT_I64, THRIFT_I32 };
static const uint8_t of_chunk[] = { 0, THRIFT_BINARY, THRIFT_I64,
	THRIFT_STRUCT, THRIFT_I64, THRIFT_I32, THRIFT_I64, THRIFT_I32,
	THRIFT_STRUCT };
static const uint8_t of_group[] = { 0, THRIFT_LIST, THRIFT_I64, THRIFT_I64,
	THRIFT_LIST, THRIFT_I64, THRIFT_I64, THRIFT_I16 };
static const uint8_t of_pair[] = { 0, THRIFT_BINARY, THRIFT_BINARY };
static const uint8_t of_file[] = { 0, THRIFT_I32, THRIFT_LIST, THRIFT_I64,
	THRIFT_LIST, THRIFT_LIST, THRIFT_BINARY, THRIFT_LIST };

static int
fail(const struct reader *r, const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "'%s': %s", r->name, what);
	return -1;
}

static struct reader_span
get_span(struct thrift_in *t)
{
	struct reader_span s;

	s.p = thrift_get_binary(t, &s.len);
	return s;
}

static void
parse_statistics(struct thrift_in *t, bool strict, struct reader_chunk *c)
{
	int16_t id;

	/* Those who cut bounds say so. */
	c->lo_exact = c->hi_exact = !strict;
	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_statistics)) != 0) {
		if (id == 3) {
			c->nulls = thrift_get_i64(t);
			c->has_nulls = true;
		} else if (id == 4) {
			c->distinct = thrift_get_i64(t);
			c->has_distinct = true;
		} else if (id == 5) {
			c->hi = get_span(t);
			c->has_hi = true;
		} else if (id == 6) {
			c->lo = get_span(t);
			c->has_lo = true;
		} else if (id == 7) {
			c->hi_exact = thrift_get_bool(t);
		} else if (id == 8) {
			c->lo_exact = thrift_get_bool(t);
		} else {
			thrift_skip(t);
		}
	}
}

/* One item of the encoding statistics. */
static void
parse_encoding_stat(struct thrift_in *t, bool strict, struct reader_chunk *c)
{
	int64_t type = -1, encoding = -1, count = 0;
	int16_t id;

	thrift_next_struct(t);
	while ((id = THRIFT_FIELD(t, of_encoding_stat)) != 0) {
		if (id == 1)
			type = thrift_get_i32(t);
		else if (id == 2)
			encoding = thrift_get_i32(t);
		else if (id == 3)
			count = thrift_get_i32(t);
		else
			thrift_skip(t);
	}
	if (type == PAGE_DICTIONARY && encoding == ENCODING_PLAIN) {
		c->dictionary_pages += (int32_t)count;
	} else if (type == PAGE_DATA && c->data_pages == 0) {
		c->data_encoding = (int32_t)encoding;
		c->data_pages = (int32_t)count;
	} else if (strict) {
		t->bad = true;
	}
}

static void
parse_codec(struct thrift_in *t, bool strict, struct reader_chunk *c)
{
	/* parquet.thrift, enum CompressionCodec. */
	static const struct {
		enum codec_method method;
		const char *unread;
	} codecs[] = { { CODEC_NONE, NULL }, { CODEC_SNAPPY, NULL },
		{ CODEC_GZIP, NULL }, { CODEC_NONE, "compressed by LZO" },
		{ CODEC_NONE, "compressed by Brotli" }, { CODEC_LZ4, NULL },
		{ CODEC_ZSTD, NULL }, { CODEC_LZ4_RAW, NULL } };
	int32_t number = thrift_get_i32(t);

	if (number < 0 || (size_t)number >= LEN(codecs)) {
		c->unread = "compressed by a codec that is not known";
	} else {
		c->method = codecs[number].method;
		c->unread = codecs[number].unread;
	}
	if (strict && (c->unread != NULL || c->method >= CODEC_METHODS))
		t->bad = true;
}

static void
parse_encodings(struct thrift_in *t, bool strict, struct reader_chunk *c)
{
	size_t n = thrift_get_list(t, THRIFT_I32);
	int64_t v;

	for (; n > 0; n--) {
		v = thrift_next_int(t);
		if (v < 0 || v > 31) {
			t->bad |= strict;
			c->new_encoding = true;
			continue;
		}
		if (strict && (c->encodings >> v & 1) != 0)
			t->bad = true;
		c->encodings |= (uint32_t)1 << v;
		c->new_encoding |= v > ENCODING_BYTE_STREAM_SPLIT;
	}
}

/* The path must be the column's, as far as can be told by its end. */
static void
parse_path(struct thrift_in *t, const struct reader_column *column)
{
	size_t n = thrift_get_list(t, THRIFT_BINARY), len = 0, i;
	const uint8_t *p = NULL;

	for (i = 0; i < n && !t->bad; i++)
		p = thrift_next_binary(t, &len);
	if (n != column->depth || t->bad || len != column->leaf.len ||
	    (len > 0 && memcmp(p, column->leaf.p, len) != 0))
		t->bad = true;
}

static void
parse_column_meta(struct thrift_in *t, bool strict,
    const struct reader_column *column, struct reader_chunk *c)
{
	size_t n;
	int16_t id;

	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_column_meta)) != 0) {
		if (id == 1) {
			if (thrift_get_i32(t) != (int64_t)column->phys &&
			    column->unread == NULL)
				t->bad = true;
		} else if (id == 2) {
			parse_encodings(t, strict, c);
		} else if (id == 3) {
			parse_path(t, column);
		} else if (id == 4) {
			parse_codec(t, strict, c);
		} else if (id == 5) {
			c->values = thrift_get_i64(t);
		} else if (id == 6) {
			c->raw = thrift_get_i64(t);
		} else if (id == 7) {
			c->stored = thrift_get_i64(t);
		} else if (id == 9) {
			c->data_at = thrift_get_i64(t);
		} else if (id == 11) {
			c->at = thrift_get_i64(t);
			/* Some write 0 where there is none. */
			c->dictionary = strict || c->at > 0;
		} else if (id == 12) {
			parse_statistics(t, strict, c);
		} else if (id == 13) {
			n = thrift_get_list(t, THRIFT_STRUCT);
			for (; n > 0 && !t->bad; n--)
				parse_encoding_stat(t, strict, c);
		} else if (id == 14) {
			c->bloom_at = thrift_get_i64(t);
		} else if (id == 15) {
			c->bloom_len = thrift_get_i32(t);
		} else {
			thrift_skip(t);
		}
	}
	if (!c->dictionary)
		c->at = c->data_at;
}

static void
parse_chunk(struct thrift_in *t, bool strict,
    const struct reader_column *column, struct reader_chunk *c)
{
	bool meta = false;
	int16_t id;

	c->data_encoding = -1;
	thrift_next_struct(t);
	while ((id = THRIFT_FIELD(t, of_chunk)) != 0) {
		if (id == 3) {
			parse_column_meta(t, strict, column, c);
			meta = true;
		} else if (id == 2) {
			c->file_offset = thrift_get_i64(t);
		} else if (id == 4) {
			c->offset_index_at = thrift_get_i64(t);
		} else if (id == 5) {
			c->offset_index_len = thrift_get_i32(t);
		} else if (id == 6) {
			c->column_index_at = thrift_get_i64(t);
		} else if (id == 7) {
			c->column_index_len = thrift_get_i32(t);
		} else {
			/* A path to another file is never ours. */
			if (id == 1)
				t->bad = true;
			if (id == 8)
				c->encrypted = true;
			thrift_skip(t);
		}
	}
	if (!meta && !c->encrypted)
		t->bad = true;
}

/* Sorting columns: the first ones, ascending, nulls after. */
static void
parse_sorting(struct thrift_in *t, struct reader_group *g)
{
	size_t n = thrift_get_list(t, THRIFT_STRUCT);
	int16_t id;

	for (g->sorted = 0; g->sorted < n && !t->bad; g->sorted++) {
		thrift_next_struct(t);
		while ((id = thrift_field(t)) != 0) {
			if (id == 1 && thrift_get_i32(t) != (int64_t)g->sorted)
				t->bad = true;
			else if (id != 1 && thrift_get_bool(t))
				t->bad = true;
		}
	}
}

static void
parse_group(struct reader *r, struct thrift_in *t, struct reader_group *g)
{
	size_t n, i;
	int16_t id;

	g->ordinal = -1;
	thrift_next_struct(t);
	while ((id = THRIFT_FIELD(t, of_group)) != 0) {
		if (id == 1) {
			n = thrift_get_list(t, THRIFT_STRUCT);
			if (n != r->ncolumns || g->chunks != NULL) {
				t->bad = true;
				continue;
			}
			g->chunks = mem_new(n, sizeof(*g->chunks));
			for (i = 0; i < n && !t->bad; i++)
				parse_chunk(t, r->strict, &r->columns[i],
				    &g->chunks[i]);
		} else if (id == 2) {
			g->raw = thrift_get_i64(t);
		} else if (id == 3) {
			g->rows = thrift_get_i64(t);
		} else if (id == 4 && r->strict) {
			parse_sorting(t, g);
		} else if (id == 5) {
			g->at = thrift_get_i64(t);
		} else if (id == 6) {
			g->stored = thrift_get_i64(t);
		} else if (id == 7) {
			g->ordinal = thrift_get_i16(t);
		} else {
			thrift_skip(t);
		}
	}
	if (g->chunks == NULL)
		t->bad = true;
}

static void
parse_groups(struct reader *r, struct thrift_in *t)
{
	size_t n = thrift_get_list(t, THRIFT_STRUCT);

	if (!r->has_schema || r->groups != NULL) {
		t->bad = true;
		return;
	}
	r->groups = mem_new(n, sizeof(*r->groups));
	while (r->ngroups < n && !t->bad)
		parse_group(r, t, &r->groups[r->ngroups++]);
}

static void
parse_pairs(struct reader *r, struct thrift_in *t)
{
	size_t n = thrift_get_list(t, THRIFT_STRUCT);
	struct reader_pair *pair;
	int16_t id;

	r->pairs = mem_new(n, sizeof(*r->pairs));
	for (; r->npairs < n && !t->bad; r->npairs++) {
		pair = &r->pairs[r->npairs];
		thrift_next_struct(t);
		while ((id = THRIFT_FIELD(t, of_pair)) != 0) {
			if (id == 1)
				pair->key = get_span(t);
			else if (id == 2)
				pair->value = get_span(t);
			else if (r->strict)
				t->bad = true;
			else
				thrift_skip(t);
		}
	}
}

/* One ORDER a column, which must be that of its type. */
static void
parse_orders(struct reader *r, struct thrift_in *t)
{
	size_t n = thrift_get_list(t, THRIFT_STRUCT);
	int16_t id;

	if (n != r->ncolumns)
		t->bad = true;
	for (; n > 0 && !t->bad; n--) {
		thrift_next_struct(t);
		while ((id = thrift_field(t)) != 0) {
			if (id != 1)
				t->bad = true;
			thrift_skip(t);
		}
	}
}

int
reader_footer(struct reader *r, struct error *e)
{
	struct thrift_in t = thrift_open(r->footer.data, r->footer.len);
	int64_t version = 0;
	int16_t id;

	t.lax = !r->strict;
	while ((id = THRIFT_FIELD(&t, of_file)) != 0) {
		if (id == 1)
			version = thrift_get_i32(&t);
		else if (id == 2 && !r->has_schema) {
			if (reader_schema(r, &t, e) != 0)
				return -1;
		} else if (id == 3)
			r->rows = thrift_get_i64(&t);
		else if (id == 4)
			parse_groups(r, &t);
		else if (id == 5 && r->pairs == NULL)
			parse_pairs(r, &t);
		else if (id == 6)
			r->created_by = get_span(&t);
		else if (id == 7 && r->strict)
			parse_orders(r, &t);
		else
			thrift_skip(&t);
	}
	if (t.bad || r->groups == NULL ||
	    (r->strict && (t.p != t.end || version < 1 || version > 2)))
		return fail(r, "its footer is damaged", e);
	return 0;
}
