/*
 * due: what is to be done later, in the order of its time.
 *
 * A binary heap of (time, what); equal times come out in the order they went
 * in.  O(log n) each way.
 *
 * Layer: serve.
 */
#ifndef SERVE_DUE_H
#define SERVE_DUE_H

#include <stddef.h>
#include <stdint.h>

struct due_item {
	int64_t at_us;
	uint64_t turn; /* breaks ties */
	void *what;
};

/* A zeroed struct is empty. */
struct due {
	struct due_item *items;
	size_t n;
	size_t cap;
	uint64_t turns;
};

/* Have what come out at the given time. */
void due_add(struct due *d, int64_t at_us, void *what);

/* The time of the next one, or -1 when there is none. */
int64_t due_next(const struct due *d);

/* Take out the next one whose time is at most now_us; NULL if there is none. */
void *due_take(struct due *d, int64_t now_us);

void due_free(struct due *d);

#endif
