/* subcommand_load: aai load, see aai(1). */
#include <string.h>

#include "aai/job_options.h"
#include "aai/load.h"
#include "aai/load_job.h"
#include "aai/subcommand.h"
#include "api/desc.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/sig.h"

static const char examples[] = "aai load transcripts sentences -o out\n"
			       "aai load sentences -o sqlite:aai.db\n"
			       "aai load transcripts -o out -- --rate 10\n";

/* Make and run the plan of a job. */
static int
run_job(
    const struct load_job *job, const struct load_settings *s, struct error *e)
{
	struct destination to = { 0 };
	struct pipeline plan = { 0 };
	struct desc *desc = NULL;
	int status = 0;

	if (job->output == NULL) {
		error_set(e, ERROR_USAGE,
		    "where to? -o out loads into a folder of Parquet files, "
		    "-o sqlite:aai.db into a database; see aai load --help");
		return (int)e->kind;
	}
	if (destination_parse(&to, job->output, e) == 0)
		desc = desc_open(desc_choose(job->api), e);
	if (desc == NULL || pipeline_make(&plan, job, desc, &to, e) != 0)
		status = (int)e->kind;
	else
		status = load_run(&plan, s, e);
	pipeline_free(&plan);
	desc_free(desc);
	destination_free(&to);
	return status;
}

/* What the command line says. */
struct settings {
	struct job_options options;
	struct load_settings load;
};

#define OPTIONS_MAX (JOB_OPTIONS_MAX + 1 + CLI_COMMON_MAX)

static struct opt_program
program_of(struct settings *s, struct opt opts[OPTIONS_MAX])
{
	const struct opt dry_run = OPT_FLAG('n', "dry-run", &s->load.dry_run,
	    "print the pipe, and run nothing");
	struct opt_program p = { .name = "aai load",
		.purpose = "load resources of an API into tables",
		.operands = "resource ...",
		.examples = examples,
		.opts = opts };

	p.nopts = job_options_put(&s->options, opts);
	opts[p.nopts++] = dry_run;
	p.nopts += cli_common_put(&s->load.common, true, opts + p.nopts);
	return p;
}

void
subcommand_load_describe(subcommand_visit *visit, void *arg)
{
	struct opt opts[OPTIONS_MAX];
	struct settings s = { 0 };
	struct opt_program p = program_of(&s, opts);

	visit(arg, &p);
}

int
subcommand_load(int argc, char **argv)
{
	struct opt opts[OPTIONS_MAX];
	struct settings s = { 0 };
	struct opt_program p = program_of(&s, opts);
	struct error e = { 0 };
	int rc = job_options_parse(&s.options, &p, argc, argv, &e), status = 0;

	if (rc == 0) {
		cli_common_apply(&s.load.common);
		sig_open();
		rc = job_options_settle(&s.options, &e);
		if (rc > 0)
			status = job_options_list(&s.options);
		else if (rc == 0)
			status = run_job(&s.options.job, &s.load, &e);
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
