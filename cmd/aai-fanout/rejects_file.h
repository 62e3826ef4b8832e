/*
 * rejects_file: a file of the parents that failed, after those of earlier runs.
 *
 * What an earlier run put aside stays: a state that went on may have left
 * nobody else who knows of it.  A run that is cut may leave lines of parents
 * that the next one meets again.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_REJECTS_FILE_H
#define AAI_FANOUT_REJECTS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/out.h"

/* A zeroed struct is none and may be closed. */
struct rejects_file {
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
int rejects_file_open(
    struct rejects_file *a, const char *path, struct error *e) MUST_CHECK;

/* Put one line, without its LF. */
int rejects_file_put(struct rejects_file *a, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* Flush it to disk. */
int rejects_file_finish(struct rejects_file *a, struct error *e) MUST_CHECK;

/* Release it. */
void rejects_file_close(struct rejects_file *a);

#endif
