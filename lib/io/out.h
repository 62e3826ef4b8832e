/*
 * out: buffered output to a file descriptor, made for streams of lines.
 *
 * A stream's writer keeps back the last two bytes (a bracket and LF) until it
 * knows that the stream goes on or has ended well, so that whatever cuts the
 * stream leaves it ending inside a record; see aai-stream(5).  With hold that
 * is done here: at most all but the last two bytes put so far reach the
 * descriptor before out_finish().  A write that a kill cuts in the middle
 * leaves the pipe at the end of one of its pages; writes are parted so that no
 * page ends with a record.
 *
 * Bytes go out in writes of 64 KiB and more, when the buffer is full or at
 * out_flush(); a buffer for a terminal goes out at every out_line().
 *
 * Layer: io.
 */
#ifndef IO_OUT_H
#define IO_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

#define OUT_BUFFER ((size_t)256 << 10)

struct out {
	int fd;		  /* borrowed */
	const char *name; /* for messages; borrowed */
	bool live;	  /* every line goes out at once, nothing is held */
	bool hold;	  /* keep the last two bytes back */
	bool failed;	  /* a write failed; *e of that call said why */
	bool broken_pipe; /* ... because the reader left (EPIPE) */
	uint8_t *data;	  /* owned; OUT_BUFFER bytes */
	size_t len;
	uint64_t bytes; /* put so far */
};

/*
 * Start writing to fd, which stays the caller's, as does name.  hold is for
 * streams of records.  live: write lines at once and hold nothing back.
 */
void out_open(struct out *o, int fd, const char *name, bool hold, bool live);

/* Put n bytes.  -1 with *e (ERROR_OUTPUT) when a write failed. */
int out_put(struct out *o, const void *p, size_t n,
    struct error *e) MUST_CHECK;

/* Say that a line has ended: a live stream is flushed. */
int out_line(struct out *o, struct error *e) MUST_CHECK;

/* Write what is buffered, except what is held back. */
int out_flush(struct out *o, struct error *e) MUST_CHECK;

/* End well: write all, the held bytes too. */
int out_finish(struct out *o, struct error *e) MUST_CHECK;

/* Release the memory; what was not written is lost.  fd is not closed. */
void out_close(struct out *o);

#endif
