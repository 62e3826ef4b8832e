/*
 * cli: what programs do alike around their work: read the command line,
 * answer --help, --version and --completion, say what they wait for, write
 * --stats, and end with the right status.
 *
 * Layer: io.
 */
#ifndef IO_CLI_H
#define IO_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"

/*
 * The first thing that main() does: messages carry the program's name, which
 * is borrowed for ever, and descriptors 0 to 2 are open.
 */
void cli_begin(const char *name);

/*
 * Read the command line of program p.  Its options go to their targets.  Its
 * operands are moved to argv[1..*noperands]; when it takes none (p->operands
 * is empty) one is an error, and noperands may be NULL.
 *
 * Returns 0 to go on; 1 when --help, --version or --completion was asked for,
 * and has been answered on standard output: nothing is left to do; -1 with *e
 * (USAGE; OUTPUT: the answer cannot be written), after which targets may have
 * been set or not.
 */
int cli_parse(const struct opt_program *p, int argc, char **argv,
    size_t *noperands, struct error *e) MUST_CHECK;

/* The forms of --stats, as --stats-format names them. */
enum cli_stats_format {
	CLI_STATS_JSON,
	CLI_STATS_PROMETHEUS,
};

/* What --stats, --stats-format, --log-format and -q say. */
struct cli_common {
	const char *stats; /* a file, "-" for standard error; NULL */
	int stats_format;  /* enum cli_stats_format */
	int log_format;    /* for msg_format() */
	bool quiet;
};

#define CLI_COMMON_MAX 4

/*
 * Store these options at to, with c's members as their targets; those of
 * summaries only if the program has one.  Returns how many.
 */
size_t cli_common_put(struct cli_common *c, bool stats, struct opt *to);

/* Microseconds since cli_begin(). */
int64_t cli_elapsed_us(void);

/* They were read: from here on messages are as they want them. */
void cli_common_apply(const struct cli_common *c);

/*
 * For a program that is about to read standard input: where that is a
 * terminal, say what is wanted ("rows, as aai-flatten writes them"), lest
 * somebody waits for a program that waits for them.
 */
void cli_awaits(const char *what);

/* Append a member to a program's summary that is not a first one: ,"name":n */
void cli_put_count(struct buf *summary, const char *name, uint64_t n);

/*
 * Write a program's summary where --stats says: the file at path, replaced
 * whole, or standard error for "-".  -1 with *e (ERROR_OUTPUT).  For
 * json/stats.h, which knows its forms.
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
