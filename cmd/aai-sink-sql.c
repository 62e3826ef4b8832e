/*
 * aai-sink-sql: a stream of rows as an SQL script for a database's client.
 */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "io/cli.h"
#include "io/lines.h"
#include "io/msg.h"
#include "io/sig.h"
#include "sql/load.h"

#define NAME "aai-sink-sql"

#define MEMORY_DEFAULT ((uint64_t)256 << 20)
#define MEMORY_MIN     ((uint64_t)8 << 20)

/* What the command line says. */
struct settings {
	int dialect; /* -1: none was given */
	int mode;
	const char *schema;
	int nul;
	bool require_end;
	bool quiet;
	uint64_t memory;
	uint64_t max_line;
	const char *stats;
	int log_format;
};

static const char examples[] =
    "aai-flatten | " NAME " -d sqlite | sqlite3 aai.db\n"
    "aai-flatten | " NAME " -d duckdb | duckdb aai.duckdb\n"
    "aai-flatten | " NAME " -d postgres | psql -Xq \"$DATABASE_URL\"\n";

static size_t
fill_options(struct settings *s, struct opt *to)
{
	static const char *const dialects[] = { "duckdb", "postgres", "sqlite",
		NULL };
	static const char *const modes[] = { "merge", "append", "replace",
		NULL };
	static const char *const nuls[] = { "error", "replace", NULL };
	const struct opt opts[] = {
		OPT_CHOICE('d', "dialect", &s->dialect, "name",
		    "write for duckdb, postgres or sqlite", dialects),
		OPT_CHOICE('m', "mode", &s->mode, "mode",
		    "merge by key (the default), append, or replace tables",
		    modes),
		OPT_STR(0, "schema-name", &s->schema, "name",
		    "put the tables into this schema"),
		OPT_CHOICE(0, "nul", &s->nul, "how",
		    "a NUL that PostgreSQL cannot hold: error, or replace by "
		    "U+FFFD",
		    nuls),
		OPT_FLAG(0, "require-end", &s->require_end,
		    "load only with a right end record"),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most this (256M)", MEMORY_MIN, UINT64_MAX),
		OPT_SIZE(0, "max-line", &s->max_line, "size",
		    "refuse longer lines (256M)", 1, UINT32_MAX),
		OPT_STR(0, "stats", &s->stats, "file",
		    "write a JSON summary here; - is standard error"),
		OPT_CHOICE(0, "log-format", &s->log_format, "format",
		    "messages as text or json", msg_formats),
		OPT_FLAG('q', "quiet", &s->quiet, "say only what went wrong"),
	};

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
	else if (s->dialect == SQL_SQLITE && s->schema != NULL)
		wrong = "SQLite has no schemas";
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
	struct opt opts[16];
	struct opt_program program = { .name = NAME,
		.purpose = "write rows as an SQL script for a database",
		.operands = "",
		.filter = true,
		.examples = examples,
		.opts = opts };
	int rc;

	program.nopts = fill_options(s, opts);
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
write_stats(const struct settings *s, const struct sql_result *r, bool ok,
    struct error *e)
{
	struct buf out = buf_make(4096);
	int rc;

	if (s->stats == NULL)
		return 0;
	buf_printf(&out,
	    "{\"program\":\"" NAME "\",\"written\":%s,\"end\":%s,"
	    "\"rows\":%llu,\"tables\":%llu,\"bytes_in\":%llu,"
	    "\"bytes_out\":%llu,\"replaced\":%llu,\"nuls\":%llu}\n",
	    ok ? "true" : "false", r->end ? "true" : "false",
	    (unsigned long long)r->rows, (unsigned long long)r->tables,
	    (unsigned long long)r->bytes_in, (unsigned long long)r->bytes_out,
	    (unsigned long long)r->replaced, (unsigned long long)r->nuls);
	rc = cli_put_stats(s->stats, &out, e);
	buf_free(&out);
	return rc;
}

static int
run(const struct settings *s, int *signo, struct error *e)
{
	struct sql_options o = { .dialect = (enum sql_dialect)s->dialect,
		.mode = (enum sql_mode)s->mode,
		.schema = s->schema,
		.nul_replace = s->nul == 1,
		.memory = s->memory,
		.program = NAME " (aai) " AAI_VERSION };
	struct sql_result result;
	struct error stats = { 0 };
	int rc;

	rc = sql_run(&o, STDIN_FILENO, "standard input", STDOUT_FILENO,
	    s->max_line, s->require_end, &result, e);
	*signo = result.signal;
	if (rc == 0)
		report(&result);
	if (write_stats(s, &result, rc == 0, &stats) != 0 && rc == 0) {
		*e = stats;
		rc = -1;
	}
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .dialect = -1,
		.memory = MEMORY_DEFAULT,
		.max_line = LINES_MAX_DEFAULT };
	struct error e = { 0 };
	int rc, signo = 0;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	msg_quiet(s.quiet);
	msg_format(s.log_format);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		rc = run(&s, &signo, &e);
	}
	return cli_end(rc, signo, &e);
}
