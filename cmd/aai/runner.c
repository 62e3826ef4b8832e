/* runner: runs the programs of a pipe; see runner.h. */
#include "aai/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aai/destination.h"
#include "aai/lifeline.h"
#include "aai/self.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/sig.h"

#define TICK_MS 100
/* How long programs before one that failed may take to end by themselves. */
#define GRACE_MS   1000
#define READ_BYTES 65536

/* What a program is connected with while it is started. */
struct ends {
	int in, out, log;
	int kept; /* one more that it has; or -1 */
};

static int
make_pipe(int fds[2], struct error *e)
{
	if (pipe(fds) != 0) {
		error_errno(e, ERROR_FAILED, "cannot make a pipe");
		return -1;
	}
	(void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* The child's side of a fork. */
static NO_RETURN void
become(const struct runner_child *c, const struct ends *ends, pid_t parent)
{
	lifeline_ask(parent);
	(void)signal(SIGPIPE, SIG_DFL);
	if (ends->kept >= 0)
		(void)fcntl(ends->kept, F_SETFD, 0);
	if (dup2(ends->in, STDIN_FILENO) < 0 ||
	    dup2(ends->out, STDOUT_FILENO) < 0 ||
	    dup2(ends->log, STDERR_FILENO) < 0)
		_exit((int)ERROR_FAILED);
	self_exec(c->args[0], c->args, c->toolkit);
	(void)dprintf(STDERR_FILENO, "cannot run it: %s\n", strerror(errno));
	_exit(127);
}

/* Start a child; the ends stay the caller's. */
static int
start(struct runner_child *c, const struct ends *ends, struct error *e)
{
	pid_t parent = getpid();

	c->pid = fork();
	if (c->pid == 0)
		become(c, ends, parent);
	if (c->pid > 0)
		return 0;
	error_errno(e, ERROR_FAILED, "cannot start %s", c->args[0]);
	return -1;
}

/* Give a child the end that its messages go to, and start it. */
static int
start_logged(struct runner_child *c, struct ends *ends, struct error *e)
{
	int log[2], rc;

	if (make_pipe(log, e) != 0)
		return -1;
	c->log_fd = log[0];
	(void)fcntl(log[0], F_SETFL, O_NONBLOCK);
	ends->log = log[1];
	if (ends->out < 0)
		ends->out = log[1];
	rc = start(c, ends, e);
	(void)close(log[1]);
	return rc;
}

/* Start what prints the state; *fd is where its reader finds it. */
static int
start_state(struct runner_child *c, int null, int *fd, struct error *e)
{
	struct ends ends = { .in = null, .kept = -1 };
	int fds[2], rc;

	if (make_pipe(fds, e) != 0)
		return -1;
	ends.out = fds[1];
	rc = start_logged(c, &ends, e);
	(void)close(fds[1]);
	*fd = fds[0];
	return rc;
}

/* The words of a program of the pipe, and what all of them are given. */
static void
make_words(
    struct arg_list *to, const struct pipeline_program *p, bool quiet, int fd)
{
	size_t i;

	arg_list_add(to, p->argv.items[0]);
	if (p->role != PIPELINE_CLIENT) {
		arg_list_add(to, "--log-format=json");
		arg_list_add(to, "--stats=-");
		if (quiet)
			arg_list_add(to, "-q");
	}
	for (i = 1; i < p->argv.n; i++)
		if (fd >= 0 && strcmp(p->argv.items[i], PIPELINE_STATE) == 0)
			arg_list_addf(to, "/dev/fd/%d", fd);
		else
			arg_list_add(to, p->argv.items[i]);
}

static struct runner_child *
add_child(struct runner *r, const struct arg_list *argv, bool toolkit)
{
	struct runner_child *c = &r->children[r->n++];

	c->argv = argv;
	c->args = argv->items;
	c->toolkit = toolkit;
	c->log_fd = -1;
	child_log_open(&c->log, argv->items[0], !toolkit);
	return c;
}

/* Start a program, whose input is *in, and have *in be its output. */
static int
start_program(struct runner *r, const struct pipeline_program *p, bool last,
    bool quiet, int null, int *in, struct error *e)
{
	struct ends ends = {
		.in = *in >= 0 ? *in : null, .out = -1, .kept = -1
	};
	struct runner_child *c;
	int fds[2] = { -1, -1 }, rc = 0;

	if (p->state.n > 0) {
		c = add_child(r, &p->state, false);
		c->aside = true;
		rc = start_state(c, null, &ends.kept, e);
	}
	if (rc == 0 && !last)
		rc = make_pipe(fds, e);
	if (rc == 0) {
		fd_widen_pipe(fds[1]);
		ends.out = fds[1];
		make_words(&r->argv[r->at], p, quiet, ends.kept);
		c = add_child(r, &r->argv[r->at++], p->role != PIPELINE_CLIENT);
		rc = start_logged(c, &ends, e);
	}
	close_fd(&ends.kept);
	close_fd(&fds[1]);
	close_fd(in);
	*in = fds[0];
	return rc;
}

static int
start_all(struct runner *r, const struct pipeline_pipe *pipe, bool quiet,
    struct error *e)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), in = -1, rc = 0;
	size_t i;

	if (null < 0) {
		error_errno(e, ERROR_FAILED, "cannot open '/dev/null'");
		return -1;
	}
	for (i = 0; rc == 0 && i < pipe->n; i++)
		rc = start_program(r, &pipe->programs[i], i + 1 == pipe->n,
		    quiet, null, &in, e);
	close_fd(&in);
	(void)close(null);
	return rc;
}

static void
signal_child(struct runner_child *c, int signo)
{
	if (c->pid <= 0 || c->ended)
		return;
	c->stopped = true;
	(void)kill(c->pid, signo);
}

/* Take what there is of what the child says. */
static void
take_log(struct runner_child *c)
{
	char room[READ_BYTES];
	ssize_t n;

	while (c->log_fd >= 0) {
		n = read(c->log_fd, room, sizeof(room));
		if (n > 0) {
			child_log_take(&c->log, room, (size_t)n);
			continue;
		}
		if (n < 0 &&
		    (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
			return;
		close_fd(&c->log_fd);
		child_log_end(&c->log);
	}
}

/* Note how a child ended, when it has.  False: it runs. */
static bool
reap(struct runner_child *c, const struct lifeline *l)
{
	siginfo_t info = { 0 };
	int status;

	if (c->ended || c->pid <= 0)
		return true;
	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
		0 ||
	    info.si_pid == 0)
		return false;
	lifeline_gone(l, c->pid);
	if (waitpid(c->pid, &status, 0) != c->pid)
		status = (int)ERROR_FAILED << 8;
	c->ended = true;
	c->signo = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	take_log(c);
	return true;
}

/* Whether a child has ended in a way that ends its pipe. */
static bool
has_failed(const struct runner_child *c)
{
	return c->ended && (c->signo != 0 ||
			       (c->status != 0 && c->status != ERROR_PARTIAL &&
				   c->status != ERROR_LIMIT));
}

/* Wait until one of them says something, ends, or a while has passed. */
static void
wait_a_while(struct runner *r, struct pollfd *fds)
{
	size_t i, n = 0;

	fds[n++] = (struct pollfd){ sig_fd(), POLLIN, 0 };
	for (i = 0; i < r->n; i++)
		if (r->children[i].log_fd >= 0)
			fds[n++] =
			    (struct pollfd){ r->children[i].log_fd, POLLIN, 0 };
	(void)poll(fds, (nfds_t)n, n == 1 ? TICK_MS / 10 : TICK_MS);
	sig_drain();
	for (i = 0; i < r->n; i++)
		take_log(&r->children[i]);
}

/* The number of the first that failed, from the pipe's end; n: none has. */
static size_t
last_failed(const struct runner *r)
{
	size_t i = r->n;

	while (i > 0)
		if (has_failed(&r->children[--i]) && !r->children[i].aside)
			return i;
	return r->n;
}

static void
run_to_end(struct runner *r, const struct lifeline *l)
{
	struct pollfd *fds = mem_new(r->n + 1, sizeof(*fds));
	int64_t failed_ms = -1;
	bool passed_on = false, runs = true;
	size_t i, failed;

	while (runs) {
		wait_a_while(r, fds);
		runs = false;
		for (i = 0; i < r->n; i++)
			runs |= !reap(&r->children[i], l);
		if (sig_stopped() != 0 && !passed_on) {
			passed_on = true;
			for (i = 0; i < r->n; i++)
				signal_child(&r->children[i], sig_stopped());
		}
		failed = last_failed(r);
		if (failed < r->n && failed_ms < 0)
			failed_ms = clock_mono_ms();
		if (failed < r->n && clock_mono_ms() - failed_ms > GRACE_MS)
			for (i = 0; i < failed; i++)
				signal_child(&r->children[i], SIGTERM);
		if (r->tick != NULL)
			r->tick(r->arg, r);
	}
	mem_free(fds);
}

int
runner_run(struct runner *r, const struct pipeline_pipe *pipe, bool quiet,
    struct error *e)
{
	struct lifeline l = { -1, -1 };
	pid_t *pids;
	size_t i;
	int rc;

	sigset_t asks;

	/* A child is asked how far it is when it can be, see io/sig.h. */
	(void)sigemptyset(&asks);
	(void)sigaddset(&asks, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &asks, NULL);
	r->children = mem_new(2 * pipe->n, sizeof(*r->children));
	r->argv = mem_new(pipe->n, sizeof(*r->argv));
	rc = start_all(r, pipe, quiet, e);
	(void)sigprocmask(SIG_UNBLOCK, &asks, NULL);
	pids = mem_new(r->n + 1, sizeof(*pids));
	for (i = 0; i < r->n; i++)
		pids[i] = r->children[i].pid;
	if (rc == 0)
		rc = lifeline_open(&l, pids, r->n, e);
	if (rc != 0)
		for (i = 0; i < r->n; i++)
			signal_child(&r->children[i], SIGTERM);
	run_to_end(r, &l);
	lifeline_close(&l);
	mem_free(pids);
	return rc;
}

/* Whether a query for the state failed since no load has been there. */
static bool
lacks_table(const struct runner_child *c)
{
	return c->aside && destination_lacks_loads(c->args[0],
			       (const char *)c->log.error.data,
			       c->log.error.len);
}

/*
 * The exit status that a child's end comes to.  What a signal ends leaves those
 * after it an input that is cut.
 */
static int
status_of(const struct runner_child *c, bool last)
{
	if (c->signo != 0)
		return last ? (int)ERROR_FAILED : (int)ERROR_INPUT;
	if (c->status == 127)
		return (int)ERROR_USAGE;
	if (!c->toolkit)
		return (int)ERROR_OUTPUT;
	return c->status;
}

static bool
ended_well(const struct runner_child *c)
{
	return c->signo == 0 && (c->status == 0 || c->status == ERROR_PARTIAL);
}

const struct runner_child *
runner_cause(const struct runner *r, int *status)
{
	const struct runner_child *c, *cause = NULL, *victim = NULL;
	bool limit = false;
	size_t i;

	*status = 0;
	for (i = 0; i < r->n && cause == NULL; i++) {
		c = &r->children[i];
		if (c->status == ERROR_PARTIAL)
			*status = (int)ERROR_PARTIAL;
		if (ended_well(c) || lacks_table(c))
			continue;
		if (c->stopped || c->signo == SIGPIPE)
			victim = victim == NULL ? c : victim;
		else
			cause = c;
	}
	/* A limit ends a load well, unless what comes after was cut by it. */
	limit = cause != NULL && cause->toolkit && cause->status == ERROR_LIMIT;
	for (; limit && i < r->n; i++)
		limit = ended_well(&r->children[i]);
	if (limit && cause != &r->children[r->n - 1]) {
		*status = (int)ERROR_LIMIT;
		return NULL;
	}
	if (cause == NULL)
		cause = victim;
	if (cause != NULL)
		*status = status_of(cause, cause == &r->children[r->n - 1]);
	return cause;
}

void
runner_free(struct runner *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		close_fd(&r->children[i].log_fd);
		child_log_close(&r->children[i].log);
	}
	for (i = 0; i < r->at; i++)
		arg_list_free(&r->argv[i]);
	mem_free(r->children);
	mem_free(r->argv);
	memset(r, 0, sizeof(*r));
}
