/* timer_heap: what is to be done later; see timer_heap.h. */
#include "serve/timer_heap.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

static bool
before(const struct timer_heap_item *a, const struct timer_heap_item *b)
{
	return a->at_us < b->at_us ||
	       (a->at_us == b->at_us && a->turn < b->turn);
}

void
timer_heap_add(struct timer_heap *d, int64_t at_us, void *what)
{
	struct timer_heap_item item = { at_us, d->turns++, what };
	size_t i = d->n, parent;

	d->items = mem_grow(d->items, &d->cap, d->n + 1, sizeof(*d->items));
	d->n++;
	for (; i > 0; i = parent) {
		parent = (i - 1) / 2;
		if (!before(&item, &d->items[parent]))
			break;
		d->items[i] = d->items[parent];
	}
	d->items[i] = item;
}

int64_t
timer_heap_next(const struct timer_heap *d)
{
	return d->n > 0 ? d->items[0].at_us : -1;
}

void *
timer_heap_take(struct timer_heap *d, int64_t now_us)
{
	struct timer_heap_item last;
	void *what;
	size_t i = 0, child;

	if (d->n == 0 || d->items[0].at_us > now_us)
		return NULL;
	what = d->items[0].what;
	last = d->items[--d->n];
	for (; 2 * i + 1 < d->n; i = child) {
		child = 2 * i + 1;
		if (child + 1 < d->n &&
		    before(&d->items[child + 1], &d->items[child]))
			child++;
		if (!before(&d->items[child], &last))
			break;
		d->items[i] = d->items[child];
	}
	d->items[i] = last;
	return what;
}

void
timer_heap_free(struct timer_heap *d)
{
	mem_free(d->items);
	memset(d, 0, sizeof(*d));
}
