/*
 * rng: numbers that look random, from a seed: for jitter and test data.
 *
 * The same seed gives the same numbers on every machine (SplitMix64: a
 * counter through a mixing function).  Not for secrets.
 *
 * Layer: base.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

static inline struct rng
rng_make(uint64_t seed)
{
	struct rng r = { seed };

	return r;
}

/* The next 64 bits. */
static inline uint64_t
rng_next(struct rng *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* A number from 0 to n - 1; n > 0.  The bias is below 2^-32 for n < 2^32. */
static inline uint64_t
rng_below(struct rng *r, uint64_t n)
{
	return rng_next(r) % n;
}

#endif
