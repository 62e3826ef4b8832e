/*
 * stage: a file being made, written from front to back, readable meanwhile.
 *
 * It is staged in an output folder, or, for standard output, a temporary
 * without a name (in $TMPDIR or /tmp) that is gone with the process.  A staged
 * file holds no descriptor between calls, so there may be thousands; append in
 * runs of 64 KiB and more.
 *
 * Layer: sink.
 */
#ifndef SINK_STAGE_H
#define SINK_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "sink/folder.h"

struct stage {
	struct folder *folder; /* borrowed; NULL: a temporary */
	size_t number;         /* in the folder */
	dev_t dev;             /* the file there */
	ino_t ino;
	int fd;                /* the temporary's, or the staged file's while
				  stage_fd() has it open; -1 otherwise */
	bool open;             /* the file is there */
	int64_t size;          /* bytes appended */
	int64_t begun;         /* of them on their way to the disk */
};

/* A new empty file, in folder, or a temporary when that is NULL. */
int stage_open(
    struct stage *s, struct folder *folder, struct error *e) MUST_CHECK;

/*
 * Append n bytes.  -1 with *e (ERROR_OUTPUT).  Another thread may do so while
 * further files are opened in the folder.
 */
int stage_append(
    struct stage *s, const void *p, size_t n, struct error *e) MUST_CHECK;

/* Read exactly n bytes at the offset. */
int stage_read(struct stage *s, void *p, size_t n, int64_t offset,
    struct error *e) MUST_CHECK;

/*
 * A descriptor of the file for reading and pwrite(2), open until stage_rest()
 * or stage_close(); -1 with *e.
 */
int stage_fd(struct stage *s, struct error *e) MUST_CHECK;

/* Close the descriptor that stage_fd() opened, if it can be opened again. */
int stage_rest(struct stage *s, struct error *e) MUST_CHECK;

/*
 * Write the whole file to fd, which is named so in messages.  -1 with *e, and
 * errno as the failed call left it.
 */
int stage_copy(
    struct stage *s, int fd, const char *name, struct error *e) MUST_CHECK;

/* Delete the file and release s. */
void stage_drop(struct stage *s);

/* Release s; a staged file stays staged.  A zeroed struct is accepted. */
void stage_close(struct stage *s);

#endif
