/*
 * source: the bytes of a file, plain or gzip, through a window.
 *
 * Layer: csv.
 */
#ifndef CSV_SOURCE_H
#define CSV_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "codec/gzip.h"

/* A zeroed struct may be closed. */
struct csv_source {
	int fd;           /* borrowed */
	const char *name; /* for messages; borrowed */
	int64_t offset;   /* of the next read */
	int64_t left;     /* bytes of the file that are still to be read */
	bool gzip;
	struct gunzip gunzip;
	char *data; /* owned: the window */
	size_t from;
	size_t to;       /* data[from..to) is not taken yet */
	uint8_t *packed; /* owned: compressed bytes, when gzip */
	size_t packed_from;
	size_t packed_to;
	bool ended;
};

/* The window's size, which is also the most that can be looked at ahead. */
#define CSV_WINDOW ((size_t)256 << 10)

/* Start with n bytes of the file fd from that offset on. */
void csv_source_open(struct csv_source *s, int fd, const char *name,
    int64_t offset, int64_t n, bool gzip);

/*
 * See that at least n bytes (n <= CSV_WINDOW) are in the window, or all that
 * are left.  -1 with *e.
 */
int csv_source_fill(struct csv_source *s, size_t n, struct error *e) MUST_CHECK;

void csv_source_close(struct csv_source *s);

#endif
