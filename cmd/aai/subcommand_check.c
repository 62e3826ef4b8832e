/* subcommand_check: aai check, see aai(1). */
#include <string.h>
#include <unistd.h>

#include "aai/job_options.h"
#include "aai/pipeline.h"
#include "aai/runner.h"
#include "aai/subcommand.h"
#include "api/desc.h"
#include "base/printable.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/tree.h"

#define DEPTH       512
#define OPTIONS_MAX (JOB_OPTIONS_MAX + CLI_COMMON_MAX)

static const char examples[] =
    "aai check\n"
    "aai check --api github --key-file key repositories\n";

/* What the command line says. */
struct settings {
	struct job_options options;
	struct cli_common common;
};

static struct opt_program
program_of(struct settings *s, struct opt opts[OPTIONS_MAX])
{
	struct opt_program p = { .name = "aai check",
		.purpose = "see that the key works, and what there is",
		.operands = "[resource]",
		.examples = examples,
		.opts = opts };

	p.nopts = job_options_put_api(&s->options, opts);
	p.nopts += cli_common_put(&s->common, false, opts + p.nopts);
	return p;
}

void
subcommand_check_describe(subcommand_visit *visit, void *arg)
{
	struct settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);

	visit(arg, &p);
}

/* The place in the record, when it is a member at its top. */
static void
put_member(const struct json_tree *t, const char *what, const char *name,
    struct buf *out)
{
	size_t node = json_get(t, 0, name);
	struct buf text = buf_make(1 << 16);

	if (node != JSON_NO_NODE) {
		if (!json_string(t, node, &text))
			buf_put(&text, t->text + t->nodes[node].from,
			    t->nodes[node].to - t->nodes[node].from);
		buf_str(out, what);
		printable_put(out, (const char *)text.data, text.len);
	}
	buf_free(&text);
}

static void
put_record(
    const struct desc_resource *r, const struct child_log *log, struct buf *out)
{
	const struct desc_incremental *i = &r->incremental;
	const char *record = log->record;
	struct json_tree t = { 0 };
	struct error ignored;

	if (record == NULL && log->counts.records <= 0)
		buf_printf(out, "%s: none", r->name);
	else if (record == NULL)
		buf_printf(out, "%s: one that is too long to show", r->name);
	else
		buf_printf(out, "%s, the %s:", r->name,
		    i->on && i->order == DESC_ORDER_NEWEST ? "newest"
							   : "first");
	if (record != NULL &&
	    json_parse(&t, record, strlen(record), DEPTH, &ignored) == 0) {
		if (r->table.nkeys > 0)
			put_member(&t, " ", r->table.keys[0].member, out);
		if (i->on && i->time.n == 1)
			put_member(&t, " of ", i->time.text, out);
	}
	buf_byte(out, '\n');
	json_tree_free(&t);
}

static void
put_answer(const struct desc *d, const struct desc_resource *r,
    const struct child_log *log, struct buf *out)
{
	size_t i;

	buf_printf(out, "%s answers, and takes the key\n", d->name);
	put_record(r, log, out);
	if (r->incremental.reach_us > 0)
		buf_printf(out, "the list reaches back %lld days\n",
		    (long long)(r->incremental.reach_us / 86400000000));
	buf_str(out, "resources:");
	for (i = 0; i < d->nresources; i++)
		buf_printf(out, " %s", d->resources[i].name);
	buf_byte(out, '\n');
}

/* The list that is asked for: the one that is named, or the first. */
static const struct desc_resource *
choose(const struct desc *d, const struct load_job *job, struct error *e)
{
	struct pipeline plan = { .desc = d };
	const struct desc_resource *r = NULL;
	const char *name;
	size_t i;

	if (job->resources.n > 0) {
		name = job->resources.items[0];
		r = pipeline_root(&plan, desc_resource(d, name, strlen(name)));
	}
	for (i = 0; job->resources.n == 0 && r == NULL && i < d->nresources;
	     i++)
		if (d->resources[i].nparents == 0)
			r = &d->resources[i];
	if (r == NULL)
		error_set(e, ERROR_USAGE,
		    "there is no such list; %s has %zu "
		    "resources, see aai load",
		    d->name, d->nresources);
	return r;
}

/* Fetch one record of the list, and say what came. */
static int
ask(const struct desc *d, const struct desc_resource *r, struct load_job *job,
    struct buf *out, struct error *e)
{
	struct pipeline_program fetch = { .role = PIPELINE_FETCH };
	struct pipeline_pipe pipe = { .programs = &fetch, .n = 1 };
	const struct runner_child *child;
	struct runner run = { 0 };
	int status;

	arg_list_add(&fetch.argv, "aai-fetch");
	arg_list_add(&fetch.argv, "--max-records=1");
	pipeline_add_asking(job, &fetch);
	arg_list_add(&fetch.argv, r->name);
	if (runner_run(&run, &pipe, false, e) != 0) {
		status = (int)e->kind;
	} else {
		child = &run.children[0];
		status = child->status;
		if (child->signo != 0)
			status = (int)ERROR_FAILED;
		/* More than one is the limit that was asked for. */
		if (status == ERROR_LIMIT)
			status = 0;
		if (status == 0 || status == ERROR_PARTIAL)
			put_answer(d, r, &child->log, out);
		else
			error_set(e, (enum error_kind)status, "%.*s",
			    (int)child->log.error.len -
				(child->log.error.len > 0),
			    (const char *)child->log.error.data);
	}
	runner_free(&run);
	arg_list_free(&fetch.argv);
	return status;
}

static int
check(struct load_job *job, struct error *e)
{
	struct desc *d = desc_open(desc_choose(job->api), e);
	const struct desc_resource *r = d != NULL ? choose(d, job, e) : NULL;
	struct buf text = buf_make(SIZE_MAX / 2);
	int status = r != NULL ? ask(d, r, job, &text, e) : (int)e->kind;

	if (fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		status = (int)e->kind;
	}
	buf_free(&text);
	desc_free(d);
	return status;
}

int
subcommand_check(int argc, char **argv)
{
	struct settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);
	struct error e = { 0 };
	int rc = job_options_parse(&s.options, &p, argc, argv, &e), status = 0;

	if (rc == 0) {
		cli_common_apply(&s.common);
		sig_open();
		rc = job_options_settle(&s.options, &e);
		if (rc >= 0)
			status = check(&s.options.job, &e);
	}
	if (rc < 0)
		status = (int)e.kind;
	job_options_free(&s.options);
	if (sig_stopped() != 0)
		sig_raise(sig_stopped());
	if (e.kind != ERROR_NONE)
		(void)msg_fail(&e);
	return status;
}
