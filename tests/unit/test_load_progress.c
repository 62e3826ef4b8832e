/* Tests of what aai load asks its programs: only those that it has started. */
#include "aai/load_progress.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/clock.h"
#include "tap.h"

static volatile sig_atomic_t asked;

static void
on_signal(int signo)
{
	(void)signo;
	asked = 1;
}

/* Whether we are asked when a program of ours has that number. */
static int
ask(pid_t pid)
{
	char *args[] = { (char[]){ "aai-fetch" }, NULL };
	struct runner_child child = { .args = args,
		.toolkit = true,
		.pid = pid };
	struct runner r = { .children = &child, .n = 1 };
	struct load_progress p;

	asked = 0;
	load_progress_open(&p, true);
	p.line.on = true;
	p.asked_ms = clock_mono_ms() - 60000;
	load_progress_tick(&p, &r);
	return asked;
}

/* The same in a group of processes of its own. */
static int
ask_alone(bool started)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(STDERR_FILENO);
		if (setpgid(0, 0) != 0 ||
		    signal(SIGUSR1, on_signal) == SIG_ERR)
			_exit(2);
		_exit(ask(started ? getpid() : 0));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int
main(void)
{
	CHECK_INT(ask_alone(true), 1, "a program that was started is asked");
	CHECK_INT(ask_alone(false), 0, "one that was not is not: 0 is a group");
	return tap_done();
}
