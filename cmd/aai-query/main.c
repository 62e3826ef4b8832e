/*
 * aai-query: ask tables in SQL: Parquet and CSV files, Delta and Iceberg
 * tables, and folders of them.
 */
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-query/database.h"
#include "aai-query/prompt.h"
#include "aai-query/result.h"
#include "aai-query/statement.h"
#include "aai-query/table_set.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "codec/codec.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"
#include "view/terminal.h"

#define NAME "aai-query"

#define OWN_OPTIONS_MAX 6
#define MEMORY_MIN ((uint64_t)8 << 20)
#define MEMORY_DEFAULT ((uint64_t)512 << 20)

/* The most bytes of SQL that are read. */
#define SQL_MAX ((size_t)16 << 20)

/* The format that was not asked for. */
#define FORMAT_UNSET (-1)

/* What the command line says. */
struct settings {
	int format;
	uint64_t width;
	uint64_t memory;
	struct catalog_options tables;
	struct cli_common cli;
	char **paths;
	size_t npaths;
	const char *sql; /* NULL: it is read */
};

static const char examples[] =
    "aai-query out .tables\n"
    "aai-query out 'SELECT status, count(*) FROM transcripts GROUP BY 1'\n"
    "aai-query -f csv out 'SELECT * FROM words LIMIT 5' >words.csv\n"
    "aai-query out <report.sql\n";

/*
 * The last operand is SQL where it could be no path: it has a blank in it, or
 * begins with a dot, as commands do, and no file is called so.
 */
static bool
is_sql(const char *s)
{
	struct stat st;

	return stat(s, &st) != 0 &&
	    (s[0] == '\0' || strpbrk(s, " \t\n;") != NULL ||
		strcmp(s, ".tables") == 0 || strcmp(s, ".schema") == 0);
}

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	struct opt opts[OWN_OPTIONS_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_CHOICE('f', "format", &s->format, "format",
		    "table, ndjson, csv or markdown (table; into a pipe "
		    "ndjson)",
		    result_formats),
		OPT_U64('w', "width", &s->width, "columns",
		    "fit so wide a terminal; 0 for any (this one)", 0,
		    TERMINAL_WIDTH_MAX),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most this, and of each table's pages (512M)",
		    MEMORY_MIN, SIZE_MAX),
		OPT_FLAG(0, "allow-outside", &s->tables.outside,
		    "follow links and paths that leave a table's folder"),
	};
	const struct opt_program program = { .name = NAME,
		.purpose = "ask tables in SQL",
		.operands = "path ... [sql]",
		.examples = examples,
		.libraries = database_libraries(),
		.opts = opts,
		.nopts = LEN(own) +
		    cli_common_put(&s->cli, false, opts + LEN(own)) };
	int rc;

	memcpy(opts, own, sizeof(own));
	rc = cli_parse(&program, argc, argv, &s->npaths, e);
	if (rc != 0)
		return rc;
	s->paths = argv + 1;
	if (s->npaths > 0 && is_sql(s->paths[s->npaths - 1]))
		s->sql = s->paths[--s->npaths];
	if (s->npaths > 0)
		return 0;
	error_set(e, ERROR_USAGE, "name a file or a folder to ask; see --help");
	return -1;
}

/* Run what standard input has. */
static int
run_input(struct database *d, struct result *r, struct error *e)
{
	struct buf text = buf_make(SQL_MAX);
	char *sql;
	int rc = fd_slurp(STDIN_FILENO, "standard input", &text, e);

	if (rc == 0 && text.failed) {
		error_set(e, ERROR_LIMIT, "standard input has more than 16 MiB "
					  "of SQL");
		rc = -1;
	}
	if (rc == 0 && text.len > 0 &&
	    memchr(text.data, '\0', text.len) != NULL) {
		error_set(e, ERROR_INPUT, "standard input is not text");
		rc = -1;
	}
	sql = buf_take(&text);
	if (rc == 0)
		rc = statement_run(d, sql, r, e);
	mem_free(sql);
	return rc;
}

static int
ask(const struct settings *s, struct database *d, struct result *r,
    struct error *e)
{
	if (s->sql != NULL)
		return statement_run(d, s->sql, r, e);
	if (isatty(STDIN_FILENO))
		return prompt_run(d, r, e);
	return run_input(d, r, e);
}

/* Ask, and write what comes of it, as far as it came. */
static int
run(const struct settings *s, struct database *d, struct error *e)
{
	struct error writing = { 0 };
	bool live = isatty(STDOUT_FILENO) != 0;
	struct result r = { .width = terminal_width(s->width),
		.colour = terminal_has_colours() };
	struct out out;
	int rc;

	r.format = live ? RESULT_TABLE : RESULT_NDJSON;
	if (s->format != FORMAT_UNSET)
		r.format = (enum result_format)s->format;
	out_open(&out, STDOUT_FILENO, "standard output",
	    r.format == RESULT_NDJSON, live);
	r.out = &out;
	rc = ask(s, d, &r, e);
	if (rc == 0)
		rc = out_finish(&out, e);
	else if (!out.failed && out_flush(&out, &writing) != 0)
		*e = writing;
	if (out.broken_pipe)
		sig_pipe();
	if (r.replaced > 0)
		msg_warn("%llu ill-formed characters became U+FFFD",
		    (unsigned long long)r.replaced);
	out_close(&out);
	return rc;
}

/* Open the tables, ask, and say what was not as it is. */
static int
query(const struct settings *s, int *status, struct error *e)
{
	struct table_set set = { 0 };
	struct database d = { 0 };
	int rc = table_set_open(&set, s->paths, s->npaths, &s->tables, e);

	if (rc == 0)
		rc = database_open(&d, &set, mem_limit(s->memory), e);
	if (rc == 0)
		rc = run(s, &d, e);
	if (rc == 0 && d.tables.nans > 0) {
		msg_warn("NaN, which SQL does not have, was taken as null, "
			 "%llu times",
		    (unsigned long long)d.tables.nans);
		*status = ERROR_PARTIAL;
	}
	database_close(&d);
	table_set_close(&set);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .format = FORMAT_UNSET,
		.width = TERMINAL_WIDTH_UNSET,
		.memory = MEMORY_DEFAULT };
	struct error e = { 0 };
	int rc, status = 0;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.cli);
	s.tables.memory = mem_limit(s.memory);
	if (rc == 0) {
		sig_open();
		rc = query(&s, &status, &e);
	}
	if (rc == 0 && status != 0)
		return status;
	return cli_end(rc, sig_stopped(), &e);
}
