/* flatten_stream: a stream of records through a flattener; see
 * flatten_stream.h. */
#include "aai-flatten/flatten_stream.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/sig.h"
#include "json/stats.h"
#include "json/text.h"
#include "stream/deleted.h"
#include "stream/record.h"

/* The current feed. */
struct feeding {
	struct flatten_stream *stream;
	struct flatten *f;
	struct out *out;
	struct lines lines;
	struct buf record; /* the filter's result, with its pad */
	char *tag;	   /* of the record that is filtered, or NULL */
	struct buf end;	   /* the rest of the end record */
	bool ended;	   /* there was one */
	bool whole;	   /* its count is right */
	uint64_t records;  /* lines that are records */
};

/* Put the place in front of the error. */
static int
fail_at(struct feeding *g, size_t at, struct error *e)
{
	error_prefix(e, "%s: line %llu (byte %llu)", g->stream->name,
	    (unsigned long long)g->lines.number,
	    (unsigned long long)(g->lines.offset + at));
	return -1;
}

/* Take one result of the filter as a record. */
static int
put_result(void *arg, const char *text, size_t len, struct error *e)
{
	struct feeding *g = arg;
	struct record_tag tag;
	uint8_t *pad;

	buf_reset(&g->record);
	if (g->tag != NULL && record_tag(text, len, &tag) &&
	    tag.table == NULL) {
		record_put(&g->record, g->tag, "", 0, text, len);
		len = g->record.len;
	} else {
		buf_put(&g->record, text, len);
	}
	pad = buf_reserve(&g->record, FLATTEN_PAD + 1);
	if (pad == NULL) {
		error_set(e, ERROR_INPUT, "a result is longer than "
					  "--max-line");
		return -1;
	}
	memset(pad, 0, FLATTEN_PAD + 1);
	return flatten_record(g->f, (char *)g->record.data, len, e);
}

/*
 * Of a load with a state the end record has come, and nothing went out: let the
 * sink know by a byte, so that it locks the state before the source of the
 * stream unlocks it (stream/end.h).  Blank lines are nothing to a reader, and
 * the last two bytes stay here.
 */
static int
announce(struct feeding *g, struct error *e)
{
	static const char member[] = "\"state\":", blank[] = "\n\n\n";

	if (g->out->bytes > 0 || g->stream->infer || g->end.len == 0 ||
	    memmem(g->end.data, g->end.len, member, strlen(member)) == NULL)
		return 0;
	if (out_put(g->out, blank, strlen(blank), e) != 0)
		return -1;
	return out_flush(g->out, e);
}

/* Check the end record, and keep it. */
static int
take_end(struct feeding *g, const char *line, size_t len, struct error *e)
{
	struct record_end end;
	char text[160];

	if (record_end_parse(line, len, &end, e) != 0)
		return fail_at(g, 0, e);
	g->ended = true;
	g->whole = end.records == g->records;
	buf_put(&g->end, end.rest, end.rest_len);
	if (g->whole)
		return announce(g, e);
	g->stream->dropped_end = true;
	(void)snprintf(text, sizeof(text),
	    "the end record counts %llu records, but %llu came: it is left "
	    "out", (unsigned long long)end.records,
	    (unsigned long long)g->records);
	if (g->stream->say != NULL)
		g->stream->say(g->stream->arg, text);
	return 0;
}

/* Whether the line is the end record. */
static bool
is_end(const char *line, size_t len)
{
	struct record_tag tag;

	return record_tag(line, len, &tag) && tag.table != NULL &&
	    tag.table_len == sizeof(RECORD_END_TABLE) - 1 &&
	    memcmp(tag.table, RECORD_END_TABLE, tag.table_len) == 0;
}

/*
 * Whether the line may be one of the stream's own tables.  Nearly no line
 * begins so, and what most begin with is told by few bytes.
 */
static bool
is_special(const char *line, size_t len)
{
	static const char usual[] = "{\"_table\":\"";

	if (len < sizeof(RECORD_END_TABLE))
		return false;
	if (memcmp(line, usual, sizeof(usual) - 1) == 0)
		return line[sizeof(usual) - 1] == RECORD_END_TABLE[0];
	return line[0] != '{' || line[1] != '"' ||
	    memcmp(line, usual, strlen("{\"_table\"")) == 0;
}

/* A record that is there no more: neither filters nor schemas are about it. */
static int
take_deleted(struct feeding *g, const char *line, size_t len, struct error *e)
{
	struct span record;
	uint8_t *pad;

	if (deleted_parse(line, len, DELETED_RECORD, &record, e) != 0)
		return -1;
	if (g->stream->infer)
		return 0;
	buf_reset(&g->record);
	buf_put(&g->record, record.p, record.len);
	pad = buf_reserve(&g->record, FLATTEN_PAD + 1);
	if (pad == NULL) {
		error_set(e, ERROR_INPUT, "it is longer than --max-line");
		return -1;
	}
	memset(pad, 0, FLATTEN_PAD + 1);
	return flatten_deleted(g->f, (char *)g->record.data, record.len, e);
}

/* Put the record through the filter; what comes out keeps its tag. */
static int
filter_line(struct feeding *g, const char *line, size_t len, struct error *e)
{
	const struct filter_sink sink = { put_result, g };
	struct buf name = buf_make(SIZE_MAX / 2);
	struct record_tag tag;
	int rc;

	g->tag = NULL;
	if (record_tag(line, len, &tag) && tag.table != NULL) {
		(void)json_unescape(tag.table, tag.table_len, &name);
		g->tag = buf_take(&name);
	}
	rc = filter_run(g->stream->filter, line, len, &sink, e);
	mem_free(g->tag);
	buf_free(&name);
	return rc;
}

/*
 * What to do about JSON that is laid out otherwise, by the first line, which
 * cannot be taken: a list of records, or a record over several lines.
 */
static void
advise(struct feeding *g, char first, size_t len, struct error *e)
{
	const char *what = NULL;
	char text[sizeof(e->text)];

	if (first == '[')
		what = "jq -c '.[]' makes records of a list";
	else if (first == '{' && flatten_at(g->f) >= len)
		what = "jq -c . puts each record on a line of its own";
	if (what == NULL || g->records > 1 || e->kind != ERROR_INPUT)
		return;
	memcpy(text, e->text, sizeof(text));
	error_set(e, ERROR_INPUT, "%s; %s", text, what);
}

/* Say so when the first line is that of rows, which need no flattening. */
static void
watch_for_rows(struct feeding *g, const char *line, size_t len)
{
	static const char columns[] = "\"_columns\":[{\"name\":";
	struct record_tag tag;

	if (g->stream->say != NULL && record_tag(line, len, &tag) &&
	    tag.table != NULL &&
	    (size_t)(line + len - tag.rest) >= sizeof(columns) &&
	    memcmp(tag.rest, columns, sizeof(columns) - 1) == 0)
		g->stream->say(g->stream->arg,
		    "these look like rows, which are "
		    "flat already: a sink takes them as they are");
}

static int
take_line(struct feeding *g, char *line, size_t len, struct error *e)
{
	char first = len > 0 ? line[0] : '\0';
	bool special;
	int rc;

	if (g->ended) {
		error_set(e, ERROR_INPUT, "there is more after the end "
					  "record");
		return fail_at(g, 0, e);
	}
	special = is_special(line, len);
	if (special && is_end(line, len))
		return take_end(g, line, len, e);
	if (special && deleted_is(line, len)) {
		g->records++;
		if (take_deleted(g, line, len, e) == 0)
			return 0;
		return e->kind == ERROR_OUTPUT ? -1 : fail_at(g, 0, e);
	}
	if (g->records++ == 0)
		watch_for_rows(g, line, len);
	if (g->stream->filter != NULL)
		rc = filter_line(g, line, len, e);
	else
		rc = flatten_record(g->f, line, len, e);
	if (rc == 0 || e->kind == ERROR_OUTPUT)
		return rc;
	if (!g->lines.terminated && e->kind == ERROR_INPUT)
		error_prefix(e, "the input is cut");
	else if (g->stream->filter == NULL)
		advise(g, first, len, e);
	return fail_at(g,
	    g->stream->filter != NULL ? 0 : flatten_at(g->f), e);
}

/*
 * Wait for a whole line, or the end.  When there is nothing to read, what is
 * ready goes out first.  -1 with *e, also when a signal came.
 */
static int
wait_for_line(struct feeding *g, struct error *e)
{
	struct pollfd fds[2] = { { g->stream->fd, POLLIN, 0 },
		{ sig_fd(), POLLIN, 0 } };
	nfds_t n = sig_fd() >= 0 ? 2 : 1;

	while (!lines_ready(&g->lines)) {
		if (poll(fds, n, 0) == 0) {
			if (flatten_flush(g->f, e) != 0)
				return -1;
			(void)poll(fds, n, -1);
		}
		if (sig_stopped() != 0) {
			e->kind = ERROR_NONE;
			return -1;
		}
		if (n == 2 && fds[1].revents != 0)
			sig_drain();
		if (fds[0].revents != 0 && lines_fill(&g->lines, e) != 0)
			return -1;
	}
	return 0;
}

static char *
widen_line(void *arg, size_t n)
{
	struct feeding *g = arg;

	return lines_widen(&g->lines, n);
}

static int
take_all(struct feeding *g, struct error *e)
{
	char *line;
	size_t len;
	int rc;

	for (;;) {
		if (wait_for_line(g, e) != 0)
			return -1;
		rc = lines_next(&g->lines, &line, &len, e);
		if (rc <= 0)
			return rc;
		if (take_line(g, line, len, e) != 0)
			return -1;
	}
}

/* End the output as the input has ended. */
static int
finish(struct feeding *g, struct out *out, struct error *e)
{
	struct buf line = buf_make(SIZE_MAX / 2);
	int rc = -1;

	/* Whoever wrote the input may have ended by that signal, too. */
	if (sig_stopped() != 0) {
		e->kind = ERROR_NONE;
		return -1;
	}
	if (g->stream->require_end && !g->whole) {
		error_set(e, ERROR_INPUT, "%s: it is cut: %s end record",
		    g->stream->name, g->ended ? "a wrong" : "no");
		return -1;
	}
	/* No byte in, no byte out, except where a schema was asked for. */
	if ((g->lines.bytes > 0 || g->stream->infer) &&
	    flatten_finish(g->f, e) != 0)
		return -1;
	if (g->whole && !g->stream->infer) {
		record_end_put(&line, flatten_count(g->f).rows,
		    g->end.len > 0 ? (const char *)g->end.data : "",
		    g->end.len);
		buf_byte(&line, '\n');
	} else if (out->bytes == 0 && g->lines.bytes > 0) {
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
	struct feeding g = { .stream = stream, .f = f, .out = out };
	int rc;

	lines_open(&g.lines, stream->fd, stream->name,
	    mem_limit(stream->max_line));
	g.record = buf_make(mem_limit(stream->max_line + FLATTEN_PAD + 1));
	g.end = buf_make(SIZE_MAX / 2);
	if (stream->filter == NULL)
		flatten_widen_by(f, widen_line, &g);
	rc = take_all(&g, e);
	flatten_widen_by(f, NULL, NULL);
	stream->bytes = g.lines.bytes;
	stream->lines = g.lines.number;
	if (rc == 0)
		rc = finish(&g, out, e);
	lines_close(&g.lines);
	buf_free(&g.record);
	buf_free(&g.end);
	return rc;
}

int
flatten_stream_stats(const struct flatten_stream *stream,
    const struct flatten_counts *c, const char *program, int status,
    const struct cli_common *cli, struct error *e)
{
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
	cli_put_count(&out, "lines", stream->lines);
	cli_put_count(&out, "bytes_in", stream->bytes);
	buf_printf(&out, ",\"whole\":%s",
	    status == 0 || status == ERROR_PARTIAL ? "true" : "false");
	stats_open_skipped(&out);
	stats_skipped(&out, "rejected", c->rejected);
	stats_close_skipped(&out);
	stats_end(&out, status);
	rc = stats_write(cli, &out, e);
	buf_free(&out);
	return rc;
}
