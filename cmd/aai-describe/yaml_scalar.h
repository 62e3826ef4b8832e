/*
 * yaml_scalar: what a plain YAML scalar is, by the core schema of YAML 1.2.
 *
 * yes, no, on and off are text, as are numbers with underscores and times of
 * the day.
 *
 * Layer: aai-describe.  Thread-safe.
 */
#ifndef AAI_DESCRIBE_YAML_SCALAR_H
#define AAI_DESCRIBE_YAML_SCALAR_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append the plain scalar of len bytes at s as a JSON value: null, true, false,
 * a number that keeps its digits, or a string.  What JSON has no number for
 * (.inf, .nan, more than 64 bits in hexadecimal) is a string.
 */
void yaml_scalar_put(const char *s, size_t len, struct buf *out);

#endif
