/* load_job: what a load is asked to do; see load_job.h. */
#include "aai/load_job.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/similar.h"
#include "io/fd.h"
#include "json/decode.h"
#include "json/writer.h"

#define JOB_MAX       ((size_t)1 << 20)
#define JOB_MAX_DEPTH 8
#define JOB_VERSION   1

const char *const job_programs[JOB_PROGRAMS] = {
	"api",
	"fetch",
	"fanout",
	"flatten",
	"sink",
	"client",
};

/* The program of that name; JOB_PROGRAMS: there is none. */
static size_t
find_program(const char *name)
{
	size_t i = 0;

	while (i < JOB_PROGRAMS && strcmp(job_programs[i], name) != 0)
		i++;
	return i;
}

int
load_job_pass(struct load_job *job, char **words, size_t n, struct error *e)
{
	size_t i, program = JOB_API, named;
	bool first = true;

	for (i = 0; i < n; i++) {
		named = first ? find_program(words[i]) : JOB_PROGRAMS;
		if (strcmp(words[i], "--") == 0) {
			program = JOB_API;
			first = true;
			continue;
		}
		if (first && named == JOB_PROGRAMS && words[i][0] != '-') {
			error_set(e, ERROR_USAGE,
			    "'%.100s' after --: options are wanted, or whose "
			    "they are: api, fetch, fanout, flatten, sink or "
			    "client",
			    words[i]);
			return -1;
		}
		first = false;
		if (named < JOB_PROGRAMS)
			program = named;
		else
			arg_list_add(&job->passed[program], words[i]);
	}
	return 0;
}

/* A list of strings, into struct arg_list. */
static int
read_words(struct json_decoder *l, size_t node, void *to)
{
	struct arg_list *w = to;
	size_t at = JSON_NO_NODE;
	char *s;

	if (l->t->nodes[node].kind != JSON_ARRAY)
		return json_decode_wrong(l, "a list of strings");
	while ((at = json_next(l->t, node, at)) != JSON_NO_NODE) {
		if (json_decode_str(l, at, &s) != 0)
			return -1;
		arg_list_add(w, s);
		mem_free(s);
	}
	return 0;
}

/* An object of strings, into struct arg_list as "name=value". */
static int
read_params(struct json_decoder *l, size_t node, void *to)
{
	struct arg_list *w = to;
	size_t at = JSON_NO_NODE;
	char *name, *value;

	if (l->t->nodes[node].kind != JSON_OBJECT)
		return json_decode_wrong(l, "an object of strings");
	while ((at = json_next(l->t, node, at)) != JSON_NO_NODE) {
		if (json_decode_str(l, at + 1, &value) != 0)
			return -1;
		name = json_take_string(l->t, at);
		arg_list_addf(w, "%s=%s", name, value);
		mem_free(name);
		mem_free(value);
	}
	return 0;
}

/* The options that are passed on, by program; to is job->passed. */
static int
read_passed(struct json_decoder *l, size_t node, void *to)
{
	struct arg_list *passed = to;
	size_t at = JSON_NO_NODE, program;
	char *name;

	if (l->t->nodes[node].kind != JSON_OBJECT)
		return json_decode_wrong(l, "an object of lists");
	while ((at = json_next(l->t, node, at)) != JSON_NO_NODE) {
		name = json_take_string(l->t, at);
		program = find_program(name);
		mem_free(name);
		if (program == JOB_PROGRAMS)
			return json_decode_wrong(l,
			    "'api', 'fetch', 'fanout', 'flatten', 'sink' or "
			    "'client'");
		if (read_words(l, at + 1, &passed[program]) != 0)
			return -1;
	}
	return 0;
}

static int
read_version(struct json_decoder *l, size_t node, void *to)
{
	int64_t version;

	(void)to;
	if (!json_i64(l->t, node, JOB_VERSION, JOB_VERSION, &version))
		return json_decode_wrong(l, "1, the version of the form,");
	return 0;
}

static const struct json_decode_field fields[] = {
	JSON_DECODE_WHOLE("aai", read_version),
	JSON_DECODE_FIELD(load_job, api, "api", json_decode_str),
	JSON_DECODE_FIELD(load_job, resources, "resources", read_words),
	JSON_DECODE_FIELD(load_job, output, "output", json_decode_str),
	JSON_DECODE_FIELD(load_job, params, "params", read_params),
	JSON_DECODE_FIELD(load_job, region, "region", json_decode_str),
	JSON_DECODE_FIELD(load_job, key_file, "key-file", json_decode_str),
	JSON_DECODE_FIELD(load_job, account, "account", json_decode_str),
	JSON_DECODE_FIELD(load_job, start, "start", json_decode_str),
	JSON_DECODE_FIELD(load_job, full, "full", json_decode_bool),
	JSON_DECODE_FIELD(load_job, passed, "options", read_passed),
};

/* That each member is one that is known. */
static int
check_names(struct json_decoder *l)
{
	size_t at = JSON_NO_NODE, i;
	struct similar s;
	char *name;

	while ((at = json_next(l->t, 0, at)) != JSON_NO_NODE) {
		name = json_take_string(l->t, at);
		s = similar_begin(name);
		for (i = 0; i < LEN(fields); i++) {
			similar_add(&s, fields[i].name);
			if (strcmp(fields[i].name, name) == 0)
				break;
		}
		if (i == LEN(fields) && strncmp(name, "//", 2) != 0) {
			error_set(l->e, ERROR_USAGE,
			    "'%.100s' is not a member of a job%s%s%s; see "
			    "aai(1)",
			    name, s.best != NULL ? ": did you mean '" : "",
			    s.best != NULL ? s.best : "",
			    s.best != NULL ? "'?" : "");
			mem_free(name);
			return -1;
		}
		mem_free(name);
	}
	return 0;
}

int
load_job_parse(struct load_job *job, const char *text, size_t len,
    const char *source, struct error *e)
{
	struct json_tree t = { 0 };
	struct json_decoder l = { .t = &t, .e = e };
	int rc = json_parse(&t, text, len, JOB_MAX_DEPTH, e);

	if (rc != 0)
		e->kind = ERROR_USAGE;
	else if (t.nodes[0].kind != JSON_OBJECT)
		rc = json_decode_wrong(&l, "an object");
	if (rc == 0)
		rc = check_names(&l);
	if (rc == 0)
		rc = json_decode_object(&l, 0, fields, LEN(fields), job);
	if (rc != 0)
		error_prefix(e, "job '%.200s'", source);
	json_tree_free(&t);
	return rc;
}

int
load_job_read(struct load_job *job, const char *path, struct error *e)
{
	struct buf text = buf_make(JOB_MAX);
	int rc = fd_slurp_file(path, &text, e);

	if (rc == 0)
		rc = load_job_parse(
		    job, (const char *)text.data, text.len, path, e);
	buf_free(&text);
	return rc;
}

static void
put_words(struct json_writer *w, const char *name, const struct arg_list *words)
{
	size_t i;

	if (words->n == 0)
		return;
	json_writer_open(w, name, '[');
	for (i = 0; i < words->n; i++) {
		json_writer_next(w);
		json_writer_text(w, words->items[i], strlen(words->items[i]));
	}
	json_writer_close(w, ']');
}

static void
put_text(struct json_writer *w, const char *name, const char *value)
{
	if (value != NULL)
		json_writer_str(w, name, value);
}

/* "name=value" as members. */
static void
put_params(struct json_writer *w, const struct arg_list *params)
{
	const char *equals;
	char *name;
	size_t i;

	if (params->n == 0)
		return;
	json_writer_open(w, "params", '{');
	for (i = 0; i < params->n; i++) {
		equals = strchr(params->items[i], '=');
		name = mem_dup(
		    params->items[i], (size_t)(equals - params->items[i]));
		json_writer_str(w, name, equals + 1);
		mem_free(name);
	}
	json_writer_close(w, '}');
}

void
load_job_put(const struct load_job *job, struct buf *out)
{
	struct json_writer w = { .out = out };
	bool passed = false;
	size_t i;

	json_writer_open(&w, NULL, '{');
	json_writer_int(&w, "aai", JOB_VERSION);
	put_text(&w, "api", job->api);
	put_words(&w, "resources", &job->resources);
	put_text(&w, "output", job->output);
	put_params(&w, &job->params);
	put_text(&w, "region", job->region);
	put_text(&w, "key-file", job->key_file);
	put_text(&w, "account", job->account);
	put_text(&w, "start", job->start);
	if (job->full)
		json_writer_bool(&w, "full", true);
	for (i = 0; i < JOB_PROGRAMS; i++)
		passed = passed || job->passed[i].n > 0;
	if (passed) {
		json_writer_open(&w, "options", '{');
		for (i = 0; i < JOB_PROGRAMS; i++)
			put_words(&w, job_programs[i], &job->passed[i]);
		json_writer_close(&w, '}');
	}
	json_writer_close(&w, '}');
	buf_byte(out, '\n');
}

void
load_job_free(struct load_job *job)
{
	size_t i;

	mem_free(job->api);
	mem_free(job->output);
	mem_free(job->region);
	mem_free(job->key_file);
	mem_free(job->account);
	mem_free(job->start);
	arg_list_free(&job->resources);
	arg_list_free(&job->params);
	for (i = 0; i < JOB_PROGRAMS; i++)
		arg_list_free(&job->passed[i]);
	memset(job, 0, sizeof(*job));
}
