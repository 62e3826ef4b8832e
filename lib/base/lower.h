/*
 * lower: text in small letters, by which some compare names.
 *
 * Databases and table formats take names for the same that differ in case
 * alone, by the rules of Unicode.  Letters that any of them makes the same are
 * the same here, among them both small sigmas.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_LOWER_H
#define BASE_LOWER_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append the len bytes at s, UTF-8, in small letters.  What is not UTF-8 stays
 * as it is.
 */
void lower_put(const char *s, size_t len, struct buf *out);

#endif
