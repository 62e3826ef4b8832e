/* command: a command that reads from us; see command.h. */
#include "aai-listen/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/fd.h"

/*
 * In the child.  The window's name is in the environment already: between
 * fork and exec nothing may allocate.
 */
static NO_RETURN void
run(const char *text, int in, int lock)
{
	static const int reset[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP,
		SIGUSR1, SIGXFSZ };
	size_t i;

	for (i = 0; i < LEN(reset); i++)
		(void)signal(reset[i], SIG_DFL);
	/* A signal to our group is ours: we drain, it shall go on. */
	(void)setpgid(0, 0);
	if (dup2(in, STDIN_FILENO) < 0 ||
	    (lock >= 0 && fcntl(lock, F_SETFD, 0) != 0))
		_exit(127);
	(void)execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	_exit(127);
}

int
command_start(struct command *c, const char *text, const char *window, int lock,
    struct error *e)
{
	int ends[2];

	c->pid = 0;
	c->fd = -1;
	if (setenv("AAI_WINDOW", window, 1) != 0 ||
	    pipe2(ends, O_CLOEXEC) != 0) {
		error_errno(e, ERROR_FAILED, "cannot run the command");
		return -1;
	}
	fd_widen_pipe(ends[1]);
	c->pid = fork();
	if (c->pid == 0)
		run(text, ends[0], lock);
	(void)close(ends[0]);
	if (c->pid < 0) {
		c->pid = 0;
		error_errno(e, ERROR_FAILED, "cannot run the command");
		(void)close(ends[1]);
		return -1;
	}
	c->fd = ends[1];
	return 0;
}

void
command_end_input(struct command *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
}

bool
command_ended(struct command *c, bool wait, int *status)
{
	pid_t got;

	if (c->pid == 0)
		return false;
	do
		got = waitpid(c->pid, status, wait ? 0 : WNOHANG);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return false;
	if (got < 0)
		*status = 127 << 8;
	c->pid = 0;
	return true;
}

const char *
command_status(int status, char room[32])
{
	if (WIFSIGNALED(status))
		(void)snprintf(room, 32, "signal %d", WTERMSIG(status));
	else
		(void)snprintf(room, 32, "status %d", WEXITSTATUS(status));
	return room;
}
