/* loaded: what an output folder has been loaded with; see loaded.h. */
#include "aai/loaded.h"

#include <string.h>

#include "aai/load_job.h"
#include "base/mem.h"
#include "io/clock.h"
#include "table/time.h"
#include "json/writer.h"

#define JOB_MAX ((size_t)1 << 20)

/* The name of the file with the job of a pipe's state; owned. */
static char *
job_file(const struct pipeline_pipe *pipe)
{
	struct buf name = buf_make(SIZE_MAX / 2);

	buf_printf(&name, "job-%s.json", pipe->name);
	return buf_take(&name);
}

/* Those of the job's resources that hang on the pipe's list. */
static void
resources_of(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    struct arg_list *names)
{
	size_t i;

	for (i = 0; i < plan->desc->nresources; i++)
		if (plan->named[i] &&
		    pipeline_root(plan, &plan->desc->resources[i]) ==
			pipe->root)
			arg_list_add(names, plan->desc->resources[i].name);
}

/* The first of the names that the others do not have; NULL: they have all. */
static const char *
lacking(const struct arg_list *names, const struct arg_list *others)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (!arg_list_has(others, names->items[i]))
			return names->items[i];
	return NULL;
}

static int
compare(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct load_job *before, struct error *e)
{
	struct arg_list now = { 0 };
	const char *more, *fewer;
	int rc = 0;

	resources_of(plan, pipe, &now);
	more = lacking(&now, &before->resources);
	fewer = lacking(&before->resources, &now);
	if (more != NULL)
		error_set(e, ERROR_USAGE,
		    "'%s' was loaded without %s so far, so that it would lack "
		    "those of earlier records: --full loads all of %s again, "
		    "or take another folder",
		    plan->to->path, more, pipe->root->name);
	else if (fewer != NULL)
		error_set(e, ERROR_USAGE,
		    "'%s' was loaded with %s so far, which would lack those of "
		    "the records of this load: name it, too, or take another "
		    "folder",
		    plan->to->path, fewer);
	if (more != NULL || fewer != NULL)
		rc = -1;
	arg_list_free(&now);
	return rc;
}

static int
write_job(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct out_folder *f, struct error *e)
{
	struct buf text = buf_make(JOB_MAX);
	struct load_job job = *plan->job;
	char *name = job_file(pipe);
	int rc;

	memset(&job.resources, 0, sizeof(job.resources));
	resources_of(plan, pipe, &job.resources);
	job.full = false;
	load_job_put(&job, &text);
	rc = out_folder_write(f, name, &text, e);
	arg_list_free(&job.resources);
	buf_free(&text);
	mem_free(name);
	return rc;
}

static int
check_pipe(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct out_folder *f, struct error *e)
{
	struct buf state = buf_make(SIZE_MAX / 2), text = buf_make(JOB_MAX);
	struct load_job before = { 0 };
	char *name = job_file(pipe), *state_name;
	int has, rc = 0;

	buf_printf(&state, "state-%s.json", pipe->name);
	state_name = buf_take(&state);
	has = out_folder_has(f, state_name, e);
	if (has > 0)
		has = out_folder_read(f, name, &text, e);
	if (has < 0)
		rc = -1;
	else if (has == 0)
		rc = write_job(plan, pipe, f, e);
	else if (!plan->job->full)
		rc = load_job_parse(&before, (const char *)text.data, text.len,
			 name, e) == 0
			 ? compare(plan, pipe, &before, e)
			 : -1;
	load_job_free(&before);
	buf_free(&text);
	mem_free(state_name);
	mem_free(name);
	return rc;
}

int
loaded_check(
    const struct pipeline *plan, const struct out_folder *f, struct error *e)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (check_pipe(plan, &plan->pipes[i], f, e) != 0)
			return -1;
	return 0;
}

int
loaded_note(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct out_folder *f, int status, const char *text, struct error *e)
{
	char stamp[TIME_TEXT_MAX + 1];
	struct buf out = buf_make(JOB_MAX);
	struct json_writer w = { .out = &out };
	bool well =
	    status == 0 || status == ERROR_PARTIAL || status == ERROR_LIMIT;
	int rc = 0;

	if (well && !plan->job->again)
		rc = write_job(plan, pipe, f, e);
	stamp[time_format_stamp(clock_wall_s() * 1000000, stamp)] = '\0';
	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "at", stamp);
	json_writer_str(&w, "list", pipe->root->name);
	json_writer_int(&w, "status", status);
	if (text != NULL)
		json_writer_str(&w, "text", text);
	json_writer_close(&w, '}');
	buf_byte(&out, '\n');
	if (rc == 0)
		rc = out_folder_write(f, OUT_FOLDER_LAST, &out, e);
	buf_free(&out);
	return rc;
}
