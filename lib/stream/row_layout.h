/*
 * row_layout: what the row reader knows of a table's rows: how they begin, and
 * what comes next in them.
 *
 * Private to the row reader.
 *
 * Layer: stream.
 */
#ifndef STREAM_ROW_LAYOUT_H
#define STREAM_ROW_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "stream/row.h"
#include "table/schema.h"

/* A row's head is remembered when it has at most this many bytes. */
#define HEAD_MAX 1024

/* A member's start as it stands in an object without blanks: ,"name": */
struct row_key {
	const char *text; /* borrowed from the layout; padded for SCAN_PAD */
	size_t len;
};

/* What the reader knows of a table's rows. */
struct row_layout {
	const struct table *table;
	struct buf prefix; /* {"_table":"NAME" */
	struct buf texts;  /* the keys, each padded */
	struct row_key *keys;
	size_t nkeys;     /* columns known */
	struct buf head;  /* the row read last, in either form, up to after
			     its first value, if that is a string of the
			     first column; or empty */
	struct cell first; /* that cell; s is set when it is found again */
	size_t first_at;   /* its offset in the row */
	uint32_t head_number; /* that the table had then, or 0 */
	size_t next;       /* number of the table whose row came after one of
			      this table last time */
	uint32_t *follow; /* by column number + 1 (0: the row's start), which
			     member came next last time */
};

/*
 * The layout of table number n, made or brought up to the columns that the
 * table has by now; there are cells for these.
 */
struct row_layout *row_layout(struct row_reader *r, size_t n);

void row_layout_free(struct row_layout *l);

#endif
