/* subcommand_init: aai init, see aai(1). */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aai/job_options.h"
#include "aai/pipeline.h"
#include "aai/subcommand.h"
#include "api/desc.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"

#define ANSWER_MAX  1024
#define OPTIONS_MAX (JOB_OPTIONS_MAX + 1 + CLI_COMMON_MAX)

static const char examples[] =
    "aai init transcripts sentences -o nightly\n"
    "aai init -f eu.json --region eu transcripts -o sqlite:eu.db\n";

/* What the command line says. */
struct settings {
	struct job_options options;
	const char *file;
	struct cli_common common;
};

static struct opt_program
program_of(struct settings *s, struct opt opts[OPTIONS_MAX])
{
	const struct opt file =
	    OPT_STR('f', "file", &s->file, "file", "write here (job.json)");
	struct opt_program p = { .name = "aai init",
		.purpose = "write a job's file",
		.operands = "[resource ...]",
		.examples = examples,
		.opts = opts };

	p.nopts = job_options_put(&s->options, opts);
	opts[p.nopts++] = file;
	p.nopts += cli_common_put(&s->common, false, opts + p.nopts);
	return p;
}

void
subcommand_init_describe(subcommand_visit *visit, void *arg)
{
	struct settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);

	visit(arg, &p);
}

/* Ask, and read a line: owned; NULL where nothing was answered. */
static char *
ask(const char *question)
{
	char line[ANSWER_MAX];
	size_t n = 0;

	msg_status("%s", question);
	while (n + 1 < sizeof(line) &&
	       fd_read(STDIN_FILENO, line + n, 1) == 1 && line[n] != '\n')
		n++;
	return n > 0 ? mem_dup(line, n) : NULL;
}

/* Ask for what the command line did not say. */
static int
ask_rest(struct job_options *o, struct error *e)
{
	struct load_job *job = &o->job;
	char *answer, *word;
	size_t n;

	if (job->resources.n == 0) {
		(void)job_options_list(o);
		answer = ask("resources, with blanks between:");
		for (word = answer; word != NULL && *word != '\0'; word += n) {
			word += strspn(word, " ,");
			n = strcspn(word, " ,");
			if (n > 0)
				arg_list_addf(
				    &job->resources, "%.*s", (int)n, word);
		}
		mem_free(answer);
	}
	if (job->output == NULL)
		job->output = ask("where to, a folder or kind:name "
				  "(sqlite:aai.db):");
	if (job->resources.n > 0 && job->output != NULL)
		return 0;
	error_set(e, ERROR_USAGE, "a job needs resources and an output");
	return -1;
}

/* That the job can be loaded. */
static int
check_job(const struct load_job *job, struct error *e)
{
	struct destination to = { 0 };
	struct pipeline plan = { 0 };
	struct desc *desc = NULL;
	int rc = destination_parse(&to, job->output, e);

	if (rc == 0) {
		desc = desc_open(desc_choose(job->api), e);
		rc =
		    desc != NULL ? pipeline_make(&plan, job, desc, &to, e) : -1;
	}
	pipeline_free(&plan);
	desc_free(desc);
	destination_free(&to);
	return rc;
}

static int
write_job(const struct load_job *job, const char *path, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int rc = 0;

	load_job_put(job, &text);
	if (fd < 0 || fd_write_all(fd, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", path);
		rc = -1;
	}
	if (fd >= 0 && close(fd) != 0 && rc == 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", path);
		rc = -1;
	}
	if (fd >= 0 && rc != 0)
		(void)unlink(path);
	buf_free(&text);
	return rc;
}

static int
make(struct settings *s, struct error *e)
{
	const char *file = s->file != NULL ? s->file : "job.json";
	struct job_options *o = &s->options;
	int rc = job_options_settle(o, e);

	if (rc < 0)
		return -1;
	if (isatty(STDIN_FILENO) == 1 && ask_rest(o, e) != 0)
		return -1;
	if (o->job.resources.n == 0 || o->job.output == NULL) {
		error_set(e, ERROR_USAGE,
		    "resources and -o are wanted, as for aai load; on a "
		    "terminal they are asked for");
		return -1;
	}
	if (check_job(&o->job, e) != 0 || write_job(&o->job, file, e) != 0)
		return -1;
	msg_info("'%s' is written; next: aai load %s", file, file);
	return 0;
}

int
subcommand_init(int argc, char **argv)
{
	struct settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);
	struct error e = { 0 };
	int rc = job_options_parse(&s.options, &p, argc, argv, &e);

	if (rc == 0) {
		cli_common_apply(&s.common);
		rc = make(&s, &e);
	}
	job_options_free(&s.options);
	return rc < 0 ? msg_fail(&e) : 0;
}
