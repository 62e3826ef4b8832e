/*
 * aai-sink-sql: a stream of rows as an SQL script for a database's client.
 */
#include <string.h>
#include <unistd.h>

#include "aai-sink-sql/load.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/stats.h"
#include "sink/common_options.h"

#define NAME "aai-sink-sql"

#define OWN_OPTIONS_MAX 16

/* What the command line says. */
struct settings {
	struct common_options common;
	int dialect; /* -1: none was given */
	int mode;
	const char *schema;
	int on_delete;
	int nul;
	struct opt_list root_keys;
	bool require_end;
};

static const char examples[] =
    "aai-flatten | " NAME " -d sqlite | sqlite3 aai.db\n"
    "aai-flatten | " NAME " -d duckdb | duckdb aai.duckdb\n"
    "aai-flatten | " NAME " -d postgres | psql -Xq \"$DATABASE_URL\"\n";

static size_t
sql_options(struct settings *s, struct opt *to)
{
	static const char *dialects[SQL_DIALECTS + 1];
	static const char *const modes[] = { "merge", "append", "replace",
		NULL };
	static const char *const nuls[] = { "error", "replace", NULL };
	/* In the order of enum sql_on_delete. */
	static const char *const on_delete[] = { "report", "mark", "remove",
		NULL };
	const struct opt opts[] = {
		OPT_CHOICE('d', "dialect", &s->dialect, "name",
		    "write for duckdb, postgres or sqlite", dialects),
		OPT_CHOICE('m', "mode", &s->mode, "mode",
		    "merge by key (the default), append, or replace tables",
		    modes),
		OPT_CHOICE(0, "on-delete", &s->on_delete, "what",
		    "with records that the source has no more: report them, "
		    "mark or remove them (report)",
		    on_delete),
		OPT_STR(0, "schema-name", &s->schema, "name",
		    "put the tables into this schema"),
		OPT_CHOICE(0, "nul", &s->nul, "how",
		    "a NUL that PostgreSQL cannot hold: error, or replace by "
		    "U+FFFD",
		    nuls),
		OPT_LIST(0, "root-key", &s->root_keys, "name",
		    "the database has the key of records under this name, "
		    "not their children's"),
		OPT_FLAG(0, "require-end", &s->require_end,
		    "load only with a right end record"),
	};

	size_t i;

	for (i = 0; i < SQL_DIALECTS; i++)
		dialects[i] = sql_dialects[i]->option;
	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static int
check(const struct settings *s, struct error *e)
{
	const char *wrong = NULL;

	if (s->dialect < 0)
		wrong =
		    "for which database? give -d duckdb, postgres or sqlite";
	else if (!sql_dialects[s->dialect]->schemas && s->schema != NULL)
		wrong = "SQLite has no schemas";
	else if (s->on_delete != SQL_DELETE_REPORT && s->mode != SQL_MERGE)
		wrong = "--on-delete changes what is there, which --mode merge "
			"does alone";
	else if (s->schema != NULL && s->schema[0] == '\0')
		wrong = "a schema has a name";
	if (wrong == NULL)
		return 0;
	error_set(e, ERROR_USAGE, "%s", wrong);
	return -1;
}

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	struct opt opts[OWN_OPTIONS_MAX + COMMON_OPTIONS_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "write rows as an SQL script for a database",
		.operands = "",
		.filter = true,
		.examples = examples,
		.opts = opts };
	int rc;

	program.nopts = sql_options(s, opts);
	program.nopts += common_options_put(&s->common, opts + program.nopts);
	rc = cli_parse(&program, argc, argv, NULL, e);
	return rc == 0 ? check(s, e) : rc;
}

static void
report(const struct sql_result *r)
{
	if (r->miscount[0] != '\0')
		msg_warn("%s; it is left out of account", r->miscount);
	if (r->replaced > 0)
		msg_warn("%llu ill-formed characters became U+FFFD",
		    (unsigned long long)r->replaced);
	if (r->nuls > 0)
		msg_warn(
		    "%llu NULs became U+FFFD", (unsigned long long)r->nuls);
}

/* Write the summary that --stats asks for. */
static int
write_stats(const struct settings *s, const struct sql_result *r, int status,
    struct error *e)
{
	struct buf out = buf_make(4096);
	int rc;

	if (s->common.cli.stats == NULL)
		return 0;
	stats_begin(&out, NAME);
	buf_printf(&out, ",\"written\":%s,\"end\":%s",
	    status == 0 ? "true" : "false", r->end ? "true" : "false");
	cli_put_count(&out, "rows", r->rows);
	cli_put_count(&out, "tables", r->tables);
	cli_put_count(&out, "bytes_in", r->bytes_in);
	cli_put_count(&out, "bytes_out", r->bytes_out);
	cli_put_count(&out, "replaced", r->replaced);
	cli_put_count(&out, "nuls", r->nuls);
	cli_put_count(&out, "deleted", r->deleted);
	stats_open_skipped(&out);
	stats_close_skipped(&out);
	stats_end(&out, status);
	rc = stats_write(&s->common.cli, &out, e);
	buf_free(&out);
	return rc;
}

static int
run(const struct settings *s, int *signo, struct error *e)
{
	struct sql_options o = { .dialect = sql_dialects[s->dialect],
		.mode = (enum sql_mode)s->mode,
		.on_delete = (enum sql_on_delete)s->on_delete,
		.schema = s->schema,
		.nul_replace = s->nul == 1,
		.root_keys = &s->root_keys,
		.memory = s->common.memory,
		.program = NAME " (aai) " AAI_VERSION };
	struct sql_result result;
	struct error stats = { 0 };
	int rc, status;

	rc = sql_run(&o, STDIN_FILENO, "standard input", STDOUT_FILENO,
	    s->common.max_line, s->require_end, &result, e);
	*signo = result.signal;
	if (rc == 0)
		report(&result);
	if (rc == 0 && result.deleted > 0 &&
	    s->on_delete == SQL_DELETE_REPORT) {
		error_set(e, ERROR_PARTIAL,
		    "%llu records were deleted at the source, and stay as far "
		    "as they are there; --mode merge --on-delete mark or "
		    "remove changes that",
		    (unsigned long long)result.deleted);
		rc = -1;
	}
	status = rc == 0 ? 0 :
	    *signo != 0	 ? 128 + *signo :
			   (int)e->kind;
	if (write_stats(s, &result, status, &stats) != 0 &&
	    (rc == 0 || e->kind == ERROR_PARTIAL)) {
		*e = stats;
		rc = -1;
	}
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .common = common_options_make(), .dialect = -1 };
	struct error e = { 0 };
	int rc, signo = 0;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.common.cli);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		rc = run(&s, &signo, &e);
	}
	opt_list_free(&s.root_keys);
	return cli_end(rc, signo, &e);
}
