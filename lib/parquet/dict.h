/*
 * dict: distinct values, numbered in the order of their first appearance.
 *
 * Two of them: byte strings, kept as the PLAIN values that a dictionary page
 * holds, and 64-bit numbers.  Hash values decide nothing but speed.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_DICT_H
#define PARQUET_DICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* The id of the len bytes at s, or DICT_NONE. */
uint32_t dict_find(const struct dict *d, const char *s, size_t len);

/*
 * The id of the len bytes at s (below 1 GiB), added when new.  At most
 * UINT32_MAX - 2 entries.
 */
uint32_t dict_add(struct dict *d, const char *s, size_t len);

/* Memory held, in bytes. */
size_t dict_bytes(const struct dict *d);

void dict_reset(struct dict *d);
void dict_free(struct dict *d);

/* The same for numbers; a zeroed struct is empty. */
struct numdict {
	int64_t *values; /* n of them */
	size_t values_cap;
	uint32_t *slots; /* id + 1; 0: empty */
	size_t nslots;
	uint32_t n;
};

/*
 * Number the count values at v: ids gets the id of each.  False when there are
 * more than most distinct ones; ids is then incomplete.
 */
bool numdict_fill(struct numdict *d, const int64_t *v, size_t count,
    uint32_t most, uint32_t *ids);

void numdict_reset(struct numdict *d);
void numdict_free(struct numdict *d);

#endif
