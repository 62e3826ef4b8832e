/*
 * aside: lines put aside into a file, which gets its name when all is well.
 *
 * Layer: api.
 */
#ifndef API_ASIDE_H
#define API_ASIDE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/out.h"

/* A zeroed struct is none and may be closed. */
struct aside {
	const char *path; /* borrowed */
	char *made;	  /* the file until then; owned */
	int fd;
	struct out out;
	uint64_t lines;
};

/* Make the file, empty, beside path, which is left alone until the end. */
int aside_open(struct aside *a, const char *path, struct error *e) MUST_CHECK;

/* Put one line, without its LF. */
int aside_put(struct aside *a, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* Flush it to disk and give it its name, over what was there. */
int aside_finish(struct aside *a, struct error *e) MUST_CHECK;

/* Release it; a file that was not finished goes. */
void aside_close(struct aside *a);

#endif
