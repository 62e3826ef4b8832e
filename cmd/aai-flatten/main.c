/*
 * aai-flatten: nested records into the typed rows of flat tables.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aai-flatten/describe.h"
#include "aai-flatten/flatten.h"
#include "aai-flatten/flatten_stream.h"
#include "api/desc.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"
#include "json/filter.h"
#include "json/scan.h"

#define NAME "aai-flatten"

/* Steps of --records, each of which is a call within a call. */
#define RECORDS_STEPS_MAX 100

/* What the command line says. */
struct settings {
	char *const *paths;
	size_t npaths;
	const char *table;
	const char *records;
	int format; /* enum input_format */
	struct describe_options known; /* of tables */
	const char *api;
	const char *jq;
	uint64_t nesting;
	uint64_t max_columns;
	uint64_t max_depth;
	uint64_t max_line;
	uint64_t window;
	struct opt_list schemas;
	struct opt_list contract;
	const char *rejects;
	const char *bad;
	uint64_t max_bad;
	int ids;
	bool objects;
	bool infer;
	bool require_end;
	bool strict;
	bool live;
	struct cli_common cli;
};

/* The program at work. */
struct work {
	struct settings s;
	struct flatten_contract contract;
	struct path records;
	struct out *rejects;  /* where what it leaves out goes, or NULL */
	struct input_bad bad; /* what is no record; to is NULL without --bad */
	bool partial;	      /* something was left out */
};

/* A file that takes what is left out. */
struct kept {
	const char *path; /* NULL: there is none */
	int fd;
	struct out out;
};

static const char *const ids[] = { "natural", "dlt", NULL };
static const char *const formats[] = { "auto", "json", "csv", "tsv", NULL };

static const char examples[] =
    "aai-fetch transcripts | " NAME " | aai-sink-parquet -o out\n"
    NAME " -k id issues.json.gz | aai-sink-csv -o out\n"
    NAME " -t logs --map 'labels' --infer <logs.ndjson\n";

static size_t
fill_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR('t', "table", &s->table, "name",
		    "the table of records that name none (that of the file)"),
		OPT_LIST('k', "key", &s->known.keys, "[table:]name",
		    "a member that names its record, alone or with others"),
		OPT_CHOICE(0, "format", &s->format, "auto|json|csv|tsv",
		    "what the input is (auto: by the file's name, or json)",
		    formats),
		OPT_STR(0, "records", &s->records, "path",
		    "where the records are in each JSON text"),
		OPT_STR(0, "api", &s->api, "file",
		    "describe the API by this file ($AAI_API); none: not at all"),
		OPT_LIST(0, "map", &s->known.maps, "[table:]path",
		    "an object whose names are data: rows, not columns"),
		OPT_LIST(0, "json", &s->known.jsons, "[table:]path",
		    "keep what is there whole, as JSON"),
		OPT_LIST(0, "drop", &s->known.drops, "[table:]path",
		    "leave out what is there"),
		OPT_STR(0, "jq", &s->jq, "filter",
		    "put each record through this jq program first"),
		OPT_U64(0, "depth", &s->nesting, "levels",
		    "take this many levels apart, keep JSON below (64)", 0,
		    SCAN_DEPTH_MAX),
		OPT_U64(0, "max-columns", &s->max_columns, "n",
		    "columns that a table may have (2000)", 1, 100000),
		OPT_U64(0, "max-depth", &s->max_depth, "levels",
		    "levels that a record may have (512)", 1, SCAN_DEPTH_MAX),
		OPT_SIZE(0, "max-line", &s->max_line, "size",
		    "bytes that a record may have (256M)", 1, UINT32_MAX),
		OPT_SIZE(0, "window", &s->window, "size",
		    "rows held back until types settle (8M)", 0,
		    (uint64_t)1 << 40),
		OPT_LIST(0, "schema", &s->schemas, "file",
		    "start from this schema; several are merged"),
		OPT_LIST(0, "contract", &s->contract, "[what=]mode",
		    "what new tables, columns, types meet: evolve, freeze, "
		    "discard-row, discard-value"),
		OPT_STR(0, "rejects", &s->rejects, "file",
		    "keep here what the contract leaves out"),
		OPT_STR(0, "bad", &s->bad, "file",
		    "keep here the lines that are not records, and go on"),
		OPT_U64(0, "max-bad", &s->max_bad, "n",
		    "more such lines are an error (1000)", 0, UINT64_MAX),
		OPT_FLAG(0, "infer", &s->infer, "write the schema, no rows"),
		OPT_FLAG('O', "objects", &s->objects,
		    "write rows as objects, with the columns' names"),
		OPT_CHOICE(0, "ids", &s->ids, "natural|dlt",
		    "dlt: add dlt's link columns (natural)", ids),
		OPT_FLAG(0, "require-end", &s->require_end,
		    "an input without end record is cut"),
		OPT_FLAG(0, "strict", &s->strict,
		    "ill-formed text and names that come twice are errors"),
		OPT_FLAG(0, "live", &s->live,
		    "write rows at once, not in blocks"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts) + cli_common_put(&s->cli, true, to + LEN(opts));
}

/* A key has each member once. */
static int
check_keys(const struct opt_list *keys, struct error *e)
{
	size_t i, k;

	for (i = 0; i < keys->n; i++)
		for (k = 0; k < i; k++) {
			if (strcmp(keys->values[i], keys->values[k]) != 0)
				continue;
			error_set(e, ERROR_USAGE, "-k %s is given twice",
			    keys->values[i]);
			return -1;
		}
	return 0;
}

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	static const char *const libraries[] = { "libjq", NULL };
	struct opt opts[40];
	struct opt_program program = { .name = NAME,
		.purpose = "split nested records into rows of flat tables",
		.operands = "[file ...]",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	int rc;

	program.nopts = fill_options(s, opts);
	rc = cli_parse(&program, argc, argv, &s->npaths, e);
	s->paths = argv + 1;
	return rc == 0 ? check_keys(&s->known.keys, e) : rc;
}

static void
say(void *arg, const char *text)
{
	(void)arg;
	msg_warn("%s", text);
}

/* Say what the user should know of input that was not as it should be. */
static void
report(const struct work *w, const struct flatten_counts *c)
{
	if (w->bad.count > 0)
		msg_warn("%llu lines that are not records were left out: see '%s'",
		    (unsigned long long)w->bad.count, w->s.bad);
	if (c->duplicates > 0)
		msg_warn("%llu members left out: the same object had the name "
			 "again",
		    (unsigned long long)c->duplicates);
	if (c->rejected > 0)
		msg_warn("the contract left out %llu of the values and rows",
		    (unsigned long long)c->rejected);
	if (c->repaired > 0)
		msg_warn("%llu ill-formed characters became U+FFFD",
		    (unsigned long long)c->repaired);
}

static struct flatten_options
flatten_settings(struct work *w)
{
	const struct settings *s = &w->s;
	struct flatten_options o = flatten_defaults();

	o.table = s->table;
	o.window = s->live ? 0 : mem_limit(s->window);
	o.max_depth = (unsigned)s->max_depth;
	o.nesting = (unsigned)s->nesting;
	o.max_columns = (size_t)s->max_columns;
	o.zone = w->s.known.desc != NULL ? w->s.known.desc->zone_minutes : 0;
	o.strict = s->strict;
	/* People read names, and who looks on at a live stream begins anywhere
	 * in it; sinks do not need them. */
	o.objects =
	    s->objects || s->live || isatty(STDOUT_FILENO) != 0;
	o.infer = s->infer;
	o.dlt_ids = s->ids == 1;
	o.contract = w->contract;
	o.rejects = w->rejects;
	o.describe = describe_root;
	o.say = say;
	o.arg = &w->s.known;
	return o;
}

static int
flatten(struct work *w, struct filter *filter, struct out *out,
    struct error *e)
{
	const struct flatten_options o = flatten_settings(w);
	struct flatten *f = flatten_open(&o, out);
	struct flatten_stream stream = { .fd = STDIN_FILENO,
		.name = "standard input",
		.paths = w->s.paths,
		.npaths = w->s.npaths,
		.format = (enum input_format)w->s.format,
		.records = w->s.records != NULL ? &w->records : NULL,
		.max_line = w->s.max_line,
		.filter = filter,
		.require_end = w->s.require_end,
		.infer = w->s.infer,
		.bad = w->bad.to != NULL ? &w->bad : NULL,
		.say = say };
	const struct opt_list *schemas = &w->s.schemas;
	struct flatten_counts counts;
	struct error untold = { 0 };
	int rc = 0, status = 0;
	size_t i;

	for (i = 0; i < schemas->n && rc == 0; i++)
		rc = flatten_schema_file(f, schemas->values[i], e);
	if (rc == 0)
		rc = flatten_stream_run(&stream, f, out, e);
	counts = flatten_count(f);
	report(w, &counts);
	if (rc != 0)
		status = sig_stopped() != 0 ? 128 + sig_stopped() :
					      (int)e->kind;
	else if (counts.rejected > 0 || w->bad.count > 0)
		status = (int)ERROR_PARTIAL;
	if (w->s.cli.stats != NULL &&
	    flatten_stream_stats(&stream, &counts, NAME, status, &w->s.cli,
		&untold) != 0 &&
	    rc == 0) {
		*e = untold;
		rc = -1;
	}
	flatten_close(f);
	if (rc == 0 && (counts.rejected > 0 || w->bad.count > 0))
		w->partial = true;
	return rc;
}

/* Read what the options name. */
static int
prepare(struct work *w, struct filter **filter, struct error *e)
{
	const struct settings *s = &w->s;
	const char *api = desc_choose(s->api);
	size_t i;

	for (i = 0; i < s->contract.n; i++)
		if (flatten_contract(&w->contract, s->contract.values[i], e) !=
		    0)
			return -1;
	if (api == NULL || strcmp(api, "none") != 0) {
		w->s.known.desc = desc_open(api, e);
		if (w->s.known.desc == NULL)
			return -1;
	}
	if (s->records != NULL &&
	    path_parse(&w->records, s->records, strlen(s->records), e) != 0)
		return -1;
	if (w->records.n > RECORDS_STEPS_MAX) {
		error_set(e, ERROR_USAGE, "--records has over %d steps",
		    RECORDS_STEPS_MAX);
		return -1;
	}
	if (s->jq != NULL) {
		*filter = filter_open(s->jq, e);
		if (*filter == NULL)
			return -1;
	}
	return 0;
}

static int
kept_open(struct kept *k, const char *path, struct error *e)
{
	k->path = path;
	if (path == NULL)
		return 0;
	k->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (k->fd < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot open '%s'", path);
		k->path = NULL;
		return -1;
	}
	out_open(&k->out, k->fd, path, false, false);
	return 0;
}

/* -1 with *e where rc is 0. */
static int
kept_close(struct kept *k, int rc, struct error *e)
{
	struct error closing = { 0 };

	if (k->path == NULL)
		return rc;
	if (out_finish(&k->out, &closing) != 0 && rc == 0) {
		*e = closing;
		rc = -1;
	}
	out_close(&k->out);
	if (close(k->fd) != 0 && rc == 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", k->path);
		rc = -1;
	}
	return rc;
}

/* With files for what is left out. */
static int
run_keeping(struct work *w, struct filter *filter, struct out *out,
    struct error *e)
{
	struct kept rejects = { 0 }, bad = { 0 };
	int rc = kept_open(&rejects, w->s.rejects, e);

	if (rc == 0)
		rc = kept_open(&bad, w->s.bad, e);
	if (rc == 0) {
		w->rejects = w->s.rejects != NULL ? &rejects.out : NULL;
		w->bad.to = w->s.bad != NULL ? &bad.out : NULL;
		w->bad.max = w->s.max_bad;
		rc = flatten(w, filter, out, e);
	}
	w->rejects = w->bad.to = NULL;
	rc = kept_close(&bad, rc, e);
	return kept_close(&rejects, rc, e);
}

static int
run(struct work *w, struct error *e)
{
	const struct settings *s = &w->s;
	struct filter *filter = NULL;
	struct out out;
	int rc;

	if (prepare(w, &filter, e) != 0)
		return -1;
	fd_widen_pipe(STDIN_FILENO);
	fd_widen_pipe(STDOUT_FILENO);
	scan_choose(SCAN_LEVEL_AVX2);
	out_open(&out, STDOUT_FILENO, "standard output", true,
	    s->live || isatty(STDOUT_FILENO) != 0);
	rc = run_keeping(w, filter, &out, e);
	if (out.broken_pipe)
		sig_pipe();
	out_close(&out);
	filter_close(filter);
	return rc;
}

static void
release(struct work *w)
{
	desc_free(w->s.known.desc);
	path_free(&w->records);
	opt_list_free(&w->s.known.keys);
	opt_list_free(&w->s.schemas);
	opt_list_free(&w->s.contract);
	opt_list_free(&w->s.known.maps);
	opt_list_free(&w->s.known.jsons);
	opt_list_free(&w->s.known.drops);
}

/* Nobody types records: who starts it alone has yet to learn what it takes. */
static int
check_terminal(const struct settings *s, struct error *e)
{
	if (s->npaths > 0 || isatty(STDIN_FILENO) != 1)
		return 0;
	error_set(e, ERROR_USAGE, "no input: name files of JSON or CSV ("
	    NAME " issues.json.gz), or have records piped in; - reads what is "
	    "typed");
	return -1;
}

int
main(int argc, char **argv)
{
	struct work w = { .s = { .nesting = FLATTEN_NESTING,
			      .max_columns = FLATTEN_COLUMNS,
			      .max_depth = FLATTEN_DEPTH,
			      .max_line = LINES_MAX_DEFAULT,
			      .max_bad = INPUT_BAD_MAX,
			      .window = FLATTEN_WINDOW } };
	struct error e = { 0 };
	int rc, status;

	cli_begin(NAME);
	rc = parse(&w.s, argc, argv, &e);
	cli_common_apply(&w.s.cli);
	sig_open();
	if (rc == 0) {
		rc = check_terminal(&w.s, &e);
		if (rc == 0)
			rc = run(&w, &e);
	}
	release(&w);
	if (rc > 0)
		return 0;
	status = cli_end(rc, sig_stopped(), &e);
	return rc == 0 && w.partial ? ERROR_PARTIAL : status;
}
