/*
 * decimal: compares decimal numbers by their value, without rounding.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Less than 0, 0 or greater than 0 as the JSON number of alen bytes at a is
 * less than, equal to or greater than that at b.  O(length of both).
 */
int decimal_cmp(const char *a, size_t alen, const char *b, size_t blen);

/* The same with a finite double, which is compared as exactly what it is. */
int decimal_cmp_double(const char *a, size_t alen, double b);

/* How many digits the number has from its first to its last that is not 0. */
size_t decimal_digits(const char *s, size_t len);

#endif
