/*
 * aai-report: a page on the tables of a folder, or their model as a diagram.
 */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "aai-report/dbml.h"
#include "aai-report/mermaid.h"
#include "aai-report/page.h"
#include "aai-report/report.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "codec/codec.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"

#define NAME "aai-report"

#define OWN_OPTIONS_MAX 8
#define MEMORY_MIN ((uint64_t)1 << 20)
#define MEMORY_DEFAULT ((uint64_t)256 << 20)

/* What the command line says. */
struct settings {
	bool mermaid;
	bool dbml;
	struct catalog_options tables;
	uint64_t memory;
	struct cli_common cli;
};

static const char examples[] =
    "aai-report out >report.html\n"
    "aai-report --mermaid out >tables.mmd\n"
    "aai-report --dbml out >tables.dbml\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	struct opt opts[OWN_OPTIONS_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_FLAG(0, "mermaid", &s->mermaid,
		    "write the tables and their joins as a Mermaid diagram"),
		OPT_FLAG(0, "dbml", &s->dbml, "write them as DBML"),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most this of a table's pages (256M)", MEMORY_MIN,
		    SIZE_MAX),
		OPT_FLAG(0, "allow-outside", &s->tables.outside,
		    "follow links and paths that leave a table's folder"),
	};
	const struct opt_program program = { .name = NAME,
		.purpose = "report on tables: a page that needs nothing else",
		.operands = "path",
		.examples = examples,
		.libraries = codec_libraries(),
		.opts = opts,
		.nopts = LEN(own) +
		    cli_common_put(&s->cli, false, opts + LEN(own)) };
	size_t noperands = 0;
	int rc;

	memcpy(opts, own, sizeof(own));
	rc = cli_parse(&program, argc, argv, &noperands, e);
	if (rc == 0 && noperands != 1) {
		error_set(e, ERROR_USAGE,
		    "name one file or folder to report on; see --help");
		rc = -1;
	} else if (rc == 0 && s->mermaid && s->dbml) {
		error_set(e, ERROR_USAGE, "choose one of --mermaid and --dbml");
		rc = -1;
	}
	return rc;
}

/* Say what is not in the report; returns the status for it. */
static int
tell_missed(const struct report *r)
{
	size_t i, gaps = 0;
	int status = 0;

	for (i = 0; i < r->c.n; i++) {
		gaps += r->c.tables[i]->ngaps;
		if (r->c.tables[i]->moved_on)
			msg_warn("table '%s': another catalog has gone on "
				 "with it; reported is the newest version in "
				 "its folder", r->c.tables[i]->table->name);
	}
	if (gaps > 0) {
		msg_warn("%zu column%s cannot be read", gaps,
		    gaps == 1 ? "" : "s");
		status = ERROR_PARTIAL;
	}
	for (i = 0; i < r->c.nfolders; i++)
		msg_warn("'%s' is a folder of tables itself: name it to see "
			 "them", r->c.folders[i]);
	for (i = 0; i < r->c.nmissed; i++)
		status = msg_fail(&r->c.missed[i]);
	return status;
}

/* Make all that is to be written. */
static int
make(const struct settings *s, struct report *r, struct buf *text,
    struct error *e)
{
	if (s->mermaid)
		mermaid_put(text, &r->m);
	else if (s->dbml)
		dbml_put(text, &r->m);
	else if (report_look(r, e) != 0)
		return -1;
	else
		page_put(text, r);
	if (!text->failed)
		return 0;
	error_set(e, ERROR_LIMIT, "'%s': the report is too long", r->path);
	return -1;
}

static int
write_out(const struct buf *text, struct error *e)
{
	struct out out;
	int rc;

	out_open(&out, STDOUT_FILENO, "standard output", false, false);
	rc = out_put(&out, text->data, text->len, e);
	if (rc == 0)
		rc = out_finish(&out, e);
	if (out.broken_pipe)
		sig_pipe();
	out_close(&out);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .memory = MEMORY_DEFAULT };
	struct report r = { 0 };
	struct buf text;
	struct error e = { 0 };
	int rc, status = 0;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.cli);
	s.tables.memory = mem_limit(s.memory);
	text = buf_make(s.mermaid || s.dbml ? SIZE_MAX / 2 : PAGE_MAX - 1);
	if (rc == 0)
		rc = report_open(&r, argv[1], &s.tables, &e);
	if (rc == 0)
		rc = make(&s, &r, &text, &e);
	if (rc == 0)
		rc = write_out(&text, &e);
	if (rc == 0)
		status = tell_missed(&r);
	report_close(&r);
	buf_free(&text);
	return rc == 0 ? status : msg_fail(&e);
}
