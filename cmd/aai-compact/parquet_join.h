/*
 * parquet_join: Parquet files of ours as one.
 *
 * The file gets the columns that are asked for: what a part has in narrower
 * types widens, and rows of a part that lacks one have null there.  It is
 * compressed and encoded as the newest part is, has Bloom filters where that
 * has some, and is read again before anything is done with it.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_PARQUET_JOIN_H
#define AAI_COMPACT_PARQUET_JOIN_H

#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"
#include "sink/stage.h"
#include "table/schema.h"

/*
 * Write the rows of the folder's n parts, the oldest first, to the empty file,
 * with the columns of t, in about so much memory, bytes.  -1 with *e.
 */
int parquet_join(const struct folder *f, const char *const *names, size_t n,
    const struct table *t, size_t memory, struct stage *to,
    struct error *e) MUST_CHECK;

#endif
