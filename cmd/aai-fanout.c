/*
 * aai-fanout: fetch what belongs to each record of a stream.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/client.h"
#include "api/client_opt.h"
#include "api/fanout.h"
#include "api/report.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "http/engine.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/progress.h"
#include "io/sig.h"

#define OWN_OPTIONS_MAX 32

static const char *const log_names[] = { "text", "json", NULL };
static const char *const progress_names[] = { "auto", "always", "never",
	NULL };

/* What the command line says. */
struct settings {
	struct client_options client;
	struct fanout_options fanout;
	struct opt_list params;
	const char *stats;
	int log;
	int progress;
	bool dry_run, live, quiet, verbose;
};

/* The run under way, for what looks on. */
struct run {
	struct client client;
	struct fanout fanout;
	struct lines in;
	struct out out;
	struct progress progress;
	int64_t started_us;
};

static void
say_notice(void *arg, const char *text)
{
	(void)arg;
	msg_debug("%s", text);
}

static void
say_warning(void *arg, const char *text)
{
	(void)arg;
	msg_warn("%s", text);
}

/* A status line, drawn or told. */
static void
tick(void *arg, bool asked)
{
	struct run *run = arg;
	struct buf line = buf_make(512);
	char *text;

	if (!asked && !progress_due(&run->progress)) {
		buf_free(&line);
		return;
	}
	buf_printf(&line, "%llu of %llu parents, %llu records, ",
	    (unsigned long long)run->fanout.expanded,
	    (unsigned long long)run->fanout.parents,
	    (unsigned long long)run->fanout.written);
	report_line(&run->client, &line);
	text = buf_take(&line);
	progress_show(&run->progress, text, asked);
	mem_free(text);
}

/* The resources that have parents, for who gave none. */
static int
list_resources(const struct client_options *options)
{
	const struct desc_resource *r;
	struct error e = { 0 };
	struct client client;
	size_t i;

	if (client_open(&client, options, &e) != 0) {
		client_close(&client);
		return msg_fail(&e);
	}
	msg_error("which resources? %s has", client.desc->name);
	for (i = 0; i < client.desc->nresources; i++) {
		r = &client.desc->resources[i];
		if (r->nparents > 0)
			msg_error("  %-20s %s", r->name,
			    r->about != NULL ? r->about : "");
	}
	client_close(&client);
	return ERROR_USAGE;
}

static int
fan_out(struct run *run, const struct settings *s, struct error *e)
{
	char warning[256];

	run->client.notice = say_notice;
	run->fanout.watch = (struct watch){ tick, say_warning, run };
	if (client_connect(&run->client,
		(const char *)run->fanout.selection.data,
		run->fanout.selection.len, warning, e) != 0)
		return -1;
	if (warning[0] != '\0')
		msg_warn("%s", warning);
	progress_open(&run->progress, (enum progress_when)s->progress,
	    s->quiet);
	return fanout_run(&run->fanout, &run->in, &run->out, e);
}

/* Write what --stats asks for; a failure makes a good status a bad one. */
static int
write_stats(struct run *run, const struct settings *s, int status)
{
	struct buf text = buf_make(1 << 20);
	struct error e;

	if (s->stats == NULL)
		return status;
	report_begin(&text, "aai-fanout");
	fanout_stats(&run->fanout, &text);
	report_end(&text, &run->client, status,
	    clock_mono_us() - run->started_us);
	if (report_write(s->stats, &text, &e) != 0 && status == 0)
		status = msg_fail(&e);
	buf_free(&text);
	return status;
}

/* The status of a run that ended well, perhaps in part. */
static int
judge(struct run *run)
{
	struct buf text = buf_make(1 << 16);
	int status = 0;
	char *s;

	if (fanout_partial(&run->fanout, &text))
		status = ERROR_PARTIAL;
	s = buf_take(&text);
	if (run->fanout.limit.kind != ERROR_NONE)
		status = msg_fail(&run->fanout.limit);
	if (*s != '\0')
		msg_error("%s", s);
	mem_free(s);
	return status;
}

static int
run_with(const struct settings *s)
{
	struct run run = { .started_us = clock_mono_us() };
	struct error e = { 0 };
	int rc, status = 0;

	fd_widen_pipe(STDIN_FILENO);
	fd_widen_pipe(STDOUT_FILENO);
	lines_open(&run.in, STDIN_FILENO, "standard input",
	    (size_t)s->fanout.max_line);
	out_open(&run.out, STDOUT_FILENO, "standard output", !s->dry_run,
	    s->live || isatty(STDOUT_FILENO) == 1);
	rc = client_open(&run.client, &s->client, &e);
	if (rc == 0)
		rc = fanout_open(&run.fanout, &s->fanout, &run.client, &e);
	if (rc == 0 && s->dry_run)
		rc = fanout_dry_run(&run.fanout, &run.in, &run.out, &e);
	else if (rc == 0)
		rc = fan_out(&run, s, &e);
	progress_close(&run.progress);
	if (rc != 0 && sig_stopped() != 0)
		sig_raise(sig_stopped());
	if (rc != 0 && run.out.broken_pipe)
		sig_pipe();
	status = rc != 0 ? msg_fail(&e) : judge(&run);
	status = write_stats(&run, s, status);
	fanout_close(&run.fanout);
	client_close(&run.client);
	out_close(&run.out);
	lines_close(&run.in);
	return status;
}

static int
settle(struct settings *s, size_t noperands, char **argv, struct error *e)
{
	size_t i, k;

	msg_quiet(s->quiet);
	msg_verbose(s->verbose);
	msg_format_json(s->log == 1);
	s->fanout.resources = (const char *const *)(argv + 1);
	s->fanout.nresources = noperands;
	for (i = 1; i <= noperands; i++)
		for (k = 1; k < i; k++)
			if (strcmp(argv[i], argv[k]) == 0) {
				error_set(e, ERROR_USAGE,
				    "'%s' is asked for twice", argv[i]);
				return -1;
			}
	for (i = 0; i < s->params.n; i++)
		if (request_set(&s->fanout.params, s->params.values[i], e) !=
		    0)
			return -1;
	return 0;
}

/* The options that are fanout's own. */
static size_t
own_options(struct settings *s, struct opt *to)
{
	struct fanout_options *f = &s->fanout;
	const struct opt opts[] = {
		OPT_FLAG(0, "pass", &f->pass,
		    "pass parents on, each before its children"),
		OPT_STR(0, "parent", &f->parent, "table",
		    "expand the records of this table"),
		OPT_FLAG(0, "ids", &f->ids, "read ids, one a line"),
		OPT_LIST('p', "param", &s->params, "name=value",
		    "ask with this parameter (see the description)"),
		OPT_U64('j', "jobs", &s->client.jobs, "count",
		    "have at most so many requests in flight (64)", 1, 1000),
		OPT_FLAG(0, "unordered", &f->unordered,
		    "write what is ready, in any order"),
		OPT_STR(0, "failed", &f->failed, "file",
		    "put parents that fail aside into file, and go on"),
		OPT_STR(0, "where", &f->where, "jq",
		    "expand only parents for which this holds"),
		OPT_STR(0, "jq", &f->jq, "jq",
		    "send what this makes of each child"),
		OPT_STR(0, "shard", &f->shard, "i/n",
		    "take the i-th of n parts, by a hash of the id"),
		OPT_FLAG(0, "end", &f->end,
		    "close the stream with an end record in any case"),
		OPT_FLAG(0, "require-end", &f->require_end,
		    "fail when the input has no end record"),
		OPT_U64(0, "max-records", &f->max_records, "count",
		    "stop after so many records", 1, UINT64_MAX),
		OPT_FLAG('n', "dry-run", &s->dry_run,
		    "print the requests, send none"),
		OPT_SIZE(0, "memory", &f->memory, "size",
		    "hold at most this much (256M)", 1 << 20,
		    (uint64_t)1 << 40),
		OPT_SIZE(0, "max-line", &f->max_line, "size",
		    "take and write at most so long a line (256M)", 1024,
		    (uint64_t)1 << 40),
		OPT_STR(0, "stats", &s->stats, "file",
		    "write counts to file at the end, as JSON"),
		OPT_CHOICE(0, "progress", &s->progress, "when",
		    "show progress: auto, always or never", progress_names),
		OPT_CHOICE(0, "log-format", &s->log, "format",
		    "say things as text or json", log_names),
		OPT_FLAG(0, "live", &s->live,
		    "write each line at once, hold nothing back"),
		OPT_FLAG('q', "quiet", &s->quiet, "say only errors"),
		OPT_FLAG('v', "verbose", &s->verbose,
		    "say what is asked again, and why"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static int
run_program(struct settings *s, size_t noperands, char **argv)
{
	struct error e = { 0 };

	sig_open();
	if (s->client.api == NULL)
		s->client.api = getenv("AAI_API");
	if (noperands == 0)
		return list_resources(&s->client);
	if (settle(s, noperands, argv, &e) != 0)
		return msg_fail(&e);
	cli_awaits(s->fanout.ids ? "ids, one a line" :
				   "records, as aai-fetch writes them");
	return run_with(s);
}

int
main(int argc, char **argv)
{
	struct settings s = { 0 };
	struct opt opts[OWN_OPTIONS_MAX + CLIENT_OPT_MAX];
	struct opt_program program = { "aai-fanout",
		"fetch what belongs to each record of a stream",
		"resource ...",
		"aai-fetch transcripts | aai-fanout sentences | jq -r .text\n"
		"aai-fanout --ids transcript_details <ids\n",
		opts, 0 };
	const char *const libraries[] = { engine_library(), NULL };
	enum opt_outcome outcome;
	struct error e = { 0 };
	size_t n;
	int status;

	fd_ensure_standard();
	msg_program("aai-fanout");
	client_defaults(&s.client);
	s.fanout.max_line = LINES_MAX_DEFAULT;
	s.fanout.memory = (uint64_t)256 << 20;
	n = own_options(&s, opts);
	n += client_opt_put(&s.client, opts + n);
	program.nopts = n;
	if (opt_parse(&program, argc, argv, &outcome, &n, &e) != 0)
		status = msg_fail(&e);
	else if (outcome != OPT_RUN)
		status = cli_tell(&program, outcome, libraries);
	else
		status = run_program(&s, n, argv);
	request_params_free(&s.fanout.params);
	opt_list_free(&s.params);
	return status;
}
