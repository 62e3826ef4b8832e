/* queue: items taken smallest key first; see queue.h. */
#include "http/queue.h"

#include <stdbool.h>

#include "base/mem.h"

static bool
before(const struct queue_item *a, const struct queue_item *b)
{
	return a->key < b->key || (a->key == b->key && a->number < b->number);
}

void
queue_put(struct queue *q, int64_t key, uint64_t number, void *item)
{
	struct queue_item new = { key, number, item };
	size_t at, up;

	q->heap = mem_grow(q->heap, &q->cap, q->n + 1, sizeof(*q->heap));
	for (at = q->n++; at > 0; at = up) {
		up = (at - 1) / 2;
		if (!before(&new, &q->heap[up]))
			break;
		q->heap[at] = q->heap[up];
	}
	q->heap[at] = new;
}

void *
queue_first(const struct queue *q, int64_t *key)
{
	if (q->n == 0)
		return NULL;
	*key = q->heap[0].key;
	return q->heap[0].item;
}

void *
queue_take(struct queue *q)
{
	struct queue_item last;
	void *item;
	size_t at = 0, down;

	if (q->n == 0)
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

void
queue_free(struct queue *q)
{
	mem_free(q->heap);
	q->heap = NULL;
	q->n = q->cap = 0;
}
