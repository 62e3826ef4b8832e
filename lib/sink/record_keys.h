/*
 * record_keys: finds records that come more than once in a load.
 *
 * Of each key a hash of 64 bits is kept, by a secret of the process, so that
 * nobody can make two that are equal; what does not fit into memory goes to a
 * temporary file.
 *
 * Layer: sink.
 */
#ifndef SINK_RECORD_KEYS_H
#define SINK_RECORD_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "sink/stage.h"
#include "stream/row.h"
#include "table/schema.h"

/* A zeroed struct is empty, and may be closed. */
struct record_keys {
	uint64_t *waiting; /* owned: hashes that are not in the file */
	size_t nwaiting;
	size_t cap;
	struct stage file;
	struct buf key;
	struct buf scratch;
};

/*
 * Note the row's key, if it has one and the table no parent.  Keys that are a
 * hash of a record's content (aai-flatten's "_id") name no record: they are
 * left out.  number is the table's.  -1 with *e (OUTPUT).
 */
int record_keys_add(struct record_keys *k, size_t number,
    const struct table *t, const struct cell *cells,
    struct error *e) MUST_CHECK;

/*
 * Count rows whose key an earlier row has, in about so many bytes of memory;
 * the file is read once for each part of it that fits.  -1 with *e.
 */
int record_keys_count(struct record_keys *k, uint64_t memory,
    uint64_t *repeated, struct error *e) MUST_CHECK;

void record_keys_close(struct record_keys *k);

#endif
