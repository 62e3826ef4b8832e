/* heap: items taken smallest key first; see heap.h. */
#include "base/heap.h"

#include <stdbool.h>

#include "base/mem.h"

static bool
before(const struct heap_item *a, const struct heap_item *b)
{
	return a->key < b->key || (a->key == b->key && a->number < b->number);
}

void
heap_put(struct heap *q, int64_t key, uint64_t number, void *item)
{
	struct heap_item new = { key, number, item };
	size_t at, up;

	q->heap = mem_grow(q->heap, &q->cap, q->n + 1, sizeof(*q->heap));
	for (at = q->n++; at > 0; at = up) {
		up = (at - 1) / 2;
		if (!before(&new, &q->heap[up]))
			break;
		q->heap[at] = q->heap[up];
	}
	q->heap[at] = new;
	q->puts++;
}

void *
heap_first(const struct heap *q, int64_t *key)
{
	if (q->n == 0)
		return NULL;
	*key = q->heap[0].key;
	return q->heap[0].item;
}

void *
heap_take_until(struct heap *q, int64_t key)
{
	struct heap_item last;
	void *item;
	size_t at = 0, down;

	if (q->n == 0 || q->heap[0].key > key)
		return NULL;
	item = q->heap[0].item;
	last = q->heap[--q->n];
	while ((down = 2 * at + 1) < q->n) {
		if (down + 1 < q->n &&
		    before(&q->heap[down + 1], &q->heap[down]))
			down++;
		if (!before(&q->heap[down], &last))
			break;
		q->heap[at] = q->heap[down];
		at = down;
	}
	q->heap[at] = last;
	return item;
}

void *
heap_take(struct heap *q)
{
	return heap_take_until(q, INT64_MAX);
}

void
heap_free(struct heap *q)
{
	mem_free(q->heap);
	q->heap = NULL;
	q->n = q->cap = 0;
}
