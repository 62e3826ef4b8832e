/*
 * lines: read a file descriptor line by line, in bounded memory.
 *
 * A line is handed out without its LF (and without a CR before it).  A UTF-8
 * byte order mark at the very start is skipped; lines that are empty or hold
 * only blanks are skipped and counted.  The last line may lack its LF; whether
 * what it holds is whole is for the caller to judge (terminated says).
 *
 * A span stays valid until the next call.  After it lie a NUL and at least
 * LINES_PAD readable bytes, so that a scanner may load whole vectors past its
 * end.
 *
 * Layer: io.
 */
#ifndef IO_LINES_H
#define IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

#define LINES_PAD 64
#define LINES_MAX_DEFAULT ((uint64_t)256 << 20)

struct lines {
	int fd;		  /* borrowed */
	const char *name; /* for messages; borrowed */
	/* Reads up to n bytes, 0 at the end, -1 with *e; NULL: read(2) does. */
	ssize_t (*read)(void *arg, void *p, size_t n, struct error *e);
	void *arg;
	size_t max;	  /* bytes that a line may have */
	char *data;	  /* owned */
	size_t cap;	  /* bytes allocated, without the pad */
	size_t from;	  /* start of what is not handed out yet */
	size_t to;	  /* end of what has been read */
	size_t searched;  /* no LF before this */
	size_t line;	  /* start of the line handed out last */
	bool ended;	  /* read() gave 0 */
	bool terminated;  /* the line handed out last had its LF */
	bool bom;	  /* a byte order mark was skipped */
	uint64_t offset;  /* byte offset of the line handed out last */
	uint64_t number;  /* its number, from 1 (blank lines count) */
	uint64_t blank;	  /* blank lines skipped */
	uint64_t bytes;	  /* bytes read in all */
};

/*
 * Start reading fd, which stays the caller's, as does name.  max_line is in
 * bytes, at least 1.  Nothing is read yet.
 */
void lines_open(struct lines *l, int fd, const char *name, size_t max_line);

/*
 * The same of what the function gives, which is called with arg.  After its -1
 * nothing more is read.
 */
void lines_open_by(struct lines *l,
    ssize_t (*read)(void *arg, void *p, size_t n, struct error *e), void *arg,
    const char *name, size_t max_line);

/*
 * The next line that is not blank.  Returns 1 with *line and *len, 0 at the
 * end, or -1 with *e (ERROR_INPUT: line too long; ERROR_FAILED: read failed).
 */
int lines_next(struct lines *l, char **line, size_t *len,
    struct error *e) MUST_CHECK;

/*
 * The next line, if it is in the buffer, plain and not blank: true with *line
 * and *len.  False says nothing but that lines_next() is to be called.
 */
bool lines_take(struct lines *l, char **line, size_t *len);

/*
 * Make room for n bytes more after the line handed out last.  Returns where
 * the line is now.  O(bytes read after it).
 */
char *lines_widen(struct lines *l, size_t n);

/* Whether lines_next() could answer without waiting for input. */
bool lines_ready(struct lines *l);

/*
 * Read once, as much as there is: for who waits for the descriptor himself and
 * must not wait for the rest of a line.  -1 with *e (ERROR_FAILED).
 */
int lines_fill(struct lines *l, struct error *e) MUST_CHECK;

/* Release the memory; fd is not closed.  A zeroed struct is accepted. */
void lines_close(struct lines *l);

#endif
