/*
 * filter_jq: one program of libjq, shut off from the machine; for filter alone.
 *
 * Layer: json.  Threads and signals as in filter.h.
 */
#ifndef JSON_FILTER_JQ_H
#define JSON_FILTER_JQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jq.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/filter_memory.h"

struct filter_jq {
	jq_state *state;
	struct buf said; /* what compiling said, without prefixes */
	struct filter_memory memory;
	bool tells_time; /* the program may ask for the time */
	bool halted;
	bool rounded;	 /* ... for a number that it computed with */
	struct filter_jq *next; /* of those given up */
};

/*
 * Compile a program.  is_careful: it ends when it computes with numbers of 2^53
 * and more, of which libjq has too few digits.  NULL with *e (USAGE).
 */
struct filter_jq *filter_jq_open(const char *program, bool is_careful,
    struct error *e) MUST_CHECK;

/*
 * Parse the text and start the program on it; now_ms is the time that it sees.
 * -1 with *e (INPUT, USAGE).
 */
int filter_jq_start(struct filter_jq *f, const char *text, size_t len,
    int64_t now_ms, struct error *e) MUST_CHECK;

/* The next result: 1 with *value, 0 at the end, or -1 with *e. */
int filter_jq_next(struct filter_jq *f, jv *value, struct error *e) MUST_CHECK;

/* The text of a result, which is released; and its release alone. */
jv filter_jq_print(jv value) MUST_CHECK;
void filter_jq_release(jv value);

/* Give up what is left of a run, so that the next can start. */
void filter_jq_finish(struct filter_jq *f);

/* Release it; NULL is accepted.  One that has halted keeps its memory. */
void filter_jq_close(struct filter_jq *f);

#endif
