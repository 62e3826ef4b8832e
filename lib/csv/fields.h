/*
 * fields: the lines of a CSV file, taken apart.
 *
 * As RFC 4180 has it, and what is about: any delimiter, LF or CR LF, a byte
 * order mark.  Whether a field was quoted is told, since a bare empty field may
 * be null where a quoted one is the empty string.
 *
 * Layer: csv.
 */
#ifndef CSV_FIELDS_H
#define CSV_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "codec/byte_source.h"

struct field {
	size_t at, len; /* in text */
	bool quoted;
};

/* What a line may have. */
struct fields_bounds {
	size_t bytes;
	size_t fields;
	const char *option; /* what says so, for messages; borrowed */
};

/* A zeroed struct may be closed. */
struct fields {
	struct byte_source *in; /* borrowed */
	char delimiter;
	struct fields_bounds bounds;
	struct buf text; /* of the line read last, quotes taken away */
	struct field *list;
	size_t n;
	size_t cap;
	bool stray;    /* in it, text followed the quote that closed a field */
	uint64_t line; /* the number of the line that is next, from 1 */
	uint64_t from; /* that of the record read last */
	uint64_t byte; /* ... and its offset */
};

/*
 * Start with the first byte of the source, which stays the caller's.  A
 * delimiter of 0 is found out from the first line: a comma, semicolon, tab or
 * bar.  -1 with *e, as byte_source_fill().
 */
int fields_open(struct fields *f, struct byte_source *in, char delimiter,
    struct fields_bounds bounds, struct error *e) MUST_CHECK;

/*
 * The next line's fields: 1, 0 at the end, or -1 with *e (INPUT: it is cut
 * within quotes; LIMIT: it is out of bounds; as byte_source_fill()).
 */
int fields_next(struct fields *f, struct error *e) MUST_CHECK;

void fields_close(struct fields *f);

#endif
