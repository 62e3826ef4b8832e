/* Items come out of a heap by their keys, equal ones by their numbers. */
#include "base/heap.h"

#include "base/rng.h"
#include "tap.h"

#define MANY 1000

static void
order(void)
{
	static char what[MANY];
	struct heap d = { 0 };
	struct rng rng = rng_make(7);
	int64_t at[MANY], last = -1, first = -1;
	size_t i, n = 0, wrong = 0, index;
	size_t previous = 0;
	char *p;

	CHECK(heap_first(&d, &first) == NULL && first == -1,
	    "nothing is due at first");
	CHECK(heap_take_until(&d, INT64_MAX) == NULL, "nothing comes out");
	for (i = 0; i < MANY; i++) {
		at[i] = (int64_t)rng_below(&rng, 100);
		heap_put(&d, at[i], d.puts, &what[i]);
	}
	CHECK(heap_first(&d, &first) != NULL && first == 0,
	    "the first is known");
	while ((p = heap_take_until(&d, 49)) != NULL) {
		index = (size_t)(p - what);
		wrong += at[index] < last || at[index] > 49 ? 1 : 0;
		wrong += at[index] == last && index < previous ? 1 : 0;
		last = at[index];
		previous = index;
		n++;
	}
	CHECK_UINT(wrong, 0, "they come in order, equal ones as they went in");
	CHECK(n > 0 && n < MANY && heap_first(&d, &first) != NULL && first > 49,
	    "what is later stays in");
	while (heap_take_until(&d, INT64_MAX) != NULL)
		n++;
	CHECK_UINT(n, MANY, "all come out in the end");
	CHECK(heap_first(&d, &first) == NULL, "then there is nothing");
	heap_free(&d);
	heap_free(&d);
}

static void
any_order(void)
{
	struct heap q = { 0 };
	struct rng r = rng_make(1);
	int64_t key, last_key = INT64_MIN;
	uint64_t i, wrong = 0, *item, *last = NULL;
	static uint64_t items[5000];

	CHECK(heap_take(&q) == NULL && heap_first(&q, &key) == NULL,
	    "an empty heap has no first");
	for (i = 0; i < 5000; i++) {
		items[i] = i;
		heap_put(&q, (int64_t)rng_below(&r, 50) - 25, i, &items[i]);
	}
	for (i = 0; i < 5000; i++) {
		if (heap_first(&q, &key) == NULL)
			break;
		item = heap_take(&q);
		wrong += key < last_key ||
		    (key == last_key && last != NULL && *item < *last);
		last_key = key;
		last = item;
	}
	CHECK(i == 5000 && wrong == 0,
	    "items come by key, and equal ones in their order");
	CHECK(heap_take(&q) == NULL, "each once");
	heap_free(&q);
}

int
main(void)
{
	order();
	any_order();
	return tap_done();
}
