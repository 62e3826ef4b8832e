/*
 * load_stats: what a whole load did, put together from what its programs report
 * (aai-stats(5)).
 *
 * Layer: aai.
 */
#ifndef AAI_LOAD_STATS_H
#define AAI_LOAD_STATS_H

#include <stdint.h>

#include "aai/runner.h"
#include "base/buf.h"

/* Reasons why something is left out, in all programs. */
#define LOAD_STATS_REASONS 12
extern const char *const load_stats_reasons[LOAD_STATS_REASONS];

/* Made by load_stats_open(). */
struct load_stats {
	int64_t records;
	int64_t rows;
	int64_t tables;
	int64_t bytes_out;
	int64_t requests;
	int64_t retries;
	int64_t skipped[LOAD_STATS_REASONS];
	struct buf rows_of;  /* members */
	struct buf programs; /* objects */
};

void load_stats_open(struct load_stats *s);

/* Add what the programs of a pipe report. */
void load_stats_add(struct load_stats *s, const struct runner *r);

/* Append the object; output is where the load went. */
void load_stats_put(const struct load_stats *s, const char *output, int status,
    struct buf *out);

void load_stats_close(struct load_stats *s);

#endif
