/* chunk: one column of one row group, encoded into pages; see chunk.h. */
#include "parquet/chunk.h"

#include "base/le.h"
#include "base/mem.h"
#include "parquet/bloom.h"
#include "parquet/delta_encoding.h"
#include "parquet/encoding_choice.h"
#include "parquet/rle.h"
#include "parquet/thrift.h"

/* Page bodies and stored chunks stay below what a page size can say. */
#define BODY_MAX ((size_t)1 << 31)
#define CHUNK_MAX SIZE_MAX

/* Memory of a chunk that is kept for the next one. */
#define KEEP ((size_t)16 << 20)

struct chunk
chunk_make(void)
{
	struct chunk c = { .bytes = buf_make(CHUNK_MAX) };

	c.bounds = buf_make(CHUNK_MAX);
	c.bloom = buf_make(CHUNK_MAX);
	return c;
}

void
chunk_free(struct chunk *c)
{
	buf_free(&c->bytes);
	buf_free(&c->bounds);
	buf_free(&c->bloom);
	mem_free(c->pages);
	*c = chunk_make();
}

void
chunk_trim(struct chunk *c)
{
	if (c->bytes.cap > KEEP)
		buf_free(&c->bytes);
}

static void
chunk_reset(struct chunk *c)
{
	buf_reset(&c->bytes);
	buf_reset(&c->bounds);
	buf_reset(&c->bloom);
	c->raw = 0;
	c->data_at = 0;
	c->dictionary = false;
	c->encoding = ENCODING_PLAIN;
	c->nulls = 0;
	c->bounded = false;
	c->distinct = 0;
	c->npages = 0;
	c->indexed = true;
}

int
encoder_open(struct encoder *n, const struct chunk_options *options,
    enum codec_method method, int level, struct error *e)
{
	memset(n, 0, sizeof(*n));
	n->options = *options;
	n->body = buf_make(BODY_MAX);
	n->other = buf_make(SIZE_MAX);
	return codec_open(&n->codec, method, level, e);
}

void
encoder_close(struct encoder *n)
{
	codec_close(&n->codec);
	buf_free(&n->body);
	buf_free(&n->other);
	numdict_free(&n->numbers);
	mem_free(n->ids);
	mem_free(n->prefixes);
	memset(n, 0, sizeof(*n));
}

/* The header of a page whose body and stored body have these lengths. */
static void
put_header(struct buf *out, enum page_type type, enum encoding encoding,
    size_t values, size_t raw, const uint8_t *stored, size_t stored_len)
{
	struct thrift_out t = thrift_begin(out);

	thrift_i32(&t, 1, (int32_t)type);
	thrift_i32(&t, 2, (int32_t)raw);
	thrift_i32(&t, 3, (int32_t)stored_len);
	thrift_i32(&t, 4, (int32_t)codec_crc32(0, stored, stored_len));
	if (type == PAGE_DICTIONARY) {
		thrift_struct(&t, 7);
		thrift_i32(&t, 1, (int32_t)values);
		thrift_i32(&t, 2, ENCODING_PLAIN);
	} else {
		thrift_struct(&t, 5);
		thrift_i32(&t, 1, (int32_t)values);
		thrift_i32(&t, 2, (int32_t)encoding);
		thrift_i32(&t, 3, ENCODING_RLE);
		thrift_i32(&t, 4, ENCODING_RLE);
	}
	thrift_end(&t);
	thrift_end(&t);
}

/* Room for a page's header in front of its stored body. */
#define HEADER_MAX 64

/*
 * Compress a body, which is in two parts where the second is too large to be
 * copied, and append it with its header to the chunk.
 */
static int
put_page(struct encoder *n, struct chunk *c, enum page_type type,
    size_t values, const struct buf *body, struct codec_part more,
    struct error *e)
{
	struct codec_part parts[2] = { { body->data, body->len },
		more };
	uint8_t room[HEADER_MAX];
	struct buf header = buf_make(sizeof(room));
	size_t at = c->bytes.len, len = body->len + more.n;
	int rc;

	if (body->failed || len > INT32_MAX) {
		error_set(e, ERROR_FAILED, "a page would have over 2 GiB");
		return -1;
	}
	/* The header tells the stored length, so the body comes first. */
	memset(room, 0, sizeof(room));
	buf_put(&c->bytes, room, sizeof(room));
	rc = more.n > 0 ?
	    codec_compress_parts(&n->codec, parts, &c->bytes, e) :
	    codec_compress(&n->codec, body->data, body->len, &c->bytes, e);
	if (rc != 0)
		return -1;
	rc = -1;
	put_header(&header, type, c->encoding, values, len,
	    c->bytes.data + at + HEADER_MAX, c->bytes.len - at - HEADER_MAX);
	if (!header.failed) {
		memmove(c->bytes.data + at + header.len,
		    c->bytes.data + at + HEADER_MAX,
		    c->bytes.len - at - HEADER_MAX);
		memcpy(c->bytes.data + at, header.data, header.len);
		c->bytes.len -= HEADER_MAX - header.len;
		c->raw += header.len + len;
		rc = 0;
	}
	buf_free(&header);
	return rc;
}

static void
put_nums(struct buf *out, const int64_t *v, size_t n, unsigned width)
{
	uint8_t *to = buf_reserve(out, n * width);
	size_t i;

	if (to == NULL)
		return;
	if (width == 8) {
		for (i = 0; i < n; i++)
			le_put64(to + i * 8, (uint64_t)v[i]);
	} else {
		for (i = 0; i < n; i++)
			le_put32(to + i * 4, (uint32_t)v[i]);
	}
	out->len += n * width;
}

static void
put_bools(struct buf *out, const int64_t *v, size_t n)
{
	size_t bytes = (n + 7) / 8, i;
	uint8_t *to = buf_reserve(out, bytes);

	if (to == NULL)
		return;
	memset(to, 0, bytes);
	for (i = 0; i < n; i++)
		to[i / 8] |= (uint8_t)(v[i] << i % 8);
	out->len += bytes;
}

static void
put_wide(struct buf *out, const uint8_t *v, size_t n, unsigned width)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf_put(out, v + i * 16 + 16 - width, width);
}

/* PLAIN text as lengths and then the bytes of all. */
static void
put_lengths(struct buf *out, const uint8_t *plain, size_t len, size_t n)
{
	int64_t *lengths = mem_new(n, sizeof(*lengths));
	size_t i, at = 0;

	for (i = 0; i < n; i++) {
		lengths[i] = le_get32(plain + at);
		at += 4 + (size_t)lengths[i];
	}
	delta_encoding_put(out, lengths, n, true);
	for (i = 0, at = 0; i < n; i++) {
		buf_put(out, plain + at + 4, (size_t)lengths[i]);
		at += 4 + (size_t)lengths[i];
	}
	(void)len;
	mem_free(lengths);
}

/* Where the encoder is in a chunk. */
struct progress {
	size_t row;   /* the next page's first */
	size_t value; /* number of values before it */
	size_t at;    /* offset in PLAIN text */
};

/* Append the values from..to-1; at is where PLAIN text begins, end it ends. */
static void
put_values(struct encoder *n, const struct column_builder *v,
    const uint32_t *ids, const struct chunk *c, size_t from, size_t to,
    size_t at, size_t end)
{
	switch (c->encoding) {
	case ENCODING_RLE_DICTIONARY:
		buf_byte(&n->body, (uint8_t)c->width);
		rle_put(&n->body, ids + from, to - from, c->width);
		break;
	case ENCODING_DELTA_BINARY_PACKED:
		delta_encoding_put(
		    &n->body, v->nums + from, to - from, v->width == 4);
		break;
	case ENCODING_BYTE_STREAM_SPLIT:
		delta_encoding_split(&n->body, v->nums + from, to - from);
		break;
	case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
		put_lengths(&n->body, v->plain + at, end - at, to - from);
		break;
	case ENCODING_PLAIN:
	case ENCODING_RLE:
	default:
		if (v->phys == PHYS_BYTES)
			buf_put(&n->body, v->plain + at, end - at);
		else if (v->phys == PHYS_BOOLEAN)
			put_bools(&n->body, v->nums + from, to - from);
		else if (v->phys == PHYS_FIXED)
			put_wide(&n->body, v->wide + from * 16, to - from,
			    v->width);
		else
			put_nums(&n->body, v->nums + from, to - from,
			    v->width);
	}
}

/* Definition levels of the rows from..to-1 after their length. */
static void
put_levels(
    struct buf *out, const struct column_builder *v, size_t from, size_t to)
{
	size_t at = out->len;

	buf_put(out, "\0\0\0", 4);
	if (v->n == 0 || v->present == NULL)
		rle_put_run(out, v->n == 0 ? 0 : 1, to - from, 1);
	else
		rle_put_bits(out, v->present, from, to - from);
	if (!out->failed)
		le_put32(out->data + at, (uint32_t)(out->len - at - 4));
}

/*
 * How far the page that begins at p reaches: the next one's first row, the
 * number of the value there, and the end of its text.
 */
static void
cut_page(const struct encoder *n, const struct column_builder *v, size_t rows,
    const struct progress *p, struct progress *next)
{
	size_t end = rows - p->row, room = n->options.page_bytes, len, at;

	end = p->row +
	    (end < n->options.page_rows ? end : n->options.page_rows);
	next->row = end;
	next->value = p->value + column_builder_count(v, p->row, end);
	next->at = p->at;
	if (v->phys != PHYS_BYTES || v->folded)
		return;
	/* Text: as many values as fit, but at least one. */
	next->value = p->value;
	for (next->row = p->row, at = p->at; next->row < end; next->row++) {
		if (!column_builder_has(v, next->row))
			continue;
		len = 4 + (size_t)le_get32(v->plain + at);
		if (at > p->at && at - p->at + len > room)
			break;
		at += len;
		next->value++;
	}
	next->at = at;
}

static void
note_bound(struct chunk *c, const struct bound *b, size_t *at, size_t *len)
{
	*at = c->bounds.len;
	*len = b->len;
	buf_put(&c->bounds, b->bytes, b->len);
}

/* Enter the page in the index, and its range in that of the chunk. */
static void
note_page(struct chunk *c, const struct column_builder *v,
    const struct progress *p, const struct progress *next, size_t at,
    const struct range *r)
{
	struct chunk_page *page;
	struct bound lo, hi;

	c->pages = mem_grow(c->pages, &c->pages_cap, c->npages + 1,
	    sizeof(*c->pages));
	page = &c->pages[c->npages++];
	memset(page, 0, sizeof(*page));
	page->at = at;
	page->stored = c->bytes.len - at;
	page->row = p->row;
	page->nulls = next->row - p->row - (next->value - p->value);
	page->all_null = next->value == p->value;
	c->nulls += page->nulls;
	if (page->all_null)
		return;
	if (!statistics_make(r, v, &lo, &hi)) {
		c->indexed = false;
		return;
	}
	note_bound(c, &lo, &page->lo_at, &page->lo_len);
	note_bound(c, &hi, &page->hi_at, &page->hi_len);
}

static int
put_pages(struct encoder *n, const struct column_builder *v,
    const uint32_t *ids, size_t rows, struct chunk *c, struct error *e)
{
	struct progress p = { 0 }, next;
	struct codec_part large = { NULL, 0 };
	struct range all = { 0 }, r;
	size_t at, text;

	c->data_at = c->bytes.len;
	while (p.row < rows) {
		cut_page(n, v, rows, &p, &next);
		buf_reset(&n->body);
		put_levels(&n->body, v, p.row, next.row);
		/* Without values too: there may be a head to write. */
		large.n = 0;
		if (c->encoding == ENCODING_PLAIN &&
		    next.at - p.at > n->options.page_bytes) {
			large.p = v->plain + p.at;
			large.n = next.at - p.at;
		} else {
			put_values(n, v, ids, c, p.value, next.value, p.at,
			    next.at);
		}
		at = c->bytes.len;
		if (put_page(n, c, PAGE_DATA, next.row - p.row, &n->body,
			large, e) != 0)
			return -1;
		text = p.at;
		r = statistics_range(
		    v, p.value, next.value, n->prefixes, &text);
		statistics_join(&all, &r, v);
		note_page(c, v, &p, &next, at, &r);
		p = next;
	}
	c->bounded = statistics_make(&all, v, &c->lo, &c->hi);
	c->indexed = c->indexed && (c->bounded || c->nulls == rows);
	return 0;
}

static int
put_dictionary(struct encoder *n, const struct column_builder *v,
    struct chunk *c, struct error *e)
{
	static const struct codec_part none;
	struct buf borrowed = buf_make(SIZE_MAX);

	c->dictionary = true;
	if (v->phys == PHYS_BYTES) {
		borrowed.data = v->dict.data;
		borrowed.len = v->dict.len;
		return put_page(n, c, PAGE_DICTIONARY, c->distinct, &borrowed,
		    none, e);
	}
	buf_reset(&n->body);
	put_nums(&n->body, n->numbers.values, n->numbers.n, v->width);
	return put_page(n, c, PAGE_DICTIONARY, c->distinct, &n->body, none,
	    e);
}

/* Enter every value of v in a filter. */
static void
put_bloom(struct encoder *n, const struct column_builder *v, struct chunk *c)
{
	size_t distinct = c->distinct > 0 ? c->distinct : v->n, i, at = 0;
	size_t size = bloom_size(distinct), len;
	uint8_t *filter, num[8];
	const uint8_t *s;

	(void)n;
	bloom_put_header(&c->bloom, size);
	filter = buf_reserve(&c->bloom, size);
	if (filter == NULL)
		return;
	memset(filter, 0, size);
	for (i = 0; v->phys == PHYS_BYTES && v->folded && i < v->dict.n; i++) {
		s = v->dict.data + v->dict.at[i];
		bloom_add(filter, size, s + 4, le_get32(s));
	}
	for (i = 0; v->phys == PHYS_BYTES && !v->folded && i < v->n; i++) {
		len = le_get32(v->plain + at);
		bloom_add(filter, size, v->plain + at + 4, len);
		at += 4 + len;
	}
	for (i = 0; v->phys == PHYS_FIXED && i < v->n; i++)
		bloom_add(filter, size, v->wide + i * 16 + 16 - v->width,
		    v->width);
	for (i = 0; v->nums != NULL && i < v->n; i++) {
		le_put64(num, (uint64_t)v->nums[i]);
		bloom_add(filter, size, num, v->width);
	}
	c->bloom.len += size;
}

int
chunk_encode(struct encoder *n, struct column_builder *v, size_t rows,
    bool bloom, struct chunk *c, struct error *e)
{
	const uint32_t *ids;

	chunk_reset(c);
	c->type = v->type;
	c->method = n->codec.method;
	c->rows = rows;
	column_builder_cover(v, rows);
	ids = encoding_choice(n, v, c);
	if (ids != NULL && put_dictionary(n, v, c, e) != 0)
		return -1;
	if (put_pages(n, v, ids, rows, c, e) != 0)
		return -1;
	if (bloom && v->phys != PHYS_BOOLEAN && v->n > 0)
		put_bloom(n, v, c);
	return 0;
}
