/*
 * load_job: what a load is asked to do, by options or by a file that has them
 * all as members; see aai(1).
 *
 * Layer: aai.
 */
#ifndef AAI_LOAD_JOB_H
#define AAI_LOAD_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "aai/arg_list.h"
#include "base/buf.h"
#include "base/error.h"

/* Whose options are passed on: those after "--", and the job's "options". */
enum job_program {
	JOB_API, /* aai-fetch's and aai-fanout's */
	JOB_FETCH,
	JOB_FANOUT,
	JOB_FLATTEN,
	JOB_SINK,
	JOB_CLIENT, /* the database's client */
	JOB_PROGRAMS,
};

extern const char *const job_programs[JOB_PROGRAMS];

/* A zeroed struct asks for nothing and may be released. */
struct load_job {
	char *api;
	char *output;
	char *region;
	char *key_file;
	char *account;
	char *start;
	bool full;
	bool again; /* some records again, beside the state; in no file */
	struct arg_list resources;
	struct arg_list params; /* "name=value" */
	struct arg_list passed[JOB_PROGRAMS];
};

/*
 * Read the words after "--": options of the programs that ask the API, or,
 * after the name of one, of that program; another "--" begins another part.  -1
 * with *e (USAGE).
 */
int load_job_pass(
    struct load_job *job, char **words, size_t n, struct error *e) MUST_CHECK;

/* Read the file at path into a zeroed job.  -1 with *e (USAGE, FAILED). */
int load_job_read(
    struct load_job *job, const char *path, struct error *e) MUST_CHECK;

/* The same from text; source names it in messages. */
int load_job_parse(struct load_job *job, const char *text, size_t len,
    const char *source, struct error *e) MUST_CHECK;

/* Append the job as a file has it. */
void load_job_put(const struct load_job *job, struct buf *out);

void load_job_free(struct load_job *job);

#endif
