/*
 * dict: a dictionary of distinct values, numbered in the order of their first
 * appearance.
 *
 * Two of them: byte strings, kept as the PLAIN values that a dictionary page
 * holds, and 64-bit numbers.  Hash values decide nothing but speed, and have a
 * secret key (base/hash.h), since others choose the values.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_DICT_H
#define PARQUET_DICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "base/hash.h"

#define DICT_NONE UINT32_MAX

/*
 * A string of up to 8 bytes is its key, and nothing else is looked at; of a
 * longer one the key is a hash.
 */
struct dict_slot {
	uint64_t key;
	uint32_t len;
	uint32_t id; /* + 1; 0: empty */
};

/* A zeroed struct is an empty dictionary. */
struct dict {
	uint8_t *data; /* n times: u32 length, bytes */
	size_t len;
	size_t data_cap;
	size_t *at; /* offset in data of each entry */
	size_t at_cap;
	struct dict_slot *slots;
	size_t nslots; /* a power of two, or 0 */
	uint32_t n;
};

static ALWAYS_INLINE uint64_t
dict_load64(const char *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return v;
}

static ALWAYS_INLINE uint32_t
dict_load32(const char *s)
{
	uint32_t v;

	memcpy(&v, s, sizeof(v));
	return v;
}

/*
 * The key of a string: the bytes themselves, up to 8 of them, by loads that
 * overlap; else a hash.
 */
static ALWAYS_INLINE uint64_t
dict_key(const char *s, size_t len)
{
	uint64_t h = 0;
	size_t left = len;

	if (len > 8) {
		for (; left > 8; left -= 8, s += 8)
			h = hash_step(h ^ dict_load64(s));
		return hash_step(h ^ dict_load64(s + left - 8));
	}
	if (len == 8)
		return dict_load64(s);
	if (len >= 4)
		return dict_load32(s) |
		    (uint64_t)dict_load32(s + len - 4) << 8 * (len - 4);
	if (len == 0)
		return 0;
	return (uint64_t)(uint8_t)s[0] |
	    (uint64_t)(uint8_t)s[len / 2] << 8 * (len / 2) |
	    (uint64_t)(uint8_t)s[len - 1] << 8 * (len - 1);
}

static ALWAYS_INLINE size_t
dict_place(uint64_t key, size_t len, size_t nslots)
{
	return (size_t)hash_step(key ^ (uint64_t)len << 56) & (nslots - 1);
}

/*
 * The id of the len bytes at s, whose key is dict_key() of them, or DICT_NONE.
 */
uint32_t dict_find(const struct dict *d, const char *s, size_t len,
    uint64_t key);

/*
 * The id of the len bytes at s (below 1 GiB), whose key is dict_key() of them,
 * added when new.  At most UINT32_MAX - 2 entries.
 */
uint32_t dict_add(struct dict *d, const char *s, size_t len, uint64_t key);

/*
 * Whether the len bytes at p and at q are the same, more than 8 of them: in
 * words that overlap, since a call would cost more than the comparison.
 */
static ALWAYS_INLINE bool
dict_same_long(const char *p, const char *q, size_t len)
{
	size_t at;

	for (at = 0; at + 8 < len; at += 8)
		if (dict_load64(p + at) != dict_load64(q + at))
			return false;
	return dict_load64(p + len - 8) == dict_load64(q + len - 8);
}

/*
 * Like dict_find(), for the common case of a string in its first slot;
 * after DICT_NONE the string may still be in the dictionary.
 */
static ALWAYS_INLINE uint32_t
dict_glance(const struct dict *d, const char *s, size_t len, uint64_t key)
{
	const struct dict_slot *slot;

	if (d->nslots == 0)
		return DICT_NONE;
	slot = &d->slots[dict_place(key, len, d->nslots)];
	if (slot->key != key || slot->len != len || slot->id == 0)
		return DICT_NONE;
	if (len > 8 &&
	    !dict_same_long((const char *)d->data + d->at[slot->id - 1] + 4, s,
		len))
		return DICT_NONE;
	return slot->id - 1;
}

/* Forget all entries but the first n. */
void dict_cut(struct dict *d, uint32_t n);

/* Memory held, in bytes. */
size_t dict_bytes(const struct dict *d);

void dict_free(struct dict *d);

/* The same for numbers; a zeroed struct is empty. */
struct numdict {
	int64_t *values; /* n of them */
	size_t values_cap;
	uint32_t *slots; /* id + 1; 0: empty */
	size_t nslots;    /* a power of two, or 0 */
	uint32_t *places; /* the same, by distance from the least value; 0s */
	size_t nplaces;
	uint32_t n;
};

/*
 * Number the count values at v: ids gets the id of each.  False when there are
 * more than most distinct ones, or it looks like that: nearly all of a sample
 * are distinct.  ids is then incomplete.
 */
bool numdict_fill(struct numdict *d, const int64_t *v, size_t count,
    uint32_t most, uint32_t *ids);

void numdict_free(struct numdict *d);

#endif
