/*
 * nested: a column of lists, maps and structures, row by row, as JSON.
 *
 * A structure is an object, null members too; a list is an array; a map is an
 * array of objects with a key and a value, which loses nothing: keys of any
 * type, twice the same, in their order.  Values within are spelled as those of
 * a column of their type are.
 *
 * Of each of its columns one page and its dictionary is held at a time; the
 * text goes out in pieces, so that a list may be of any length.  Levels that
 * do not fit together are an error, never another value.
 *
 * Format facts: parquet-format, README.md, "Nested Encoding"; the Dremel
 * paper, "Record assembly".
 *
 * Layer: view.
 */
#ifndef VIEW_NESTED_H
#define VIEW_NESTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/column_cursor.h"
#include "parquet/reader.h"

/* A zeroed struct may be closed. */
struct nested {
	const struct reader *r;
	const struct reader_field *field;
	struct column_cursor *columns; /* of the field */
	struct buf scratch; /* of a value */
	struct buf text;    /* of a piece */
	uint64_t replaced;  /* ill-formed sequences in text now U+FFFD */
	bool pending; /* the row that was begun was not taken */
	/* Where a piece goes; NULL: nowhere. */
	int (*put)(void *to, const void *p, size_t n, struct error *e);
	void *to;
};

/* Start on the field of that number of the file, which must live as long. */
void nested_open(struct nested *n, const struct reader *r, size_t field);

/* Go to the first row of a group.  -1 with *e (ERROR_INPUT), as below. */
int nested_group(struct nested *n, size_t group, struct error *e) MUST_CHECK;

/* Begin the next row, of which what was not taken is passed over: 1; 0 when
 * it is null. */
int nested_row(struct nested *n, struct error *e) MUST_CHECK;

/*
 * Take the row that was begun and is not null: its JSON text is put, piece by
 * piece.  -1 also with what put() failed with.
 */
int nested_take(struct nested *n,
    int (*put)(void *to, const void *p, size_t len, struct error *e),
    void *to, struct error *e) MUST_CHECK;

/* That the group has no more rows. */
int nested_end(struct nested *n, struct error *e) MUST_CHECK;

void nested_close(struct nested *n);

#endif
