/* pipeline_state: how a load goes on; see pipeline_state.h. */
#include "aai/pipeline_state.h"

#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "base/hash.h"
#include "base/mem.h"

/* Options of programs that choose what is selected. */
static const char *const selecting[] = { "--base-url", "--region", "--where",
	"--jq", "--shard" };

static void
put_word(struct buf *out, const char *word)
{
	if (word != NULL)
		buf_put(out, word, strlen(word) + 1);
}

/* Those among the words that were passed on, with their values. */
static void
put_selecting(struct buf *out, const struct arg_list *passed)
{
	size_t i, k, len;

	for (i = 0; i < passed->n; i++)
		for (k = 0; k < LEN(selecting); k++) {
			len = strlen(selecting[k]);
			if (strncmp(passed->items[i], selecting[k], len) != 0)
				continue;
			put_word(out, selecting[k]);
			if (passed->items[i][len] == '=')
				put_word(out, passed->items[i] + len + 1);
			else if (passed->items[i][len] == '\0')
				put_word(out, passed->items[i + 1]);
		}
}

/* Append the words of an option's parameters that the list knows. */
static void
put_params(struct buf *out, const struct pipeline_program *fetch)
{
	size_t i;

	for (i = 0; i + 1 < fetch->argv.n; i++)
		if (strcmp(fetch->argv.items[i], "-p") == 0)
			put_word(out, fetch->argv.items[i + 1]);
}

/* The list's name, with a hash of what the job selects of it; owned. */
static char *
name_of(const struct pipeline *plan, const struct pipeline_pipe *pipe)
{
	struct buf chosen = buf_make(SIZE_MAX / 2);
	struct buf name = buf_make(SIZE_MAX / 2);
	const struct load_job *job = plan->job;

	put_word(&chosen, job->account);
	put_word(&chosen, job->region);
	put_params(&chosen, &pipe->programs[0]);
	put_selecting(&chosen, &job->passed[JOB_API]);
	put_selecting(&chosen, &job->passed[JOB_FETCH]);
	if (!plan->desc->builtin)
		put_word(&chosen, plan->desc->name);
	buf_str(&name, pipe->root->name);
	if (chosen.len > 0)
		buf_printf(&name, "-%08x",
		    (unsigned)(hash_64(chosen.data, chosen.len, 0) &
			       UINT32_MAX));
	buf_free(&chosen);
	return buf_take(&name);
}

/* The state's file; owned. */
static char *
file_of(const struct pipeline *plan, const struct pipeline_pipe *pipe)
{
	struct buf path = buf_make(SIZE_MAX / 2);

	buf_printf(&path, "%s/.aai/state-%s.json", plan->to->path, pipe->name);
	return buf_take(&path);
}

/* Put words in front of a program's last ones, from at on. */
static void
insert(struct arg_list *argv, size_t at, const struct arg_list *more)
{
	struct arg_list all = { 0 };
	size_t i;

	for (i = 0; i < argv->n; i++) {
		if (i == at)
			arg_list_add_all(&all, more);
		arg_list_add(&all, argv->items[i]);
	}
	if (at == argv->n)
		arg_list_add_all(&all, more);
	arg_list_free(argv);
	*argv = all;
}

/* Parameters that hide what is not final do not go with a state. */
static bool
hides(const struct pipeline *plan, const struct desc_resource *r)
{
	const struct arg_list *params = &plan->job->params;
	size_t i, k, len;

	for (i = 0; i < params->n; i++)
		for (k = 0; k < r->nparams; k++) {
			len = strlen(r->params[k].name);
			if (r->params[k].hides &&
			    strncmp(params->items[i], r->params[k].name, len) ==
				0 &&
			    params->items[i][len] == '=')
				return true;
		}
	return false;
}

/* Whether all that the program fetches for its parents has times. */
static bool
has_times(const struct pipeline *plan, const struct pipeline_program *p)
{
	const struct desc_resource *r;
	size_t i, found = 0;

	for (i = 1; i < p->argv.n; i++) {
		r = desc_resource(
		    plan->desc, p->argv.items[i], strlen(p->argv.items[i]));
		if (r == NULL || r->nparents == 0)
			continue;
		if (!r->incremental.watermark)
			return false;
		found++;
	}
	return found > 0;
}

/* The program whose records are loaded incrementally; NULL: there is none. */
static struct pipeline_program *
find_program(const struct pipeline *plan, struct pipeline_pipe *pipe)
{
	struct pipeline_program *second = &pipe->programs[1];

	if (pipe->root->incremental.on && !hides(plan, pipe->root))
		return &pipe->programs[0];
	/* Lists below each of a list that has no times itself. */
	if (second->role == PIPELINE_FANOUT &&
	    pipe->programs[2].role == PIPELINE_FLATTEN &&
	    has_times(plan, second))
		return second;
	return NULL;
}

int
pipeline_state_add(
    struct pipeline *plan, struct pipeline_pipe *pipe, struct error *e)
{
	struct pipeline_program *reader =
	    plan->job->again ? NULL : find_program(plan, pipe);
	struct pipeline_program *sink;
	bool folder = destination_is_folder(plan->to);
	struct arg_list more = { 0 };
	char *file;

	pipe->incremental = reader != NULL;
	pipe->name = name_of(plan, pipe);
	if (reader == NULL) {
		if (plan->job->start == NULL || plan->job->again)
			return 0;
		error_set(e, ERROR_USAGE,
		    "--start: %s has no times to begin at, so it is loaded "
		    "whole",
		    pipe->root->name);
		return -1;
	}
	file = folder ? file_of(plan, pipe) : mem_str(PIPELINE_STATE);
	arg_list_option(&more, "--state", file);
	sink = &pipe->programs[pipe->n - 1];
	if (folder)
		insert(&sink->argv, 1, &more);
	else
		destination_state_query(
		    plan->to, pipe->root->name, &reader->state);
	if (plan->job->full)
		arg_list_add(&more, "--full-refresh");
	arg_list_option(&more, "--start", plan->job->start);
	insert(&reader->argv, 1, &more);
	if (folder && plan->folder == NULL)
		plan->folder =
		    mem_dup(file, (size_t)(strrchr(file, '/') - file));
	arg_list_free(&more);
	mem_free(file);
	return 0;
}
