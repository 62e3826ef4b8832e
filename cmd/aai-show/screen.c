/* screen: through $PAGER, what is longer than the terminal; see screen.h. */
#include "aai-show/screen.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/fd.h"

#define LINES_DEFAULT 24

/* What is held back at most, however long the lines are. */
#define HELD_MAX ((size_t)1 << 20)

/* Whether a program of that name is in one of PATH's folders. */
static bool
is_installed(const char *name)
{
	const char *path = getenv("PATH"), *end;
	char file[PATH_MAX];
	int n;

	for (; path != NULL && *path != '\0'; path = end + (*end != '\0')) {
		end = path + strcspn(path, ":");
		n = snprintf(file, sizeof(file), "%.*s/%s", (int)(end - path),
		    path, name);
		if (end > path && n > 0 && (size_t)n < sizeof(file) &&
		    access(file, X_OK) == 0)
			return true;
	}
	return false;
}

/* The command that pages, or NULL. */
static const char *
find_command(void)
{
	const char *command = getenv("PAGER");

	if (command == NULL)
		return is_installed("less") ? "less" : NULL;
	return command[0] == '\0' || strcmp(command, "cat") == 0 ? NULL :
								    command;
}

static size_t
find_lines(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 1)
		return size.ws_row - 1U;
	return LINES_DEFAULT - 1;
}

/* Start the command with a pipe, whose end *to is; its process, or -1. */
static pid_t
start(const char *command, int *to)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)signal(SIGPIPE, SIG_DFL);
		(void)signal(SIGINT, SIG_DFL);
		/* Colours as such, and no paging of less than a screen. */
		(void)setenv("LESS", "FRX", 0);
		if (dup2(ends[0], STDIN_FILENO) == STDIN_FILENO) {
			(void)close(ends[0]);
			(void)close(ends[1]);
			(void)execl("/bin/sh", "sh", "-c", command,
			    (char *)NULL);
		}
		_exit(127);
	}
	(void)close(ends[0]);
	if (pid < 0)
		(void)close(ends[1]);
	*to = ends[1];
	return pid;
}

static size_t
count_lines(const uint8_t *p, size_t n)
{
	const uint8_t *lf;
	size_t lines = 0;

	while ((lf = memchr(p, '\n', n)) != NULL) {
		lines++;
		n -= (size_t)(lf + 1 - p);
		p = lf + 1;
	}
	return lines;
}

/*
 * Copy in to the terminal, or, when it is more than a screen, the pager.  False
 * when the terminal did not take it; a pager may be left early.
 */
static bool
pump(int in, const char *command)
{
	struct buf held = buf_make(SIZE_MAX / 2);
	uint8_t piece[64 << 10];
	size_t lines = 0, most = find_lines();
	int to = STDOUT_FILENO;
	bool ok = true;
	pid_t pid = 0;
	ssize_t n;

	while ((n = read(in, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		buf_put(&held, piece, (size_t)n);
		lines += count_lines(piece, (size_t)n);
		if (pid == 0 && lines <= most && held.len < HELD_MAX)
			continue;
		if (pid == 0 && (pid = start(command, &to)) < 0)
			to = STDOUT_FILENO;
		ok = fd_write_all(to, held.data, held.len) == 0;
		if (!ok)
			break;
		buf_reset(&held);
	}
	if (pid == 0)
		ok = fd_write_all(to, held.data, held.len) == 0;
	(void)close(in);
	if (pid > 0) {
		ok = true;
		(void)close(to);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	buf_free(&held);
	return ok;
}

/* What an interrupt has to end, and what it did before. */
static struct screen shown;
static struct sigaction before;

/* The terminal is the pager's until it has ended, and only then the shell's. */
static void
on_interrupt(int signo)
{
	(void)close(shown.fd);
	while (waitpid(shown.pid, NULL, 0) < 0 && errno == EINTR)
		;
	(void)signal(signo, SIG_DFL);
	(void)raise(signo);
}

static void
catch_interrupt(const struct screen *p)
{
	struct sigaction new = { .sa_handler = on_interrupt };

	shown = *p;
	(void)sigemptyset(&new.sa_mask);
	if (sigaction(SIGINT, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN)
		(void)sigaction(SIGINT, &new, NULL);
}

struct screen
screen_open(void)
{
	struct screen p = { .fd = STDOUT_FILENO };
	const char *command = find_command();
	int ends[2];

	if (!isatty(STDOUT_FILENO) || command == NULL || pipe(ends) != 0)
		return p;
	p.pid = fork();
	if (p.pid == 0) {
		/* An interrupt is the pager's matter, and ends who writes. */
		(void)signal(SIGINT, SIG_IGN);
		(void)close(ends[1]);
		_exit(pump(ends[0], command) ? 0 : 1);
	}
	(void)close(ends[0]);
	if (p.pid > 0) {
		p.fd = ends[1];
		catch_interrupt(&p);
		return p;
	}
	(void)close(ends[1]);
	p.pid = 0;
	return p;
}

int
screen_close(struct screen *p, struct error *e)
{
	int status = 0;

	if (p->pid == 0)
		return 0;
	(void)close(p->fd);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	(void)sigaction(SIGINT, &before, NULL);
	*p = (struct screen){ .fd = STDOUT_FILENO };
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	error_set(e, ERROR_OUTPUT, "cannot write standard output");
	return -1;
}
