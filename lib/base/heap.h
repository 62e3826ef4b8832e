/*
 * heap: a binary heap: items with the smallest key first, and in the order of
 * their numbers where keys are equal.
 *
 * Layer: base.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_item {
	int64_t key;
	uint64_t number;
	void *item;
};

/* A zeroed struct is an empty heap. */
struct heap {
	struct heap_item *heap; /* owned */
	size_t n;
	size_t cap;
	uint64_t puts; /* how many there have been: a number for who has none */
};

/* O(log n). */
void heap_put(struct heap *q, int64_t key, uint64_t number, void *item);

/*
 * The first item, and *key its key; NULL, and *key as it was, when there is
 * none.  O(1).
 */
void *heap_first(const struct heap *q, int64_t *key);

/* Take the first item out; NULL when there is none.  O(log n). */
void *heap_take(struct heap *q);

/* The same if its key is at most that; NULL otherwise. */
void *heap_take_until(struct heap *q, int64_t key);

/* Release the heap's own memory; the items are the caller's. */
void heap_free(struct heap *q);

#endif
