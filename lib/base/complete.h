/*
 * complete: what completes a program's command line in bash, zsh and fish,
 * made from its option table.
 *
 * An option's argument called "file" is completed as a file's name, one called
 * "dir" as a folder's, a choice as what may be chosen; any other is left to
 * the user.  An operand called "resource" is one of those that the program
 * names, on standard error, when it is run without operands ("aai-x:   NAME
 * about it"); the line's --api goes along.  The first operand of a program that
 * has commands is one of them.  Any other operand is a file.
 *
 * Layer: base.
 */
#ifndef BASE_COMPLETE_H
#define BASE_COMPLETE_H

#include "base/buf.h"
#include "base/opt.h"

/*
 * Append the completion script of the shell that the outcome names (OPT_BASH,
 * OPT_ZSH or OPT_FISH) to out.
 */
void complete_script(const struct opt_program *p, enum opt_outcome shell,
    struct buf *out);

#endif
