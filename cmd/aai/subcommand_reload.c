/* subcommand_reload: aai reload, see aai(1). */
#include <string.h>

#include "aai/load.h"
#include "aai/out_folder.h"
#include "aai/subcommand.h"
#include "api/desc.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/writer.h"

#define JOB_MAX     ((size_t)1 << 20)
#define OPTIONS_MAX (1 + CLI_COMMON_MAX)

static const char examples[] =
    "aai reload out 5f0c8f0a-1d2e-4b7a-8c3d-0a9b8c7d6e5f\n";

static struct opt_program
program_of(struct load_settings *s, struct opt opts[OPTIONS_MAX])
{
	const struct opt dry_run = OPT_FLAG(
	    'n', "dry-run", &s->dry_run, "print the pipe, and run nothing");
	struct opt_program p = { .name = "aai reload",
		.purpose = "load records again, in place of what there is",
		.operands = "where id ...",
		.examples = examples,
		.opts = opts };

	opts[p.nopts++] = dry_run;
	p.nopts += cli_common_put(&s->common, true, opts + p.nopts);
	return p;
}

void
subcommand_reload_describe(subcommand_visit *visit, void *arg)
{
	struct load_settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);

	visit(arg, &p);
}

/* Have the job fetch those records of the list alone, and merge them. */
static int
choose(struct load_job *job, const struct desc_resource *root, char **ids,
    size_t n, struct error *e)
{
	struct buf where = buf_make(SIZE_MAX / 2);
	struct json_writer w = { .out = &where };
	char *program;
	size_t i;

	if (root->table.nkeys != 1) {
		error_set(e, ERROR_USAGE,
		    "records of %s are not known by one key: load the list "
		    "again",
		    root->name);
		return -1;
	}
	buf_str(&where, "(.[");
	json_writer_text(
	    &w, root->table.keys[0].member, strlen(root->table.keys[0].member));
	buf_str(&where, "] | tostring) as $id | [");
	for (i = 0; i < n; i++) {
		json_writer_next(&w);
		json_writer_text(&w, ids[i], strlen(ids[i]));
	}
	buf_str(&where, "] | any(. == $id)");
	program = buf_take(&where);
	arg_list_option(&job->passed[JOB_FETCH], "--where", program);
	arg_list_option(&job->passed[JOB_SINK], "--mode", "merge");
	mem_free(program);
	job->again = true;
	return 0;
}

/* The list that the job's resources hang on. */
static const struct desc_resource *
root_of(const struct load_job *job, const struct desc *desc)
{
	struct pipeline plan = { .desc = desc };
	const char *name = job->resources.n > 0 ? job->resources.items[0] : "";

	return pipeline_root(&plan, desc_resource(desc, name, strlen(name)));
}

static int
reload(struct load_job *job, char **ids, size_t n, struct load_settings *s,
    struct error *e)
{
	struct desc *desc = desc_open(desc_choose(job->api), e);
	const struct desc_resource *root;
	struct destination to = { 0 };
	struct pipeline plan = { 0 };
	int status = 0, rc = desc != NULL ? 0 : -1;

	root = rc == 0 ? root_of(job, desc) : NULL;
	if (rc == 0 && root == NULL) {
		error_set(e, ERROR_USAGE, "the job names no resource of %s",
		    desc->name);
		rc = -1;
	}
	if (rc == 0)
		rc = choose(job, root, ids, n, e);
	if (rc == 0)
		rc = destination_parse(
		    &to, job->output != NULL ? job->output : "", e);
	if (rc == 0)
		rc = pipeline_make(&plan, job, desc, &to, e);
	s->expected = (int64_t)n;
	status = rc == 0 ? load_run(&plan, s, e) : (int)e->kind;
	pipeline_free(&plan);
	destination_free(&to);
	desc_free(desc);
	return status;
}

/*
 * A folder may be from somebody else: it says what was loaded, but not which
 * server a key goes to, what is read as one, and how programs are run.
 */
static int
check_noted(
    const struct load_job *job, const char *where, const char *name,
    struct error *e)
{
	bool chooses = job->api != NULL || job->key_file != NULL;
	size_t i;

	for (i = 0; i < JOB_PROGRAMS; i++)
		chooses = chooses || job->passed[i].n > 0;
	if (!chooses)
		return 0;
	error_set(e, ERROR_USAGE,
	    "the job that '%.200s' notes chooses an API, a file with a key or "
	    "options of programs, for which the word of a folder is not "
	    "taken: look at '%.200s/.aai/%.100s', and name it instead",
	    where, where, name);
	return -1;
}

/* The one job that the folder was loaded with. */
static int
read_folder(const char *where, struct load_job *job, struct error *e)
{
	struct out_folder f = { NULL, -1, -1 };
	struct destination to = { 0 };
	struct arg_list names = { 0 };
	struct buf text = buf_make(JOB_MAX);
	int rc = destination_parse(&to, where, e);

	if (rc == 0 && destination_is_folder(&to))
		rc = out_folder_open(&f, to.path, false, e);
	if (rc == 0)
		rc = out_folder_list(&f, "job-", &names, e);
	if (rc == 0 && names.n != 1) {
		error_set(e, ERROR_USAGE,
		    "'%.200s' has %zu jobs noted: name the job's file instead",
		    where, names.n);
		rc = -1;
	}
	if (rc == 0 && out_folder_read(&f, names.items[0], &text, e) < 0)
		rc = -1;
	if (rc == 0)
		rc = load_job_parse(
		    job, (const char *)text.data, text.len, names.items[0], e);
	if (rc == 0)
		rc = check_noted(job, to.path, names.items[0], e);
	arg_list_free(&names);
	buf_free(&text);
	out_folder_close(&f);
	destination_free(&to);
	return rc;
}

static int
read_job(const char *where, struct load_job *job, struct error *e)
{
	size_t len = strlen(where);

	if (len > 5 && strcmp(where + len - 5, ".json") == 0)
		return load_job_read(job, where, e);
	if (read_folder(where, job, e) != 0)
		return -1;
	/* The folder may have been moved since. */
	mem_free(job->output);
	job->output = mem_str(where);
	return 0;
}

int
subcommand_reload(int argc, char **argv)
{
	struct load_settings s = { 0 };
	struct opt opts[OPTIONS_MAX];
	struct opt_program p = program_of(&s, opts);
	struct load_job job = { 0 };
	struct error e = { 0 };
	size_t n;
	int rc = cli_parse(&p, argc, argv, &n, &e), status = 0;

	if (rc > 0)
		return 0;
	if (rc == 0 && n < 2) {
		error_set(&e, ERROR_USAGE,
		    "a folder or a job's file is wanted, and the ids of "
		    "records; see aai reload --help");
		rc = -1;
	}
	if (rc == 0) {
		cli_common_apply(&s.common);
		sig_open();
		rc = read_job(argv[1], &job, &e);
	}
	status = rc == 0 ? reload(&job, argv + 2, n - 1, &s, &e) : (int)e.kind;
	load_job_free(&job);
	if (sig_stopped() != 0)
		sig_raise(sig_stopped());
	if (e.kind != ERROR_NONE)
		(void)msg_fail(&e);
	return status;
}
