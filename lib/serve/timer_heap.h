/*
 * timer_heap: a heap of timers: what is to be done later, in the order of its
 * time.
 *
 * A binary heap of (time, what); equal times come out in the order they went
 * in.  O(log n) each way.
 *
 * Layer: serve.
 */
#ifndef SERVE_TIMER_HEAP_H
#define SERVE_TIMER_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct timer_heap_item {
	int64_t at_us;
	uint64_t turn; /* breaks ties */
	void *what;
};

/* A zeroed struct is empty. */
struct timer_heap {
	struct timer_heap_item *items;
	size_t n;
	size_t cap;
	uint64_t turns;
};

/* Have what come out at the given time. */
void timer_heap_add(struct timer_heap *d, int64_t at_us, void *what);

/* The time of the next one, or -1 when there is none. */
int64_t timer_heap_next(const struct timer_heap *d);

/* Take out the next one whose time is at most now_us; NULL if there is none. */
void *timer_heap_take(struct timer_heap *d, int64_t now_us);

void timer_heap_free(struct timer_heap *d);

#endif
