/* load: the command that loads resources; see load.h. */
#include "aai/load.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "aai/load_progress.h"
#include "aai/load_stats.h"
#include "aai/loaded.h"
#include "aai/out_folder.h"
#include "aai/receipt.h"
#include "aai/runner.h"
#include "base/mem.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/stats.h"

static int
write_out(const struct buf *text, struct error *e)
{
	if (fd_write_all(STDOUT_FILENO, text->data, text->len) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write standard output");
	return -1;
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
	if (!s->common.quiet && write_out(&text, e) != 0)
		status = (int)e->kind;
	buf_free(&text);
	return status;
}

static int
run_pipe(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct load_settings *s, struct load_stats *stats, struct error *e)
{
	int64_t began_us = clock_mono_us();
	struct load_progress progress;
	struct runner r = { .tick = load_progress_tick, .arg = &progress };
	int status, rc;

	load_progress_open(&progress, s->common.quiet);
	rc = runner_run(&r, pipe, s->common.quiet, e);
	load_progress_close(&progress);
	if (rc != 0)
		status = (int)e->kind;
	else if (sig_stopped() != 0)
		status = (int)ERROR_FAILED;
	else
		status = judge(plan, pipe, &r, s, began_us, e);
	load_stats_add(stats, &r);
	runner_free(&r);
	return status;
}

/* Note in the folder what came of a pipe. */
static int
note(const struct pipeline *plan, const struct pipeline_pipe *pipe, int status,
    struct error *e)
{
	struct out_folder f = { NULL, -1, -1 };
	struct error why = { 0 };
	int rc = 0;

	/* A first load that failed may have made no folder. */
	if (destination_is_folder(plan->to) &&
	    out_folder_open(&f, plan->to->path, false, &why) == 0)
		rc = loaded_note(plan, pipe, &f, status,
		    e->kind != ERROR_NONE ? e->text : NULL, &why);
	out_folder_close(&f);
	if (rc == 0 || (status != 0 && status != ERROR_PARTIAL))
		return status;
	*e = why;
	return (int)e->kind;
}

/* Have the folder be one that may be loaded into. */
static int
check_folder(const struct pipeline *plan, struct error *e)
{
	struct out_folder f = { NULL, -1, -1 };
	int rc = 0;

	if (plan->folder != NULL) {
		rc = out_folder_open(&f, plan->to->path, true, e);
		if (rc == 0)
			rc = loaded_check(plan, &f, e);
	}
	out_folder_close(&f);
	return rc;
}

/* Run the pipes, one after the other. */
static int
run_pipes(const struct pipeline *plan, const struct load_settings *s,
    struct load_stats *stats, struct error *e)
{
	int status = 0, got;
	size_t i;

	for (i = 0; i < plan->n; i++) {
		got = run_pipe(plan, &plan->pipes[i], s, stats, e);
		if (sig_stopped() != 0)
			return 128 + sig_stopped();
		got = note(plan, &plan->pipes[i], got, e);
		if (got != 0 && got != ERROR_PARTIAL && got != ERROR_LIMIT)
			return got;
		if (got > status)
			status = got;
	}
	return status;
}

/* Write what was done where --stats says; a failure worsens the status. */
static int
write_stats(const struct pipeline *plan, const struct load_settings *s,
    const struct load_stats *stats, int status, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2), to = buf_make(SIZE_MAX / 2);
	struct error why;
	char *output;

	if (s->common.stats == NULL)
		return status;
	destination_put(plan->to, &to);
	output = buf_take(&to);
	load_stats_put(stats, output, status, &text);
	if (stats_write(&s->common, &text, &why) != 0 && status == 0) {
		*e = why;
		status = (int)why.kind;
	}
	mem_free(output);
	buf_free(&text);
	return status;
}

/* Print the pipes. */
static int
print(const struct pipeline *plan, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;

	pipeline_put(plan, &text);
	rc = write_out(&text, e);
	buf_free(&text);
	return rc == 0 ? 0 : (int)e->kind;
}

int
load_run(
    const struct pipeline *plan, const struct load_settings *s, struct error *e)
{
	struct load_stats stats;
	int status;

	if (s->dry_run)
		return print(plan, e);
	load_stats_open(&stats);
	status = check_folder(plan, e) != 0 ? (int)e->kind
					    : run_pipes(plan, s, &stats, e);
	if (status == 0 && stats.records < s->expected) {
		error_set(e, ERROR_PARTIAL,
		    "%lld of %lld records are not in the list, or not any "
		    "more: what was loaded of them stays as it is",
		    (long long)(s->expected - stats.records),
		    (long long)s->expected);
		status = (int)ERROR_PARTIAL;
	}
	status = write_stats(plan, s, &stats, status, e);
	load_stats_close(&stats);
	return status;
}
