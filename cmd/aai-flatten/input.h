/*
 * input: what aai-flatten reads: files, and standard input.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_INPUT_H
#define AAI_FLATTEN_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* In the order of --format's words. */
enum input_format {
	INPUT_AUTO, /* by the file's name */
	INPUT_JSON,
	INPUT_CSV,
	INPUT_TSV,
};

struct input {
	int fd;		  /* opened by input_open(), or the caller's */
	bool opened;	  /* by input_open() */
	const char *name; /* for messages; borrowed */
	char *table;	  /* of records that name none; owned; NULL: none */
	enum input_format format;
};

/* Where in an input a record is. */
struct input_position {
	uint64_t line; /* from 1 */
	uint64_t byte; /* after decompression, from 0 */
};

/*
 * Who takes records: an object of len bytes at text, which may be changed, with
 * a NUL and FLATTEN_PAD bytes after it.  -1 with *e.
 */
struct input_taker {
	int (*take)(void *arg, const struct input_position *at, char *text,
	    size_t len, struct error *e);
	void *arg;
};

/*
 * Open the file at path, which must live as long, or take standard input for
 * "-".  A regular file gives its name, without folder and extensions, to the
 * table.  -1 with *e (INPUT).
 */
int input_open(struct input *in, const char *path, enum input_format format,
    struct error *e) MUST_CHECK;

/* A zeroed struct is accepted. */
void input_close(struct input *in);

/* Put the input's name and the position before the error's text. */
void input_prefix(const char *name, const struct input_position *at,
    struct error *e);

/*
 * Have a NUL and FLATTEN_PAD zeros after the buffer's content.  -1 with *e
 * (INPUT) when it is past its ceiling.
 */
int input_pad(struct buf *text, struct error *e) MUST_CHECK;

#endif
