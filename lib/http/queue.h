/*
 * queue: items taken smallest key first, and in the order of their numbers
 * where keys are equal.  A binary heap.
 *
 * Layer: http.
 */
#ifndef HTTP_QUEUE_H
#define HTTP_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct queue_item {
	int64_t key;
	uint64_t number;
	void *item;
};

/* A zeroed struct is an empty queue. */
struct queue {
	struct queue_item *heap; /* owned */
	size_t n;
	size_t cap;
};

/* O(log n). */
void queue_put(struct queue *q, int64_t key, uint64_t number, void *item);

/* The first item, NULL when there is none, and *key its key.  O(1). */
void *queue_first(const struct queue *q, int64_t *key);

/* Take the first item out; NULL when there is none.  O(log n). */
void *queue_take(struct queue *q);

/* Release the queue's own memory; the items are the caller's. */
void queue_free(struct queue *q);

#endif
