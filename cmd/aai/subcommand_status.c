/* subcommand_status: aai status, see aai(1). */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "aai/destination.h"
#include "aai/out_folder.h"
#include "aai/subcommand.h"
#include "base/printable.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"
#include "sink/folder_view.h"
#include "sink/history.h"
#include "json/tree.h"

#define STATE_MAX ((size_t)1 << 30)
#define DEPTH     100
#define SHOWN     10 /* loads */

static const char examples[] = "aai status out\n";

static const struct opt_program program = { .name = "aai status",
	.purpose = "show what a folder was loaded with, and how far",
	.operands = "where",
	.examples = examples };

void
subcommand_status_describe(subcommand_visit *visit, void *arg)
{
	visit(arg, &program);
}

/* Append a member that is a string, fit for a terminal. */
static void
put_text(const struct json_tree *t, const char *name, struct buf *out)
{
	struct buf text = buf_make(1 << 20);

	if (json_string(t, json_get(t, 0, name), &text))
		printable_put(out, (const char *)text.data, text.len);
	else
		buf_str(out, "-");
	buf_free(&text);
}

/* A load: when, how, and how many rows. */
static void
put_load(const char *text, struct buf *out)
{
	struct json_tree t = { 0 };
	size_t rows, at = JSON_NO_NODE;
	struct error ignored;
	int64_t n, sum = 0;

	if (json_parse(&t, text, strlen(text), DEPTH, &ignored) == 0) {
		rows = json_get(&t, 0, "rows");
		while (rows != JSON_NO_NODE &&
		       (at = json_next(&t, rows, at)) != JSON_NO_NODE)
			if (json_i64(&t, at + 1, 0, INT64_MAX, &n))
				sum = n < INT64_MAX - sum ? sum + n
							  : INT64_MAX;
		buf_str(out, "  ");
		put_text(&t, "at", out);
		buf_byte(out, ' ');
		put_text(&t, "mode", out);
		buf_printf(out, " %" PRId64 " rows\n", sum);
	}
	json_tree_free(&t);
}

static int
put_history(const char *path, struct buf *out, struct error *e)
{
	struct folder_view view = { 0 };
	struct history h = { 0 };
	int rc = folder_view_open(&view, path, false, e);
	size_t i;

	if (rc == 0)
		rc = history_read(&h, &view, path, e);
	if (rc == 0)
		buf_printf(out, "%zu loads%s\n", h.n,
		    h.n > SHOWN ? ", the last of them:"
		    : h.n > 0   ? ":"
				: "");
	for (i = h.n > SHOWN ? h.n - SHOWN : 0; rc == 0 && i < h.n; i++)
		put_load(h.loads[i], out);
	history_free(&h);
	folder_view_close(&view);
	return rc;
}

/* How far a list has come, and how the last run ended. */
static int
put_file(const struct out_folder *f, const char *name, struct buf *out,
    struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	struct json_tree t = { 0 };
	int rc = out_folder_read(f, name, &text, e);
	int64_t status = 0;

	if (rc > 0 &&
	    json_parse(&t, (const char *)text.data, text.len, DEPTH, e) != 0)
		rc = -1;
	if (rc > 0 && strcmp(name, OUT_FOLDER_LAST) == 0) {
		if (!json_i64(&t, json_get(&t, 0, "status"), 0, 255, &status))
			status = 0;
		buf_str(out, "last run: ");
		put_text(&t, "at", out);
		buf_printf(out, ", status %" PRId64, status);
		if (json_get(&t, 0, "text") != JSON_NO_NODE) {
			buf_str(out, ": ");
			put_text(&t, "text", out);
		}
		buf_byte(out, '\n');
	} else if (rc > 0) {
		printable_str(out, name);
		buf_str(out, ": loaded up to ");
		put_text(&t, "mark", out);
		buf_byte(out, '\n');
	}
	json_tree_free(&t);
	buf_free(&text);
	return rc < 0 ? -1 : 0;
}

static int
put_status(const char *path, struct buf *out, struct error *e)
{
	struct out_folder f = { NULL, -1, -1 };
	struct arg_list names = { 0 };
	int rc = out_folder_open(&f, path, false, e);
	size_t i, len;

	if (rc == 0)
		rc = put_history(path, out, e);
	if (rc == 0)
		rc = out_folder_list(&f, "state-", &names, e);
	for (i = 0; rc == 0 && i < names.n; i++) {
		len = strlen(names.items[i]);
		if (len > 5 && strcmp(names.items[i] + len - 5, ".json") == 0)
			rc = put_file(&f, names.items[i], out, e);
	}
	if (rc == 0)
		rc = put_file(&f, OUT_FOLDER_LAST, out, e);
	arg_list_free(&names);
	out_folder_close(&f);
	return rc;
}

static int
show(const char *where, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct destination to = { 0 };
	int rc = destination_parse(&to, where, e);

	if (rc == 0 && !destination_is_folder(&to)) {
		error_set(e, ERROR_USAGE,
		    "a database has its loads in the table _aai_loads");
		rc = -1;
	}
	if (rc == 0)
		rc = put_status(to.path, &text, e);
	if (rc == 0 && fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_free(&text);
	destination_free(&to);
	return rc;
}

int
subcommand_status(int argc, char **argv)
{
	struct error e = { 0 };
	size_t n;
	int rc = cli_parse(&program, argc, argv, &n, &e);

	if (rc > 0)
		return 0;
	if (rc == 0 && n != 1) {
		error_set(&e, ERROR_USAGE,
		    "of which folder? see aai status "
		    "--help");
		rc = -1;
	}
	if (rc == 0)
		rc = show(argv[1], &e);
	return rc == 0 ? 0 : msg_fail(&e);
}
