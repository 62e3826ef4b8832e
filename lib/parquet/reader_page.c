/* reader: the pages of a chunk and their values; see reader.h. */
#include "base/le.h"
#include "base/mem.h"
#include "io/fd.h"
#include "parquet/delta.h"
#include "parquet/hybrid.h"
#include "parquet/reader.h"
#include "parquet/thrift.h"

/* Headers of our own pages are far below this. */
#define HEADER_MAX 1024

#define BODY_MAX ((size_t)1 << 31)

static int
fail(const struct reader_pages *p, const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "'%s': column '%.*s': %s at byte %lld",
	    p->r->name, (int)p->column->name.len,
	    (const char *)p->column->name.p, what, (long long)p->from);
	return -1;
}

int
reader_chunk_open(struct reader_pages *p, const struct reader *r,
    size_t group, size_t column, struct error *e)
{
	const struct reader_chunk *c = &r->groups[group].chunks[column];

	if (p->r == NULL) {
		p->stored = buf_make(BODY_MAX);
		p->body = buf_make(BODY_MAX);
		p->dictionary = buf_make(BODY_MAX);
	}
	if (p->codec_open && p->codec.method != c->method) {
		codec_close(&p->codec);
		p->codec_open = false;
	}
	if (!p->codec_open) {
		if (codec_open(&p->codec, c->method, CODEC_LEVEL_DEFAULT,
			e) != 0)
			return -1;
		p->codec_open = true;
	}
	p->r = r;
	p->column = &r->columns[column];
	p->chunk = c;
	p->at = p->from = c->at;
	p->end = c->at + c->stored;
	p->row = p->done = p->raw = 0;
	p->dictionary_pages = p->data_pages = 0;
	p->entries.n = 0;
	p->values.n = p->values.rows = 0;
	return 0;
}

struct header {
	int64_t type, raw, stored, crc, values, encoding;
	bool has_crc;
};

static void
parse_inner(struct thrift_in *t, struct header *h)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = thrift_field(t)) != 0) {
		if (id == 1) {
			h->values = thrift_get_i32(t);
		} else if (id == 2) {
			h->encoding = thrift_get_i32(t);
		} else if (h->type == PAGE_DATA && (id == 3 || id == 4)) {
			if (thrift_get_i32(t) != ENCODING_RLE)
				t->bad = true;
		} else {
			thrift_skip(t);
		}
	}
}

/* Read the header at p->at; its length, or 0 with *e. */
static size_t
read_header(struct reader_pages *p, struct header *h, struct error *e)
{
	uint8_t bytes[HEADER_MAX];
	size_t n = p->end - p->at < HEADER_MAX ? (size_t)(p->end - p->at) :
						 HEADER_MAX;
	struct thrift_in t;
	int16_t id;

	*h = (struct header){ -1, -1, -1, 0, -1, -1, false };
	if (fd_pread_all(p->r->fd, bytes, n, p->at) != 0) {
		(void)fail(p, "a page that cannot be read", e);
		return 0;
	}
	t = thrift_open(bytes, n);
	while ((id = thrift_field(&t)) != 0) {
		if (id == 1)
			h->type = thrift_get_i32(&t);
		else if (id == 2)
			h->raw = thrift_get_i32(&t);
		else if (id == 3)
			h->stored = thrift_get_i32(&t);
		else if (id == 4) {
			h->crc = thrift_get_i32(&t);
			h->has_crc = true;
		} else if ((id == 5 && h->type == PAGE_DATA) ||
		    (id == 7 && h->type == PAGE_DICTIONARY))
			parse_inner(&t, h);
		else
			t.bad = true;
	}
	n = (size_t)(t.p - bytes);
	if (t.bad || h->raw < 0 || h->stored < 0 || h->values < 0 ||
	    h->stored > p->end - p->at - (int64_t)n) {
		(void)fail(p, "a damaged page header", e);
		return 0;
	}
	return n;
}

/* Read and decompress the page at p->at to body. */
static int
read_body(struct reader_pages *p, struct header *h, struct buf *body,
    struct error *e)
{
	size_t head = read_header(p, h, e);
	uint8_t *stored, *to;

	if (head == 0)
		return -1;
	buf_reset(&p->stored);
	buf_reset(body);
	/* One byte more, so that there is an address for none as well. */
	stored = buf_reserve(&p->stored, (size_t)h->stored + 1);
	to = buf_reserve(body, (size_t)h->raw + 1);
	if (stored == NULL || to == NULL ||
	    fd_pread_all(p->r->fd, stored, (size_t)h->stored,
		p->at + (int64_t)head) != 0)
		return fail(p, "a page that cannot be read", e);
	if (h->has_crc &&
	    codec_crc32(0, stored, (size_t)h->stored) != (uint32_t)h->crc)
		return fail(p, "a page whose checksum is wrong", e);
	if (codec_decompress(&p->codec, stored, (size_t)h->stored, to,
		(size_t)h->raw, e) != 0)
		return fail(p, "a page that does not decompress", e);
	body->len = (size_t)h->raw;
	p->at += (int64_t)head + h->stored;
	p->raw += (int64_t)head + h->raw;
	return 0;
}

/* Room for n values. */
static void
make_room(struct reader_values *v, size_t rows, size_t n)
{
	if (rows > v->present_cap)
		v->present = mem_grow(v->present, &v->present_cap, rows, 1);
	if (n > v->nums_cap)
		v->nums = mem_grow(v->nums, &v->nums_cap, n,
		    sizeof(*v->nums));
	if (n > v->spans_cap)
		v->spans = mem_grow(v->spans, &v->spans_cap, n,
		    sizeof(*v->spans));
	v->rows = rows;
	v->n = n;
}

/* PLAIN values, which must end with the bytes. */
static bool
get_plain(const struct reader_column *c, const uint8_t *p, size_t len,
    struct reader_values *v)
{
	size_t i, at = 0, part;

	if (c->phys == PHYS_BOOLEAN) {
		for (i = 0; i < v->n && i / 8 < len; i++)
			v->nums[i] = p[i / 8] >> i % 8 & 1;
		return len == (v->n + 7) / 8;
	}
	if (c->phys != PHYS_BYTES && len != v->n * c->width)
		return false;
	for (i = 0; i < v->n; i++) {
		if (c->phys == PHYS_INT32) {
			v->nums[i] = (int32_t)le_get32(p + i * 4);
		} else if (c->phys == PHYS_FIXED) {
			v->spans[i].p = p + i * c->width;
			v->spans[i].len = c->width;
		} else if (c->phys != PHYS_BYTES) {
			v->nums[i] = (int64_t)le_get64(p + i * 8);
		} else {
			if (len - at < 4)
				return false;
			part = le_get32(p + at);
			if (part > len - at - 4)
				return false;
			v->spans[i].p = p + at + 4;
			v->spans[i].len = part;
			at += 4 + part;
		}
	}
	return c->phys != PHYS_BYTES || at == len;
}

static bool
get_ids(struct reader_pages *p, const uint8_t *at, size_t len)
{
	struct reader_values *v = &p->values;
	size_t i, used;

	if (p->dictionary_pages == 0)
		return false;
	if (v->n == 0)
		return len == 1;
	if (v->n > p->ids_cap)
		p->ids = mem_grow(p->ids, &p->ids_cap, v->n, sizeof(*p->ids));
	if (len < 1 || at[0] < 1 || at[0] > 32 ||
	    !hybrid_get(at + 1, len - 1, at[0], p->ids, v->n, &used) ||
	    used != len - 1)
		return false;
	for (i = 0; i < v->n; i++) {
		if (p->ids[i] >= p->entries.n)
			return false;
		v->nums[i] = p->entries.nums[p->ids[i]];
		v->spans[i] = p->entries.spans[p->ids[i]];
	}
	return true;
}

static bool
get_lengths(struct reader_values *v, const uint8_t *p, size_t len)
{
	size_t i, at;

	if (!delta_get(p, len, v->nums, v->n, true, &at))
		return false;
	for (i = 0; i < v->n; i++) {
		if (v->nums[i] < 0 || (size_t)v->nums[i] > len - at)
			return false;
		v->spans[i].p = p + at;
		v->spans[i].len = (size_t)v->nums[i];
		at += v->spans[i].len;
	}
	return at == len;
}

/* Decode the values of the page in p->body behind its levels. */
static bool
get_values(struct reader_pages *p, const uint8_t *at, size_t len)
{
	const struct reader_column *c = p->column;
	bool integer = c->phys == PHYS_INT32 || c->phys == PHYS_INT64;
	size_t used;

	switch (p->encoding) {
	case ENCODING_PLAIN:
		return get_plain(c, at, len, &p->values);
	case ENCODING_RLE_DICTIONARY:
		return get_ids(p, at, len);
	case ENCODING_DELTA_BINARY_PACKED:
		return integer &&
		    delta_get(at, len, p->values.nums, p->values.n,
			c->width == 4, &used) &&
		    used == len;
	case ENCODING_BYTE_STREAM_SPLIT:
		if (c->phys != PHYS_DOUBLE || len != p->values.n * 8)
			return false;
		delta_join(at, p->values.nums, p->values.n);
		return true;
	case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
		return c->phys == PHYS_BYTES && get_lengths(&p->values, at,
		    len);
	default:
		return false;
	}
}

/* Definition levels: a byte a row.  The bytes that they took, or 0. */
static size_t
get_levels(struct reader_pages *p, size_t rows, size_t *present)
{
	const struct buf *b = &p->body;
	size_t len, used, i;

	if (b->len < 4)
		return 0;
	len = le_get32(b->data);
	if (rows > p->ids_cap)
		p->ids = mem_grow(p->ids, &p->ids_cap, rows, sizeof(*p->ids));
	if (len > b->len - 4 ||
	    !hybrid_get(b->data + 4, len, 1, p->ids, rows, &used) ||
	    used != len)
		return 0;
	*present = 0;
	make_room(&p->values, rows, 0);
	for (i = 0; i < rows; i++) {
		p->values.present[i] = (uint8_t)p->ids[i];
		*present += p->ids[i];
	}
	return 4 + len;
}

static int
take_data(struct reader_pages *p, const struct header *h, struct error *e)
{
	size_t rows = (size_t)h->values, n = rows, at = 0;

	p->encoding = (int32_t)h->encoding;
	p->data_pages++;
	p->row = p->done;
	p->done += h->values;
	if (rows == 0 || p->done > p->chunk->values)
		return fail(p, "a page with too few or too many rows", e);
	if (h->encoding < 0 || h->encoding > 31 ||
	    (p->chunk->encodings >> h->encoding & 1) == 0)
		return fail(p, "a page of an encoding that is not announced",
		    e);
	if (p->column->required) {
		make_room(&p->values, rows, 0);
		memset(p->values.present, 1, rows);
	} else {
		at = get_levels(p, rows, &n);
		if (at == 0)
			return fail(p, "a page with damaged levels", e);
	}
	make_room(&p->values, rows, n);
	if (!get_values(p, p->body.data + at, p->body.len - at))
		return fail(p, "a page with damaged values", e);
	return 1;
}

static int
take_dictionary(struct reader_pages *p, const struct header *h,
    struct error *e)
{
	if (h->encoding != ENCODING_PLAIN)
		return fail(p, "a dictionary that is not PLAIN", e);
	make_room(&p->entries, 0, (size_t)h->values);
	p->dictionary_pages++;
	if (!get_plain(p->column, p->dictionary.data, p->dictionary.len,
		&p->entries))
		return fail(p, "a damaged dictionary", e);
	return 0;
}

int
reader_page(struct reader_pages *p, struct error *e)
{
	struct header h;

	p->from = p->at;
	if (p->at == p->chunk->at && p->chunk->dictionary) {
		if (read_body(p, &h, &p->dictionary, e) != 0)
			return -1;
		if (h.type != PAGE_DICTIONARY)
			return fail(p, "no dictionary page", e);
		if (take_dictionary(p, &h, e) != 0)
			return -1;
		p->from = p->at;
	}
	if (p->data_pages == 0 && p->at != p->chunk->data_at)
		return fail(p, "no data page", e);
	if (p->at == p->end) {
		if (p->done != p->chunk->values || p->raw != p->chunk->raw)
			return fail(p, "pages that are not the whole chunk", e);
		return 0;
	}
	if (read_body(p, &h, &p->body, e) != 0)
		return -1;
	if (h.type != PAGE_DATA)
		return fail(p, "a page of an unknown kind", e);
	return take_data(p, &h, e);
}

static void
free_values(struct reader_values *v)
{
	mem_free(v->present);
	mem_free(v->nums);
	mem_free(v->spans);
}

void
reader_pages_close(struct reader_pages *p)
{
	codec_close(&p->codec);
	buf_free(&p->stored);
	buf_free(&p->body);
	buf_free(&p->dictionary);
	free_values(&p->entries);
	free_values(&p->values);
	mem_free(p->ids);
	memset(p, 0, sizeof(*p));
}
