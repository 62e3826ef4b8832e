/*
 * group: which parts of a table become one.
 *
 * Parts are taken in the order in which they came, and put together with those
 * beside them.  A part is written again only where it is small, or what came
 * after it is half as large at least: so rows are written a few times, however
 * often this is run, and what is left of N equal parts are about log N of them,
 * and those that are large.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_GROUP_H
#define AAI_COMPACT_GROUP_H

#include <stddef.h>
#include <stdint.h>

/* Parts first to first + n - 1. */
struct group {
	size_t first;
	size_t n; /* at least 2 */
};

/*
 * Store the groups that parts of those sizes, in bytes, make, in order, at to,
 * which has room for n / 2 of them; how many.  None grows much past size: it
 * has at most one part more.  O(n).
 */
size_t group_parts(
    const int64_t *sizes, size_t n, int64_t size, struct group *to);

#endif
