/*
 * aai-sink-csv: publish the tables of a stream of rows as CSV files.
 */
#include <string.h>
#include <unistd.h>

#include "aai-sink-csv/format.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "codec/gzip.h"
#include "csv/style.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/sig.h"
#include "sink/sink.h"

#define NAME "aai-sink-csv"

#define OWN_OPTIONS_MAX 16

/* What the command line says. */
struct settings {
	struct sink_options sink;
	const char *delimiter;
	const char *null;
	bool crlf;
	bool bom;
	bool excel;
	bool gzip;
	bool package; /* datapackage.json, unless told otherwise */
};

static size_t
csv_options(struct settings *s, struct opt *to)
{
	const struct opt opts[] = {
		OPT_STR('d', "delimiter", &s->delimiter, "char",
		    "put this between fields (,); tab for a tab"),
		OPT_STR(0, "null", &s->null, "text",
		    "write null so, not as the bare empty field"),
		OPT_FLAG(0, "crlf", &s->crlf, "end lines in CR LF"),
		OPT_FLAG(
		    0, "bom", &s->bom, "begin files with a byte order mark"),
		OPT_FLAG(0, "excel", &s->excel,
		    "for spreadsheets: --crlf, --bom, no text that is taken "
		    "for a formula"),
		OPT_FLAG('z', "gzip", &s->gzip, "compress the files"),
		OPT_FLAG(0, "package", &s->package,
		    "write datapackage.json too (on)"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static const char examples[] =
    "aai-flatten | " NAME " -o out\n"
    "aai-flatten | " NAME " -t transcripts -o - | column -s, -t\n"
    "aai-flatten | " NAME " -o sheets --excel\n";

/* Fill in the style from the settings. */
static int
choose_style(const struct settings *s, struct csv_style *style, struct error *e)
{
	*style = csv_style_make();
	style->crlf = s->crlf || s->excel;
	style->bom = s->bom || s->excel;
	style->safe = s->excel;
	style->gzip = s->gzip;
	if (s->delimiter != NULL &&
	    csv_style_delimiter(style, s->delimiter, e) != 0)
		return -1;
	return s->null == NULL ? 0 : csv_style_null(style, s->null, e);
}

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	const char *const libraries[] = { gzip_library(), NULL };
	struct opt opts[SINK_OPT_MAX + OWN_OPTIONS_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "publish the tables of a stream of rows as CSV",
		.operands = "",
		.filter = true,
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	int rc;

	program.nopts = sink_opt_put(&s->sink, opts);
	program.nopts += csv_options(s, opts + program.nopts);
	rc = cli_parse(&program, argc, argv, NULL, e);
	return rc == 0 ? sink_options_check(&s->sink, e) : rc;
}

/* Say what a spreadsheet will not take of a load that went well. */
static void
report_excess(const struct csv_format *f)
{
	if (f->encoder.too_long > 0)
		msg_warn("%llu texts are longer than the 32,767 characters "
			 "that a spreadsheet's cell holds",
		    (unsigned long long)f->encoder.too_long);
	if (f->too_many > 0)
		msg_warn("%llu tables have more rows than the 1,048,576 of a "
			 "spreadsheet",
		    (unsigned long long)f->too_many);
}

/* Read, publish, report.  -1 with *e; *signo gets what stopped it, or 0. */
static int
run(const struct settings *s, const struct csv_style *style, int *signo,
    struct error *e)
{
	struct csv_format format;
	struct sink_result result;
	int rc;

	csv_format_open(&format, style, s->sink.append, s->package,
	    s->sink.common.memory);
	rc = sink_run(&s->sink, &format.functions, &format, STDIN_FILENO,
	    "standard input", &result, e);
	*signo = result.signal;
	if (rc == 0)
		sink_report(&result);
	if (rc == 0 && s->excel)
		report_excess(&format);
	rc = sink_end(&s->sink, NAME, &result, rc, e);
	csv_format_free(&format);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .sink = sink_options_make(), .package = true };
	struct csv_style style;
	struct error e = { 0 };
	int rc, signo = 0;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.sink.common.cli);
	sig_open();
	if (rc == 0)
		rc = choose_style(&s, &style, &e);
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		rc = run(&s, &style, &signo, &e);
	}
	return cli_end(rc, signo, &e);
}
