/*
 * value_counts: how often each value of a column occurs.
 *
 * As long as there are at most VALUE_COUNTS_MAX different ones, all is exact.
 * From then on rare values give way: counts are at least what is said, too
 * small by at most the n-th part of all values (Misra and Gries, "Finding
 * repeated elements", 1982), and how many there are is estimated.
 *
 * Of a value that is longer than VALUE_COUNTS_TEXT its beginning is kept;
 * two are the same when their beginnings, lengths and hashes are.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_VALUE_COUNTS_H
#define AAI_REPORT_VALUE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-report/hyperloglog.h"
#include "base/cc.h"
#include "base/hash.h"

#define VALUE_COUNTS_MAX  1000
#define VALUE_COUNTS_TEXT 48

struct value_count {
	uint64_t hash;
	uint64_t count;
	size_t len;  /* of the whole value */
	size_t kept; /* bytes in text */
	char text[VALUE_COUNTS_TEXT];
};

/* A zeroed struct has seen nothing. */
struct value_counts {
	struct value_count *values; /* in order of appearance */
	size_t n;
	size_t cap;
	uint16_t *slots;       /* open addressing: number + 1, or 0 */
	bool estimated;	       /* values were dropped */
	struct hyperloglog all;
};

/* The hash by which values are told apart, the same in each run, of a value
 * that comes in parts: see hash_sip_part(). */
struct hash_sip_parts value_counts_hash(void) MUST_CHECK;

/*
 * Count a value of len bytes, of which the first kept, all or at least
 * VALUE_COUNTS_TEXT, are at s, and which has that hash.  O(1), on average.
 */
void value_counts_add(struct value_counts *c, const char *s, size_t kept,
    size_t len, uint64_t hash);

/* How many different values there are; see estimated. */
uint64_t value_counts_distinct(const struct value_counts *c);

/*
 * Order the values by their counts, the most frequent first, equal ones by
 * their bytes.  Nothing may be added afterwards.
 */
void value_counts_sort(struct value_counts *c);

void value_counts_free(struct value_counts *c);

#endif
