/*
 * num: text to numbers, whole text, range given.
 *
 * The only place where text that is not JSON data becomes a number.  None of
 * these skips blanks, takes a sign where none makes sense, or depends on the
 * locale.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

/* The whole of the len bytes at s as a decimal number within min..max. */
bool num_u64(const char *s, size_t len, uint64_t min, uint64_t max,
    uint64_t *out) MUST_CHECK;
bool num_i64(const char *s, size_t len, int64_t min, int64_t max,
    int64_t *out) MUST_CHECK;

/*
 * A size in bytes: digits and optionally k, M, G or T, in powers of 1024
 * (an optional "iB" or "B" may follow): "64k", "256MiB".
 */
bool num_size(const char *s, size_t len, uint64_t min, uint64_t max,
    uint64_t *out) MUST_CHECK;

/*
 * A duration in milliseconds: digits with an optional fraction, then ms, s,
 * m, h or d; without a unit, seconds: "1.5", "250ms", "10m".
 */
bool num_duration_ms(const char *s, size_t len, int64_t min, int64_t max,
    int64_t *out) MUST_CHECK;

/*
 * A finite double from the len bytes at s, which must be a JSON number; the
 * nearest one, ties to even.  False when it overflows.
 */
bool num_double(const char *s, size_t len, double *out) MUST_CHECK;

/*
 * The exponent of a JSON number: what stands from p, after its "e", to end.
 * One that is far out of range is as far out afterwards, not exact.
 */
int64_t num_exponent(const char *p, const char *end);

/* The value of a hexadecimal digit, or -1. */
int num_hex(char c);

#endif
