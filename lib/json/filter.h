/*
 * filter: jq programs over records, by libjq.
 *
 * A program is compiled once (tens of milliseconds) and then run over one
 * JSON text at a time.  It may be a stranger's: it sees no environment, no
 * ~/.jq, no modules and no further input; it cannot read files, and prints
 * nothing.
 *
 * libjq has doubles for numbers.  Those of the text come out as they went in
 * where the program hands them on, whatever their digits, and their sizes are
 * compared as they are.  A program that computes with numbers from 2^53 on, or
 * makes text of them, fails on that text, and so does one that makes such
 * numbers itself: libjq rounds them.  Fractions are computed with as doubles.
 *
 * The depth and the length of a text must be bounded before it comes here.
 * Nothing bounds the time of a program; the first signal ends the process while
 * one runs.  So does a crash of libjq, or want of memory, of which it has what
 * filter_memory.h says, with a message (see sig_deaf()).
 *
 * Layer: json.  libjq counts references without locks: a filter belongs to
 * the thread that opened it.  While a filter compiles or runs, the process's
 * environment is out of sight for getenv() too.
 */
#ifndef JSON_FILTER_H
#define JSON_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct filter;

/* Takes one result, as JSON text of len bytes; -1 with *e ends the run. */
struct filter_sink {
	int (*put)(void *arg, const char *text, size_t len, struct error *e);
	void *arg;
};

/*
 * Compile a program.  NULL with *e (ERROR_USAGE) when it is not a jq program,
 * has a number that no double holds, or begins with "import", "include" or
 * "module".  Release it with filter_close().
 */
struct filter *filter_open(const char *program, struct error *e) MUST_CHECK;

/*
 * Run the program over one JSON text, each of its results into the sink.
 * -1 with *e: ERROR_INPUT when the text is not one JSON value that libjq
 * takes, or has a number too large for a double; ERROR_USAGE when the program
 * failed on it or went by digits that libjq does not have; or what the sink
 * said.
 * Results that came before were put.  The filter may be run again after any
 * of these; one that has called halt fails again.
 */
int filter_run(struct filter *f, const char *text, size_t len,
    const struct filter_sink *sink, struct error *e) MUST_CHECK;

/*
 * Whether the program's first result is something other than null and false;
 * none at all is false.  For conditions.  Fails as filter_run().
 */
int filter_test(struct filter *f, const char *text, size_t len, bool *holds,
    struct error *e) MUST_CHECK;

/*
 * Release it; NULL is accepted.  One that has called halt keeps its memory,
 * since libjq 1.6 cannot release it twice.
 */
void filter_close(struct filter *f);

#endif
