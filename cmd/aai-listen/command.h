/*
 * command: runs a command of the user's that reads from us.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_COMMAND_H
#define AAI_LISTEN_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct command {
	pid_t pid; /* 0: none runs */
	int fd;    /* its standard input; -1 once closed */
};

/*
 * Start the text by /bin/sh -c, with a pipe to its standard input and with
 * the environment's AAI_WINDOW set to window.  lock (-1 for none) is handed on
 * to it and to all that it starts, so that a lock on it lasts as long as any
 * of them.  -1 with *e (FAILED).
 */
int command_start(struct command *c, const char *text, const char *window,
    int lock, struct error *e) MUST_CHECK;

/* Close its standard input: there is no more. */
void command_end_input(struct command *c);

/*
 * Whether it has ended; *status is then as wait(2) gives it.  Waits for it
 * when told to.
 */
bool command_ended(struct command *c, bool wait, int *status) MUST_CHECK;

/* What a status is, in words: "status 3" or "signal 9". */
const char *command_status(int status, char room[32]);

#endif
