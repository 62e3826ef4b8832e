/*
 * cli: what every program does about --help, --version and --completion, and
 * filters about operands and a terminal as their input.
 *
 * Layer: io.
 */
#ifndef IO_CLI_H
#define IO_CLI_H

#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"

/*
 * Write what the outcome says (not OPT_RUN) to standard output: the --help
 * text, the --version text, or a shell's completions.  The version's first line
 * is "aai-x (aai) VERSION"; the lines of libraries ("libcurl 7.88.1") follow, a
 * NULL-terminated list of them.  Returns the exit status: 0, or ERROR_OUTPUT
 * with a message when it cannot be written.
 */
int cli_tell(const struct opt_program *p, enum opt_outcome outcome,
    const char *const *libraries);

/*
 * For a program that reads standard input and takes no operands: refuse the
 * first of n, which is most likely meant as a file to read.  Returns 0, or -1
 * with *e filled (USAGE).
 */
int cli_no_operands(char *const *operands, size_t n, struct error *e)
    MUST_CHECK;

/*
 * For a program that is about to read standard input: where that is a
 * terminal, say what is wanted ("rows, as aai-flatten writes them"), lest
 * somebody waits for a program that waits for them.
 */
void cli_awaits(const char *what);

/*
 * Write a program's summary where --stats says: the file at path, replaced
 * whole, or standard error for "-".  -1 with *e (ERROR_OUTPUT).
 */
int cli_put_stats(const char *path, const struct buf *text,
    struct error *e) MUST_CHECK;

/*
 * End a program that was stopped as those that wait for it expect: by the
 * signal signo, or by what a closed pipe has in store for SIGPIPE; 0 does
 * nothing.  Otherwise returns the exit status: rc 0 is success, -1 a failure,
 * whose message *e has.
 */
int cli_end(int rc, int signo, const struct error *e);

#endif
