/* What came is known again, and only what got to disk. */
#include "aai-listen/dedup.h"

#include "base/rng.h"
#include "tap.h"

static struct dedup_name
name(uint64_t i)
{
	struct rng r = rng_make(i);
	struct dedup_name n;

	n.a = rng_next(&r);
	n.b = rng_next(&r);
	return n;
}

static bool
knows(const struct dedup *s, uint64_t i)
{
	bool waits;

	return dedup_has(s, name(i), &waits);
}

int
main(void)
{
	struct dedup s;
	uint64_t i, known = 0, missing = 0;
	bool waits;

	dedup_open(&s, 1000);
	CHECK(!knows(&s, 1), "nothing is known at first");
	dedup_add(&s, name(1));
	CHECK(dedup_has(&s, name(1), &waits) && waits, "what waits is known");
	dedup_drop(&s);
	CHECK(!knows(&s, 1), "what did not get to disk is not");
	dedup_add(&s, name(1));
	dedup_keep(&s);
	CHECK(dedup_has(&s, name(1), &waits) && !waits, "what did is");
	CHECK(!dedup_has(&s, (struct dedup_name){ name(1).a, 5 }, &waits),
	    "both halves of a name count");
	for (i = 2; i <= 5000; i++) {
		dedup_add(&s, name(i));
		if (i % 7 == 0)
			dedup_keep(&s);
	}
	dedup_keep(&s);
	for (i = 1; i <= 5000; i++) {
		known += knows(&s, i);
		missing += i > 4500 && !knows(&s, i);
	}
	CHECK_UINT(missing, 0, "the last half of the limit is known");
	CHECK(known <= 1000, "and no more than the limit (%llu)",
	    (unsigned long long)known);
	dedup_close(&s);
	dedup_close(&s);
	return tap_done();
}
