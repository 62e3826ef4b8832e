/*
 * basics: the options that all programs have that take rows in, whether they
 * make files or not.
 *
 * Layer: sink.
 */
#ifndef SINK_BASICS_H
#define SINK_BASICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"

struct basics {
	uint64_t memory;   /* --memory, bytes; for the format */
	uint64_t max_line; /* --max-line, bytes */
	const char *stats; /* --stats: a file, "-" for standard error; NULL */
	int log_format;    /* --log-format, for msg_format() */
	bool quiet;        /* -q */
};

/* The most that basics_opt_put() stores. */
#define BASICS_OPT_MAX 8

/* The defaults. */
struct basics basics_make(void) MUST_CHECK;

/* Store the options at to, with b's members as their targets; how many. */
size_t basics_opt_put(struct basics *b, struct opt *to);

/* The options were read: from here on messages are as they want them. */
void basics_settle(const struct basics *b);

#endif
