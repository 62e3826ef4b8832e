/*
 * flatten_stream: a stream of records through a flattener: inputs in, rows out.
 *
 * Reads records, runs the filter, checks the end record's count and hands the
 * record on with the rows', tells where in the input an error is, and answers
 * SIGUSR1 (io/progress.h).  A
 * stream that ends well ends well at the other side: an input with not a byte
 * gives none, one without records a single LF.
 *
 * Several files are one stream.  An end record closes its own file; the stream
 * has one when all files have, with the count alone: what a load's state and
 * merge are about is one stream, so that such an end among several files is an
 * error.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_FLATTEN_STREAM_H
#define AAI_FLATTEN_FLATTEN_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-flatten/flatten.h"
#include "aai-flatten/input.h"
#include "aai-flatten/input_bad.h"
#include "base/error.h"
#include "io/cli.h"
#include "io/out.h"
#include "json/filter.h"
#include "json/path.h"

struct flatten_stream {
	/* Files, "-" being standard input; all is the caller's. */
	char *const *paths;
	size_t npaths;
	int fd;		  /* read from where there are none */
	const char *name; /* ... for messages */
	enum input_format format;
	const struct path *records; /* where they are in JSON, or NULL */
	struct input_bad *bad;	    /* keeps lines that are none, or NULL */
	uint64_t max_line;
	struct filter *filter; /* each record goes through it; or NULL */
	bool infer;	       /* a schema is written: without end record */
	bool require_end;      /* an input without end record is cut */
	void (*say)(void *arg, const char *text);
	void *arg;
	/* What has been read; set by flatten_stream_run(). */
	uint64_t bytes;
	uint64_t lines;
	bool dropped_end; /* the end record's count was wrong */
};

/*
 * Feed f, which writes to out, until the input ends; then finish both.  -1
 * with *e, the place named: the output is then left cut.  Also when a signal
 * asked to stop, see sig_stopped(): then e->kind is ERROR_NONE.
 */
int flatten_stream_run(struct flatten_stream *stream, struct flatten *f,
    struct out *out, struct error *e) MUST_CHECK;

/*
 * Write what was done, which came to that exit status, where the options say
 * (json/stats.h).  -1 with *e (OUTPUT).
 */
int flatten_stream_stats(const struct flatten_stream *stream,
    const struct flatten_counts *c, const char *program, int status,
    const struct cli_common *cli, struct error *e) MUST_CHECK;

#endif
