/*
 * job_options: the options that say what a job is, of the commands that take
 * one: each is a member of a job's file.
 *
 * Layer: aai.
 */
#ifndef AAI_JOB_OPTIONS_H
#define AAI_JOB_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "aai/load_job.h"
#include "base/error.h"
#include "base/opt.h"

#define JOB_OPTIONS_MAX 8

/* A zeroed struct may be released. */
struct job_options {
	const char *output;
	const char *api;
	const char *region;
	const char *key_file;
	const char *account;
	const char *start;
	bool full;
	struct opt_list params;
	char **operands; /* borrowed from argv */
	size_t n;
	struct load_job job; /* by job_options_settle() */
};

/* Store the options at to, or those that say which API it is; how many. */
size_t job_options_put_api(struct job_options *o, struct opt *to);
size_t job_options_put(struct job_options *o, struct opt *to);

/*
 * As cli_parse(); what is after "--" goes to the job's programs.
 */
int job_options_parse(struct job_options *o, const struct opt_program *p,
    int argc, char **argv, struct error *e) MUST_CHECK;

/*
 * Make o->job of what was parsed: of a file, when the one operand is one, over
 * which options win, or of resources.  Returns 1 when there are no operands; -1
 * with *e.
 */
int job_options_settle(struct job_options *o, struct error *e) MUST_CHECK;

/* Say on standard error which resources there are; the exit status. */
int job_options_list(const struct job_options *o);

void job_options_free(struct job_options *o);

#endif
