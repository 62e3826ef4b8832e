/* dict: distinct values, numbered by first appearance; see dict.h. */
#include "parquet/dict.h"

#include "base/cc.h"
#include "base/le.h"
#include "base/mem.h"

#define SLOTS_MIN 16

static ALWAYS_INLINE uint64_t
load64(const char *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return v;
}

static ALWAYS_INLINE uint32_t
load32(const char *s)
{
	uint32_t v;

	memcpy(&v, s, sizeof(v));
	return v;
}

static ALWAYS_INLINE uint64_t
mix(uint64_t v)
{
	v *= 0x9e3779b97f4a7c15u;
	return v ^ v >> 32;
}

/* Short strings are most of what comes: two overlapping loads do for them. */
static ALWAYS_INLINE uint32_t
hash_of(const char *s, size_t len)
{
	uint64_t a = 0, b = 0, h = len;

	if (len >= 8) {
		for (; len > 16; len -= 8, s += 8)
			h = mix(h ^ load64(s));
		a = load64(s);
		b = load64(s + len - 8);
	} else if (len >= 4) {
		a = load32(s);
		b = load32(s + len - 4);
	} else if (len > 0) {
		a = (uint8_t)s[0];
		b = (uint64_t)(uint8_t)s[len / 2] << 8 | (uint8_t)s[len - 1];
	}
	h = mix(h ^ a);
	return (uint32_t)mix(h ^ b);
}

static ALWAYS_INLINE bool
same(const struct dict *d, uint32_t id, const char *s, size_t len)
{
	const uint8_t *entry = d->data + d->at[id];

	return le_get32(entry) == len &&
	    (len == 0 || memcmp(entry + 4, s, len) == 0);
}

/* The slot of these bytes, or the empty one where they belong. */
static ALWAYS_INLINE struct dict_slot *
probe(const struct dict *d, const char *s, size_t len, uint32_t hash)
{
	size_t mask = d->nslots - 1, at = hash & mask;
	struct dict_slot *slot;

	for (;; at = (at + 1) & mask) {
		slot = &d->slots[at];
		if (slot->id == 0 ||
		    (slot->hash == hash && same(d, slot->id - 1, s, len)))
			return slot;
	}
}

static void
enlarge(struct dict *d)
{
	size_t n = d->nslots == 0 ? SLOTS_MIN : d->nslots * 4, i, at;
	struct dict_slot *slots = mem_new(n, sizeof(*slots));

	for (i = 0; i < d->nslots; i++) {
		if (d->slots[i].id == 0)
			continue;
		at = d->slots[i].hash & (n - 1);
		while (slots[at].id != 0)
			at = (at + 1) & (n - 1);
		slots[at] = d->slots[i];
	}
	mem_free(d->slots);
	d->slots = slots;
	d->nslots = n;
}

uint32_t
dict_find(const struct dict *d, const char *s, size_t len)
{
	if (d->nslots == 0)
		return DICT_NONE;
	return probe(d, s, len, hash_of(s, len))->id - 1;
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
dict_add(struct dict *d, const char *s, size_t len)
{
	uint32_t hash = hash_of(s, len);
	struct dict_slot *slot;

	if (UNLIKELY((d->n + (size_t)1) * 2 > d->nslots))
		enlarge(d);
	slot = probe(d, s, len, hash);
	if (slot->id == 0) {
		append(d, s, len);
		slot->hash = hash;
		slot->id = d->n;
	}
	return slot->id - 1;
}

size_t
dict_bytes(const struct dict *d)
{
	return d->data_cap + d->at_cap * sizeof(*d->at) +
	    d->nslots * sizeof(*d->slots);
}

void
dict_reset(struct dict *d)
{
	if (d->nslots > 0)
		memset(d->slots, 0, d->nslots * sizeof(*d->slots));
	d->len = 0;
	d->n = 0;
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
	return (size_t)mix((uint64_t)v) & (nslots - 1);
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

uint32_t
numdict_add(struct numdict *d, int64_t v)
{
	size_t at;

	if (UNLIKELY((d->n + (size_t)1) * 2 > d->nslots))
		num_enlarge(d);
	for (at = num_slot(v, d->nslots); d->slots[at] != 0;
	    at = (at + 1) & (d->nslots - 1)) {
		if (d->values[d->slots[at] - 1] == v)
			return d->slots[at] - 1;
	}
	if (d->n == d->values_cap)
		d->values = mem_grow(d->values, &d->values_cap,
		    d->n + (size_t)1, sizeof(*d->values));
	d->values[d->n] = v;
	d->slots[at] = ++d->n;
	return d->n - 1;
}

void
numdict_reset(struct numdict *d)
{
	if (d->nslots > 0)
		memset(d->slots, 0, d->nslots * sizeof(*d->slots));
	d->n = 0;
}

void
numdict_free(struct numdict *d)
{
	mem_free(d->values);
	mem_free(d->slots);
	memset(d, 0, sizeof(*d));
}
