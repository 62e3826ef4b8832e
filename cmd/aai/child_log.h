/*
 * child_log: what a program of a pipe says on standard error: messages as JSON
 * lines, and at its end the object that --stats asks for.  A database's client
 * says lines of any kind.
 *
 * Layer: aai.
 */
#ifndef AAI_CHILD_LOG_H
#define AAI_CHILD_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* The most of what a client says that is kept. */
#define CHILD_LOG_MAX 4096

/* What a status line counts; -1: it does not say. */
struct child_counts {
	int64_t records;
	int64_t listed; /* of a list, and how many it has */
	int64_t list_total;
	int64_t expanded; /* parents that are done with */
	int64_t requests;
	int64_t retries;
	int64_t rows;
};

/* Made by child_log_open(). */
struct child_log {
	const char *program; /* borrowed */
	bool foreign;        /* a client: its lines are kept for its end */
	struct buf line;     /* what came of a line that has no end yet */
	/* Its errors, each ended by LF; what has no room is cut. */
	struct buf error;
	char *stats;         /* owned; NULL: none came */
	/* The last record, of a pipe whose output comes here; owned. */
	char *record;
	struct child_counts counts;
};

void child_log_open(struct child_log *l, const char *program, bool foreign);

/* Take n bytes; warnings and the like are said at once, by io/msg.h. */
void child_log_take(struct child_log *l, const char *p, size_t n);

/* No more comes: take what has no line end. */
void child_log_end(struct child_log *l);

void child_log_close(struct child_log *l);

#endif
