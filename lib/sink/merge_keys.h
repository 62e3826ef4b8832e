/*
 * merge_keys: the root keys that a load brings, and which of its own rows and
 * of earlier ones go for that.  Private to the sink layer.
 *
 * Tables hang together in families: a table at the top, and the tables of its
 * nested lists, whose rows all begin with the key of its record.  A root key
 * that comes has the rows of that key go that earlier loads left in any table
 * of the family; of records of one key in the load the last counts, with the
 * rows of its lists and none of those before.
 *
 * That wants the rows of each record together, its own after those of its
 * lists, as aai-flatten writes them, or before them.  Where a key comes again
 * and rows came in another order the load is refused.
 *
 * Of each key 16 bytes are kept (root_key.h) in a table that is at most three
 * quarters full.
 *
 * Layer: sink.
 */
#ifndef SINK_MERGE_KEYS_H
#define SINK_MERGE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "sink/key_bounds.h"
#include "sink/root_key.h"
#include "sink/row_filter.h"
#include "stream/row.h"
#include "table/schema.h"

/* The order of the rows of a record. */
enum merge_order {
	MERGE_ORDER_UNKNOWN,
	MERGE_LISTS_FIRST,
	MERGE_TOPS_FIRST,
};

/* Rows of a table that a key's last record has: from this one on. */
struct merge_start {
	uint64_t version; /* which record of the key it is of, 2 and up */
	uint64_t row;
};

struct merge_family {
	const char *name;  /* of the table at the top; borrowed */
	size_t nroot;	   /* key columns that name the record */
	uint8_t *forms;	   /* owned; of each, for key_forms.c: 0 at first */
	size_t nforms;	   /* nroot, or more where a table got more later */
	struct root_key_name *slots; /* owned; of nslots, both halves 0: none */
	size_t nslots;
	size_t n;
	struct key_bounds bounds;
	struct map versions; /* of keys that came again; value: how often */
	struct map starts;   /* table and key; value: index in the list */
	struct map marks;    /* keys of records that are there no more, whose
				rows stay; value: 0: they are there again */
	struct merge_start *list; /* owned */
	size_t list_cap;

	/* The record, or the element, whose rows come. */
	bool begun;
	struct root_key_name key;
	int64_t position;
	bool has_top;
	enum merge_order order;
	bool topless; /* one had no row in the table at the top */

	/* It may be another record of the key, or rows of lists after their
	 * own: what was before it, for each start that is changed. */
	bool pending;
	uint64_t version_before;
	struct merge_start *before; /* owned; with the indexes in the list */
	size_t *changed;	    /* owned */
	size_t nchanged;
	size_t before_cap, changed_cap;
};

/* A zeroed struct is empty, and may be closed. */
struct merge_keys {
	struct merge_family *families; /* owned */
	size_t nfamilies;
	size_t families_cap;
	size_t memory; /* bytes, for all of it: the caller's to set */
};

/*
 * The table at the top of t's family, which may be t; NULL, when one between is
 * not in the schema or t lacks its key.
 */
const struct table *merge_keys_top(
    const struct schema *schema, const struct table *t);

/*
 * The number of the family of that top, whose name stays the caller's, added
 * when new; nroot columns are of its root key.
 */
size_t merge_keys_family(
    struct merge_keys *k, const char *top, size_t nroot);

/* The family of that name, or NULL: the load has none. */
struct merge_family *merge_keys_find(
    const struct merge_keys *k, const char *name);

/* A row of a family. */
struct merge_row {
	size_t table;  /* its number: any that is always the table's */
	uint64_t row;  /* its number in the table */
	bool top;      /* the table is the family's top */
	int64_t position; /* in the top's list, if that has one; else 0 */
};

/* Note the row.  -1 with *e (ERROR_LIMIT: there are too many keys). */
int merge_keys_add(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, const struct merge_row *row,
    struct error *e) MUST_CHECK;

/*
 * The record of that key is there no more, though it may come again; rows of
 * its family's top, which is table number "table", have come so far.  -1 with
 * *e (ERROR_LIMIT).
 */
int merge_keys_delete(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, size_t table, uint64_t rows,
    struct error *e) MUST_CHECK;

/*
 * The record of that key is there no more, though it may come again: its rows
 * stay, and those of the family's top are marked.  -1 with *e (ERROR_LIMIT).
 */
int merge_keys_mark(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, struct error *e) MUST_CHECK;

/*
 * No row follows.  -1 with *e (ERROR_INPUT): a record came again, and which
 * rows are its last ones' does not show.
 */
int merge_keys_end(struct merge_keys *k, struct error *e) MUST_CHECK;

/* Whether a record of the family came again. */
bool merge_keys_again(const struct merge_family *f);

/* For row_filter: rows of earlier loads that stay; arg: the family. */
int merge_keys_stays(
    void *arg, const struct root_key *key, struct error *e);

/* The same of the family's top, whose rows may be marked. */
int merge_keys_top_stays(
    void *arg, const struct root_key *key, struct error *e);

/* The rest of a row_filter for the same; arg: the family. */
bool merge_keys_may_have_text(void *arg, const struct row_filter_text *lo,
    const struct row_filter_text *hi);
bool merge_keys_may_have_number(void *arg, int64_t lo, int64_t hi);
bool merge_keys_may_have_hash(void *arg,
    bool (*has)(const void *filter, uint64_t hash), const void *filter);

/* The same of the load's own rows; arg is such a struct. */
struct merge_own {
	const struct merge_family *family;
	size_t table;
	uint64_t row; /* the next one; 0 at first */
	bool top;     /* it is the family's */
};
int merge_keys_own_stays(
    void *arg, const struct root_key *key, struct error *e);

void merge_keys_close(struct merge_keys *k);

#endif
