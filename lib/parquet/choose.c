/* choose: which encoding a chunk takes; see choose.h. */
#include "parquet/choose.h"

#include "base/le.h"
#include "base/mem.h"

/* A dictionary pays when it leaves less than this of PLAIN values' bytes. */
#define FOLD_NUM 1
#define FOLD_DEN 2

unsigned
choose_width(size_t entries)
{
	/* Never 0: readers have failed on ids of no bits. */
	return entries <= 2 ? 1 :
	    32 - (unsigned)__builtin_clz((uint32_t)(entries - 1));
}

/* The ids of the numbers in n->ids; false when too few of them repeat. */
static bool
fold_numbers(struct encoder *n, const struct vec *v)
{
	size_t plain = v->n * v->width, limit = v->n / 2, i;
	uint32_t before = 0;

	if (v->n > n->ids_cap)
		n->ids = mem_grow(n->ids, &n->ids_cap, v->n,
		    sizeof(*n->ids));
	numdict_reset(&n->numbers);
	for (i = 0; i < v->n && n->numbers.n <= limit; i++) {
		if (i == 0 || v->nums[i] != v->nums[i - 1])
			before = numdict_add(&n->numbers,
			    v->nums[i]);
		n->ids[i] = before;
	}
	if (i < v->n)
		return false;
	return (n->numbers.n * (size_t)v->width +
		   v->n * choose_width(n->numbers.n) / 8) * FOLD_DEN <
	    plain * FOLD_NUM;
}

static bool
fold_text(struct encoder *n, struct vec *v)
{
	size_t ids = v->n * choose_width(v->dict.n) / 8;
	uint32_t i;

	if ((v->dict.len + ids) * 4 > v->raw * 3) {
		vec_unfold(v);
		return false;
	}
	if (v->dict.n > n->prefixes_cap)
		n->prefixes = mem_grow(n->prefixes, &n->prefixes_cap,
		    v->dict.n, sizeof(*n->prefixes));
	for (i = 0; i < v->dict.n; i++) {
		const uint8_t *s = v->dict.data + v->dict.at[i];

		n->prefixes[i] = bounds_prefix(s + 4, le_get32(s));
	}
	return true;
}

const uint32_t *
choose_encoding(struct encoder *n, struct vec *v, struct chunk *c)
{
	c->encoding = ENCODING_PLAIN;
	if (n->options.encoding == CHUNK_PLAIN || v->n == 0) {
		vec_unfold(v);
		return NULL;
	}
	if (v->phys == PHYS_BYTES && v->folded && fold_text(n, v)) {
		c->encoding = ENCODING_RLE_DICTIONARY;
		c->distinct = v->dict.n;
		return v->ids;
	}
	if ((v->phys == PHYS_INT32 || v->phys == PHYS_INT64 ||
		v->phys == PHYS_DOUBLE) && fold_numbers(n, v)) {
		c->encoding = ENCODING_RLE_DICTIONARY;
		c->distinct = n->numbers.n;
		return n->ids;
	}
	if (n->options.encoding != CHUNK_COMPACT)
		return NULL;
	if (v->phys == PHYS_INT32 || v->phys == PHYS_INT64)
		c->encoding = ENCODING_DELTA_BINARY_PACKED;
	else if (v->phys == PHYS_DOUBLE)
		c->encoding = ENCODING_BYTE_STREAM_SPLIT;
	else if (v->phys == PHYS_BYTES)
		c->encoding = ENCODING_DELTA_LENGTH_BYTE_ARRAY;
	return NULL;
}
