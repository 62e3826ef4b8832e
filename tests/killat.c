/*
 * killat: run a command and kill it at its nth system call.
 *
 *	killat N COMMAND [ARGUMENT...]
 *
 * The command is killed (SIGKILL) when it enters its Nth system call after it
 * was started, which is then not carried out.  Ends with 137 when that was so,
 * with the command's status when it ended before, and with 125 when this
 * system does not let processes be traced.  For loops that kill a program at
 * every step it takes.  Only the command's first thread is counted.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 125
#define KILLED 137

/* Let the child run to its next stop; false when it has ended (*status). */
static int
resume(pid_t pid, int *status)
{
	static int pass;
	int got;

	if (ptrace(PTRACE_SYSCALL, pid, NULL, pass) != 0)
		return 0;
	do
		got = waitpid(pid, status, 0);
	while (got < 0 && errno == EINTR);
	if (got != pid || !WIFSTOPPED(*status))
		return 0;
	/* Signals of its own are handed on; bit 7 marks a system call. */
	pass = WSTOPSIG(*status) == (SIGTRAP | 0x80) ||
		       WSTOPSIG(*status) == SIGTRAP
		   ? 0
		   : WSTOPSIG(*status);
	return 1;
}

static int
follow(pid_t pid, unsigned n)
{
	unsigned entered = 0;
	int status, inside = 0;

	while (resume(pid, &status)) {
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		inside = !inside;
		if (inside && ++entered == n) {
			(void)kill(pid, SIGKILL);
			(void)waitpid(pid, &status, 0);
			return KILLED;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	unsigned n = 0;
	int status;
	pid_t pid;

	if (argc < 3 || sscanf(argv[1], "%u", &n) != 1) {
		fprintf(stderr, "usage: killat n command [argument ...]\n");
		return CANNOT;
	}
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(CANNOT);
		(void)raise(SIGSTOP);
		(void)execvp(argv[2], argv + 2);
		_exit(CANNOT);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return CANNOT;
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
		PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0)
		return CANNOT;
	return follow(pid, n);
}
