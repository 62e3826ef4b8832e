/* value_counts: how often values occur; see value_counts.h. */
#include "aai-report/value_counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A power of two, twice the values or more. */
#define SLOTS 2048

/* Any key does, as long as it is the same in each run. */
static const uint64_t key[2] = { 0x6161692d7265706f, 0x7274206b65790001 };

struct hash_sip_parts
value_counts_hash(void)
{
	return hash_sip_begin(key);
}

static bool
is_value(const struct value_count *v, const char *s, size_t kept, size_t len,
    uint64_t hash)
{
	return v->hash == hash && v->len == len && v->kept == kept &&
	       memcmp(v->text, s, kept) == 0;
}

/* The slot of the value, or the free one where it belongs. */
static uint16_t *
find_slot(const struct value_counts *c, const char *s, size_t kept, size_t len,
    uint64_t hash)
{
	size_t at = (size_t)hash % SLOTS;

	while (c->slots[at] != 0 &&
	    !is_value(&c->values[c->slots[at] - 1], s, kept, len, hash))
		at = (at + 1) % SLOTS;
	return &c->slots[at];
}

static int
compare_counts(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/*
 * Make room: take the median count from each value, and drop those that have
 * none left, which is half of them or more.
 */
static void
drop_rare(struct value_counts *c)
{
	uint64_t *counts = mem_new(c->n, sizeof(*counts)), median;
	size_t i, n = 0;

	for (i = 0; i < c->n; i++)
		counts[i] = c->values[i].count;
	qsort(counts, c->n, sizeof(*counts), compare_counts);
	median = counts[c->n / 2];
	mem_free(counts);
	for (i = 0; i < c->n; i++)
		if (c->values[i].count > median) {
			c->values[n] = c->values[i];
			c->values[n++].count -= median;
		}
	c->n = n;
	c->estimated = true;
	memset(c->slots, 0, SLOTS * sizeof(*c->slots));
	for (i = 0; i < c->n; i++) {
		const struct value_count *v = &c->values[i];

		*find_slot(c, v->text, v->kept, v->len, v->hash) =
		    (uint16_t)(i + 1);
	}
}

void
value_counts_add(struct value_counts *c, const char *s, size_t kept,
    size_t len, uint64_t hash)
{
	struct value_count *v;
	uint16_t *slot;

	if (c->slots == NULL)
		c->slots = mem_new(SLOTS, sizeof(*c->slots));
	hyperloglog_add(&c->all, hash);
	if (kept > VALUE_COUNTS_TEXT)
		kept = VALUE_COUNTS_TEXT;
	slot = find_slot(c, s, kept, len, hash);
	if (*slot != 0) {
		c->values[*slot - 1].count++;
		return;
	}
	if (c->n == VALUE_COUNTS_MAX) {
		drop_rare(c);
		slot = find_slot(c, s, kept, len, hash);
	}
	c->values =
	    mem_grow(c->values, &c->cap, c->n + 1, sizeof(*c->values));
	v = &c->values[c->n++];
	v->hash = hash;
	v->count = 1;
	v->len = len;
	v->kept = kept;
	memcpy(v->text, s, kept);
	*slot = (uint16_t)c->n;
}

uint64_t
value_counts_distinct(const struct value_counts *c)
{
	return c->estimated ? hyperloglog_estimate(&c->all) : c->n;
}

static int
compare_values(const void *a, const void *b)
{
	const struct value_count *x = a, *y = b;
	size_t least = x->kept < y->kept ? x->kept : y->kept;
	int sign;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	sign = memcmp(x->text, y->text, least);
	if (sign != 0)
		return sign;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

void
value_counts_sort(struct value_counts *c)
{
	if (c->n > 1)
		qsort(c->values, c->n, sizeof(*c->values), compare_values);
}

void
value_counts_free(struct value_counts *c)
{
	mem_free(c->values);
	mem_free(c->slots);
	hyperloglog_free(&c->all);
	memset(c, 0, sizeof(*c));
}
