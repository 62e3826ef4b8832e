/* flatten_stream: a stream of records through a flattener; see
 * flatten_stream.h. */
#include "aai-flatten/flatten_stream.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "aai-flatten/input_csv.h"
#include "aai-flatten/input_documents.h"
#include "aai-flatten/input_layout.h"
#include "aai-flatten/stream_record.h"
#include "base/buf.h"
#include "base/mem.h"
#include "codec/byte_source.h"
#include "io/lines.h"
#include "io/progress.h"
#include "io/sig.h"
#include "json/stats.h"
#include "stream/record.h"

/* The work in progress. */
struct feeding {
	struct flatten_stream *stream;
	struct stream_record r;
	struct byte_source in; /* of the input that is read, as is lines */
	struct lines lines;
	bool all_whole; /* each input up to here had a right end record */
};

/* Say how far it is, when that was asked. */
static void
answer(const struct feeding *g)
{
	struct flatten_counts c = flatten_count(g->r.f);

	progress_answer("%llu records, %llu rows",
	    (unsigned long long)c.records, (unsigned long long)c.rows);
}

/*
 * Wait until there is something to read.  When there is nothing, what is ready
 * goes out first.  -1 with *e, also when a signal came.
 */
static int
wait_for_input(void *arg, int fd, struct error *e)
{
	struct feeding *g = arg;
	struct pollfd fds[2] = { { fd, POLLIN, 0 },
		{ sig_fd(), POLLIN, 0 } };
	nfds_t n = sig_fd() >= 0 ? 2 : 1;

	do {
		answer(g);
		if (poll(fds, n, 0) == 0) {
			if (flatten_flush(g->r.f, e) != 0)
				return -1;
			(void)poll(fds, n, -1);
		}
		if (sig_stopped() != 0) {
			e->kind = ERROR_NONE;
			return -1;
		}
		if (n == 2 && fds[1].revents != 0)
			sig_drain();
	} while (fds[0].revents == 0);
	return 0;
}

static ssize_t
read_input(void *arg, void *p, size_t n, struct error *e)
{
	struct feeding *g = arg;

	return byte_source_read(&g->in, p, n, e);
}

static char *
widen_line(void *arg, size_t n)
{
	struct feeding *g = arg;

	return lines_widen(&g->lines, n);
}

/* Take each line as a record. */
static int
take_lines(struct feeding *g, struct error *e)
{
	char *line;
	size_t len;
	int rc;

	lines_open_by(&g->lines, read_input, g, g->r.name,
	    mem_limit(g->stream->max_line));
	if (g->stream->filter == NULL)
		flatten_widen_by(g->r.f, widen_line, g);
	while ((rc = lines_next(&g->lines, &line, &len, e)) == 1) {
		g->r.at.line = g->lines.number;
		g->r.at.byte = g->lines.offset;
		g->r.cut = !g->lines.terminated;
		if (stream_record_take(&g->r, line, len, e) != 0) {
			rc = -1;
			break;
		}
	}
	flatten_widen_by(g->r.f, NULL, NULL);
	g->stream->lines += g->lines.number;
	lines_close(&g->lines);
	return rc;
}

static int
take_document(void *arg, const struct input_position *at, char *text,
    size_t len, struct error *e)
{
	struct feeding *g = arg;

	g->r.at = *at;
	g->r.text = text;
	g->r.text_len = len;
	return stream_record_take(&g->r, text, len, e);
}

static int
take_documents(struct feeding *g, struct error *e)
{
	struct input_documents d = { .in = &g->in,
		.name = g->r.name,
		.path = g->stream->records,
		.max = mem_limit(g->stream->max_line),
		.to = { take_document, g } };
	int rc = input_documents_read(&d, e);
	char text[sizeof(e->text)];

	if (rc != 0 && g->stream->bad != NULL && e->kind == ERROR_INPUT) {
		memcpy(text, e->text, sizeof(text));
		error_set(e, ERROR_INPUT, "%s; --bad leaves out lines, but "
		    "here records are not one a line, so that what follows "
		    "cannot be read", text);
	}
	g->stream->lines += d.lines;
	return rc;
}

static int
take_row(void *arg, const struct input_position *at, char *text, size_t len,
    struct error *e)
{
	struct feeding *g = arg;

	g->r.at = *at;
	return stream_record_take(&g->r, text, len, e);
}

static int
take_rows(struct feeding *g, char delimiter, struct error *e)
{
	struct input_csv c = { .in = &g->in,
		.name = g->r.name,
		.delimiter = delimiter,
		.max = mem_limit(g->stream->max_line),
		.to = { take_row, g },
		.bad = g->stream->bad };
	char text[200];
	int rc;

	g->r.made = true;
	rc = input_csv_read(&c, e);
	g->r.made = false;
	g->stream->lines += c.lines;
	(void)snprintf(text, sizeof(text), "%.100s: %zu columns without a name "
	    "of their own got one with their number", g->r.name, c.changed);
	if (c.changed > 0 && g->stream->say != NULL)
		g->stream->say(g->stream->arg, text);
	return rc;
}

static int
take_json(struct feeding *g, struct error *e)
{
	enum input_layout layout = INPUT_DOCUMENTS;

	if (g->stream->records == NULL &&
	    input_layout_find(&g->in, &layout, e) != 0)
		return -1;
	return layout == INPUT_LINES ? take_lines(g, e) : take_documents(g, e);
}

/* Take all records of an input. */
static int
take_input(struct feeding *g, const struct input *in, struct error *e)
{
	int rc;

	g->r.name = in->name;
	g->r.text = NULL;
	g->r.cut = g->r.ended = g->r.whole = false;
	g->r.records = 0;
	flatten_table(g->r.f, in->table);
	byte_source_open(&g->in, in->fd, in->name);
	g->in.wait = wait_for_input;
	g->in.arg = g;
	if (in->format == INPUT_CSV || in->format == INPUT_TSV)
		rc = take_rows(g, in->format == INPUT_TSV ? '\t' : '\0', e);
	else
		rc = take_json(g, e);
	g->stream->bytes += g->in.bytes;
	byte_source_close(&g->in);
	if (rc == 0 && sig_stopped() == 0 && g->stream->require_end &&
	    !g->r.whole) {
		error_set(e, ERROR_INPUT, "%s: it is cut: %s end record",
		    g->r.name, g->r.ended ? "a wrong" : "no");
		return -1;
	}
	g->all_whole = g->all_whole && g->r.whole;
	return rc;
}

/* Take one after another. */
static int
take_all(struct feeding *g, struct error *e)
{
	struct flatten_stream *s = g->stream;
	struct input in = { .fd = s->fd, .name = s->name,
		.format = s->format };
	size_t i;
	int rc = 0;

	g->r.alone = s->npaths <= 1;
	if (s->npaths == 0)
		return take_input(g, &in, e);
	for (i = 0; i < s->npaths && rc == 0; i++) {
		rc = input_open(&in, s->paths[i], s->format, e);
		if (rc == 0)
			rc = take_input(g, &in, e);
		input_close(&in);
	}
	return rc;
}

/* End the output as the input has ended. */
static int
finish(struct feeding *g, struct out *out, struct error *e)
{
	struct buf line = buf_make(SIZE_MAX / 2);
	uint64_t bytes = g->stream->bytes;
	int rc = -1;

	/* Whoever wrote the input may have ended by that signal, too. */
	if (sig_stopped() != 0) {
		e->kind = ERROR_NONE;
		return -1;
	}
	/* No byte in, no byte out, except where a schema was asked for. */
	if ((bytes > 0 || g->stream->infer) && flatten_finish(g->r.f, e) != 0)
		return -1;
	if (g->all_whole && !g->stream->infer) {
		record_end_put(&line, flatten_count(g->r.f).rows,
		    g->r.end.len > 0 ? (const char *)g->r.end.data : "",
		    g->r.end.len);
		buf_byte(&line, '\n');
	} else if (out->bytes == 0 && bytes > 0) {
		buf_byte(&line, '\n');
	}
	if (out_put(out, line.data, line.len, e) == 0)
		rc = out_finish(out, e);
	buf_free(&line);
	return rc;
}

int
flatten_stream_run(struct flatten_stream *stream, struct flatten *f,
    struct out *out, struct error *e)
{
	struct feeding g = { .stream = stream, .all_whole = true,
		.r = { .stream = stream, .f = f, .out = out } };
	int rc;

	stream->bytes = stream->lines = 0;
	g.r.record = buf_make(mem_limit(stream->max_line + FLATTEN_PAD + 1));
	g.r.end = buf_make(SIZE_MAX / 2);
	rc = take_all(&g, e);
	flatten_table(f, NULL);
	if (rc == 0)
		rc = finish(&g, out, e);
	buf_free(&g.r.record);
	buf_free(&g.r.end);
	return rc;
}

int
flatten_stream_stats(const struct flatten_stream *stream,
    const struct flatten_counts *c, const char *program, int status,
    const struct cli_common *cli, struct error *e)
{
	uint64_t bad = stream->bad != NULL ? stream->bad->count : 0;
	struct buf out = buf_make(4096);
	int rc;

	stats_begin(&out, program);
	cli_put_count(&out, "records", c->records);
	cli_put_count(&out, "rows", c->rows);
	cli_put_count(&out, "tables", c->tables);
	cli_put_count(&out, "columns_lines", c->columns_lines);
	cli_put_count(&out, "duplicates", c->duplicates);
	cli_put_count(&out, "replaced", c->repaired);
	cli_put_count(&out, "rejected", c->rejected);
	cli_put_count(&out, "bad", bad);
	cli_put_count(&out, "lines", stream->lines);
	cli_put_count(&out, "bytes_in", stream->bytes);
	buf_printf(&out, ",\"whole\":%s",
	    status == 0 || status == ERROR_PARTIAL ? "true" : "false");
	stats_open_skipped(&out);
	stats_skipped(&out, "rejected", c->rejected);
	stats_skipped(&out, "bad", bad);
	stats_close_skipped(&out);
	stats_end(&out, status);
	rc = stats_write(cli, &out, e);
	buf_free(&out);
	return rc;
}
