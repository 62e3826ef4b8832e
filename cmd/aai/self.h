/*
 * self: where this program lies, and the others of the toolkit beside it.
 *
 * Layer: aai.
 */
#ifndef AAI_SELF_H
#define AAI_SELF_H

/* Remember how the program was called; once, at its start. */
void self_called(const char *argv0);

/*
 * Run the program: of this folder first, where beside is set, then of PATH.
 * Returns, with errno, when there is none.
 */
void self_exec(const char *name, char *const *argv, int beside);

#endif
