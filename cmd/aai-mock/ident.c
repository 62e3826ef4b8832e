/* ident: transcript ids; see ident.h. */
#include "aai-mock/ident.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"

#define ROUNDS    4
#define HALF      24 /* bits */
#define HALF_MASK (((uint64_t)1 << HALF) - 1)

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

uint64_t
ident_mix(uint64_t seed, uint64_t purpose, uint64_t n)
{
	struct rng r = rng_make(seed ^ purpose * 0xd6e8feb86659fd93u);

	r.state = rng_next(&r) ^ n * 0xff51afd7ed558ccdu;
	return rng_next(&r);
}

static uint64_t
scramble(uint64_t seed, uint64_t n)
{
	uint64_t left = n >> HALF, right = n & HALF_MASK, next;
	uint64_t i;

	for (i = 0; i < ROUNDS; i++) {
		next = left ^ (ident_mix(seed, 100 + i, right) & HALF_MASK);
		left = right;
		right = next;
	}
	return left << HALF | right;
}

static uint64_t
unscramble(uint64_t seed, uint64_t n)
{
	uint64_t left = n >> HALF, right = n & HALF_MASK, next;
	uint64_t i;

	for (i = ROUNDS; i-- > 0;) {
		next = right ^ (ident_mix(seed, 100 + i, left) & HALF_MASK);
		right = left;
		left = next;
	}
	return left << HALF | right;
}

/* The number in base 36, ten digits. */
static void
put_base36(char *to, uint64_t n)
{
	int i;

	for (i = 9; i >= 0; i--, n /= 36)
		to[i] = digits[n % 36];
}

void
ident_make(uint64_t seed, uint64_t n, bool old, char id[IDENT_MAX])
{
	uint64_t code = scramble(seed, n), check = ident_mix(seed, 1, n);
	unsigned a = (unsigned)(check & 0xfff);
	unsigned b = (unsigned)(check >> 12 & 0x3fff) | 0x8000;
	unsigned long long c = check >> 16;
	char first[11] = "";

	if (old) {
		put_base36(first, code);
		(void)snprintf(id, IDENT_MAX, "%s-%04x-4%03x-%04x-%012llx",
		    first, (unsigned)(check >> 30 & 0xffff), a, b, c);
	} else {
		(void)snprintf(id, IDENT_MAX, "%08x-%04x-4%03x-%04x-%012llx",
		    (unsigned)(code >> 16), (unsigned)(code & 0xffff), a, b, c);
	}
}

/* The len digits at s in the given base. */
static bool
get_number(const char *s, size_t len, unsigned base, uint64_t *n)
{
	const char *d;
	size_t i;

	*n = 0;
	for (i = 0; i < len; i++) {
		d = s[i] != '\0' ? strchr(digits, s[i]) : NULL;
		if (d == NULL || d - digits >= (ptrdiff_t)base)
			return false;
		*n = *n * base + (uint64_t)(d - digits);
	}
	return true;
}

bool
ident_number(uint64_t seed, const char *id, uint64_t *n)
{
	size_t first = strcspn(id, "-");
	uint64_t high, low = 0;

	if (first == 8) {
		if (!get_number(id, 8, 16, &high) || id[8] != '-' ||
		    !get_number(id + 9, 4, 16, &low))
			return false;
		*n = unscramble(seed, high << 16 | low);
		return true;
	}
	if (first != 10 || !get_number(id, 10, 36, &high) ||
	    high >= IDENT_LIMIT)
		return false;
	*n = unscramble(seed, high);
	return true;
}
