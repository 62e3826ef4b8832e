/* flush_many: each once, and the first failure is told. */
#include "sink/flush_many.h"
#include "tap.h"

#define MOST 3000

static unsigned calls[MOST];
static size_t wrong = MOST; /* this one fails */

static int
count(void *arg, size_t i, struct error *e)
{
	__atomic_fetch_add((unsigned *)arg + i, 1, __ATOMIC_RELAXED);
	if (i != wrong)
		return 0;
	error_set(e, ERROR_OUTPUT, "number %zu", i);
	return -1;
}

static size_t
not_once(size_t n)
{
	size_t i, other = 0;

	for (i = 0; i < MOST; i++)
		other += calls[i] != (i < n);
	memset(calls, 0, sizeof(calls));
	return other;
}

int
main(void)
{
	static const size_t counts[] = { 0, 1, 15, 16, 17, MOST };
	struct error e = { 0 };
	size_t i;

	for (i = 0; i < LEN(counts); i++) {
		CHECK(flush_many(counts[i], count, calls, &e) == 0,
		    "%zu are flushed", counts[i]);
		CHECK_UINT(not_once(counts[i]), 0, "... each once");
	}
	for (i = 0; i < LEN(counts); i++) {
		wrong = counts[i] / 2;
		if (counts[i] == 0)
			continue;
		CHECK(flush_many(counts[i], count, calls, &e) != 0,
		    "one of %zu that fails is told", counts[i]);
		CHECK_INT(e.kind, ERROR_OUTPUT, "... as what it is");
		CHECK_UINT(calls[wrong], 1, "... and not tried again");
		memset(calls, 0, sizeof(calls));
	}
	return tap_done();
}
