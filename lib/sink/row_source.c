/* row_source: a stream of rows, read to its end; see row_source.h. */
#include "sink/row_source.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/cc.h"
#include "base/hash.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/progress.h"
#include "io/sig.h"
#include "json/scan.h"
#include "stream/columns.h"
#include "stream/deleted.h"
#include "stream/record.h"

void
row_source_open(struct row_source *f, int fd, const char *name,
    uint64_t max_line, bool require_end)
{
	memset(f, 0, sizeof(*f));
	fd_widen_pipe(fd);
	(void)scan_choose(SCAN_LEVEL_AVX2);
	lines_open(&f->lines, fd, name, mem_limit(max_line));
	row_open(&f->rows, &f->schema);
	f->require_end = require_end;
	f->text = buf_make(SIZE_MAX / 2);
}

/*
 * Wait for input or a signal, so that an idle stream does not keep the program
 * from ending.  -1 with *e when it is to end.
 */
static int
wait_for_input(struct row_source *f, struct error *e)
{
	struct pollfd fds[2] = { { f->lines.fd, POLLIN, 0 },
		{ sig_fd(), POLLIN, 0 } };

	while (sig_stopped() == 0) {
		progress_answer("%llu rows", (unsigned long long)f->nrows);
		if (lines_ready(&f->lines))
			return 0;
		if (poll(fds, sig_fd() >= 0 ? 2 : 1, -1) > 0 &&
		    fds[0].revents != 0)
			return 0;
		sig_drain();
	}
	f->signal = sig_stopped();
	error_set(e, ERROR_FAILED, "stopped by a signal");
	return -1;
}

/* Have the first byte, which may be of a blank line, or the end; say which. */
static int
begin(struct row_source *f, const struct row_source_calls *calls, void *ctx,
    struct error *e)
{
	int n = 0;

	if (calls->begin == NULL)
		return 0;
	if (wait_for_input(f, e) != 0)
		return -1;
	/* To read would be to wait for more, since there may be a mark. */
	if ((ioctl(f->lines.fd, FIONREAD, &n) != 0 || n == 0) &&
	    lines_fill(&f->lines, e) != 0)
		return -1;
	if (calls->begin(ctx, n > 0 || f->lines.bytes > 0, e) == 0)
		return 0;
	f->signal = sig_stopped();
	return -1;
}

/* Take in the end record. */
static int
take_end(struct row_source *f, const char *line, size_t len, struct error *e)
{
	struct record_end end;

	f->ended = true;
	if (record_end_parse(line, len, &end, e) != 0)
		return -1;
	f->counted = end.records == f->nrows;
	if (!f->counted) {
		(void)snprintf(f->miscount, sizeof(f->miscount),
		    "the end record counts %llu rows, %llu came",
		    (unsigned long long)end.records,
		    (unsigned long long)f->nrows);
		if (!f->require_end)
			return 0;
		error_set(e, ERROR_INPUT, "%s", f->miscount);
		return -1;
	}
	f->end_text = mem_dup(end.rest, end.rest_len);
	return end_parse(&f->end, f->end_text, end.rest_len, e);
}

/*
 * See that no other table of the stream has the table's path: which of the two
 * a sink's table of that path is could not be said.
 */
static int
check_path(struct row_source *f, size_t n, struct error *e)
{
	const struct table *t = f->schema.tables[n];
	bool added;
	size_t at;

	if (t->path == NULL)
		return 0;
	at = map_add(&f->paths, t->path, strlen(t->path), &added);
	if (added)
		f->paths.entries[at].value = n;
	if (f->paths.entries[at].value == n)
		return 0;
	error_set(e, ERROR_INPUT,
	    "columns line of table '%.100s': it has the path '%.100s' of table "
	    "'%.100s'; the rows of one path are of one table",
	    t->name, t->path,
	    f->schema.tables[f->paths.entries[at].value]->name);
	return -1;
}

/* Have the content go on with that text. */
static void
hash_content(struct row_source *f, const void *text, size_t len)
{
	f->content = hash_64(text, len, f->content);
}

static int
take_columns(struct row_source *f, const struct row_source_calls *calls,
    void *ctx, const char *line, size_t len, struct error *e)
{
	size_t before = f->schema.ntables, n;
	struct table *t;
	bool changed;

	if (columns_parse(line, len, &f->schema, &t, &changed, e) != 0)
		return -1;
	if (f->hashing) {
		buf_reset(&f->text);
		columns_put_unnumbered(&f->text, line, len);
		hash_content(f, f->text.data, f->text.len);
	}
	n = map_find(&f->schema.by_name, t->name, t->name_len);
	if (check_path(f, n, e) != 0)
		return -1;
	return changed ? calls->columns(ctx, n, n == before, e) : 0;
}

/* The content is the same in whichever form its rows come. */
static void
hash_row(struct row_source *f, const char *line, size_t len)
{
	if (!f->rows.array) {
		hash_content(f, line, len);
		return;
	}
	buf_reset(&f->text);
	row_put_object(&f->rows, &f->text);
	hash_content(f, f->text.data, f->text.len);
}

/* The row in the line is that of a record which is there no more. */
static int
take_deleted(struct row_source *f, const struct row_source_calls *calls,
    void *ctx, const char *line, size_t len, struct error *e)
{
	struct span row;
	int kind;

	if (deleted_parse(line, len, DELETED_ROW, &row, e) != 0)
		return -1;
	kind = row_read(&f->rows, row.p, row.len, e);
	f->rows.at += (size_t)(row.p - line);
	if (kind < 0)
		return -1;
	if (kind != ROW_DATA || f->rows.table->parent != NULL) {
		error_set(e, ERROR_INPUT,
		    "what is deleted must be a record's own row");
		return -1;
	}
	if (f->hashing) {
		hash_content(f, DELETED_TABLE, sizeof(DELETED_TABLE) - 1);
		hash_row(f, row.p, row.len);
	}
	f->nrows++;
	row_forget(&f->rows);
	return calls->deleted(ctx, f->rows.number, f->rows.cells, e);
}

/* A line that is not a row, or one that is read closely. */
static int
take_other(struct row_source *f, const struct row_source_calls *calls,
    void *ctx, const char *line, size_t len, int kind, struct error *e)
{
	if (kind > 0 && f->ended) {
		error_set(
		    e, ERROR_INPUT, "there is data after the end record");
		return -1;
	}
	if (kind == ROW_END)
		return take_end(f, line, len, e);
	if (kind == ROW_COLUMNS)
		return take_columns(f, calls, ctx, line, len, e);
	if (kind == ROW_DELETED)
		return take_deleted(f, calls, ctx, line, len, e);
	if (kind != ROW_DATA)
		return -1;
	if (f->hashing)
		hash_row(f, line, len);
	f->nrows++;
	return calls->row(ctx, f->rows.number, f->rows.cells, e);
}

static ALWAYS_INLINE int
take_line(struct row_source *f, const struct row_source_calls *calls, void *ctx,
    const char *line, size_t len, struct error *e)
{
	int kind = row_read(&f->rows, line, len, e);

	if (UNLIKELY(kind != ROW_DATA || f->ended || f->hashing))
		return take_other(f, calls, ctx, line, len, kind, e);
	f->nrows++;
	return calls->row(ctx, f->rows.number, f->rows.cells, e);
}

/* Say where in the stream the error is, and whether that is its cut end. */
static void
locate(const struct row_source *f, struct error *e)
{
	const struct lines *l = &f->lines;

	if (e->kind != ERROR_INPUT)
		return;
	error_prefix(e, "%s%s: line %llu (byte %llu)", l->name,
	    l->terminated ? "" : " is cut", (unsigned long long)l->number,
	    (unsigned long long)(l->offset + f->rows.at));
}

/* Whether what was read is a whole stream. */
static int
check_whole(const struct row_source *f, struct error *e)
{
	const char *wrong = NULL;

	if (f->lines.bytes == 0)
		wrong = "it is empty, not even an ended stream";
	else if (f->require_end && !f->counted)
		wrong = "it has no end record, and one is required";
	if (wrong == NULL)
		return 0;
	error_set(e, ERROR_INPUT, "%s: %s; nothing is published", f->lines.name,
	    wrong);
	return -1;
}

int
row_source_run(struct row_source *f, const struct row_source_calls *calls,
    void *ctx, struct error *e)
{
	size_t len = 0;
	char *line = NULL;
	int got;

	if (begin(f, calls, ctx, e) != 0)
		return -1;
	for (;;) {
		if (UNLIKELY(!lines_take(&f->lines, &line, &len))) {
			if (wait_for_input(f, e) != 0)
				return -1;
			got = lines_next(&f->lines, &line, &len, e);
			if (got < 0)
				return -1;
			if (got == 0)
				return check_whole(f, e);
		}
		if (take_line(f, calls, ctx, line, len, e) != 0) {
			locate(f, e);
			return -1;
		}
	}
}

void
row_source_close(struct row_source *f)
{
	row_close(&f->rows);
	lines_close(&f->lines);
	schema_free(&f->schema);
	map_free(&f->paths);
	buf_free(&f->text);
	mem_free(f->end_text);
	f->end_text = NULL;
}
