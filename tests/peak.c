/*
 * peak: run a command and note how much memory it took.
 *
 *	peak FILE COMMAND [ARGUMENT...]
 *
 * Writes the most memory that the command held resident, in KiB, to FILE, and
 * ends with the command's status (125 when it could not be run).
 */
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 125

int
main(int argc, char **argv)
{
	struct rusage used;
	int status, got;
	pid_t pid;
	FILE *f;

	if (argc < 3)
		return CANNOT;
	pid = fork();
	if (pid < 0)
		return CANNOT;
	if (pid == 0) {
		(void)execvp(argv[2], argv + 2);
		_exit(CANNOT);
	}
	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	f = fopen(argv[1], "w");
	if (got < 0 || f == NULL || getrusage(RUSAGE_CHILDREN, &used) != 0)
		return CANNOT;
	(void)fprintf(f, "%ld\n", used.ru_maxrss);
	if (fclose(f) != 0)
		return CANNOT;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
