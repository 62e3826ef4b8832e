/* load: the command that loads resources; see load.h. */
#include "aai/load.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai/receipt.h"
#include "aai/runner.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"

#define HIDDEN_MODE 0775 /* as sinks make it */

static int
write_out(const struct buf *text, struct error *e)
{
	if (fd_write_all(STDOUT_FILENO, text->data, text->len) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write standard output");
	return -1;
}

/* Make the folder at path and those above it. */
static int
make_folders(const char *path, struct error *e)
{
	char *copy = mem_str(path), *slash = copy;
	int rc = 0;

	while (rc == 0 && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST && errno != EROFS)
			rc = -1;
		*slash = '/';
	}
	if (rc == 0 && mkdir(copy, HIDDEN_MODE) != 0 && errno != EEXIST)
		rc = -1;
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot make folder '%s'", path);
	mem_free(copy);
	return rc;
}

/* The last line that a child said, or how it ended. */
static void
set_reason(struct error *e, const struct runner_child *c, int status)
{
	const struct buf *said = &c->log.error;
	size_t len = said->len;

	if (len > 0)
		len--;
	if (len > 0)
		error_set(e, (enum error_kind)status, "%s: %.*s",
		    c->log.program, (int)len, (const char *)said->data);
	else if (c->signo != 0)
		error_set(e, (enum error_kind)status,
		    "%s: it was ended by signal %d (%s)", c->log.program,
		    c->signo, strsignal(c->signo));
	else
		error_set(e, (enum error_kind)status,
		    "%s: it ended with status %d", c->log.program, c->status);
}

/* What programs had to say that ended well: what they left out, and a client's
 * lines. */
static void
say_rest(const struct runner *r)
{
	const struct runner_child *c;
	size_t i;

	for (i = 0; i < r->n; i++) {
		c = &r->children[i];
		if (c->log.error.len == 0 || c->aside)
			continue;
		msg_program(c->log.program);
		msg_warn("%.*s", (int)c->log.error.len - 1,
		    (const char *)c->log.error.data);
		msg_program("aai");
	}
}

/* What came of a pipe: say it. */
static int
judge(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct runner *r, const struct load_settings *s, int64_t began_us,
    struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct receipt receipt = { plan, pipe, r, clock_mono_us() - began_us,
		0 };
	const struct runner_child *cause;
	int status;

	cause = runner_cause(r, &status);
	receipt.status = status;
	if (cause != NULL) {
		set_reason(e, cause, status);
		if (receipt_published(r))
			error_prefix(e, "the tables are loaded, but");
		else
			error_prefix(e, "nothing was loaded");
		return status;
	}
	say_rest(r);
	receipt_put(&receipt, &text);
	if (!s->quiet && write_out(&text, e) != 0)
		status = (int)e->kind;
	buf_free(&text);
	return status;
}

static int
run_pipe(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct load_settings *s, struct error *e)
{
	int64_t began_us = clock_mono_us();
	struct runner r = { 0 };
	int status;

	if (runner_run(&r, pipe, s->quiet, e) != 0)
		status = (int)e->kind;
	else if (sig_stopped() != 0)
		status = (int)ERROR_FAILED;
	else
		status = judge(plan, pipe, &r, s, began_us, e);
	runner_free(&r);
	return status;
}

int
load_run(
    const struct pipeline *plan, const struct load_settings *s, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int status = 0, got;
	size_t i;

	if (s->dry_run) {
		pipeline_put(plan, &text);
		if (write_out(&text, e) != 0)
			status = (int)e->kind;
		buf_free(&text);
		return status;
	}
	if (plan->folder != NULL && make_folders(plan->folder, e) != 0)
		return (int)e->kind;
	for (i = 0; i < plan->n; i++) {
		got = run_pipe(plan, &plan->pipes[i], s, e);
		if (sig_stopped() != 0)
			return got;
		if (got != 0 && got != ERROR_PARTIAL && got != ERROR_LIMIT)
			return got;
		if (got > status)
			status = got;
	}
	return status;
}
