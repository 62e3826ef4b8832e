/* dict: distinct values, numbered by first appearance; see dict.h. */
#include "parquet/dict.h"

#include "base/cc.h"
#include "base/le.h"
#include "base/mem.h"
#include "base/rng.h"

#define SLOTS_MIN 16

/* Numbers within a range of this many are not hashed. */
#define NARROW ((uint64_t)1 << 18)

/*
 * A sixteenth of the numbers, if that is enough to tell, is looked at first.
 * If all but a twentieth of them are distinct, so are at least half of all, or
 * so many that a dictionary is not worth its entries.
 */
#define SAMPLE_PART 16
#define SAMPLE_MIN  ((size_t)1024)
#define SAMPLE_REST 20

/* Slots that are kept for the next numbers. */
#define SLOTS_KEEP ((size_t)4096)

/* Numbers whose slots are fetched ahead. */
#define BATCH 32

static ALWAYS_INLINE bool
same(const struct dict *d, uint32_t id, const char *s, size_t len)
{
	const uint8_t *entry = d->data + d->at[id];

	return le_get32(entry) == len &&
	    (len == 0 || memcmp(entry + 4, s, len) == 0);
}

/* The slot of these bytes, or the empty one where they belong. */
static ALWAYS_INLINE struct dict_slot *
probe(const struct dict *d, const char *s, size_t len, uint64_t key)
{
	size_t mask = d->nslots - 1, at = dict_place(key, len, d->nslots);
	struct dict_slot *slot;

	for (;; at = (at + 1) & mask) {
		slot = &d->slots[at];
		if (slot->id == 0 ||
		    (slot->key == key && slot->len == len &&
			(len <= 8 || same(d, slot->id - 1, s, len))))
			return slot;
	}
}

/* The empty slot of n where a new entry belongs. */
static struct dict_slot *
vacancy(struct dict_slot *slots, size_t n, uint64_t key, size_t len)
{
	size_t at = dict_place(key, len, n);

	while (slots[at].id != 0)
		at = (at + 1) & (n - 1);
	return &slots[at];
}

static void
enlarge(struct dict *d)
{
	size_t n = d->nslots == 0 ? SLOTS_MIN : d->nslots * 2, i;
	struct dict_slot *slots = mem_new(n, sizeof(*slots));

	for (i = 0; i < d->nslots; i++) {
		if (d->slots[i].id != 0)
			*vacancy(slots, n, d->slots[i].key,
			    d->slots[i].len) = d->slots[i];
	}
	mem_free(d->slots);
	d->slots = slots;
	d->nslots = n;
}

uint32_t
dict_find(const struct dict *d, const char *s, size_t len, uint64_t key)
{
	if (d->nslots == 0)
		return DICT_NONE;
	return probe(d, s, len, key)->id - 1;
}

static void
append(struct dict *d, const char *s, size_t len)
{
	if (d->len + 4 + len > d->data_cap)
		d->data = mem_grow(d->data, &d->data_cap, d->len + 4 + len, 1);
	if (d->n == d->at_cap)
		d->at = mem_grow(d->at, &d->at_cap, d->n + (size_t)1,
		    sizeof(*d->at));
	d->at[d->n++] = d->len;
	le_put32(d->data + d->len, (uint32_t)len);
	if (len > 0)
		memcpy(d->data + d->len + 4, s, len);
	d->len += 4 + len;
}

uint32_t
dict_add(struct dict *d, const char *s, size_t len, uint64_t key)
{
	struct dict_slot *slot;

	/* At most two thirds of the slots are taken. */
	if (UNLIKELY((d->n + (size_t)1) * 3 > d->nslots * 2))
		enlarge(d);
	slot = probe(d, s, len, key);
	if (UNLIKELY(slot->id == 0)) {
		append(d, s, len);
		slot->key = key;
		slot->len = (uint32_t)len;
		slot->id = d->n;
	}
	return slot->id - 1;
}

void
dict_cut(struct dict *d, uint32_t n)
{
	const char *s;
	size_t len;
	uint64_t key;
	uint32_t i;

	if (n >= d->n)
		return;
	memset(d->slots, 0, d->nslots * sizeof(*d->slots));
	d->len = d->at[n];
	d->n = n;
	for (i = 0; i < n; i++) {
		s = (const char *)d->data + d->at[i] + 4;
		len = le_get32(d->data + d->at[i]);
		key = dict_key(s, len);
		*vacancy(d->slots, d->nslots, key, len) = (struct dict_slot){
			key, (uint32_t)len, i + 1 };
	}
}

size_t
dict_bytes(const struct dict *d)
{
	return d->data_cap + d->at_cap * sizeof(*d->at) +
	    d->nslots * sizeof(*d->slots);
}

void
dict_free(struct dict *d)
{
	mem_free(d->data);
	mem_free(d->at);
	mem_free(d->slots);
	memset(d, 0, sizeof(*d));
}

static size_t
num_slot(int64_t v, size_t nslots)
{
	return (size_t)hash_step((uint64_t)v) & (nslots - 1);
}

static void
num_enlarge(struct numdict *d)
{
	size_t n = d->nslots == 0 ? SLOTS_MIN : d->nslots * 4, at;
	uint32_t i;

	mem_free(d->slots);
	d->slots = mem_new(n, sizeof(*d->slots));
	d->nslots = n;
	for (i = 0; i < d->n; i++) {
		at = num_slot(d->values[i], n);
		while (d->slots[at] != 0)
			at = (at + 1) & (n - 1);
		d->slots[at] = i + 1;
	}
}

/* A new value, whose slot or place is the given one. */
static void
num_append(struct numdict *d, int64_t v, uint32_t *slot)
{
	if (d->n == d->values_cap)
		d->values = mem_grow(d->values, &d->values_cap,
		    d->n + (size_t)1, sizeof(*d->values));
	d->values[d->n] = v;
	*slot = ++d->n;
}

static ALWAYS_INLINE uint32_t
num_add(struct numdict *d, int64_t v)
{
	size_t at;

	for (at = num_slot(v, d->nslots); d->slots[at] != 0;
	    at = (at + 1) & (d->nslots - 1)) {
		if (d->values[d->slots[at] - 1] == v)
			return d->slots[at] - 1;
	}
	num_append(d, v, &d->slots[at]);
	return d->n - 1;
}

/* Values within so narrow a range have a place each. */
static bool
fill_narrow(struct numdict *d, const int64_t *v, size_t count, int64_t least,
    size_t range, uint32_t most, uint32_t *ids)
{
	size_t i, at;

	if (d->nplaces < range) {
		mem_free(d->places);
		d->places = mem_new(range, sizeof(*d->places));
		d->nplaces = range;
	}
	for (i = 0; i < count && d->n <= most; i++) {
		at = (size_t)((uint64_t)v[i] - (uint64_t)least);
		if (UNLIKELY(d->places[at] == 0))
			num_append(d, v[i], &d->places[at]);
		ids[i] = d->places[at] - 1;
	}
	/* Only those that are taken have to be emptied. */
	for (i = 0; i < d->n; i++)
		d->places[(uint64_t)d->values[i] - (uint64_t)least] = 0;
	return d->n <= most;
}

static bool
fill_wide(struct numdict *d, const int64_t *v, size_t count, uint32_t most,
    uint32_t *ids)
{
	size_t i = 0, k, part;

	if (d->nslots > 0)
		memset(d->slots, 0, d->nslots * sizeof(*d->slots));
	for (; i < count && d->n <= most; i += part) {
		part = count - i < BATCH ? count - i : BATCH;
		/* Room for a batch first, so that its slots can be fetched
		 * while others are looked at. */
		while ((d->n + part) * 2 > d->nslots)
			num_enlarge(d);
		for (k = i; k < i + part; k++)
			__builtin_prefetch(
			    &d->slots[num_slot(v[k], d->nslots)]);
		for (k = i; k < i + part; k++)
			ids[k] = num_add(d, v[k]);
	}
	/* Most chunks are small, and the slots those of the largest. */
	if (d->nslots > SLOTS_KEEP) {
		mem_free(d->slots);
		d->slots = NULL;
		d->nslots = 0;
	}
	return d->n <= most;
}

/* Number the values, in the way that suits their range. */
static bool
fill(struct numdict *d, const int64_t *v, size_t count, uint32_t most,
    uint32_t *ids)
{
	int64_t least = INT64_MAX, greatest = INT64_MIN;
	uint64_t range;
	size_t i;

	d->n = 0;
	for (i = 0; i < count; i++) {
		least = v[i] < least ? v[i] : least;
		greatest = v[i] > greatest ? v[i] : greatest;
	}
	range = (uint64_t)greatest - (uint64_t)least;
	if (count > 0 && range < NARROW && range / 64 <= count)
		return fill_narrow(d, v, count, least, (size_t)range + 1,
		    most, ids);
	return fill_wide(d, v, count, most, ids);
}

/*
 * Whether enough of the values may repeat: of a sample, one at random of each
 * few, some must.  At random, lest a cycle of values is missed.
 */
static bool
may_repeat(struct numdict *d, const int64_t *v, size_t count, uint32_t most,
    uint32_t *ids)
{
	size_t n = count / SAMPLE_PART, i;
	struct rng r = rng_make(0);
	int64_t *sample;
	bool repeats;

	if (n < SAMPLE_MIN || most > count / 2)
		return true;
	sample = mem_new(n, sizeof(*sample));
	for (i = 0; i < n; i++)
		sample[i] = v[i * SAMPLE_PART + rng_below(&r, SAMPLE_PART)];
	repeats = fill(d, sample, n, (uint32_t)(n - n / SAMPLE_REST), ids);
	mem_free(sample);
	return repeats;
}

bool
numdict_fill(struct numdict *d, const int64_t *v, size_t count, uint32_t most,
    uint32_t *ids)
{
	return may_repeat(d, v, count, most, ids) &&
	    fill(d, v, count, most, ids);
}

void
numdict_free(struct numdict *d)
{
	mem_free(d->values);
	mem_free(d->slots);
	mem_free(d->places);
	memset(d, 0, sizeof(*d));
}
