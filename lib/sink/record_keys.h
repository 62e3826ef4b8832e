/*
 * record_keys: the keys of the records of a load: finds those that come more
 * than once, and those that rows of other loads have.
 *
 * Of each key its name is kept (root_key.h): 16 bytes.  What does not fit into
 * memory goes to a temporary file, and is looked at in parts that do fit.
 *
 * Layer: sink.
 */
#ifndef SINK_RECORD_KEYS_H
#define SINK_RECORD_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "sink/root_key.h"
#include "sink/stage.h"
#include "stream/row.h"
#include "table/schema.h"

/* A zeroed struct is empty, and may be closed. */
struct record_keys {
	struct root_key_name *waiting; /* owned: names that are not in the
					  file */
	size_t nwaiting;
	size_t cap;
	struct stage file;
	struct root_key key;
	/* After record_keys_end(): */
	uint64_t parts;
	struct root_key_name *all; /* owned: one part, sorted */
	size_t nall;
	size_t all_cap;
};

/* Columns of a row's table as they are published. */
struct record_types {
	const struct table *out;
	const size_t *places; /* of the row's in it; NULL: the same */
};

/*
 * Note the row's key, if it has one and the table no parent; *noted says so.
 * Keys that are a hash of a record's content (aai-flatten's "_id") name no
 * record: they are left out.  number is the table's.  -1 with *e (OUTPUT).
 */
int record_keys_add(struct record_keys *k, size_t number,
    const struct table *t, const struct record_types *types,
    const struct cell *cells, bool *noted, struct error *e) MUST_CHECK;

/*
 * No key follows; a part may take about this many bytes of memory.  Of none
 * there is one, which is empty.  -1 with *e.
 */
int record_keys_end(
    struct record_keys *k, uint64_t memory, struct error *e) MUST_CHECK;

/*
 * Take up a part: 0 and up to k->parts.  The file is read for it, unless there
 * is but one.  -1 with *e.
 */
int record_keys_take(
    struct record_keys *k, uint64_t part, struct error *e) MUST_CHECK;

/* How many keys of the part came again; each time counts. */
uint64_t record_keys_repeated(const struct record_keys *k);

/* Whether the part has the key of a row of that table. */
bool record_keys_have(const struct record_keys *k, size_t number,
    const struct root_key *key);

/*
 * Whether the filter has the XXH64 of a key of the part, of any table, as
 * row_filter asks for keys of one value.
 */
bool record_keys_ask(const struct record_keys *k,
    bool (*has)(const void *filter, uint64_t hash), const void *filter);

void record_keys_close(struct record_keys *k);

#endif
