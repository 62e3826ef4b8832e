/* sig: signals as the toolkit's programs take them; see sig.h. */
#include "io/sig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/error.h"
#include "io/clock.h"

#define GRACE_SECONDS 1
#define LOOK_MS	      25
#define CRASH_STACK   ((size_t)64 << 10)

static volatile sig_atomic_t stopped;
static volatile sig_atomic_t status;
static volatile sig_atomic_t deaf;
static const char *program = "aai";
static int wake[2] = { -1, -1 };

static void
on_signal(int signo)
{
	int saved = errno;
	ssize_t ignored;

	if (signo == SIGUSR1) {
		status = 1;
	} else {
		/* The second one means it: no more clean-up. */
		if (stopped != 0)
			sig_raise(signo);
		stopped = signo;
		if (deaf != 0)
			(void)alarm(GRACE_SECONDS);
	}
	ignored = write(wake[1], "", 1); /* a full pipe wakes as well */
	(void)ignored;
	errno = saved;
}

/* What was given a while to end has not. */
static void
on_alarm(int signo)
{
	(void)signo;
	if (deaf != 0 && stopped != 0)
		sig_raise(stopped);
}

/* Catch signo unless whoever started us had it ignored. */
static void
catch(int signo, void (*handler)(int))
{
	struct sigaction old, new;

	if (sigaction(signo, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	memset(&new, 0, sizeof(new));
	new.sa_handler = handler;
	/* A question must not break off what the program does. */
	new.sa_flags = signo == SIGUSR1 ? (int)SA_RESTART : 0;
	(void)sigemptyset(&new.sa_mask);
	(void)sigaction(signo, &new, NULL);
}

/* A filter has broken the library that runs it: say so, and end. */
static void
on_crash(int signo)
{
	static const char text[] =
	    ": a jq program made libjq crash, or used up the memory or the "
	    "stack; what was written is cut\n";
	ssize_t ignored;

	if (deaf == 0)
		sig_raise(signo);
	ignored = write(STDERR_FILENO, program, strlen(program));
	ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit((int)ERROR_USAGE);
}

/* Catch what a crash raises, unless a checker has it, on a stack of its own. */
static void
catch_crashes(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
		SIGABRT };
	static char room[CRASH_STACK];
	stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct sigaction old, new;
	size_t i;

	if (sigaltstack(&stack, NULL) != 0)
		return;
	memset(&new, 0, sizeof(new));
	new.sa_handler = on_crash;
	new.sa_flags = SA_ONSTACK | (int)SA_RESETHAND;
	(void)sigemptyset(&new.sa_mask);
	for (i = 0; i < LEN(crashes); i++)
		if (sigaction(crashes[i], NULL, &old) == 0 &&
		    (old.sa_flags & SA_SIGINFO) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(crashes[i], &new, NULL);
}

void
sig_name(const char *name)
{
	program = name;
}

void
sig_open(void)
{
	static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t asks;
	size_t i;

	if (pipe(wake) == 0)
		for (i = 0; i < 2; i++) {
			(void)fcntl(wake[i], F_SETFL, O_NONBLOCK);
			(void)fcntl(wake[i], F_SETFD, FD_CLOEXEC);
		}
	for (i = 0; i < LEN(stopping); i++)
		catch(stopping[i], on_signal);
	catch(SIGUSR1, on_signal);
	catch(SIGALRM, on_alarm);
	catch_crashes();
	(void)signal(SIGPIPE, SIG_IGN);
	/* Who starts us and will send it may have had it wait until now. */
	(void)sigemptyset(&asks);
	(void)sigaddset(&asks, SIGUSR1);
	(void)sigprocmask(SIG_UNBLOCK, &asks, NULL);
}

int
sig_stopped(void)
{
	return stopped;
}

bool
sig_status(void)
{
	if (status == 0)
		return false;
	status = 0;
	return true;
}

int
sig_fd(void)
{
	return wake[0];
}

void
sig_drain(void)
{
	char waste[64];

	while (read(wake[0], waste, sizeof(waste)) > 0)
		;
}

bool
sig_wait(int64_t began_ms, int64_t wait_ms)
{
	struct pollfd wakes = { wake[0], POLLIN, 0 };
	int64_t left = wait_ms - (clock_mono_ms() - began_ms);

	if (stopped != 0 || left <= 0)
		return false;
	(void)poll(&wakes, 1, left < LOOK_MS ? (int)left : LOOK_MS);
	return stopped == 0;
}

void
sig_deaf(bool on)
{
	deaf = on;
	if (stopped != 0)
		(void)alarm(on ? GRACE_SECONDS : 0);
}

NO_RETURN void
sig_raise(int signo)
{
	sigset_t only;

	(void)signal(signo, SIG_DFL);
	(void)sigemptyset(&only);
	(void)sigaddset(&only, signo);
	(void)raise(signo);
	(void)sigprocmask(SIG_UNBLOCK, &only, NULL);
	_exit(128 + signo); /* only where the signal cannot be delivered */
}

NO_RETURN void
sig_pipe(void)
{
	sig_raise(SIGPIPE);
}
