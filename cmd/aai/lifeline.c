/* lifeline: ends programs when their starter is gone; see lifeline.h. */
#include "aai/lifeline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#	include <sys/prctl.h>
#endif

#include "base/mem.h"
#include "io/fd.h"

void
lifeline_ask(pid_t parent)
{
#ifdef __linux__
	/* It may be gone already. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() != parent)
		(void)raise(SIGTERM);
#else
	(void)parent;
#endif
}

/* The process that waits: fd is the pipe's end to read from. */
static void
wait_for_the_end(int fd, pid_t *pids, size_t n)
{
	pid_t gone;
	size_t i;

	while (fd_read(fd, &gone, sizeof(gone)) == (ssize_t)sizeof(gone))
		for (i = 0; i < n; i++)
			if (pids[i] == gone)
				pids[i] = 0;
	for (i = 0; i < n; i++)
		if (pids[i] > 0)
			(void)kill(pids[i], SIGTERM);
}

/* Keep nothing open that others wait for, and go by no signal. */
static void
let_go(int fd)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1,
		SIGQUIT };
	int null = open("/dev/null", O_RDWR);
	int other, most = (int)sysconf(_SC_OPEN_MAX);
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		(void)signal(ignored[i], SIG_IGN);
	for (other = 0; other < 3 && null >= 0; other++)
		(void)dup2(null, other);
	for (other = 3; other < (most > 0 && most < 1024 ? most : 1024);
	     other++)
		if (other != fd)
			(void)close(other);
}

int
lifeline_open(struct lifeline *l, const pid_t *pids, size_t n, struct error *e)
{
	pid_t *copy;
	int fds[2];
	size_t i;

	l->fd = -1;
	l->pid = -1;
	if (pipe(fds) != 0) {
		error_errno(e, ERROR_FAILED, "cannot make a pipe");
		return -1;
	}
	(void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	l->pid = fork();
	if (l->pid == 0) {
		copy = mem_new(n + 1, sizeof(*copy));
		for (i = 0; i < n; i++)
			copy[i] = pids[i];
		(void)close(fds[1]);
		let_go(fds[0]);
		wait_for_the_end(fds[0], copy, n);
		_exit(0);
	}
	(void)close(fds[0]);
	l->fd = fds[1];
	if (l->pid > 0)
		return 0;
	error_errno(e, ERROR_FAILED, "cannot start a process");
	return -1;
}

void
lifeline_gone(const struct lifeline *l, pid_t pid)
{
	/* Where nobody reads it any more, the system watches alone. */
	if (l->fd >= 0 && fd_write_all(l->fd, &pid, sizeof(pid)) != 0)
		return;
}

void
lifeline_close(struct lifeline *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	if (l->pid > 0)
		while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
			;
	l->fd = -1;
	l->pid = -1;
}
