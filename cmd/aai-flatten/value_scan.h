/*
 * value_scan: finds where an object or list ends, in a text that comes in
 * pieces.
 *
 * Only strings and brackets are looked at, in constant memory however deep it
 * nests: whether the text is JSON is for who walks it to find out.  But a line
 * that ends within a string ends the search, as what follows would be taken for
 * a part of it.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_VALUE_SCAN_H
#define AAI_FLATTEN_VALUE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

/* A zeroed struct is at an opening bracket. */
struct value_scan {
	uint64_t depth;
	bool string;  /* within one */
	bool escaped; /* after its backslash */
	bool broken;  /* a line ended in it: there is no such value */
};

/*
 * Go on from p; the position after the closing bracket, or at the LF where it
 * is broken, or NULL when all up to end is within the value.  O(end - p).
 */
const char *value_scan(struct value_scan *v, const char *p, const char *end);

#endif
