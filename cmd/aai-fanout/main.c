/*
 * aai-fanout: fetch what belongs to each record of a stream.
 */
#include <string.h>
#include <unistd.h>

#include "aai-fanout/fanout.h"
#include "api/client_opt.h"
#include "api/desc.h"
#include "api/session.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "http/engine.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/msg.h"
#include "io/sig.h"

#define NAME "aai-fanout"

#define OWN_OPTIONS_MAX 24
#define MEMORY_DEFAULT  ((uint64_t)256 << 20)

/* What the command line says. */
struct settings {
	struct session_options session;
	struct fanout_options fanout;
};

/* The current run. */
struct run {
	struct session session;
	struct fanout fanout;
	struct lines in;
};

static void
put_line(void *arg, struct buf *out)
{
	const struct run *run = arg;

	buf_printf(out, "%llu of %llu parents, %llu records, ",
	    (unsigned long long)run->fanout.expanded,
	    (unsigned long long)run->fanout.parents,
	    (unsigned long long)run->fanout.written);
}

static void
put_stats(void *arg, struct buf *out)
{
	const struct run *run = arg;

	fanout_stats(&run->fanout, out);
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
		status = session_fail(&run->session, &run->fanout.limit);
	if (*s != '\0')
		msg_error("%s", s);
	mem_free(s);
	return status;
}

static int
work(struct run *run, const struct settings *s, struct error *e)
{
	struct session *session = &run->session;
	struct fanout *f = &run->fanout;

	if (fanout_open(f, &s->fanout, &session->client, e) != 0)
		return -1;
	if (s->session.dry_run)
		return fanout_dry_run(f, &run->in, &session->out, e);
	f->observer = session_observer(session);
	if (session_connect(session, &f->selection, e) != 0)
		return -1;
	return fanout_run(f, &run->in, &session->out, e);
}

static int
run_with(const struct settings *s)
{
	struct run run = { 0 };
	const struct session_parts parts = { NAME, put_line, put_stats, &run };
	struct error e = { 0 };
	int rc, status;

	fd_widen_pipe(STDIN_FILENO);
	lines_open(&run.in, STDIN_FILENO, "standard input",
	    mem_limit(s->fanout.max_line));
	rc = session_open(&run.session, &s->session, &parts, &e);
	if (rc == 0)
		rc = work(&run, s, &e);
	session_rest(&run.session, rc);
	status = rc != 0 ? session_fail(&run.session, &e) : judge(&run);
	status = session_report(&run.session, status);
	fanout_close(&run.fanout);
	session_end(&run.session);
	lines_close(&run.in);
	return status;
}

static int
settle(struct settings *s, size_t noperands, char **argv, struct error *e)
{
	size_t i, k;

	if (session_settle(&s->session, &s->fanout.params, e) != 0)
		return -1;
	s->fanout.resources = (const char *const *)(argv + 1);
	s->fanout.nresources = noperands;
	s->session.client.resources = s->fanout.resources;
	s->session.client.nresources = noperands;
	s->fanout.strict = s->session.strict;
	s->fanout.dry_run = s->session.dry_run;
	for (i = 1; i <= noperands; i++)
		for (k = 1; k < i; k++)
			if (strcmp(argv[i], argv[k]) == 0) {
				error_set(e, ERROR_USAGE,
				    "'%s' is asked for twice", argv[i]);
				return -1;
			}
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
		OPT_STR(0, "save", &f->save, "dir",
		    "save files, such as recordings, in dir"),
		OPT_STR(0, "state", &f->state, "file",
		    "load the children that are new since the state in file"),
		OPT_FLAG(0, "full-refresh", &f->refresh,
		    "start from no state and load everything again"),
		OPT_STR(0, "start", &f->start, "time",
		    "where the children of a new parent begin"),
		OPT_WAIT(0, "wait", &f->wait_ms, "time",
		    "wait for another run with the state, at most this long"),
		OPT_FLAG(0, "same-account", &f->same_account,
		    "the key is new, but the state is of its account"),
		OPT_U64('j', "jobs", &s->session.client.jobs, "count",
		    "have at most this many requests in flight (64)", 1, 1000),
		OPT_FLAG(0, "unordered", &f->unordered,
		    "write what is ready, in any order"),
		OPT_STR(0, "failed", &f->failed, "file",
		    "put parents that fail aside into file, and go on"),
		OPT_FLAG(0, "require-end", &f->require_end,
		    "fail when the input has no end record"),
		OPT_SIZE(0, "memory", &f->memory, "size",
		    "hold at most this much (256M)", 1 << 20,
		    (uint64_t)1 << 40),
		OPT_SIZE(0, "max-line", &f->max_line, "size",
		    "take and write lines of at most this size (256M)", 1024,
		    (uint64_t)1 << 40),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static const char examples[] =
    "aai-fetch transcripts | " NAME " sentences | jq -r .text\n"
    NAME " --ids transcript_details <ids\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, size_t *noperands,
    struct error *e)
{
	const char *const libraries[] = { engine_library(), NULL };
	struct opt opts[OWN_OPTIONS_MAX + CLIENT_OPT_MAX + SESSION_OPT_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "fetch what belongs to each record of a stream",
		.operands = "resource ...",
		.filter = true,
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	size_t n = own_options(s, opts);

	n += client_opt_choice(&s->fanout.choice, true, opts + n);
	n += session_opt_put(&s->session, opts + n);
	n += client_opt_put(&s->session.client, opts + n);
	program.nopts = n;
	return cli_parse(&program, argc, argv, noperands, e);
}

static int
run_program(struct settings *s, size_t noperands, char **argv)
{
	struct error e = { 0 };

	sig_open();
	s->session.client.api = desc_choose(s->session.client.api);
	if (noperands == 0)
		return session_list(&s->session, "which resources?", true);
	if (settle(s, noperands, argv, &e) != 0)
		return msg_fail(&e);
	cli_awaits(s->fanout.ids ? "ids, one a line" :
				   "records, as aai-fetch writes them");
	return run_with(s);
}

int
main(int argc, char **argv)
{
	struct settings s = { .fanout = { .max_line = LINES_MAX_DEFAULT,
				  .memory = MEMORY_DEFAULT } };
	struct error e = { 0 };
	size_t noperands = 0;
	int rc, status = 0;

	cli_begin(NAME);
	session_defaults(&s.session);
	rc = parse(&s, argc, argv, &noperands, &e);
	if (rc < 0)
		status = msg_fail(&e);
	else if (rc == 0)
		status = run_program(&s, noperands, argv);
	request_params_free(&s.fanout.params);
	opt_list_free(&s.session.params);
	opt_list_free(&s.session.client.key.files);
	opt_list_free(&s.session.client.base_urls);
	return status;
}
