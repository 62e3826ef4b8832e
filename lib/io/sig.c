/* sig: signals as the toolkit's programs take them; see sig.h. */
#include "io/sig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"

#define GRACE_SECONDS 1

static volatile sig_atomic_t stopped;
static volatile sig_atomic_t status;
static volatile sig_atomic_t deaf;
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
	(void)sigemptyset(&new.sa_mask);
	(void)sigaction(signo, &new, NULL);
}

void
sig_open(void)
{
	static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
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
	(void)signal(SIGPIPE, SIG_IGN);
}

int
sig_stopped(void)
{
	return stopped;
}

bool
sig_status(void)
{
	bool asked = status != 0;

	status = 0;
	return asked;
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
