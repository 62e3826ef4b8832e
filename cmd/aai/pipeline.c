/* pipeline: which pipes of programs do a job; see pipeline.h. */
#include "aai/pipeline.h"

#include <stdint.h>
#include <string.h>

#include "aai/pipeline_state.h"
#include "base/mem.h"
#include "base/similar.h"

static size_t
index_of(const struct pipeline *plan, const struct desc_resource *r)
{
	return (size_t)(r - plan->desc->resources);
}

/* The resource whose records a resource is below; NULL: it is a list. */
static const struct desc_resource *
parent_of(const struct pipeline *plan, const struct desc_resource *r)
{
	const char *table;

	if (r->nparents == 0)
		return NULL;
	table = r->parents[0].table;
	return desc_resource(plan->desc, table, strlen(table));
}

const struct desc_resource *
pipeline_root(const struct pipeline *plan, const struct desc_resource *r)
{
	size_t levels = 0;

	while (r != NULL && r->nparents > 0)
		r = levels++ > plan->desc->nresources ? NULL
						      : parent_of(plan, r);
	return r;
}

static int
unknown(const struct pipeline *plan, const char *name, struct error *e)
{
	struct similar s = similar_begin(name);
	struct buf all = buf_make(600);
	size_t i;

	for (i = 0; i < plan->desc->nresources; i++) {
		similar_add(&s, plan->desc->resources[i].name);
		buf_printf(&all, "%s%s", i > 0 ? ", " : "",
		    plan->desc->resources[i].name);
	}
	if (s.best != NULL)
		error_set(e, ERROR_USAGE,
		    "there is no resource '%.100s': did you mean '%s'?", name,
		    s.best);
	else
		error_set(e, ERROR_USAGE,
		    "there is no resource '%.100s'; %s has %.*s", name,
		    plan->desc->name, (int)all.len, (const char *)all.data);
	buf_free(&all);
	return -1;
}

/* Have all that a resource is below asked for, too. */
static int
need(struct pipeline *plan, const struct desc_resource *r, struct error *e)
{
	const struct desc_resource *above;
	size_t levels = 0;

	plan->needed[index_of(plan, r)] = true;
	while (r->nparents > 0) {
		above = parent_of(plan, r);
		if (above == NULL || ++levels > plan->desc->nresources) {
			error_set(e, ERROR_USAGE,
			    "%s is below '%s', which nothing gives; see "
			    "aai-fanout(1)",
			    r->name, r->parents[0].table);
			return -1;
		}
		r = above;
		plan->needed[index_of(plan, r)] = true;
	}
	return 0;
}

static int
find_resources(struct pipeline *plan, struct error *e)
{
	const struct arg_list *names = &plan->job->resources;
	const struct desc_resource *r;
	size_t i;

	plan->needed = mem_new(plan->desc->nresources + 1, sizeof(bool));
	plan->named = mem_new(plan->desc->nresources + 1, sizeof(bool));
	for (i = 0; i < names->n; i++) {
		r = desc_resource(
		    plan->desc, names->items[i], strlen(names->items[i]));
		if (r == NULL)
			return unknown(plan, names->items[i], e);
		plan->named[index_of(plan, r)] = true;
		if (need(plan, r, e) != 0)
			return -1;
	}
	return 0;
}

static bool
knows_param(const struct desc_resource *r, const char *spelled)
{
	size_t len = strcspn(spelled, "="), i;

	for (i = 0; i < r->nparams; i++)
		if (strlen(r->params[i].name) == len &&
		    memcmp(r->params[i].name, spelled, len) == 0)
			return true;
	return false;
}

/* That each parameter is one of a resource that is asked for. */
static int
check_params(const struct pipeline *plan, struct error *e)
{
	const struct arg_list *params = &plan->job->params;
	const struct desc_resource *r;
	struct similar s;
	size_t i, k, p;
	char *name;
	bool known;

	for (i = 0; i < params->n; i++) {
		name =
		    mem_dup(params->items[i], strcspn(params->items[i], "="));
		s = similar_begin(name);
		known = false;
		for (k = 0; k < plan->desc->nresources; k++) {
			r = &plan->desc->resources[k];
			if (!plan->needed[k])
				continue;
			known = known || knows_param(r, params->items[i]);
			for (p = 0; p < r->nparams; p++)
				similar_add(&s, r->params[p].name);
		}
		if (!known)
			error_set(e, ERROR_USAGE,
			    "no resource of this load has a parameter "
			    "'%.100s'%s%s%s",
			    name, s.best != NULL ? ": did you mean '" : "",
			    s.best != NULL ? s.best : "",
			    s.best != NULL ? "'?" : "");
		mem_free(name);
		if (!known)
			return -1;
	}
	return 0;
}

static struct pipeline_program *
add_program(
    struct pipeline_pipe *pipe, enum pipeline_role role, const char *name)
{
	struct pipeline_program *p;

	pipe->programs = mem_grow(
	    pipe->programs, &pipe->cap, pipe->n + 1, sizeof(*pipe->programs));
	p = &pipe->programs[pipe->n++];
	memset(p, 0, sizeof(*p));
	p->role = role;
	arg_list_add(&p->argv, name);
	return p;
}

void
pipeline_add_asking(const struct load_job *job, struct pipeline_program *p)
{
	arg_list_option(&p->argv, "--api", job->api);
	arg_list_option(&p->argv, "--region", job->region);
	arg_list_option(&p->argv, "--key-file", job->key_file);
	arg_list_add_all(&p->argv, &job->passed[JOB_API]);
	arg_list_add_all(&p->argv,
	    &job->passed[p->role == PIPELINE_FETCH ? JOB_FETCH : JOB_FANOUT]);
}

static void
add_fetch(const struct pipeline *plan, struct pipeline_pipe *pipe)
{
	struct pipeline_program *p =
	    add_program(pipe, PIPELINE_FETCH, "aai-fetch");
	const struct arg_list *params = &plan->job->params;
	size_t i;

	pipeline_add_asking(plan->job, p);
	arg_list_option(&p->argv, "--account", plan->job->account);
	for (i = 0; i < params->n; i++)
		if (knows_param(pipe->root, params->items[i]))
			arg_list_option(&p->argv, "-p", params->items[i]);
	arg_list_add(&p->argv, pipe->root->name);
}

/* The resource's children, as far as they are asked for, one after the other:
 * the next from *at on, or NULL. */
static const struct desc_resource *
next_child(
    const struct pipeline *plan, const struct desc_resource *r, size_t *at)
{
	const struct desc_resource *child;

	while (*at < plan->desc->nresources) {
		child = &plan->desc->resources[(*at)++];
		if (plan->needed[index_of(plan, child)] &&
		    parent_of(plan, child) == r)
			return child;
	}
	return NULL;
}

/* The program that expands the records of r, and those for what is below. */
static void
add_fanouts(const struct pipeline *plan, struct pipeline_pipe *pipe,
    const struct desc_resource *r)
{
	const struct arg_list *params = &plan->job->params;
	const struct desc_resource *child;
	struct pipeline_program *p;
	size_t at = 0, i;
	bool known;

	if (next_child(plan, r, &at) == NULL)
		return;
	p = add_program(pipe, PIPELINE_FANOUT, "aai-fanout");
	pipeline_add_asking(plan->job, p);
	if (plan->named[index_of(plan, r)])
		arg_list_add(&p->argv, "--pass");
	for (i = 0; i < params->n; i++) {
		known = false;
		for (at = 0; (child = next_child(plan, r, &at)) != NULL;)
			known = known || knows_param(child, params->items[i]);
		if (known)
			arg_list_option(&p->argv, "-p", params->items[i]);
	}
	for (at = 0; (child = next_child(plan, r, &at)) != NULL;)
		arg_list_add(&p->argv, child->name);
	for (at = 0; (child = next_child(plan, r, &at)) != NULL;)
		add_fanouts(plan, pipe, child);
}

static void
add_rest(const struct pipeline *plan, struct pipeline_pipe *pipe)
{
	const struct load_job *job = plan->job;
	struct pipeline_program *p;

	p = add_program(pipe, PIPELINE_FLATTEN, "aai-flatten");
	arg_list_option(&p->argv, "--api", job->api);
	arg_list_add_all(&p->argv, &job->passed[JOB_FLATTEN]);
	p = add_program(pipe, PIPELINE_SINK, destination_sink(plan->to));
	if (destination_is_folder(plan->to)) {
		arg_list_option(&p->argv, "-o", plan->to->path);
	} else {
		arg_list_option(&p->argv, "-d", destination_dialect(plan->to));
	}
	arg_list_add_all(&p->argv, &job->passed[JOB_SINK]);
	if (destination_is_folder(plan->to))
		return;
	p = add_program(pipe, PIPELINE_CLIENT, "");
	arg_list_free(&p->argv);
	destination_client(plan->to, &p->argv);
	arg_list_add_all(&p->argv, &job->passed[JOB_CLIENT]);
}

static int
add_pipes(struct pipeline *plan, struct error *e)
{
	const struct desc *d = plan->desc;
	struct pipeline_pipe *pipe;
	size_t i;

	plan->pipes = mem_new(d->nresources + 1, sizeof(*plan->pipes));
	for (i = 0; i < d->nresources; i++) {
		if (!plan->needed[i] || d->resources[i].nparents > 0)
			continue;
		pipe = &plan->pipes[plan->n++];
		pipe->root = &d->resources[i];
		add_fetch(plan, pipe);
		add_fanouts(plan, pipe, pipe->root);
		add_rest(plan, pipe);
		if (pipeline_state_add(plan, pipe, e) != 0)
			return -1;
	}
	return 0;
}

/* What replaces a folder's tables leaves no room for another list's. */
static int
check_lists(const struct pipeline *plan, struct error *e)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (plan->n > 1 && !plan->pipes[i].incremental &&
		    destination_is_folder(plan->to)) {
			error_set(e, ERROR_USAGE,
			    "%s is a list that is loaded whole each time, in "
			    "the place of all tables of its folder: load it "
			    "into a folder of its own",
			    plan->pipes[i].root->name);
			return -1;
		}
	return 0;
}

int
pipeline_make(struct pipeline *plan, const struct load_job *job,
    const struct desc *desc, const struct destination *to, struct error *e)
{
	memset(plan, 0, sizeof(*plan));
	plan->job = job;
	plan->desc = desc;
	plan->to = to;
	if (find_resources(plan, e) != 0 || check_params(plan, e) != 0 ||
	    add_pipes(plan, e) != 0)
		return -1;
	return check_lists(plan, e);
}

void
pipeline_free(struct pipeline *plan)
{
	size_t i, k;

	for (i = 0; i < plan->n; i++) {
		for (k = 0; k < plan->pipes[i].n; k++) {
			arg_list_free(&plan->pipes[i].programs[k].argv);
			arg_list_free(&plan->pipes[i].programs[k].state);
		}
		mem_free(plan->pipes[i].programs);
		mem_free(plan->pipes[i].name);
	}
	mem_free(plan->pipes);
	mem_free(plan->needed);
	mem_free(plan->named);
	mem_free(plan->folder);
	memset(plan, 0, sizeof(*plan));
}

/* A program's words, with what prints its state. */
static void
put_program(const struct pipeline_program *p, struct buf *out)
{
	size_t i, k;

	for (i = 0; i < p->argv.n; i++) {
		if (i > 0)
			buf_byte(out, ' ');
		if (p->state.n == 0 ||
		    strcmp(p->argv.items[i], PIPELINE_STATE) != 0) {
			arg_list_quote(out, p->argv.items[i]);
			continue;
		}
		buf_str(out, "<(");
		for (k = 0; k < p->state.n; k++) {
			if (k > 0)
				buf_byte(out, ' ');
			arg_list_quote(out, p->state.items[k]);
		}
		buf_byte(out, ')');
	}
}

void
pipeline_put(const struct pipeline *plan, struct buf *out)
{
	size_t i, k;

	if (plan->folder != NULL) {
		buf_str(out, "mkdir -p ");
		arg_list_quote(out, plan->folder);
		buf_byte(out, '\n');
	}
	for (i = 0; i < plan->n; i++)
		for (k = 0; k < plan->pipes[i].n; k++) {
			if (k > 0)
				buf_str(out, " |\n    ");
			put_program(&plan->pipes[i].programs[k], out);
			if (k + 1 == plan->pipes[i].n)
				buf_byte(out, '\n');
		}
}
