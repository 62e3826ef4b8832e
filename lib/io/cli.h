/*
 * cli: what every program does about --help and --version.
 *
 * Layer: io.
 */
#ifndef IO_CLI_H
#define IO_CLI_H

#include "base/opt.h"

/*
 * Write the --help text, or the --version text, to standard output, as the
 * outcome says (not OPT_RUN).  The version's first line is
 * "aai-x (aai) VERSION"; the lines of libraries ("libcurl 7.88.1") follow, a
 * NULL-terminated list of them.  Returns the exit status: 0, or ERROR_OUTPUT
 * with a message when it cannot be written.
 */
int cli_tell(const struct opt_program *p, enum opt_outcome outcome,
    const char *const *libraries);

#endif
