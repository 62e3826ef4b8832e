/*
 * stream_record: a record of a stream, or what is in its place, into the
 * flattener.
 *
 * Runs the filter, and keeps to what a stream says of itself: deletions, and
 * the end record, whose count is checked.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_STREAM_RECORD_H
#define AAI_FLATTEN_STREAM_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-flatten/flatten.h"
#include "aai-flatten/flatten_stream.h"
#include "aai-flatten/input.h"
#include "base/buf.h"
#include "base/error.h"
#include "io/out.h"

/* All is the caller's. */
struct stream_record {
	struct flatten_stream *stream;
	struct flatten *f;
	struct out *out;
	bool alone; /* there is one input */
	/* Of the input that is read. */
	const char *name;
	uint64_t records;
	bool ended; /* there was an end record */
	bool whole; /* its count is right */
	/* Of the record that is taken. */
	struct input_position at;
	const char *text; /* where it may have several lines, or NULL */
	size_t text_len;
	bool cut;	  /* it may not be whole */
	bool made;	  /* of a row of CSV: offsets in it mean nothing */
	struct buf record; /* the filter's result, with its pad */
	char *tag;	   /* of the record that is filtered, or NULL */
	struct buf end;	   /* the rest of the end record */
};

/*
 * Take the record of len bytes at line, as flatten_record() does.  -1 with *e,
 * the position put before it.
 */
int stream_record_take(struct stream_record *g, char *line, size_t len,
    struct error *e) MUST_CHECK;

#endif
