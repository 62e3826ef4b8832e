/*
 * merge: data files that lose rows of theirs to a load, or have columns that
 * get another type, and what takes their place.
 *
 * A file stays as it is unless some of its rows go or are marked, or it has
 * such columns.
 * The one that takes its place has its name, by which a load's files are known,
 * with the version that is made.
 *
 * Layer: lake.
 */
#ifndef LAKE_MERGE_H
#define LAKE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lake/lake.h"

/* What becomes of a file.  A zeroed struct may be released. */
struct lake_merged {
	bool touched; /* it is live no more */
	char *path;   /* owned; of the new file in the table's folder, which is
			 staged; NULL: no row stays */
	struct lake_file file; /* that one */
	int64_t age;   /* the caller's, for an order: the lower, the older */
	size_t number; /* are its rows; then by this */
};

/*
 * Look into the live file that the len bytes at s name (see lake_path_find()),
 * and write the one that takes its place, if that is needed.  -1 with *e
 * (ERROR_USAGE: it is not a file that we can write anew).
 */
int lake_merge(struct lake_table *t, const struct lake_change *c,
    const char *location, const char *s, size_t len, struct lake_merged *to,
    struct error *e) MUST_CHECK;

void lake_merged_free(struct lake_merged *m);

#endif
