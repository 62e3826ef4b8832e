/*
 * lifeline: ends the programs of a pipe when the one that started them is gone,
 * however it went.
 *
 * A process of its own waits at a pipe that closes with the starter, and ends
 * by SIGTERM those whose end it was not told of.  It is told before a process
 * is waited for, so that its number cannot be another's by then.  Where the
 * system can, each program asks for the signal itself as well.
 *
 * Layer: aai.
 */
#ifndef AAI_LIFELINE_H
#define AAI_LIFELINE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* Made by lifeline_open(). */
struct lifeline {
	int fd;    /* closed: the programs end */
	pid_t pid; /* of the process that waits */
};

/*
 * In a child between fork() and exec: end by SIGTERM when the parent of that
 * number goes; nothing where the system cannot.
 */
void lifeline_ask(pid_t parent);

/* Watch over the n processes.  -1 with *e (FAILED). */
int lifeline_open(struct lifeline *l, const pid_t *pids, size_t n,
    struct error *e) MUST_CHECK;

/* This one has ended, and is about to be waited for. */
void lifeline_gone(const struct lifeline *l, pid_t pid);

/* All have ended. */
void lifeline_close(struct lifeline *l);

#endif
