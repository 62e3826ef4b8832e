/*
 * receipt: what a pipe did, put together from what its programs say with
 * --stats: for people as text, for programs as one object of aai-stats(5).
 *
 * Layer: aai.
 */
#ifndef AAI_RECEIPT_H
#define AAI_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "aai/pipeline.h"
#include "aai/runner.h"
#include "base/buf.h"

/* What is wanted to be said of a pipe that has been run. */
struct receipt {
	const struct pipeline *plan; /* borrowed, as all here */
	const struct pipeline_pipe *pipe;
	const struct runner *runner;
	int64_t elapsed_us;
	int status;
};

/* Whether the sink says that it has published. */
bool receipt_published(const struct runner *r);

/* Append the receipt as text: lines. */
void receipt_put(const struct receipt *r, struct buf *out);

#endif
