/* reader: the pages of a chunk and their values; see reader.h. */
#include "base/le.h"
#include "base/mem.h"
#include "io/fd.h"
#include "parquet/delta.h"
#include "parquet/hybrid.h"
#include "parquet/reader.h"
#include "parquet/thrift.h"

/* Headers of our own pages are far below the first; others put statistics of
 * any size there. */
#define HEADER_OURS 1024
#define HEADER_MAX  ((size_t)16 << 20)

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

	if (c->unread != NULL) {
		error_set(e, ERROR_INPUT,
		    "'%s': column '%.*s' is compressed by %s, which is not "
		    "read",
		    r->name, (int)r->columns[column].name.len,
		    (const char *)r->columns[column].name.p, c->unread);
		return -1;
	}
	if (p->r == NULL) {
		p->stored = buf_make(BODY_MAX);
		p->body = buf_make(BODY_MAX);
		p->dictionary = buf_make(BODY_MAX);
		p->text = buf_make(BODY_MAX);
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
	/* Of version 2: levels are in front of what is compressed. */
	int64_t rows, levels, repetitions;
	bool compressed;
};

static void
parse_inner(struct thrift_in *t, bool strict, struct header *h)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = thrift_field(t)) != 0) {
		if (id == 1) {
			h->values = thrift_get_i32(t);
		} else if (id == 2) {
			h->encoding = thrift_get_i32(t);
		} else if (h->type == PAGE_DATA &&
		    (id == 3 || (id == 4 && strict))) {
			/* Of levels; there are none of repetition. */
			if (thrift_get_i32(t) != ENCODING_RLE)
				t->bad = true;
		} else {
			thrift_skip(t);
		}
	}
}

static void
parse_inner_2(struct thrift_in *t, struct header *h)
{
	int16_t id;

	thrift_get_struct(t);
	h->compressed = true;
	h->levels = h->repetitions = 0;
	while ((id = thrift_field(t)) != 0) {
		if (id == 1)
			h->values = thrift_get_i32(t);
		else if (id == 3)
			h->rows = thrift_get_i32(t);
		else if (id == 4)
			h->encoding = thrift_get_i32(t);
		else if (id == 5)
			h->levels = thrift_get_i32(t);
		else if (id == 6)
			h->repetitions = thrift_get_i32(t);
		else if (id == 7)
			h->compressed = thrift_get_bool(t);
		else
			thrift_skip(t);
	}
	if (h->rows != h->values || h->levels < 0 || h->repetitions < 0)
		t->bad = true;
}

/* Take the header from the n bytes; its length, or 0. */
static size_t
parse_header(const struct reader_pages *p, const uint8_t *bytes, size_t n,
    struct header *h)
{
	struct thrift_in t = thrift_open(bytes, n);
	bool any = !p->r->strict;
	int16_t id;

	*h = (struct header){ -1, -1, -1, 0, -1, -1, false, -1, -1, -1,
		true };
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
			parse_inner(&t, !any, h);
		else if (any && id == 8 && h->type == PAGE_DATA_2)
			parse_inner_2(&t, h);
		else if (any)
			thrift_skip(&t);
		else
			t.bad = true;
	}
	return t.bad ? 0 : (size_t)(t.p - bytes);
}

/* Read the header at p->at; its length, or 0 with *e. */
static size_t
read_header(struct reader_pages *p, struct header *h, struct error *e)
{
	uint8_t bytes[HEADER_OURS], *to;
	size_t left = (size_t)(p->end - p->at), n, used;

	n = left < sizeof(bytes) ? left : sizeof(bytes);
	if (fd_pread_all(p->r->fd, bytes, n, p->at) != 0) {
		(void)fail(p, "a page that cannot be read", e);
		return 0;
	}
	used = parse_header(p, bytes, n, h);
	while (used == 0 && !p->r->strict && n < left && n < HEADER_MAX) {
		n = n * 16 < left ? n * 16 : left;
		buf_reset(&p->stored);
		to = buf_reserve(&p->stored, n);
		if (to == NULL || fd_pread_all(p->r->fd, to, n, p->at) != 0)
			break;
		used = parse_header(p, to, n, h);
	}
	if (used == 0 || h->raw < 0 || h->stored < 0 ||
	    (h->values < 0 && h->type != PAGE_INDEX) ||
	    h->stored > p->end - p->at - (int64_t)used) {
		(void)fail(p, "a damaged page header", e);
		return 0;
	}
	return used;
}

/* Decompress what is stored to the page's bytes, behind its first ones. */
static int
unpack(struct reader_pages *p, const struct header *h, const uint8_t *stored,
    uint8_t *to, struct error *e)
{
	size_t plain = 0;

	if (h->type == PAGE_DATA_2) {
		plain = (size_t)(h->levels + h->repetitions);
		if (!h->compressed)
			plain = (size_t)h->stored;
		if (plain > (size_t)h->stored || plain > (size_t)h->raw ||
		    (!h->compressed && h->stored != h->raw))
			return fail(p, "a damaged page header", e);
		memcpy(to, stored, plain);
		/* Nothing needs no codec's frame. */
		if (plain == (size_t)h->raw)
			return 0;
	}
	if (codec_decompress(&p->codec, stored + plain,
		(size_t)h->stored - plain, to + plain, (size_t)h->raw - plain,
		e) != 0)
		return fail(p, "a page that does not decompress", e);
	return 0;
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
	if (unpack(p, h, stored, to, e) != 0)
		return -1;
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

/* The bits of a float as those of a double. */
static int64_t
widen(uint32_t bits)
{
	int64_t wide;
	double d;
	float f;

	memcpy(&f, &bits, sizeof(f));
	d = (double)f;
	memcpy(&wide, &d, sizeof(wide));
	return wide;
}

/* PLAIN values, which in our own files end with the bytes. */
static bool
get_plain(const struct reader_column *c, bool strict, const uint8_t *p,
    size_t len, struct reader_values *v)
{
	size_t i, at = 0, part;

	if (c->phys == PHYS_BOOLEAN) {
		for (i = 0; i < v->n && i / 8 < len; i++)
			v->nums[i] = p[i / 8] >> i % 8 & 1;
		return i == v->n && (!strict || len == (v->n + 7) / 8);
	}
	if (c->phys != PHYS_BYTES && (len < v->n * c->width ||
		(strict && len > v->n * c->width)))
		return false;
	for (i = 0; i < v->n; i++) {
		if (c->phys == PHYS_INT32) {
			v->nums[i] = (int32_t)le_get32(p + i * 4);
		} else if (c->phys == PHYS_FLOAT) {
			v->nums[i] = widen(le_get32(p + i * 4));
		} else if (c->phys == PHYS_FIXED || c->phys == PHYS_INT96) {
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
	return c->phys != PHYS_BYTES || !strict || at == len;
}

/* Runs, which for our own files fill the bytes. */
static bool
get_hybrid(struct reader_pages *p, const uint8_t *at, size_t len,
    unsigned width, size_t n)
{
	size_t used;

	if (n > p->ids_cap)
		p->ids = mem_grow(p->ids, &p->ids_cap, n, sizeof(*p->ids));
	if (!p->r->strict)
		return hybrid_get_padded(at, len, width, p->ids, n);
	return hybrid_get(at, len, width, p->ids, n, &used) && used == len;
}

static bool
get_ids(struct reader_pages *p, const uint8_t *at, size_t len)
{
	struct reader_values *v = &p->values;
	bool strict = p->r->strict;
	size_t i;

	if (v->n == 0)
		return strict ? p->dictionary_pages > 0 && len == 1 : true;
	if (p->dictionary_pages == 0)
		return false;
	if (len < 1 || at[0] > 32 || (strict && at[0] < 1))
		return false;
	if (at[0] > 0 && !get_hybrid(p, at + 1, len - 1, at[0], v->n))
		return false;
	for (i = 0; i < v->n; i++) {
		/* One entry needs no bits. */
		size_t id = at[0] > 0 ? p->ids[i] : 0;

		if (id >= p->entries.n)
			return false;
		v->nums[i] = p->entries.nums[id];
		v->spans[i] = p->entries.spans[id];
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

/* DELTA_BYTE_ARRAY: what each text shares with the one before, and the rest. */
static bool
get_prefixed(struct reader_pages *p, const uint8_t *at, size_t len)
{
	struct reader_values *v = &p->values;
	int64_t *shared = mem_new(v->n + 1, sizeof(*shared));
	size_t i, used, from = 0, before = 0;
	bool ok = delta_get(at, len, shared, v->n, true, &used) &&
	    get_lengths(v, at + used, len - used);

	buf_reset(&p->text);
	for (i = 0; ok && i < v->n; i++) {
		ok = shared[i] >= 0 && (size_t)shared[i] <= before &&
		    buf_reserve(&p->text, (size_t)shared[i] + 1) != NULL;
		if (!ok)
			break;
		/* Offsets, until the text is complete and moves no more. */
		buf_put(&p->text, p->text.data + from, (size_t)shared[i]);
		buf_put(&p->text, v->spans[i].p, v->spans[i].len);
		from = p->text.len - (size_t)shared[i] - v->spans[i].len;
		before = p->text.len - from;
		v->spans[i].len = before;
		ok = !p->text.failed;
	}
	for (i = 0, from = 0; ok && i < v->n; i++) {
		v->spans[i].p = p->text.data + from;
		from += v->spans[i].len;
		/* All of a FIXED's are as long. */
		ok = p->column->phys == PHYS_BYTES ||
		    v->spans[i].len == p->column->width;
	}
	mem_free(shared);
	return ok;
}

/* BYTE_STREAM_SPLIT of values of 4 bytes. */
static void
join_4(const struct reader_column *c, const uint8_t *at, int64_t *v, size_t n)
{
	uint32_t bits;
	size_t i;

	for (i = 0; i < n; i++) {
		bits = (uint32_t)at[i] | (uint32_t)at[n + i] << 8 |
		    (uint32_t)at[2 * n + i] << 16 |
		    (uint32_t)at[3 * n + i] << 24;
		v[i] = c->phys == PHYS_FLOAT ? widen(bits) : (int32_t)bits;
	}
}

/* BYTE_STREAM_SPLIT. */
static bool
get_split(struct reader_pages *p, const uint8_t *at, size_t len)
{
	const struct reader_column *c = p->column;
	bool eight = c->phys == PHYS_DOUBLE ||
	    (!p->r->strict && c->phys == PHYS_INT64);
	bool four = c->phys == PHYS_FLOAT ||
	    (!p->r->strict && c->phys == PHYS_INT32);

	if ((!eight && !four) || len != p->values.n * c->width)
		return false;
	if (eight)
		delta_join(at, p->values.nums, p->values.n);
	else
		join_4(c, at, p->values.nums, p->values.n);
	return true;
}

/* Booleans as runs. */
static bool
get_runs(struct reader_pages *p, const uint8_t *at, size_t len)
{
	struct reader_values *v = &p->values;
	size_t i, runs;

	if (p->r->strict || p->column->phys != PHYS_BOOLEAN || len < 4)
		return false;
	runs = le_get32(at);
	if (runs > len - 4 || !get_hybrid(p, at + 4, runs, 1, v->n))
		return false;
	for (i = 0; i < v->n; i++)
		v->nums[i] = p->ids[i];
	return true;
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
		return get_plain(c, p->r->strict, at, len, &p->values);
	case ENCODING_RLE_DICTIONARY:
		return get_ids(p, at, len);
	case ENCODING_DELTA_BINARY_PACKED:
		return integer &&
		    delta_get(at, len, p->values.nums, p->values.n,
			c->width == 4, &used) &&
		    used == len;
	case ENCODING_PLAIN_DICTIONARY:
		return !p->r->strict && get_ids(p, at, len);
	case ENCODING_BYTE_STREAM_SPLIT:
		return get_split(p, at, len);
	case ENCODING_RLE:
		return get_runs(p, at, len);
	case ENCODING_DELTA_BYTE_ARRAY:
		return !p->r->strict &&
		    (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED) &&
		    get_prefixed(p, at, len);
	case ENCODING_DELTA_LENGTH_BYTE_ARRAY:
		return c->phys == PHYS_BYTES && get_lengths(&p->values, at,
		    len);
	default:
		return false;
	}
}

/* Definition levels, len bytes of them: a byte a row. */
static bool
get_levels(struct reader_pages *p, const uint8_t *at, size_t len, size_t rows,
    size_t *present)
{
	size_t i;

	if (!get_hybrid(p, at, len, 1, rows))
		return false;
	*present = 0;
	make_room(&p->values, rows, 0);
	for (i = 0; i < rows; i++) {
		p->values.present[i] = (uint8_t)p->ids[i];
		*present += p->ids[i];
	}
	return true;
}

/* Where the levels are: behind their length, or as long as the header says. */
static bool
find_levels(const struct reader_pages *p, const struct header *h, size_t *at,
    size_t *len)
{
	const struct buf *b = &p->body;

	if (h->type == PAGE_DATA_2) {
		*at = (size_t)h->repetitions;
		*len = (size_t)h->levels;
		return *at <= b->len && *len <= b->len - *at;
	}
	if (b->len < 4)
		return false;
	*at = 4;
	*len = le_get32(b->data);
	return *len <= b->len - 4;
}

static int
take_data(struct reader_pages *p, const struct header *h, struct error *e)
{
	size_t rows = (size_t)h->values, n = rows, at = 0, len = 0;

	p->encoding = (int32_t)h->encoding;
	p->data_pages++;
	p->row = p->done;
	p->done += h->values;
	if ((rows == 0 && p->r->strict) || p->done > p->chunk->values)
		return fail(p, "a page with too few or too many rows", e);
	if (p->r->strict && (h->encoding < 0 || h->encoding > 31 ||
	    (p->chunk->encodings >> h->encoding & 1) == 0))
		return fail(p, "a page of an encoding that is not announced",
		    e);
	if (p->column->required) {
		make_room(&p->values, rows, 0);
		memset(p->values.present, 1, rows);
		if (h->type == PAGE_DATA_2)
			at = (size_t)(h->levels + h->repetitions);
		if (at > p->body.len)
			return fail(p, "a page with damaged levels", e);
	} else if (!find_levels(p, h, &at, &len) ||
	    !get_levels(p, p->body.data + at, len, rows, &n)) {
		return fail(p, "a page with damaged levels", e);
	}
	make_room(&p->values, rows, n);
	at += len;
	if (!get_values(p, p->body.data + at, p->body.len - at))
		return fail(p, "a page with damaged values", e);
	return 1;
}

static int
take_dictionary(struct reader_pages *p, const struct header *h,
    struct error *e)
{
	if (h->encoding != ENCODING_PLAIN &&
	    (p->r->strict || h->encoding != ENCODING_PLAIN_DICTIONARY))
		return fail(p, "a dictionary that is not PLAIN", e);
	make_room(&p->entries, 0, (size_t)h->values);
	p->dictionary_pages++;
	if (!get_plain(p->column, p->r->strict, p->dictionary.data,
		p->dictionary.len, &p->entries))
		return fail(p, "a damaged dictionary", e);
	return 0;
}

/* The next page, of any writer, that holds data; 0 behind the last. */
static int
next_page(struct reader_pages *p, struct error *e)
{
	struct header h;

	while (p->done < p->chunk->values) {
		p->from = p->at;
		if (read_header(p, &h, e) == 0)
			return -1;
		if (h.type == PAGE_DICTIONARY && p->dictionary_pages == 0) {
			if (read_body(p, &h, &p->dictionary, e) != 0 ||
			    take_dictionary(p, &h, e) != 0)
				return -1;
			continue;
		}
		if (read_body(p, &h, &p->body, e) != 0)
			return -1;
		if (h.type == PAGE_DATA || h.type == PAGE_DATA_2)
			return take_data(p, &h, e);
		if (h.type != PAGE_INDEX)
			return fail(p, "a page of an unknown kind", e);
	}
	return 0;
}

int
reader_page(struct reader_pages *p, struct error *e)
{
	struct header h;

	if (!p->r->strict)
		return next_page(p, e);
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
	buf_free(&p->text);
	free_values(&p->entries);
	free_values(&p->values);
	mem_free(p->ids);
	memset(p, 0, sizeof(*p));
}
