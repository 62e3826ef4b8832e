/*
 * fields: the lines of a CSV file, taken apart.
 *
 * As RFC 4180 has it, and what is about: any delimiter, LF or CR LF, a byte
 * order mark, gzip.  Whether a field was quoted is told, since a bare empty
 * field may be null where a quoted one is the empty string.
 *
 * Layer: view.
 */
#ifndef VIEW_FIELDS_H
#define VIEW_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "csv/source.h"
#include "view/shown_file.h"

struct field {
	size_t at, len; /* in text */
	bool quoted;
};

/* A zeroed struct may be closed. */
struct fields {
	int fd;
	bool open;
	struct csv_source in;
	const char *name; /* borrowed */
	char delimiter;
	struct buf text; /* of the line read last, quotes taken away */
	struct field *list;
	size_t n;
	size_t cap;
	size_t most;   /* fields that a line may have */
	uint64_t line; /* the number of the line that is next, from 1 */
	uint64_t from; /* that of the record read last */
};

/*
 * Open the file at path, which must live as long; t is as in shown_file.h.  A
 * delimiter of 0 is found out from the first line: a comma, semicolon, tab or
 * bar.  -1 with *e.
 */
int fields_open(struct fields *f, const struct shown *t, const char *path,
    char delimiter, struct error *e) MUST_CHECK;

/*
 * The next line's fields: 1, 0 at the end, or -1 with *e (INPUT; LIMIT: it
 * has more than half of t's memory, or a field more than each KiB of it).
 */
int fields_next(struct fields *f, struct error *e) MUST_CHECK;

void fields_close(struct fields *f);

#endif
