/*
 * cli: what every program does about --help, --version and --completion.
 *
 * Layer: io.
 */
#ifndef IO_CLI_H
#define IO_CLI_H

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

#endif
