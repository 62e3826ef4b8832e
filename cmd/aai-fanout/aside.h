/*
 * aside: lines put aside into a file, behind those that are there.
 *
 * What an earlier run put aside stays: a state that went on may have left
 * nobody else who knows of it.  A run that is cut may leave lines of parents
 * that the next one meets again.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_ASIDE_H
#define AAI_FANOUT_ASIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/out.h"

/* A zeroed struct is none and may be closed. */
struct aside {
	const char *path; /* borrowed */
	int fd;
	bool on; /* it is open */
	struct out out;
	uint64_t lines;
};

/*
 * Open the file, or make it.  -1 with *e: OUTPUT, USAGE when it is standard
 * input, TEMPORARY when another process has it.
 */
int aside_open(struct aside *a, const char *path, struct error *e) MUST_CHECK;

/* Put one line, without its LF. */
int aside_put(struct aside *a, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* Flush it to disk. */
int aside_finish(struct aside *a, struct error *e) MUST_CHECK;

/* Release it. */
void aside_close(struct aside *a);

#endif
