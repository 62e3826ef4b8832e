/*
 * scan: reads a table once for a query, or the rows that a value finds.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_SCAN_H
#define AAI_QUERY_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "aai-query/group_filter.h"
#include "aai-query/lookup.h"
#include "aai-query/table_set.h"
#include "base/buf.h"
#include "base/error.h"
#include "view/table_reader.h"

/* The lookups of a table, for all scans of a statement. */
struct scan_lookups {
	struct lookup **list; /* each owned */
	size_t n;
	size_t cap;
};

/* No scan uses them any more. */
void scan_lookups_close(struct scan_lookups *l);

/* A zeroed struct may be closed. */
struct scan {
	const struct set_table *table;
	struct scan_lookups *lookups; /* borrowed */
	bool (*stops)(void);
	uint64_t used; /* the bits of the columns that are chosen */
	struct group_filter filter; /* of the rows that are read */
	size_t *chosen; /* columns that are read; owned */
	size_t nchosen;
	size_t *places; /* of each column of the table: in chosen, or
			   SIZE_MAX; owned */
	struct table_reader reader;
	bool reading;
	const struct show_cell *cells; /* of the current row */
	struct buf *texts; /* of values of nested columns, kept until the next
			      row; one for each chosen column */
	bool *kept;        /* which there are */
	struct buf scratch;
	struct lookup *lookup; /* that find is of; borrowed */
	sqlite3_stmt *find;
	bool looking; /* the current rows come from it */
	uint64_t nans;
	bool end;
};

/*
 * Prepare for scans of the table, which must live as long, as must lookups.
 * They fail once stops() says so.
 */
void scan_open(struct scan *s, const struct set_table *t,
    struct scan_lookups *lookups, bool (*stops)(void));

/* Forget what an earlier scan asked for; its lookup stays. */
void scan_reset(struct scan *s);

/*
 * Start on the columns whose bits are in used (the last bit: all others, too)
 * and go to the first row.  key: what the column of that number is equal to in
 * all rows that are wanted; NULL: that is not so.  -1 with *e.
 */
int scan_start(struct scan *s, uint64_t used, sqlite3_value *key,
    size_t key_column, struct error *e) MUST_CHECK;

int scan_next(struct scan *s, struct error *e) MUST_CHECK;

/* Give the current row's value of that column. */
int scan_column(struct scan *s, size_t column, sqlite3_context *to,
    struct error *e) MUST_CHECK;

/* The current row's number, the same in every scan. */
int64_t scan_rowid(const struct scan *s);

void scan_close(struct scan *s);

#endif
