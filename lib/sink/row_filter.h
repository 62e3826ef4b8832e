/*
 * row_filter: which rows of a finished file stay when it is written again.
 *
 * Layer: sink.
 */
#ifndef SINK_ROW_FILTER_H
#define SINK_ROW_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "sink/root_key.h"
#include "table/type.h"

struct row_filter {
	/* The columns of the root key: numbers in the part's table "from". */
	const size_t *columns;
	size_t ncolumns;

	/* Asked for each row, in their order: 1: it stays, 0: it goes, -1 with
	 * *e. */
	int (*stays)(void *arg, const struct root_key *key, struct error *e);
	void *arg;
};

#endif
