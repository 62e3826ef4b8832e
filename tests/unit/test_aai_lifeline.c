/* Tests of aai/lifeline: the process that watches, without the system's help. */
#include "aai/lifeline.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* A process that holds the pipe's end until a signal ends it. */
static pid_t
start_sleeper(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (;;)
		(void)pause();
}

/* Whether the other end of the pipe has nobody who holds it, in time. */
static int
is_left(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, ms) == 1;
}

int
main(void)
{
	struct lifeline l;
	struct error e;
	int held[2], status;
	pid_t starter, pids[2];

	CHECK_INT(pipe(held), 0, "a pipe");
	starter = fork();
	if (starter == 0) {
		(void)close(held[0]);
		pids[0] = start_sleeper();
		pids[1] = start_sleeper();
		if (lifeline_open(&l, pids, 2, &e) != 0)
			_exit(1);
		/* The watcher lets go of what it has inherited. */
		(void)raise(SIGKILL);
	}
	(void)close(held[1]);
	CHECK_INT(waitpid(starter, &status, 0), starter, "a starter");
	CHECK(WIFSIGNALED(status), "is killed");
	CHECK(is_left(held[0], 10000), "what it has started ends");
	(void)close(held[0]);

	CHECK_INT(pipe(held), 0, "another pipe");
	starter = fork();
	if (starter == 0) {
		(void)close(held[0]);
		pids[0] = start_sleeper();
		if (lifeline_open(&l, pids, 1, &e) != 0)
			_exit(1);
		lifeline_gone(&l, pids[0]);
		if (write(held[1], pids, sizeof(*pids)) < 0)
			_exit(1);
		(void)raise(SIGKILL);
	}
	(void)close(held[1]);
	CHECK_INT(waitpid(starter, &status, 0), starter, "another starter");
	CHECK_INT(read(held[0], pids, sizeof(*pids)), sizeof(*pids), "says who");
	CHECK(!is_left(held[0], 300), "what was said to be gone is let alone");
	CHECK_INT(kill(pids[0], SIGKILL), 0, "and is there still");
	(void)close(held[0]);
	return tap_done();
}
