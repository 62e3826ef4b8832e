/*
 * deletion_vector: which rows of a data file a Delta table has no more.
 *
 * A RoaringBitmapArray: Roaring bitmaps of 32 bits each, one for each value of
 * a row number's upper half.  It is held as it is stored, and checked as a
 * whole when it is opened: rows ascend, are as many as was said, and are within
 * the file; nothing is left over.
 *
 * Format facts: Delta Transaction Log Protocol, "Deletion Vectors", "Deletion
 * Vector Format"; RoaringFormatSpec; ZeroMQ RFC 32/Z85.
 *
 * Layer: lake.
 */
#ifndef LAKE_DELETION_VECTOR_H
#define LAKE_DELETION_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/tree.h"

/* Where one is.  A zeroed struct is none, and may be freed. */
struct deletion_vector_place {
	bool given;
	char *path;    /* owned: of the file that has it; NULL: inlined */
	bool relative; /* path is one in the table's folder, as it stands; or
			  else as the path of a data file in the log is */
	char *inlined; /* owned: size bytes */
	uint64_t offset;
	uint64_t size; /* bytes */
	uint64_t rows; /* that it deletes */
};

/*
 * Take in the descriptor at a node of t.  -1 with *e (ERROR_INPUT) when it is
 * none; p is to be freed either way.
 */
int deletion_vector_describe(struct deletion_vector_place *p,
    const struct json_tree *t, size_t node, struct error *e) MUST_CHECK;

/* Append what tells one of a file from another, as the protocol has it; false
 * when it has no kind or place. */
bool deletion_vector_id(const struct json_tree *t, size_t node,
    struct buf *out) MUST_CHECK;

void deletion_vector_place_free(struct deletion_vector_place *p);

/* An open one.  A zeroed struct deletes nothing, and may be closed. */
struct deletion_vector {
	uint8_t *bytes; /* owned */
	size_t len;
	uint64_t left; /* rows, with next */
	uint64_t next; /* the next one that it deletes, when left is not 0 */

	/* Where next is. */
	uint64_t bitmaps; /* after this one */
	uint64_t high;	  /* this one's upper half of rows */
	bool begun;	  /* there is a bitmap before this one */
	size_t at;	  /* of what is after all that was taken */
	size_t header;	  /* of the containers' keys and counts */
	size_t flags;	  /* of the bits of containers that are runs; 0: none */
	uint32_t containers; /* of the bitmap */
	uint32_t container;  /* the next one's number */
	int kind;
	size_t data;	 /* of this container */
	uint32_t base;	 /* its lower rows' upper half */
	uint32_t count;	 /* its rows */
	uint32_t taken;	 /* of them */
	uint32_t within; /* the place of what comes next */
};

/*
 * Read what p tells of, from the file open as fd, called name in messages (-1:
 * it is inline), for a data file of that many rows.  max bounds its bytes.  -1
 * with *e (ERROR_INPUT: it is damaged, or not as p says; ERROR_LIMIT).
 */
int deletion_vector_open(struct deletion_vector *d,
    const struct deletion_vector_place *p, int fd, const char *name,
    uint64_t rows, size_t max, struct error *e) MUST_CHECK;

/* Whether it deletes that row; rows are asked for in ascending order. */
bool deletion_vector_has(struct deletion_vector *d, uint64_t row);

void deletion_vector_close(struct deletion_vector *d);

#endif
