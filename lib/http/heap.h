/*
 * heap: a binary heap: items with the smallest key first, and in the order of
 * their numbers where keys are equal.
 *
 * Layer: http.
 */
#ifndef HTTP_HEAP_H
#define HTTP_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_item {
	int64_t key;
	uint64_t number;
	void *item;
};

/* A zeroed struct is an empty queue. */
struct heap {
	struct heap_item *heap; /* owned */
	size_t n;
	size_t cap;
};

/* O(log n). */
void heap_put(struct heap *q, int64_t key, uint64_t number, void *item);

/* The first item, NULL when there is none, and *key its key.  O(1). */
void *heap_first(const struct heap *q, int64_t *key);

/* Take the first item out; NULL when there is none.  O(log n). */
void *heap_take(struct heap *q);

/* Release the queue's own memory; the items are the caller's. */
void heap_free(struct heap *q);

#endif
