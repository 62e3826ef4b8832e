/* What is due comes out in the order of its time. */
#include "serve/timer_heap.h"

#include "base/rng.h"
#include "tap.h"

#define MANY 1000

static void
order(void)
{
	static char what[MANY];
	struct timer_heap d = { 0 };
	struct rng rng = rng_make(7);
	int64_t at[MANY], last = -1;
	size_t i, n = 0, wrong = 0, index;
	size_t previous = 0;
	char *p;

	CHECK_INT(timer_heap_next(&d), -1, "nothing is due at first");
	CHECK(timer_heap_take(&d, INT64_MAX) == NULL, "nothing comes out");
	for (i = 0; i < MANY; i++) {
		at[i] = (int64_t)rng_below(&rng, 100);
		timer_heap_add(&d, at[i], &what[i]);
	}
	CHECK_INT(timer_heap_next(&d), 0, "the first is known");
	while ((p = timer_heap_take(&d, 49)) != NULL) {
		index = (size_t)(p - what);
		wrong += at[index] < last || at[index] > 49 ? 1 : 0;
		wrong += at[index] == last && index < previous ? 1 : 0;
		last = at[index];
		previous = index;
		n++;
	}
	CHECK_UINT(wrong, 0, "they come in order, equal ones as they went in");
	CHECK(n > 0 && n < MANY && timer_heap_next(&d) > 49,
	    "what is later stays in");
	while (timer_heap_take(&d, INT64_MAX) != NULL)
		n++;
	CHECK_UINT(n, MANY, "all come out in the end");
	CHECK_INT(timer_heap_next(&d), -1, "then there is nothing");
	timer_heap_free(&d);
	timer_heap_free(&d);
}

int
main(void)
{
	order();
	return tap_done();
}
