/*
 * common_options: the options that all programs have that read rows, whether
 * they make files or not.
 *
 * Layer: sink.
 */
#ifndef SINK_COMMON_OPTIONS_H
#define SINK_COMMON_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"
#include "io/cli.h"

struct common_options {
	uint64_t memory;   /* --memory, bytes; for the format */
	uint64_t max_line; /* --max-line, bytes */
	struct cli_common cli;
};

/* The most that common_options_put() stores. */
#define COMMON_OPTIONS_MAX 8

/* The defaults. */
struct common_options common_options_make(void) MUST_CHECK;

/* Store the options at to, with b's members as their targets; how many. */
size_t common_options_put(struct common_options *b, struct opt *to);

#endif
