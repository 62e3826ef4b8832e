/* encoding_choice: which encoding a chunk takes; see encoding_choice.h. */
#include "parquet/encoding_choice.h"

#include "base/le.h"
#include "base/mem.h"
#include "parquet/delta_encoding.h"
#include "parquet/rle.h"

/* Dictionaries of numbers have at most this many entries. */
#define ENTRIES_MAX ((size_t)1 << 18)

/* Below this many values the bytes before compression decide. */
#define SAMPLE_MIN 1000

/* Values that are encoded and compressed to find out. */
#define SAMPLE_MAX ((size_t)8000)

/* Bits of the ids of this many entries, at least 1. */
static unsigned
id_width(size_t entries)
{
	/* Never 0: readers have failed on ids of no bits. */
	return entries <= 2 ? 1 :
	    32 - (unsigned)__builtin_clz((uint32_t)(entries - 1));
}

/* What the bytes in n->body take when stored. */
static size_t
stored(struct encoder *n)
{
	struct error ignored;

	if (n->codec.method == CODEC_NONE)
		return n->body.len;
	buf_reset(&n->other);
	if (codec_compress(&n->codec, n->body.data, n->body.len, &n->other,
		&ignored) != 0)
		return n->body.len;
	return n->other.len;
}

/* The part of v's values that is tried. */
struct sample {
	size_t from;
	size_t n;
	bool measured; /* enough to tell anything */
};

static struct sample
sample_of(size_t n)
{
	struct sample s = { 0, n, n >= SAMPLE_MIN };

	if (n > SAMPLE_MAX) {
		s.n = SAMPLE_MAX;
		/* From the middle, in whole groups of ids. */
		s.from = (n - s.n) / 2 / 8 * 8;
	}
	return s;
}

static void
put_fixed(struct buf *out, const int64_t *v, size_t n, unsigned width)
{
	uint8_t bytes[8];

	for (; n > 0; n--, v++) {
		le_put64(bytes, (uint64_t)*v);
		buf_put(out, bytes, width);
	}
}

/* What all ids take at that width, about. */
static size_t
cost_ids(struct encoder *n, const uint32_t *ids, size_t count, unsigned width)
{
	struct sample s = sample_of(count);

	buf_reset(&n->body);
	rle_put(&n->body, ids + s.from, s.n, width);
	return (s.measured ? stored(n) : n->body.len) * count / s.n;
}

/*
 * The width for ids, and what they take with it.  Ids of whole bytes are
 * longer, but repeat as bytes, which compression sees.
 */
static unsigned
best_width(struct encoder *n, const uint32_t *ids, size_t count,
    size_t entries, size_t *cost)
{
	unsigned width = id_width(entries), whole = (width + 7) / 8 * 8;
	size_t other;

	*cost = cost_ids(n, ids, count, width);
	if (whole == width || n->codec.method == CODEC_NONE ||
	    count < SAMPLE_MIN)
		return width;
	other = cost_ids(n, ids, count, whole);
	if (other + other / 64 >= *cost)
		return width;
	*cost = other;
	return whole;
}

/* What count numbers take as PLAIN values, or as the encoding. */
static size_t
cost_numbers(struct encoder *n, const int64_t *v, size_t count,
    unsigned width, enum encoding encoding)
{
	struct sample s = sample_of(count);

	buf_reset(&n->body);
	if (encoding == ENCODING_DELTA_BINARY_PACKED)
		delta_encoding_put(&n->body, v + s.from, s.n, width == 4);
	else if (encoding == ENCODING_BYTE_STREAM_SPLIT)
		delta_encoding_split(&n->body, v + s.from, s.n);
	else
		put_fixed(&n->body, v + s.from, s.n, width);
	return (s.measured ? stored(n) : n->body.len) * count / s.n;
}

/* Number the values; false when too few of them repeat. */
static bool
fold_numbers(struct encoder *n, const struct column_builder *v)
{
	size_t most = v->n / 2;

	if (v->n > n->ids_cap)
		n->ids = mem_grow(n->ids, &n->ids_cap, v->n,
		    sizeof(*n->ids));
	if (most > ENTRIES_MAX)
		most = ENTRIES_MAX;
	return numdict_fill(&n->numbers, v->nums, v->n, (uint32_t)most,
	    n->ids);
}

static const uint32_t *
choose_numbers(
    struct encoder *n, const struct column_builder *v, struct chunk *c)
{
	enum encoding other = v->phys == PHYS_DOUBLE ?
	    ENCODING_BYTE_STREAM_SPLIT :
	    ENCODING_DELTA_BINARY_PACKED;
	size_t best, cost, entries;
	unsigned width;
	bool folded = fold_numbers(n, v);

	/* Trying costs more than numbering: not where there is no choice. */
	if (!folded && n->options.encoding != CHUNK_COMPACT)
		return NULL;
	best = cost_numbers(n, v->nums, v->n, v->width, ENCODING_PLAIN);
	if (n->options.encoding == CHUNK_COMPACT) {
		cost = cost_numbers(n, v->nums, v->n, v->width, other);
		if (cost < best) {
			c->encoding = other;
			best = cost;
		}
	}
	if (!folded)
		return NULL;
	entries = n->numbers.n;
	width = best_width(n, n->ids, v->n, entries, &cost);
	cost += cost_numbers(n, n->numbers.values, entries, v->width,
	    ENCODING_PLAIN);
	/* A dictionary has a page of its own, so it must gain something. */
	if (cost + cost / 16 + 16 >= best)
		return NULL;
	c->encoding = ENCODING_RLE_DICTIONARY;
	c->distinct = entries;
	c->width = width;
	return n->ids;
}

/* The prefixes of a dictionary's entries, for their bounds. */
static void
make_prefixes(struct encoder *n, const struct dict *d)
{
	const uint8_t *s;
	uint32_t i;

	if (d->n > n->prefixes_cap)
		n->prefixes = mem_grow(n->prefixes, &n->prefixes_cap, d->n,
		    sizeof(*n->prefixes));
	for (i = 0; i < d->n; i++) {
		s = d->data + d->at[i];
		n->prefixes[i] = statistics_prefix(s + 4, le_get32(s));
	}
}

static const uint32_t *
choose_text(struct encoder *n, struct column_builder *v, struct chunk *c)
{
	size_t ids = v->n * id_width(v->dict.n) / 8, cost;

	if (v->folded && (v->dict.len + ids) * 4 <= v->raw * 3) {
		c->encoding = ENCODING_RLE_DICTIONARY;
		c->distinct = v->dict.n;
		c->width = best_width(n, v->ids, v->n, v->dict.n, &cost);
		make_prefixes(n, &v->dict);
		return v->ids;
	}
	column_builder_unfold(v);
	if (n->options.encoding == CHUNK_COMPACT)
		c->encoding = ENCODING_DELTA_LENGTH_BYTE_ARRAY;
	return NULL;
}

const uint32_t *
encoding_choice(struct encoder *n, struct column_builder *v, struct chunk *c)
{
	c->encoding = ENCODING_PLAIN;
	if (n->options.encoding == CHUNK_PLAIN || v->n == 0) {
		column_builder_unfold(v);
		return NULL;
	}
	if (v->phys == PHYS_BYTES)
		return choose_text(n, v, c);
	if (v->phys == PHYS_BOOLEAN || v->phys == PHYS_FIXED)
		return NULL;
	return choose_numbers(n, v, c);
}
