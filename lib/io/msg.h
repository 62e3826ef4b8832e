/*
 * msg: what a program says on standard error.  For cmd/, and for the modules
 * that do a part of main()'s work for several programs (io/cli, io/progress,
 * api/session, sink/report, lake/command); other library
 * code never prints.
 *
 * A message is one line, "PROGRAM: text", written with one write(2) so that
 * the programs of a pipeline do not tear each other's lines.  What a terminal
 * would obey in it is spelled (base/printable.h).  In JSON (see msg_format())
 * it is one object:
 * {"time":"2026-12-01T02:30:00.123Z","program":"aai-fetch","level":"error",
 *  "text":"..."}.
 *
 * Layer: io.
 */
#ifndef IO_MSG_H
#define IO_MSG_H

#include <stdbool.h>

#include "base/error.h"

/* Name the program; borrowed for ever.  Also mem_program(). */
void msg_program(const char *name);

/* Whether to leave out what msg_info() and msg_warn() say; no at first. */
void msg_quiet(bool on);

/* Whether to say what msg_debug() says; no at first. */
void msg_verbose(bool on);

/*
 * How messages are written: an index of msg_formats, which has the names that
 * --log-format takes: "text" and "json", ended by NULL.
 */
void msg_format(int format);
extern const char *const msg_formats[];

/*
 * Called before a message and after it, to take a progress line away and to
 * bring it back; NULL for none.
 */
void msg_hooks(void (*before)(void), void (*after)(void));

/* A message of this level; of a text over 4 KiB the beginning. */
void msg_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void msg_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void msg_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void msg_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* A status line that was asked for: said in any case. */
void msg_status(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Say e's text as an error; returns e's kind, which is the exit status.  What
 * failed without setting e ends with ERROR_FAILED: never with 0.
 */
int msg_fail(const struct error *e);

#endif
