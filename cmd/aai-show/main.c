/*
 * aai-show: look at tables: Parquet and CSV files, and folders of them.
 */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "aai-show/loads.h"
#include "aai-show/present.h"
#include "aai-show/screen.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/printable.h"
#include "codec/codec.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/out.h"
#include "io/sig.h"
#include "view/catalog.h"
#include "view/terminal.h"

#define NAME "aai-show"

/* Not given: it depends on what is shown. */
#define UNSET UINT64_MAX

#define ROWS_DEFAULT  10

/* Columns that are left out, each with a message. */
#define GAPS_SAID 10
#define OWN_OPTIONS_MAX 12
#define MEMORY_MIN ((uint64_t)1 << 20)
#define MEMORY_DEFAULT ((uint64_t)512 << 20)

/* What the command line says. */
struct settings {
	bool short_list;
	bool long_list;
	bool json;
	bool schema;
	bool loads;
	bool records;
	bool all;
	struct catalog_options tables;
	uint64_t rows;
	const char *columns;
	uint64_t memory;
	uint64_t width;
	struct cli_common cli;
};

static const char examples[] =
    "aai-show out\n"
    "aai-show -s out\n"
    "aai-show out/transcripts.parquet\n"
    "aai-show -c id,status -n 3 out/transcripts.parquet\n"
    "aai-show --json out | aai-sink-csv -o sheets\n";

/* That the options go together. */
static int
check(struct settings *s, size_t noperands, struct error *e)
{
	const char *text = NULL;

	if (noperands == 0)
		text = "name a file or a folder to show; see --help";
	else if (s->short_list + s->long_list + s->json + s->schema > 1)
		text = "choose one of --short, --long, --json and --schema";
	else if (s->loads &&
	    (s->short_list || s->long_list || s->schema || s->all ||
		s->rows != UNSET || s->columns != NULL))
		text = "--loads lists loads, not tables: only --json and "
		       "--width go with it";
	else if (s->records &&
	    (s->short_list || s->long_list || s->json || s->schema || s->loads))
		text = "--records shows rows: no list of tables goes with it";
	else if (s->all && s->rows != UNSET)
		text = "choose one of --rows and --all";
	if (text != NULL) {
		error_set(e, ERROR_USAGE, "%s", text);
		return -1;
	}
	return 0;
}

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, size_t *noperands,
    struct error *e)
{
	struct opt opts[OWN_OPTIONS_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_U64('n', "rows", &s->rows, "rows",
		    "show this many rows of each table (10)", 0, UNSET - 1),
		OPT_FLAG('a', "all", &s->all, "show all rows"),
		OPT_STR('c', "columns", &s->columns, "names",
		    "show these columns alone: a,b,c"),
		OPT_FLAG('x', "records", &s->records,
		    "show each row as a record, a column a line"),
		OPT_FLAG('s', "short", &s->short_list,
		    "list the tables, one a line"),
		OPT_FLAG('l', "long", &s->long_list,
		    "list the tables' columns with types, nulls and bounds"),
		OPT_FLAG('j', "json", &s->json,
		    "write rows as NDJSON, for another program"),
		OPT_FLAG(0, "schema", &s->schema,
		    "write what declares the columns, without rows"),
		OPT_FLAG('L', "loads", &s->loads,
		    "list the loads of a folder: when, how, how many rows"),
		OPT_U64('w', "width", &s->width, "columns",
		    "fit so wide a terminal; 0 for any (this one)", 0,
		    TERMINAL_WIDTH_MAX),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most this of a table's pages (512M)", MEMORY_MIN,
		    SIZE_MAX),
		OPT_FLAG(0, "allow-outside", &s->tables.outside,
		    "follow links and paths that leave a table's folder"),
	};
	const struct opt_program program = { .name = NAME,
		.purpose = "look at tables of Parquet and CSV files",
		.operands = "path ...",
		.examples = examples,
		.libraries = codec_libraries(),
		.opts = opts,
		.nopts = LEN(own) +
		    cli_common_put(&s->cli, false, opts + LEN(own)) };
	int rc;

	memcpy(opts, own, sizeof(own));
	rc = cli_parse(&program, argc, argv, noperands, e);
	return rc == 0 ? check(s, *noperands, e) : rc;
}

static int
put_text(struct out *out, const char *text, struct error *e)
{
	return out_put(out, text, strlen(text), e);
}

/* The line before a table's rows. */
static int
put_title(struct out *out, const struct shown *t, struct error *e)
{
	struct buf line = buf_make(SIZE_MAX / 2);
	int rc;

	printable_put(&line, t->table->name, t->table->name_len);
	buf_str(&line, ":\n");
	rc = out_put(out, (const char *)line.data, line.len, e);
	buf_free(&line);
	return rc;
}

/* What is in progress. */
struct showing {
	const struct settings *s;
	struct present p;
	bool stream; /* for a program, which wants all or an error */
	bool titled; /* there may be several tables: rows have a title */
	bool some;   /* something was shown already */
	int status;  /* of the last table that could not be shown, or 0 */
};

static bool
wants_figures(const struct settings *s, const struct catalog *c)
{
	return s->long_list || (c->folder && s->rows == UNSET && !s->all &&
				   s->columns == NULL && !s->records);
}

/* Show one table's rows or figures. */
static int
show_table(struct showing *w, const struct catalog *c, const struct shown *t,
    struct error *e)
{
	const struct settings *s = w->s;

	if (s->json)
		return present_json(&w->p, t, e);
	if (s->schema)
		return present_schema(&w->p, t, e);
	if (w->some && put_text(w->p.out, "\n", e) != 0)
		return -1;
	w->some = true;
	if (wants_figures(s, c))
		return present_figures(&w->p, t, e);
	if (w->titled && put_title(w->p.out, t, e) != 0)
		return -1;
	return present_rows(&w->p, t, e);
}

/* Say which columns were left out of a table that was shown. */
static void
tell_gaps(struct showing *w, const struct catalog *c, const struct shown *t)
{
	struct error why;
	size_t i;

	if (w->s->columns != NULL || (!w->stream && wants_figures(w->s, c)))
		return;
	for (i = 0; i < t->ngaps && i < GAPS_SAID; i++)
		if (catalog_gap(t, t->gaps[i].column, &why))
			msg_warn("%s: left out", why.text);
	if (t->ngaps > i)
		msg_warn("%zu other columns are left out, too", t->ngaps - i);
	if (t->ngaps > 0 && w->status == 0)
		w->status = ERROR_PARTIAL;
}

/* Say that a table's version is one that its catalog may not go by. */
static void
tell_catalog(const struct shown *t)
{
	if (t->moved_on)
		msg_warn("table '%s': another catalog has gone on with it; "
			 "shown is the newest version in its folder",
		    t->table->name);
}

/* Whether the table has the columns that are to be shown; if not, *e. */
static bool
has_columns(const struct showing *w, const struct shown *t, struct error *e)
{
	struct choice choice;
	bool has = choice_make(&choice, t, w->s->columns, false, e) == 0;

	choice_free(&choice);
	return has;
}

/* Whether none of the tables has them; then *e is what one of them lacks. */
static bool
nobody_has_columns(const struct showing *w, const struct catalog *c,
    struct error *e)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (has_columns(w, c->tables[i], e))
			return false;
	return c->n > 0;
}

/* Show the tables, one after the other; those that break are missed. */
static int
show_tables(struct showing *w, struct catalog *c, struct error *e)
{
	bool some = c->folder && !w->stream && w->s->columns != NULL;
	struct error lacks;
	size_t i;

	if (some && nobody_has_columns(w, c, e))
		return -1;
	for (i = 0; i < c->n; i++) {
		if (some && !has_columns(w, c->tables[i], &lacks))
			continue;
		if (show_table(w, c, c->tables[i], e) == 0) {
			tell_gaps(w, c, c->tables[i]);
			tell_catalog(c->tables[i]);
			continue;
		}
		if (w->stream || !c->folder ||
		    (e->kind != ERROR_INPUT && e->kind != ERROR_LIMIT))
			return -1;
		catalog_miss(c, e);
		/* Of figures nothing was written but the line before. */
		w->some = w->some && !wants_figures(w->s, c);
	}
	return 0;
}

static int
list_tables(struct showing *w, struct catalog *c, struct error *e)
{
	if (c->n == 0)
		return 0;
	if (w->some && put_text(w->p.out, "\n", e) != 0)
		return -1;
	w->some = true;
	return present_list(&w->p, c, e);
}

/* Say what was passed over. */
static void
tell_missed(struct showing *w, const struct catalog *c)
{
	size_t i;

	if (c->nfolders == 1)
		msg_warn("'%s' is a folder of tables itself: name it to see "
			 "them",
		    c->folders[0]);
	else if (c->nfolders > 1)
		msg_warn("'%s' and %zu other folder%s of tables are not looked "
			 "into: name them to see theirs",
		    c->folders[0], c->nfolders - 1,
		    c->nfolders == 2 ? "" : "s");
	for (i = 0; i < c->nmissed; i++)
		w->status = msg_fail(&c->missed[i]);
}

/* List the loads of the folder at the path. */
static int
show_loads(struct showing *w, const char *path, struct error *e)
{
	if (w->some && !w->stream && put_text(w->p.out, "\n", e) != 0)
		return -1;
	w->some = true;
	return loads_show(path, w->stream, &w->p, e);
}

/* Show what is after the path. */
static int
show_path(struct showing *w, const char *path, struct error *e)
{
	struct catalog c;
	int rc;

	if (w->s->loads)
		return show_loads(w, path, e);
	rc = catalog_open(&c, path, &w->s->tables, e);
	if (rc == 0 && w->stream && c.nmissed > 0) {
		*e = c.missed[0];
		c.nmissed = 0;
		rc = -1;
	} else if (rc == 0 && c.n == 0 && c.nmissed == 0) {
		error_set(e, ERROR_INPUT, "there is no table in '%s'", path);
		rc = -1;
	} else if (rc == 0 && w->s->short_list) {
		rc = list_tables(w, &c, e);
	} else if (rc == 0) {
		w->titled = w->titled || c.folder;
		rc = show_tables(w, &c, e);
	}
	tell_missed(w, &c);
	catalog_close(&c);
	return rc;
}

static int
run(struct showing *w, char **paths, size_t npaths, struct error *e)
{
	const struct settings *s = w->s;
	struct error writing = { 0 };
	struct screen screen = { .fd = STDOUT_FILENO };
	struct out out;
	size_t i;
	int rc = 0;

	w->stream = s->json || s->schema;
	w->titled = npaths > 1;
	w->p.out = &out;
	w->p.columns = s->columns;
	w->p.width = terminal_width(s->width);
	w->p.colour = !w->stream && terminal_has_colours();
	w->p.records = s->records;
	w->p.rows = s->rows;
	if (s->rows == UNSET && !s->all && !s->json)
		w->p.rows = ROWS_DEFAULT;
	if (!w->stream)
		screen = screen_open();
	out_open(&out, screen.fd, "standard output", w->stream,
	    isatty(screen.fd) != 0);
	for (i = 0; rc == 0 && i < npaths; i++)
		rc = show_path(w, paths[i], e);
	if (rc == 0)
		rc = out_finish(&out, e);
	/* What was shown before it went wrong is seen; a stream stays cut. */
	else if (!w->stream && !out.failed && out_flush(&out, &writing) != 0)
		*e = writing;
	if (screen_close(&screen, &writing) != 0 && rc == 0) {
		*e = writing;
		rc = -1;
	}
	if (out.broken_pipe)
		sig_pipe();
	if (rc == 0 && w->p.replaced > 0)
		msg_warn("%llu ill-formed characters became U+FFFD",
		    (unsigned long long)w->p.replaced);
	out_close(&out);
	map_free(&w->p.streamed);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .rows = UNSET, .width = TERMINAL_WIDTH_UNSET,
		.memory = MEMORY_DEFAULT };
	struct showing w = { .s = &s };
	struct error e = { 0 };
	size_t noperands = 0;
	int rc;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &noperands, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.cli);
	s.tables.memory = mem_limit(s.memory);
	if (rc == 0)
		rc = run(&w, argv + 1, noperands, &e);
	return rc == 0 ? w.status : msg_fail(&e);
}
