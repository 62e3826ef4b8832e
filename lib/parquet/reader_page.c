/* reader: the pages of a chunk; see reader.h. */
#include "base/mem.h"
#include "io/fd.h"
#include "parquet/reader.h"
#include "parquet/reader_levels.h"
#include "parquet/reader_values.h"
#include "parquet/thrift.h"

/* Headers of our own pages are far below the first; others put statistics of
 * any size there. */
#define HEADER_OURS 1024
#define HEADER_MAX  ((size_t)16 << 20)

/* The header of a dictionary page is no longer. */
#define DICTIONARY_HEADER 100

/* Bytes of a page as it is stored that are kept for the next one. */
#define STORED_KEPT ((size_t)4 << 20)

#define BODY_MAX ((size_t)1 << 31)

/* The types of fields by their numbers, for thrift_field_of(); dictionaries
 * begin as data pages do. */
static const uint8_t of_data[] = { 0, THRIFT_I32, THRIFT_I32, THRIFT_I32,
	THRIFT_I32 };
static const uint8_t of_data_2[] = { 0, THRIFT_I32, THRIFT_I32, THRIFT_I32,
	THRIFT_I32, THRIFT_I32, THRIFT_I32, THRIFT_TRUE };
static const uint8_t of_page[] = { 0, THRIFT_I32, THRIFT_I32, THRIFT_I32,
	THRIFT_I32, THRIFT_STRUCT, THRIFT_STRUCT, THRIFT_STRUCT,
	THRIFT_STRUCT };

static int
fail(const struct reader_pages *p, const char *what, struct error *e)
{
	if (p->full) {
		error_set(e, ERROR_LIMIT,
		    "'%s': column '%.*s': what is at byte %lld, with the other "
		    "columns, needs more memory than %zu bytes; --memory says "
		    "how much there is",
		    p->r->name, (int)p->column->name.len,
		    (const char *)p->column->name.p, (long long)p->from,
		    p->room->max);
		return -1;
	}
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
		    "'%s': column '%.*s' is %s, which is not read",
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
	p->room = r->room;
	p->full = false;
	p->column = &r->columns[column];
	p->chunk = c;
	p->at = p->from = c->at;
	p->end = c->at + c->stored;
	/* Old parquet-mr leaves the dictionary's header out of the length. */
	if (!r->strict)
		p->end = p->end < r->footer_at - DICTIONARY_HEADER ?
		    p->end + DICTIONARY_HEADER :
		    r->footer_at;
	p->row = p->done = p->raw = p->skip = 0;
	p->dictionary_pages = p->data_pages = 0;
	p->entries.n = 0;
	p->values.n = p->values.rows = 0;
	return 0;
}

struct header {
	int64_t type, raw, stored, crc, values, encoding;
	bool has_crc;
	/* Levels: the encoding; of version 2, where they are in front of what
	 * is compressed, their bytes. */
	int64_t levels, repetitions;
	int64_t rows;
	bool compressed;
};

/* Whether levels can be so in a page of version 1.  Where there are none,
 * others say anything. */
static bool
are_levels(int64_t encoding, unsigned max, bool strict)
{
	if (strict)
		return encoding == ENCODING_RLE;
	return max == 0 || encoding == ENCODING_RLE ||
	    encoding == ENCODING_BIT_PACKED;
}

static void
parse_inner(struct thrift_in *t, const struct reader_pages *p,
    struct header *h)
{
	bool strict = p->r->strict;
	int16_t id;

	h->levels = h->repetitions = ENCODING_RLE;
	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_data)) != 0) {
		if (id == 1)
			h->values = thrift_get_i32(t);
		else if (id == 2)
			h->encoding = thrift_get_i32(t);
		else if (h->type == PAGE_DATA && id == 3)
			h->levels = thrift_get_i32(t);
		else if (h->type == PAGE_DATA && id == 4)
			h->repetitions = thrift_get_i32(t);
		else
			thrift_skip(t);
	}
	if (!are_levels(h->levels, p->column->def_max, strict) ||
	    !are_levels(h->repetitions, p->column->rep_max, strict))
		t->bad = true;
}

static void
parse_inner_2(struct thrift_in *t, bool repeats, struct header *h)
{
	int16_t id;

	thrift_get_struct(t);
	h->compressed = true;
	h->levels = h->repetitions = 0;
	while ((id = THRIFT_FIELD(t, of_data_2)) != 0) {
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
	if ((!repeats && h->rows != h->values) || h->levels < 0 ||
	    h->repetitions < 0)
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

	*h = (struct header){ .type = -1, .raw = -1, .stored = -1,
		.values = -1, .encoding = -1, .compressed = true };
	t.lax = any;
	while ((id = THRIFT_FIELD(&t, of_page)) != 0) {
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
			parse_inner(&t, p, h);
		else if (any && id == 8 && h->type == PAGE_DATA_2)
			parse_inner_2(&t, p->column->rep_max > 0, h);
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

/* Decompress what is stored to the page's bytes, after its first ones. */
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
	if (!reader_values_fit(p, (uint64_t)h->stored + (uint64_t)h->raw + 2))
		return fail(p, "", e);
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
	/* What is large is not kept beside what it became. */
	if (p->stored.cap > STORED_KEPT)
		buf_free(&p->stored);
	body->len = (size_t)h->raw;
	p->at += (int64_t)head + h->stored;
	p->raw += (int64_t)head + h->raw;
	return 0;
}

/* How the page's levels are stored. */
static struct reader_levels
levels_of(const struct header *h)
{
	struct reader_levels l = { .framed = h->type == PAGE_DATA };

	if (l.framed) {
		l.packed_repetitions = h->repetitions == ENCODING_BIT_PACKED;
		l.packed_definitions = h->levels == ENCODING_BIT_PACKED;
	} else {
		l.repetitions = (size_t)h->repetitions;
		l.definitions = (size_t)h->levels;
	}
	return l;
}

static int
take_data(struct reader_pages *p, const struct header *h, struct error *e)
{
	size_t rows = (size_t)h->values, n = rows, at = 0;
	struct reader_levels l = levels_of(h);

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
	if (h->encoding > ENCODING_BYTE_STREAM_SPLIT || h->encoding < 0)
		return fail(p, "a page of an encoding that is not known here",
		    e);
	if (!reader_levels_get(p, &l, p->body.data, p->body.len, rows, &at,
		&n))
		return fail(p, "a page with damaged levels", e);
	if (!reader_values_room(p, &p->values, rows, n))
		return fail(p, "", e);
	if (!reader_values_get(p, p->body.data + at, p->body.len - at))
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
	/* Each value takes a byte or more: nothing is believed beyond that. */
	if ((uint64_t)h->values > p->dictionary.len)
		return fail(p, "a damaged dictionary", e);
	if (!reader_values_room(p, &p->entries, 0, (size_t)h->values))
		return fail(p, "", e);
	p->dictionary_pages++;
	if (!reader_values_plain(p->column, p->r->strict, p->dictionary.data,
		p->dictionary.len, &p->entries))
		return fail(p, "a damaged dictionary", e);
	return 0;
}

/* The next page, of any writer, that holds data; 0 after the last. */
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

/* Pass over pages that end before the row that is wanted. */
static int
pass_over(struct reader_pages *p, struct error *e)
{
	struct header h;
	size_t head;

	while (p->at < p->end) {
		p->from = p->at;
		head = read_header(p, &h, e);
		if (head == 0)
			return -1;
		if (h.type != PAGE_DATA || p->done + h.values > p->skip)
			break;
		p->at += (int64_t)head + h.stored;
		p->raw += (int64_t)head + h.raw;
		p->done += h.values;
		p->data_pages++;
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
	if (p->done < p->skip && pass_over(p, e) != 0)
		return -1;
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

void
reader_pages_close(struct reader_pages *p)
{
	if (p->room != NULL)
		p->room->held -= p->held;
	codec_close(&p->codec);
	buf_free(&p->stored);
	buf_free(&p->body);
	buf_free(&p->dictionary);
	buf_free(&p->text);
	reader_values_free(&p->entries);
	reader_values_free(&p->values);
	mem_free(p->ids);
	memset(p, 0, sizeof(*p));
}
