/*
 * diagram: the tables and their joins, as SVG in a page: trees from left to
 * right, each table after the one that it joins.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_DIAGRAM_H
#define AAI_REPORT_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-report/erd.h"
#include "base/buf.h"

/* What is drawn. */
struct diagram {
	const struct erd *m;
	const uint64_t *rows; /* of each table of the model */
	const bool *linked;   /* whether the page has a section on it */
	size_t most; /* tables that are drawn: those with most rows, and what
			they join */
};

/*
 * Append the diagram, where there is a join.  Returns how many tables are in
 * it: the others join none, or are more than are drawn.
 */
size_t diagram_put(struct buf *out, const struct diagram *d);

#endif
