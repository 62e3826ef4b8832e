/* reader_values: the values of a page; see reader_values.h. */
#include "parquet/reader_values.h"

#include "base/le.h"
#include "base/mem.h"
#include "parquet/delta_encoding.h"
#include "parquet/rle.h"

/* What zlib and zstd keep for decompressing, about. */
#define CODEC_HOLDS ((uint64_t)128 << 10)

static uint64_t
values_hold(const struct reader_values *v)
{
	return v->present_cap + v->repeats_cap +
	    (uint64_t)v->nums_cap * sizeof(*v->nums) +
	    (uint64_t)v->spans_cap * sizeof(*v->spans);
}

/* The bytes that want elements take beyond the cap that there are. */
static uint64_t
beyond(size_t cap, size_t want, size_t size)
{
	return want > cap ? (uint64_t)(want - cap) * size : 0;
}

bool
reader_values_fit(struct reader_pages *p, uint64_t more)
{
	struct reader_room *room = p->room;
	uint64_t held = values_hold(&p->values) + values_hold(&p->entries) +
	    p->stored.cap + p->body.cap + p->dictionary.cap + p->text.cap +
	    (uint64_t)p->ids_cap * sizeof(*p->ids) + more;

	if (room == NULL)
		return true;
	if (p->codec.method != CODEC_NONE)
		held += CODEC_HOLDS;
	if (held > room->max - (room->held - p->held)) {
		p->full = true;
		return false;
	}
	room->held = room->held - p->held + (size_t)held;
	p->held = (size_t)held;
	return true;
}

bool
reader_values_room(struct reader_pages *p, struct reader_values *v,
    size_t rows, size_t n)
{
	bool spans = reader_has_spans(p->column);
	bool repeats = rows > 0 && p->column->rep_max > 0;
	uint64_t more = beyond(v->present_cap, rows, 1) +
	    (repeats ? beyond(v->repeats_cap, rows, 1) : 0) +
	    (spans ? beyond(v->spans_cap, n, sizeof(*v->spans)) :
		     beyond(v->nums_cap, n, sizeof(*v->nums)));

	if (more > 0 && !reader_values_fit(p, more))
		return false;
	if (rows > v->present_cap)
		v->present = mem_grow(v->present, &v->present_cap, rows, 1);
	if (repeats && rows > v->repeats_cap)
		v->repeats = mem_grow(v->repeats, &v->repeats_cap, rows, 1);
	if (n > v->nums_cap && !spans)
		v->nums = mem_grow(v->nums, &v->nums_cap, n,
		    sizeof(*v->nums));
	if (n > v->spans_cap && spans)
		v->spans = mem_grow(v->spans, &v->spans_cap, n,
		    sizeof(*v->spans));
	v->rows = rows;
	v->n = n;
	return true;
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

bool
reader_values_plain(const struct reader_column *c, bool strict,
    const uint8_t *p, size_t len, struct reader_values *v)
{
	size_t i, at = 0, part;

	if (c->phys == PHYS_BOOLEAN) {
		for (i = 0; i < v->n && i / 8 < len; i++)
			v->nums[i] = p[i / 8] >> i % 8 & 1;
		return i == v->n && (!strict || len == (v->n + 7) / 8);
	}
	if (c->phys != PHYS_BYTES && (v->n > len / c->width ||
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

bool
reader_values_runs(struct reader_pages *p, const uint8_t *at, size_t len,
    unsigned width, size_t n)
{
	size_t used;

	if (n > p->ids_cap &&
	    !reader_values_fit(p, beyond(p->ids_cap, n, sizeof(*p->ids))))
		return false;
	if (n > p->ids_cap)
		p->ids = mem_grow(p->ids, &p->ids_cap, n, sizeof(*p->ids));
	if (!p->r->strict)
		return rle_get_padded(at, len, width, p->ids, n);
	return rle_get(at, len, width, p->ids, n, &used) && used == len;
}

static bool
get_ids(struct reader_pages *p, const uint8_t *at, size_t len)
{
	struct reader_values *v = &p->values;
	bool strict = p->r->strict, spans = reader_has_spans(p->column);
	size_t i;

	if (v->n == 0)
		return strict ? p->dictionary_pages > 0 && len == 1 : true;
	if (p->dictionary_pages == 0)
		return false;
	if (len < 1 || at[0] > 32 || (strict && at[0] < 1))
		return false;
	if (at[0] > 0 && !reader_values_runs(p, at + 1, len - 1, at[0], v->n))
		return false;
	for (i = 0; i < v->n; i++) {
		/* One entry needs no bits. */
		size_t id = at[0] > 0 ? p->ids[i] : 0;

		if (id >= p->entries.n)
			return false;
		if (spans)
			v->spans[i] = p->entries.spans[id];
		else
			v->nums[i] = p->entries.nums[id];
	}
	return true;
}

static bool
get_lengths(struct reader_pages *pages, const uint8_t *p, size_t len)
{
	struct reader_values *v = &pages->values;
	size_t i, at;

	if (v->n > v->nums_cap) {
		if (!reader_values_fit(pages,
			beyond(v->nums_cap, v->n, sizeof(*v->nums))))
			return false;
		v->nums = mem_grow(v->nums, &v->nums_cap, v->n,
		    sizeof(*v->nums));
	}
	if (!delta_encoding_get(p, len, v->nums, v->n, true, &at))
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
	int64_t *shared;
	size_t i, used, from = 0, before = 0;
	uint64_t total = 0;
	bool ok;

	if (!reader_values_fit(p, (uint64_t)v->n * sizeof(*shared)))
		return false;
	shared = mem_new(v->n + 1, sizeof(*shared));
	ok = delta_encoding_get(at, len, shared, v->n, true, &used) &&
	    get_lengths(p, at + used, len - used);
	buf_reset(&p->text);
	/* Texts that share much become many more bytes than there are. */
	for (i = 0; ok && i < v->n; i++) {
		ok = shared[i] >= 0;
		total += (uint64_t)shared[i] + v->spans[i].len;
	}
	ok = ok && reader_values_fit(p, total);
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

/* BYTE_STREAM_SPLIT of bytes of a certain length. */
static bool
join_fixed(struct reader_pages *p, const uint8_t *at, size_t len)
{
	size_t n = p->values.n, width = p->column->width, i, k;
	uint8_t *to;

	buf_reset(&p->text);
	if (!reader_values_fit(p, (uint64_t)len + 1))
		return false;
	to = buf_reserve(&p->text, len + 1);
	if (to == NULL)
		return false;
	for (i = 0; i < n; i++) {
		p->values.spans[i].p = to + i * width;
		p->values.spans[i].len = width;
		for (k = 0; k < width; k++)
			to[i * width + k] = at[k * n + i];
	}
	return true;
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

	if ((!eight && !four && (p->r->strict || c->phys != PHYS_FIXED)) ||
	    p->values.n > len || len != p->values.n * c->width)
		return false;
	if (c->phys == PHYS_FIXED)
		return join_fixed(p, at, len);
	if (eight)
		delta_encoding_join(at, p->values.nums, p->values.n);
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
	if (runs > len - 4 || !reader_values_runs(p, at + 4, runs, 1, v->n))
		return false;
	for (i = 0; i < v->n; i++)
		v->nums[i] = p->ids[i];
	return true;
}

bool
reader_values_get(struct reader_pages *p, const uint8_t *at, size_t len)
{
	const struct reader_column *c = p->column;
	bool integer = c->phys == PHYS_INT32 || c->phys == PHYS_INT64;
	size_t used;

	switch (p->encoding) {
	case ENCODING_PLAIN:
		return reader_values_plain(c, p->r->strict, at, len,
		    &p->values);
	case ENCODING_RLE_DICTIONARY:
		return get_ids(p, at, len);
	case ENCODING_DELTA_BINARY_PACKED:
		return integer &&
		    delta_encoding_get(at, len, p->values.nums, p->values.n,
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
		return c->phys == PHYS_BYTES && get_lengths(p, at, len);
	default:
		return false;
	}
}

void
reader_values_free(struct reader_values *v)
{
	mem_free(v->present);
	mem_free(v->repeats);
	mem_free(v->nums);
	mem_free(v->spans);
}
