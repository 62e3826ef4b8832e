/*
 * stats: what a program did, as the one JSON object that --stats asks for, see
 * aai-stats(5), or as metrics of Prometheus.
 *
 * A program appends its object to a buffer: stats_begin(), members by
 * cli_put_count() and the like, stats_end(); then stats_write().
 *
 * Format facts: Prometheus, "Exposition formats", the text format 0.0.4.
 *
 * Layer: json.
 */
#ifndef JSON_STATS_H
#define JSON_STATS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "io/cli.h"

/* The version of the schema; members are only ever added to it. */
#define STATS_SCHEMA 1

/* Append "{" and the program's name; ",..." may follow. */
void stats_begin(struct buf *out, const char *program);

/* Open and close the object of what was left out, by reason; and a reason. */
void stats_open_skipped(struct buf *out);
void stats_skipped(struct buf *out, const char *reason, uint64_t n);
void stats_close_skipped(struct buf *out);

/* Append the members that all programs have, "}" and LF. */
void stats_end(struct buf *out, int status);

/*
 * Append the metrics of an object that stats_end() has ended: a gauge for each
 * number, labelled with the program, and with the table, resource or reason.
 * Texts are left out.
 */
void stats_put_prometheus(const struct buf *object, struct buf *out);

/*
 * Write the object where --stats says, in the form that --stats-format says.
 * -1 with *e (OUTPUT).
 */
int stats_write(const struct cli_common *c, const struct buf *object,
    struct error *e) MUST_CHECK;

#endif
