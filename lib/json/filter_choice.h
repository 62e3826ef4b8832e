/*
 * filter_choice: doubles for numbers that none holds; for filter alone.
 *
 * Such numbers are given doubles near them, each its own and in their order,
 * and the program is run with several such choices.  Where it only hands the
 * numbers on or compares their sizes, its results are the same each time; where
 * they differ, they depend on digits that libjq does not have.
 *
 * Layer: json.
 */
#ifndef JSON_FILTER_CHOICE_H
#define JSON_FILTER_CHOICE_H

#include <stddef.h>

#include "base/buf.h"
#include "json/filter_number.h"

enum filter_choice {
	FILTER_CHOICE_BELOW, /* at most their value */
	FILTER_CHOICE_ABOVE, /* at least their value */
	FILTER_CHOICES
};

/*
 * Append the text that was read as libjq is to see it, and put the items in
 * that order.  O(n log n).
 */
void filter_choice_put(struct filter_numbers *t, enum filter_choice choice,
    const char *text, size_t len, struct buf *out);

#endif
