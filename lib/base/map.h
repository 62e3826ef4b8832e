/*
 * map: byte strings to numbers, for names and ids.
 *
 * Keys are copied into memory that the map owns and never move or go while it
 * lives, so a key's address may be kept.  Entries are numbered from 0 in the
 * order of their first appearance, which is also the order to walk them in:
 * nothing depends on hash values, which differ from run to run so that nobody
 * can choose keys that collide (base/hash.h).
 *
 * Layer: base.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE SIZE_MAX

struct map_entry {
	const char *key; /* borrowed from the map; NUL-terminated */
	size_t len;	 /* bytes of key without the NUL; it may hold others */
	uint64_t value;	 /* the caller's; 0 at first */
	uint64_t hash;
};

/* A zeroed struct is an empty map. */
struct map {
	struct map_entry *entries; /* n of them, in order of appearance */
	size_t n;
	size_t cap;
	uint32_t *slots; /* open addressing: entry number + 1, or 0 */
	size_t nslots;	 /* a power of two, or 0 */
	char **blocks;	 /* where the keys are */
	size_t nblocks;
	size_t blocks_cap;
	size_t block_left; /* bytes free in the last block */
	size_t bytes;	   /* memory held, for budgets */
};

/* The entry number of the key, or MAP_NONE.  O(1) expected. */
size_t map_find(const struct map *m, const char *key, size_t len);

/*
 * The entry number of the key, which is added when new; *added, when not NULL,
 * says whether it was.  At most UINT32_MAX - 1 entries.
 */
size_t map_add(struct map *m, const char *key, size_t len, bool *added);

/* Forget all entries; the memory of the tables is kept, that of keys freed. */
void map_reset(struct map *m);

/* Release everything; m is an empty map again. */
void map_free(struct map *m);

#endif
