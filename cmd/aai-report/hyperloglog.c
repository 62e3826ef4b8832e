/* hyperloglog: counts distinct values about; see hyperloglog.h. */
#include "aai-report/hyperloglog.h"

#include <stddef.h>

#include "base/mem.h"

#define REGISTERS ((size_t)1 << HYPERLOGLOG_BITS)

/* Bits of a hash that are left for a register's value: 0 to RANKS + 1. */
#define RANKS (64 - HYPERLOGLOG_BITS)

/* 1 / (2 ln 2). */
#define ALPHA 0.72134752044448170

void
hyperloglog_add(struct hyperloglog *l, uint64_t hash)
{
	size_t at = (size_t)(hash >> RANKS);
	uint64_t rest = hash << HYPERLOGLOG_BITS;
	uint8_t rank = rest == 0 ? RANKS + 1 :
				   (uint8_t)(__builtin_clzll(rest) + 1);

	if (l->registers == NULL)
		l->registers = mem_new(REGISTERS, 1);
	if (l->registers[at] < rank)
		l->registers[at] = rank;
}

/* The sum of x^(2^k) 2^(k - 1) for k from 0: what empty registers stand for. */
static double
sigma(double x)
{
	double y = 1, z = x, before;

	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z > before);
	return z;
}

uint64_t
hyperloglog_estimate(const struct hyperloglog *l)
{
	size_t counts[RANKS + 2] = { 0 }, i;
	double m = (double)REGISTERS, z = 0;

	if (l->registers == NULL)
		return 0;
	for (i = 0; i < REGISTERS; i++)
		counts[l->registers[i]]++;
	for (i = RANKS + 1; i >= 1; i--)
		z = 0.5 * (z + (double)counts[i]);
	z += m * sigma((double)counts[0] / m);
	return (uint64_t)(ALPHA * m * m / z + 0.5);
}

void
hyperloglog_free(struct hyperloglog *l)
{
	mem_free(l->registers);
	l->registers = NULL;
}
