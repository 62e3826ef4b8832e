/*
 * sig: signals as the toolkit's programs take them.
 *
 * SIGINT, SIGTERM and SIGHUP set a flag: the program stops starting work,
 * removes its temporaries and calls sig_raise(), so that the shell sees the
 * true cause.  A second one ends it at once.  One that was ignored when the
 * program started stays ignored.
 *
 * SIGPIPE is ignored, since writes to a socket may raise it too; a program
 * whose standard output answers EPIPE calls sig_pipe(), which ends it as
 * SIGPIPE would have: quietly.
 *
 * SIGUSR1 sets a flag of its own: a status line is asked for.  It is let
 * through where it was blocked, once it is caught: who starts a program with it
 * blocked can send it at any time.
 *
 * Layer: io.
 */
#ifndef IO_SIG_H
#define IO_SIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cc.h"

/* The program's name, for what is said when a filter crashes; borrowed. */
void sig_name(const char *name);

/* Install the handlers; call once, at the start. */
void sig_open(void);

/* The signal that asked the program to stop, or 0. */
int sig_stopped(void);

/* Whether a status line was asked for since the last call. */
bool sig_status(void);

/*
 * A descriptor that becomes readable when a signal arrives, for poll(2), and
 * its emptying.  -1 before sig_open().
 */
int sig_fd(void);
void sig_drain(void);

/*
 * Who waits for another program that will not say when: whether to look once
 * more, after a moment, or a signal came, or wait_ms (INT64_MAX: for ever) have
 * passed since began_ms, by clock_mono_ms().
 */
bool sig_wait(int64_t began_ms, int64_t wait_ms) MUST_CHECK;

/*
 * From sig_deaf(true) to sig_deaf(false) code of others runs that does not look
 * at sig_stopped() and may never end: when it goes on for a second after a
 * signal that asks the program to stop, the signal ends the program.  When it
 * crashes, a message is written and the program ends with the status of a
 * filter that is wrong (ERROR_USAGE).  Does not nest.  Costs nothing without a
 * signal.
 */
void sig_deaf(bool on);

/* End the program by this signal, with its default action. */
NO_RETURN void sig_raise(int signo);

/* End the program as a SIGPIPE that was not ignored would have. */
NO_RETURN void sig_pipe(void);

#endif
