/*
 * tags: a Parquet file's key-value metadata about its table: aai.table, aai.key
 * and aai.json (lists of columns); of its links aai.parent and aai.root, and
 * what these call the first columns of the key, the lists aai.parent_key and
 * aai.root_key.
 *
 * Layer: parquet_sink.
 */
#ifndef PARQUET_SINK_TAGS_H
#define PARQUET_SINK_TAGS_H

#include <stddef.h>

#include "base/buf.h"
#include "parquet/writer.h"
#include "table/schema.h"

#define TAGS_MAX 7

struct tags {
	struct buf text; /* of all values */
	struct writer_pair pairs[TAGS_MAX];
	size_t n;
};

/* The pairs for that table; tags_free() them. */
struct tags tags_make(const struct table *t) MUST_CHECK;
void tags_free(struct tags *g);

#endif
