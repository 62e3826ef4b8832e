/*
 * aai-fetch: fetch an API's records as NDJSON.
 */
#include <string.h>
#include <unistd.h>

#include "aai-fetch/fetch.h"
#include "aai-fetch/fetch_lists.h"
#include "aai-fetch/fetch_state.h"
#include "aai-fetch/fetch_stats.h"
#include "aai-fetch/infer_settings.h"
#include "api/client_opt.h"
#include "api/desc.h"
#include "api/session.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "base/printable.h"
#include "http/engine.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/msg.h"
#include "io/sig.h"

#define NAME "aai-fetch"

#define OWN_OPTIONS_MAX (12 + INFER_SETTINGS_OPT_MAX)
#define MEMORY_DEFAULT  ((uint64_t)64 << 20)

/* What the command line says. */
struct settings {
	struct session_options session;
	struct fetch_options fetch;
	struct infer_settings infer; /* of a URL instead of a resource */
};

/* The current run. */
struct run {
	struct session session;
	struct fetch fetch;
};

static void
put_line(void *arg, struct buf *out)
{
	const struct fetch *f = &((const struct run *)arg)->fetch;
	uint64_t total;

	buf_printf(out, "%llu records, ", (unsigned long long)f->sent);
	if (fetch_total(f, &total))
		buf_printf(out, "%llu of %llu listed, ",
		    (unsigned long long)f->pager.records,
		    (unsigned long long)total);
}

static void
put_stats(void *arg, struct buf *out)
{
	const struct run *run = arg;

	fetch_stats(&run->fetch, out);
}

/* The first request of each list. */
static int
show_requests(struct fetch *f, struct buf *text, struct error *e)
{
	struct buf request = buf_make(SIZE_MAX / 2);
	int rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < fetch_lists(f); i++) {
		buf_reset(&request);
		rc = fetch_show(f, i, &request, e);
		printable_put(text, (const char *)request.data, request.len);
		buf_byte(text, '\n');
	}
	buf_free(&request);
	return rc;
}

/* What is asked for instead of a load: the state, or the first requests. */
static int
show(struct run *run, const struct settings *s, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc = s->fetch.state_show ?
	    fetch_state_show(&run->fetch, &text, e) :
	    show_requests(&run->fetch, &text, e);

	if (rc == 0 && fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

/* Connect, and find out what the URL gives. */
static int
look_at_url(struct run *run, const struct settings *s, struct error *e)
{
	struct buf selection = buf_make(1 << 20);
	const struct fetch_options *o = &s->fetch;
	int rc;

	rc = request_selection(run->session.client.base_url,
	    run->session.client.desc->resources, &o->params, o->choice.where,
	    o->choice.jq, o->choice.shard, NULL, &selection, e);
	if (rc == 0)
		rc = session_connect(&run->session, &selection, e);
	if (rc == 0)
		rc = infer_settings_load(&s->infer, &run->session.client, e);
	buf_free(&selection);
	return rc;
}

static int
work(struct run *run, const struct settings *s, struct error *e)
{
	bool url = s->infer.on && !s->session.dry_run;

	if (url && look_at_url(run, s, e) != 0)
		return -1;
	if (s->infer.options.describe)
		return 0;
	if (fetch_open(&run->fetch, &s->fetch, &run->session.client, e) != 0)
		return -1;
	if (s->session.dry_run && !s->fetch.state_show &&
	    run->fetch.has_state && fetch_state_read(&run->fetch, e) != 0)
		return -1;
	if (s->fetch.state_show || s->session.dry_run)
		return show(run, s, e);
	run->fetch.observer = session_observer(&run->session);
	if (run->fetch.has_state && fetch_state_read(&run->fetch, e) != 0)
		return -1;
	if (!url &&
	    session_connect(&run->session, &run->fetch.selection, e) != 0)
		return -1;
	return fetch_run(&run->fetch, &run->session.out, e);
}

/*
 * What may be missing: of a load with a state, records that no id tells apart;
 * those that moved up while pages were counted.
 */
static void
tell_missing(const struct fetch *f, bool url, struct error *e)
{
	if (url && f->pager.has_total && f->pager.records < f->pager.total)
		error_set(e, ERROR_PARTIAL,
		    "the answers speak of %llu %s, but %llu came: is the way "
		    "to the next page the right one (--next)?",
		    (unsigned long long)f->pager.total, f->r->name,
		    (unsigned long long)f->pager.records);
	else if (f->pager.shrunk > 0)
		error_set(e, ERROR_PARTIAL,
		    "the total of %s fell by %llu while its pages were "
		    "counted: as many records may have been missed; run again",
		    f->r->name,
		    (unsigned long long)f->pager.shrunk);
	else if (f->reply.partial > 0)
		error_set(e, ERROR_PARTIAL,
		    "%llu answers for %s had errors beside their records, of "
		    "which some may be missing; the first: %s",
		    (unsigned long long)f->reply.partial, f->r->name,
		    f->reply.partial_words);
	else if (f->omitted > 0)
		error_set(e, ERROR_PARTIAL,
		    "an answer for %s was left out, as the API description "
		    "has it; the list ends there",
		    f->r->name);
	else if (f->untimed > 0)
		error_set(e, ERROR_PARTIAL,
		    "%llu of %llu records of %s have no time, and are left out "
		    "(\"time\" may be a list of paths, see aai-api(5))",
		    (unsigned long long)f->untimed,
		    (unsigned long long)f->listed, f->r->name);
	else if (f->unnamed > 0)
		error_set(e, ERROR_PARTIAL,
		    "%llu of %llu records of %s have no id, and are left out",
		    (unsigned long long)f->unnamed,
		    (unsigned long long)f->listed, f->r->name);
}

static int
run_with(const struct settings *s)
{
	struct run run = { 0 };
	const struct session_parts parts = { NAME, put_line, put_stats, &run };
	struct error e = { 0 };
	int rc, status = 0;

	rc = session_open(&run.session, &s->session, &parts, &e);
	if (rc == 0)
		rc = work(&run, s, &e);
	session_rest(&run.session, rc);
	if (rc == 0 && run.fetch.limit.kind != ERROR_NONE)
		e = run.fetch.limit;
	else if (rc == 0)
		tell_missing(&run.fetch, s->infer.on, &e);
	if (e.kind != ERROR_NONE)
		status = session_fail(&run.session, &e);
	if (run.fetch.r != NULL)
		status = session_report(&run.session, status);
	fetch_close(&run.fetch);
	session_end(&run.session);
	return status;
}

static int
settle(struct settings *s, size_t noperands, char **argv, struct error *e)
{
	if (session_settle(&s->session, &s->fetch.params, e) != 0)
		return -1;
	if (noperands > 1) {
		error_set(e, ERROR_USAGE,
		    "one resource at a time, please: '%s' is too much; see "
		    NAME " --help",
		    argv[2]);
		return -1;
	}
	if (s->fetch.state_show && s->fetch.state == NULL) {
		error_set(e, ERROR_USAGE, "--state-show needs --state");
		return -1;
	}
	if (s->fetch.same_account && s->fetch.state == NULL) {
		error_set(e, ERROR_USAGE, "--same-account needs --state");
		return -1;
	}
	if (infer_settings_take(&s->infer, argv[1], &s->session, &s->fetch,
		e) != 0)
		return -1;
	if (s->fetch.account != NULL && s->fetch.account[0] == '\0') {
		error_set(e, ERROR_USAGE, "--account: the name is empty");
		return -1;
	}
	s->fetch.resource = s->infer.on ? s->infer.source.tag : argv[1];
	s->session.client.resources = &s->fetch.resource;
	s->session.client.nresources = 1;
	s->fetch.strict = s->session.strict;
	s->fetch.dry_run = s->session.dry_run;
	return 0;
}

/* The options that are fetch's own. */
static size_t
own_options(struct settings *s, struct opt *to)
{
	struct fetch_options *f = &s->fetch;
	const struct opt opts[] = {
		OPT_STR(0, "state", &f->state, "file",
		    "load what is new since the state in file"),
		OPT_FLAG(0, "full-refresh", &f->refresh,
		    "start from no state and load everything again"),
		OPT_STR(0, "recheck", &f->recheck, "time",
		    "list the last time again, and send what has changed or "
		    "was deleted"),
		OPT_FLAG(0, "allow-deletions", &f->allow_deletions,
		    "believe the list, however many records it lacks"),
		OPT_STR(0, "start", &f->start, "time",
		    "where a first load begins"),
		OPT_STR(0, "from", &f->from, "time",
		    "load what is from this time on, beside any state"),
		OPT_STR(0, "to", &f->to, "time", "... and before this one"),
		OPT_WAIT(0, "wait", &f->wait_ms, "time",
		    "wait for another run with the state, at most this long"),
		OPT_STR(0, "account", &f->account, "name",
		    "say whose records they are, of several with one state"),
		OPT_FLAG(0, "same-account", &f->same_account,
		    "the key is new, but the state is of its account"),
		OPT_FLAG(0, "state-show", &f->state_show,
		    "show what the state says, and end"),
		OPT_SIZE(0, "memory", &f->memory, "size",
		    "compare records by at most this much (64M)", 1 << 10,
		    (uint64_t)1 << 40),
		OPT_SIZE(0, "max-line", &f->max_line, "size",
		    "write lines of at most this size (256M)", 1024,
		    (uint64_t)1 << 40),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static const char examples[] =
    NAME " transcripts | jq -r .id\n"
    NAME " transcripts | aai-fanout --pass sentences |\n"
    "    aai-flatten | aai-sink-parquet -o out\n"
    NAME " --auth 'Authorization: Bearer $TOKEN' https://api.example.com/items\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, size_t *noperands,
    struct error *e)
{
	const char *const libraries[] = { engine_library(), NULL };
	struct opt opts[OWN_OPTIONS_MAX + CLIENT_OPT_MAX + SESSION_OPT_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "fetch an API's records as NDJSON",
		.operands = "resource|URL",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	size_t n = own_options(s, opts);

	n += infer_settings_opt_put(&s->infer, opts + n);
	n += client_opt_choice(&s->fetch.choice, false, opts + n);
	n += client_opt_put(&s->session.client, opts + n);
	n += session_opt_put(&s->session, opts + n);
	program.nopts = n;
	return cli_parse(&program, argc, argv, noperands, e);
}

static int
run_program(struct settings *s, size_t noperands, char **argv)
{
	struct error e = { 0 };

	sig_open();
	if (noperands == 0 || !infer_source_is(argv[1]))
		s->session.client.api = desc_choose(s->session.client.api);
	if (noperands == 0)
		return session_list(&s->session, "which resource?", false);
	if (settle(s, noperands, argv, &e) != 0)
		return msg_fail(&e);
	return run_with(s);
}

int
main(int argc, char **argv)
{
	struct settings s = { .fetch = { .max_line = LINES_MAX_DEFAULT,
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
	request_params_free(&s.fetch.params);
	opt_list_free(&s.session.params);
	opt_list_free(&s.session.client.key.files);
	opt_list_free(&s.session.client.base_urls);
	infer_settings_close(&s.infer);
	return status;
}
