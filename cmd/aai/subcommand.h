/*
 * subcommand: the commands of this program.
 *
 * Layer: aai.
 */
#ifndef AAI_SUBCOMMAND_H
#define AAI_SUBCOMMAND_H

#include <stddef.h>

#include "base/opt.h"

/* Called with a command's option table, which lives for the call. */
typedef void subcommand_visit(void *arg, const struct opt_program *p);

struct subcommand {
	const char *name; /* "load" */
	/* argv[0] is the command's name.  Returns the exit status. */
	int (*run)(int argc, char **argv);
	void (*describe)(subcommand_visit *visit, void *arg);
};

/* All of them, in the order of the manual. */
extern const struct subcommand subcommand_list[];
extern const size_t subcommand_count;

#define SUBCOMMANDS_MAX 16

/* Store their names, and NULL after them, at names. */
void subcommand_names(const char *names[SUBCOMMANDS_MAX]);

/* The command of that name; NULL: there is none, which was said. */
const struct subcommand *subcommand_find(const char *name);

int subcommand_load(int argc, char **argv);
void subcommand_load_describe(subcommand_visit *visit, void *arg);

int subcommand_init(int argc, char **argv);
void subcommand_init_describe(subcommand_visit *visit, void *arg);

int subcommand_check(int argc, char **argv);
void subcommand_check_describe(subcommand_visit *visit, void *arg);

int subcommand_status(int argc, char **argv);
void subcommand_status_describe(subcommand_visit *visit, void *arg);

int subcommand_reload(int argc, char **argv);
void subcommand_reload_describe(subcommand_visit *visit, void *arg);

int subcommand_help(int argc, char **argv);
void subcommand_help_describe(subcommand_visit *visit, void *arg);

#endif
