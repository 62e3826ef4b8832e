/*
 * command: the work of main() for a sink whose tables are of a table format.
 *
 * Layer: lake.
 */
#ifndef LAKE_COMMAND_H
#define LAKE_COMMAND_H

#include "base/opt.h"
#include "lake/lake.h"

/*
 * Read the command line of the program (its name, purpose and examples), load
 * standard input into tables of the format, and say what went wrong.  Returns
 * the exit status, or ends by the signal that stopped it; see cli_end().
 */
int lake_command(const struct opt_program *program,
    const struct lake_format *format, int argc, char **argv);

#endif
