/*
 * aai-fetch: fetch an API's records as NDJSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/client.h"
#include "api/client_opt.h"
#include "api/fetch.h"
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

static const char *const log_names[] = { "text", "json", NULL };
static const char *const progress_names[] = { "auto", "always", "never",
	NULL };

/* What the command line says. */
struct settings {
	struct client_options client;
	struct fetch_options fetch;
	struct opt_list params;
	const char *stats;
	int log;
	int progress;
	bool state_show, dry_run, live, quiet, verbose;
};

/* The run under way, for what looks on. */
struct run {
	struct client client;
	struct fetch fetch;
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
	buf_printf(&line, "%llu records, ",
	    (unsigned long long)run->fetch.sent);
	report_line(&run->client, &line);
	text = buf_take(&line);
	progress_show(&run->progress, text, asked);
	mem_free(text);
}

/* The resources of the description, for who gave none. */
static int
list_resources(const struct client_options *options)
{
	struct error e = { 0 };
	struct client client;
	size_t i;

	if (client_open(&client, options, &e) != 0) {
		client_close(&client);
		return msg_fail(&e);
	}
	msg_error("which resource? %s has", client.desc->name);
	for (i = 0; i < client.desc->nresources; i++)
		msg_error("  %-20s %s", client.desc->resources[i].name,
		    client.desc->resources[i].about != NULL ?
			client.desc->resources[i].about :
			"");
	client_close(&client);
	return ERROR_USAGE;
}

static int
show_state(struct run *run, struct error *e)
{
	struct buf text = buf_make(1 << 16);
	int rc;

	rc = fetch_show_state(&run->fetch, &text, e);
	if (rc == 0 && fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

static int
show_request(struct run *run, struct error *e)
{
	struct buf text = buf_make(1 << 20);
	int rc;

	buf_str(&text, "GET ");
	rc = fetch_url(&run->fetch, &text, e);
	buf_byte(&text, '\n');
	if (rc == 0 && fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

static int
fetch(struct run *run, const struct settings *s, struct error *e)
{
	char warning[256];

	fd_widen_pipe(STDOUT_FILENO);
	run->client.notice = say_notice;
	run->fetch.watch = (struct watch){ tick, say_warning, run };
	if (client_connect(&run->client,
		(const char *)run->fetch.selection.data,
		run->fetch.selection.len, warning, e) != 0)
		return -1;
	if (warning[0] != '\0')
		msg_warn("%s", warning);
	out_open(&run->out, STDOUT_FILENO, "standard output", true,
	    s->live || isatty(STDOUT_FILENO) == 1);
	progress_open(&run->progress, (enum progress_when)s->progress,
	    s->quiet);
	return fetch_run(&run->fetch, &run->out, e);
}

/* Write what --stats asks for; a failure makes a good status a bad one. */
static int
write_stats(struct run *run, const struct settings *s, int status)
{
	struct buf text = buf_make(1 << 16);
	struct error e;

	if (s->stats == NULL)
		return status;
	report_begin(&text, "aai-fetch");
	fetch_stats(&run->fetch, &text);
	report_end(&text, &run->client, status,
	    clock_mono_us() - run->started_us);
	if (report_write(s->stats, &text, &e) != 0 && status == 0)
		status = msg_fail(&e);
	buf_free(&text);
	return status;
}

static int
run_with(const struct settings *s)
{
	struct run run = { .started_us = clock_mono_us() };
	struct error e = { 0 };
	int rc, status = 0;

	rc = client_open(&run.client, &s->client, &e);
	if (rc == 0)
		rc = fetch_open(&run.fetch, &s->fetch, &run.client, &e);
	if (rc == 0 && s->state_show)
		rc = show_state(&run, &e);
	else if (rc == 0 && s->dry_run)
		rc = show_request(&run, &e);
	else if (rc == 0)
		rc = fetch(&run, s, &e);
	progress_close(&run.progress);
	if (rc != 0 && sig_stopped() != 0)
		sig_raise(sig_stopped());
	if (rc != 0 && run.out.broken_pipe)
		sig_pipe();
	if (rc == 0 && run.fetch.limit.kind != ERROR_NONE)
		e = run.fetch.limit;
	if (e.kind != ERROR_NONE)
		status = msg_fail(&e);
	if (run.fetch.r != NULL)
		status = write_stats(&run, s, status);
	fetch_close(&run.fetch);
	client_close(&run.client);
	out_close(&run.out);
	return status;
}

static int
settle(struct settings *s, size_t noperands, char **argv, struct error *e)
{
	size_t i;

	msg_quiet(s->quiet);
	msg_verbose(s->verbose);
	msg_format_json(s->log == 1);
	if (noperands > 1) {
		error_set(e, ERROR_USAGE,
		    "one resource at a time, please: '%s' is too much; see "
		    "aai-fetch --help",
		    argv[2]);
		return -1;
	}
	if (s->state_show && s->fetch.state == NULL) {
		error_set(e, ERROR_USAGE, "--state-show needs --state");
		return -1;
	}
	s->fetch.resource = argv[1];
	for (i = 0; i < s->params.n; i++)
		if (request_set(&s->fetch.params, s->params.values[i], e) != 0)
			return -1;
	return 0;
}

/* The options that are fetch's own. */
static size_t
own_options(struct settings *s, struct opt *to)
{
	struct fetch_options *f = &s->fetch;
	const struct opt opts[] = {
		OPT_LIST('p', "param", &s->params, "name=value",
		    "ask with this parameter (see the description)"),
		OPT_STR(0, "state", &f->state, "file",
		    "load what is new since the state in file"),
		OPT_FLAG(0, "full-refresh", &f->refresh,
		    "start from no state and load everything again"),
		OPT_FLAG(0, "state-show", &s->state_show,
		    "show what the state says, and end"),
		OPT_FLAG(0, "end", &f->end,
		    "close the stream with an end record"),
		OPT_STR(0, "where", &f->where, "jq",
		    "take only records for which this holds"),
		OPT_STR(0, "jq", &f->jq, "jq",
		    "send what this makes of each record"),
		OPT_STR(0, "shard", &f->shard, "i/n",
		    "take the i-th of n parts, by a hash of the id"),
		OPT_U64(0, "max-records", &f->max_records, "count",
		    "stop after so many records", 1, UINT64_MAX),
		OPT_FLAG('n', "dry-run", &s->dry_run,
		    "print the first request, and end"),
		OPT_SIZE(0, "max-line", &f->max_line, "size",
		    "write at most so long a line (256M)", 1024,
		    (uint64_t)1 << 40),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static size_t
saying_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
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
	return run_with(s);
}

int
main(int argc, char **argv)
{
	struct settings s = { 0 };
	struct opt opts[CLIENT_OPT_MAX + 24];
	struct opt_program program = { "aai-fetch",
		"fetch an API's records as NDJSON", "resource",
		"aai-fetch transcripts | jq -r .id\n"
		"aai-fetch transcripts | aai-fanout --pass sentences |\n"
		"    aai-flatten | aai-sink-parquet -o out\n",
		opts, 0 };
	const char *const libraries[] = { engine_library(), NULL };
	enum opt_outcome outcome;
	struct error e = { 0 };
	size_t n;
	int status;

	fd_ensure_standard();
	msg_program("aai-fetch");
	client_defaults(&s.client);
	s.fetch.max_line = LINES_MAX_DEFAULT;
	n = own_options(&s, opts);
	n += client_opt_put(&s.client, opts + n);
	n += saying_options(&s, opts + n);
	program.nopts = n;
	if (opt_parse(&program, argc, argv, &outcome, &n, &e) != 0)
		status = msg_fail(&e);
	else if (outcome != OPT_RUN)
		status = cli_tell(&program, outcome, libraries);
	else
		status = run_program(&s, n, argv);
	request_params_free(&s.fetch.params);
	opt_list_free(&s.params);
	return status;
}
