/*
 * filter_number: numbers past libjq, which holds them as doubles; for filter
 * alone.
 *
 * A number that a program does not touch comes out as it went in: what libjq
 * prints is looked up among the numbers of the text that went in.
 *
 * Layer: json.
 */
#ifndef JSON_FILTER_NUMBER_H
#define JSON_FILTER_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Up to here each integer is a double: 2^53. */
#define FILTER_NUMBER_MAX 9007199254740992.0

/* A number of the text. */
struct filter_number {
	const char *p; /* borrowed */
	size_t len;
	const char *key; /* the member's name before it, with escapes */
	size_t key_len;
	double value; /* the nearest double */
	double given; /* what libjq sees */
	bool other;   /* no double is this number, or it is from 2^53 */
	size_t used;  /* how often it or one like it came out */
};

/* The numbers of one text; a zeroed struct has none and may be freed. */
struct filter_numbers {
	struct filter_number *items;
	size_t n;
	size_t cap;
	size_t *order;	/* the items by what libjq knows them as */
	size_t *others; /* those to which no double can be given, by value */
	size_t nothers;
	double *taken; /* what the rest are known as, in ascending order */
	size_t ntaken;
	size_t nbig;	 /* of the others, those from 2^53 */
	double *literal; /* large numbers of the program */
	size_t nliterals;
};

/*
 * Look at the numbers of a JSON text, which is borrowed until the next one.
 * -1 with *e (INPUT) for one that is too large for a double.  O(n log n), but
 * O(length) where libjq prints all as they stand.
 */
int filter_number_read(struct filter_numbers *t, const char *text, size_t len,
    struct error *e) MUST_CHECK;

/* Put the items in order by what libjq knows them as. */
void filter_number_index(struct filter_numbers *t);

/* Whether a number of the text that a double holds is known as this one. */
bool filter_number_taken(const struct filter_numbers *t, double value);

/*
 * Append a result that libjq printed, with the numbers of the text as they
 * were there.  -1 with *e (USAGE) when there is a number from 2^53 that the
 * program has made: it may be a rounded one.
 */
int filter_number_restore(struct filter_numbers *t, const char *printed,
    size_t len, struct buf *out, struct error *e) MUST_CHECK;

/*
 * Whether the results with two choices are the same; fractions that the program
 * has computed may differ in the last digits.
 */
bool filter_number_same(const struct buf *a, const struct buf *b);

/* Set *e for a program whose results are not the same for all choices. */
void filter_number_refuse(const struct filter_numbers *t, struct error *e);

/*
 * Whether a double tells the JSON number from all others of as many digits;
 * value is the nearest one.
 */
bool filter_number_held(const char *s, size_t len, double value);

void filter_number_free(struct filter_numbers *t);

#endif
