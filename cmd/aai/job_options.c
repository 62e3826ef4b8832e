/* job_options: the options that say what a job is; see job_options.h. */
#include "aai/job_options.h"

#include <string.h>

#include "api/desc.h"
#include "base/cc.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/msg.h"

size_t
job_options_put_api(struct job_options *o, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR(0, "api", &o->api, "file",
		    "the API, by name or by its description ($AAI_API)"),
		OPT_STR(0, "region", &o->region, "name",
		    "speak to this region's server"),
		OPT_STR(0, "key-file", &o->key_file, "file",
		    "read the key from file"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

size_t
job_options_put(struct job_options *o, struct opt *to)
{
	const struct opt output = OPT_STR('o', "output", &o->output, "where",
	    "a folder, or kind:name, as sqlite:aai.db");
	const struct opt opts[] = {
		OPT_LIST('p', "param", &o->params, "name=value",
		    "ask with this parameter (see the description)"),
		OPT_STR(0, "account", &o->account, "name",
		    "whose records they are, of several in one place"),
		OPT_STR(
		    0, "start", &o->start, "time", "where a first load begins"),
		OPT_FLAG(0, "full", &o->full,
		    "load everything, not only what is new"),
	};
	size_t n = 1;

	to[0] = output;
	n += job_options_put_api(o, to + n);
	memcpy(to + n, opts, sizeof(opts));
	return n + LEN(opts);
}

int
job_options_parse(struct job_options *o, const struct opt_program *p, int argc,
    char **argv, struct error *e)
{
	int end = 1, rc;

	while (end < argc && strcmp(argv[end], "--") != 0)
		end++;
	if (end < argc && load_job_pass(&o->job, argv + end + 1,
			      (size_t)(argc - end - 1), e) != 0)
		return -1;
	rc = cli_parse(p, end, argv, &o->n, e);
	o->operands = argv + 1;
	return rc;
}

/* An option's value takes the place of a file's. */
static void
set(char **member, const char *value)
{
	if (value == NULL)
		return;
	mem_free(*member);
	*member = mem_str(value);
}

/* Whether the operand is the name of a job's file. */
static bool
names_file(const char *operand)
{
	size_t len = strlen(operand);

	return len > 5 && strcmp(operand + len - 5, ".json") == 0;
}

static int
take_params(struct job_options *o, struct error *e)
{
	size_t i;

	for (i = 0; i < o->params.n; i++) {
		if (strchr(o->params.values[i], '=') == NULL ||
		    o->params.values[i][0] == '=') {
			error_set(e, ERROR_USAGE,
			    "-p: '%.100s' is not name=value",
			    o->params.values[i]);
			return -1;
		}
		arg_list_add(&o->job.params, o->params.values[i]);
	}
	return 0;
}

int
job_options_settle(struct job_options *o, struct error *e)
{
	struct load_job *job = &o->job;
	size_t i;

	if (o->n > 0 && names_file(o->operands[0])) {
		if (o->n > 1) {
			error_set(e, ERROR_USAGE,
			    "a job names its resources itself: '%.100s' is too "
			    "much",
			    o->operands[1]);
			return -1;
		}
		if (load_job_read(job, o->operands[0], e) != 0)
			return -1;
	} else {
		for (i = 0; i < o->n; i++)
			arg_list_add(&job->resources, o->operands[i]);
	}
	set(&job->output, o->output);
	set(&job->api, o->api);
	set(&job->region, o->region);
	set(&job->key_file, o->key_file);
	set(&job->account, o->account);
	set(&job->start, o->start);
	job->full = job->full || o->full;
	if (take_params(o, e) != 0)
		return -1;
	return job->resources.n == 0 ? 1 : 0;
}

int
job_options_list(const struct job_options *o)
{
	const struct desc_resource *r;
	struct error e = { 0 };
	struct desc *d = desc_open(desc_choose(o->job.api), &e);
	size_t i;

	if (d == NULL)
		return msg_fail(&e);
	msg_error("which resources? %s has", d->name);
	for (i = 0; i < d->nresources; i++) {
		r = &d->resources[i];
		if (r->about != NULL || r->nparents == 0)
			msg_error("  %-20s %s", r->name,
			    r->about != NULL ? r->about : "");
		else
			msg_error("  %-20s what there is below each of %s",
			    r->name, r->parents[0].table);
	}
	desc_free(d);
	return ERROR_USAGE;
}

void
job_options_free(struct job_options *o)
{
	opt_list_free(&o->params);
	load_job_free(&o->job);
}
