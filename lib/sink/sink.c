/* sink: from a stream of rows to published files; see sink.h. */
#include "sink/sink.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/sig.h"
#include "sink/load.h"
#include "stream/columns.h"
#include "stream/record.h"
#include "json/text.h"

/* A run: the stream on one side, the load on the other. */
struct run {
	struct lines lines;
	struct row_reader rows;
	struct load load;
	struct sink_result *result;
};

/*
 * Wait for input or a signal, so that an idle stream does not keep the program
 * from ending.  -1 with *e when it is to end.
 */
static int
wait_for_input(struct run *r, struct error *e)
{
	struct pollfd fds[2] = { { r->lines.fd, POLLIN, 0 },
		{ sig_fd(), POLLIN, 0 } };

	while (sig_stopped() == 0) {
		if (lines_ready(&r->lines))
			return 0;
		if (poll(fds, sig_fd() >= 0 ? 2 : 1, -1) > 0 &&
		    fds[0].revents != 0)
			return 0;
		sig_drain();
	}
	r->result->signal = sig_stopped();
	error_set(e, ERROR_FAILED, "stopped by a signal");
	return -1;
}

/* Take in the end record. */
static int
take_end(struct run *r, const char *line, size_t len, struct error *e)
{
	struct load *l = &r->load;
	struct record_end end;

	if (record_end_parse(line, len, &end, e) != 0)
		return -1;
	if (end.records != r->result->rows) {
		error_set(e, ERROR_INPUT,
		    "the end record counts %llu rows, %llu came",
		    (unsigned long long)end.records,
		    (unsigned long long)r->result->rows);
		if (l->o->require_end)
			return -1;
		load_warn(l, "%s; it is left out of account", e->text);
		r->result->end = false;
		return 0;
	}
	r->result->end = true;
	l->end_text = mem_dup(end.rest, end.rest_len);
	return end_parse(&l->end, l->end_text, end.rest_len, e);
}

/* One chain of hashes over all lines names what a load appends. */
static void
note_content(struct load *l, const char *line, size_t len)
{
	if (l->parts && l->o->state == NULL)
		l->content = hash_64(line, len, l->content);
}

static int
take_line(struct run *r, const char *line, size_t len, struct error *e)
{
	int kind = row_read(&r->rows, line, len, e);

	if (kind > 0 && r->load.ended) {
		error_set(
		    e, ERROR_INPUT, "there is data behind the end record");
		return -1;
	}
	switch (kind) {
	case ROW_DATA:
		r->result->rows++;
		note_content(&r->load, line, len);
		return load_row(&r->load, r->rows.number, r->rows.cells, e);
	case ROW_COLUMNS:
		note_content(&r->load, line, len);
		return load_columns(&r->load, line, len, e);
	case ROW_END:
		r->load.ended = true;
		return take_end(r, line, len, e);
	default:
		return -1;
	}
}

/* Say where in the stream the error is, and whether that is its cut end. */
static void
locate(const struct run *r, struct error *e)
{
	const struct lines *l = &r->lines;

	if (e->kind != ERROR_INPUT)
		return;
	error_prefix(e, "%s%s: line %llu (byte %llu)", l->name,
	    l->terminated ? "" : " is cut", (unsigned long long)l->number,
	    (unsigned long long)(l->offset + r->rows.at));
}

/* Read the stream to its end. */
static int
read_all(struct run *r, struct error *e)
{
	size_t len = 0;
	char *line = NULL;
	int got;

	for (;;) {
		if (wait_for_input(r, e) != 0)
			return -1;
		got = lines_next(&r->lines, &line, &len, e);
		if (got <= 0)
			return got;
		if (take_line(r, line, len, e) != 0) {
			locate(r, e);
			return -1;
		}
	}
}

/* Whether what was read is a whole stream. */
static int
check_whole(const struct run *r, struct error *e)
{
	const char *wrong = NULL;

	if (r->lines.bytes == 0)
		wrong = "it is empty, not even an ended stream";
	else if (r->load.o->require_end && !r->result->end)
		wrong = "it has no end record, and one is required";
	if (wrong == NULL)
		return 0;
	error_set(e, ERROR_INPUT, "%s: %s; nothing is published", r->lines.name,
	    wrong);
	return -1;
}

/* The rows of each table as a JSON object. */
static char *
count_rows(const struct load *l)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	const char *comma = "";
	size_t i;

	buf_byte(&out, '{');
	for (i = 0; i < l->ntargets; i++) {
		if (l->targets[i]->left_out)
			continue;
		buf_str(&out, comma);
		json_quote(
		    l->in.tables[i]->name, l->in.tables[i]->name_len, &out);
		buf_byte(&out, ':');
		buf_u64(&out, l->targets[i]->t.rows);
		comma = ",";
	}
	buf_byte(&out, '}');
	return buf_take(&out);
}

int
sink_run(const struct sink_options *o, const struct sink_format *format,
    void *ctx, int in, const char *in_name, struct sink_result *result,
    struct error *e)
{
	struct run r = { .result = result };
	int rc = -1;

	memset(result, 0, sizeof(*result));
	r.load.o = o;
	r.load.format = format;
	r.load.ctx = ctx;
	r.load.result = result;
	fd_widen_pipe(in);
	lines_open(&r.lines, in, in_name, (size_t)o->max_line);
	row_open(&r.rows, &r.load.in);
	if (load_open(&r.load, e) == 0 && read_all(&r, e) == 0 &&
	    check_whole(&r, e) == 0 && load_publish(&r.load, e) == 0)
		rc = 0;
	result->bytes_in = r.lines.bytes;
	result->counts = count_rows(&r.load);
	load_close(&r.load);
	row_close(&r.rows);
	lines_close(&r.lines);
	return rc;
}

void
sink_result_free(struct sink_result *result)
{
	mem_free(result->counts);
	result->counts = NULL;
}

static void
put_member(struct buf *out, const char *name, uint64_t v)
{
	buf_printf(out, ",\"%s\":", name);
	buf_u64(out, v);
}

int
sink_stats(const struct sink_options *o, const char *program,
    const struct sink_result *result, struct error *e)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	bool named = o->stats != NULL && strcmp(o->stats, "-") != 0, ok;
	int fd = STDERR_FILENO;

	if (o->stats == NULL)
		return 0;
	buf_printf(&out, "{\"program\":\"%s\",\"published\":%s,\"end\":%s",
	    program, result->published ? "true" : "false",
	    result->end ? "true" : "false");
	put_member(&out, "rows", result->rows);
	put_member(&out, "tables", result->tables);
	put_member(&out, "bytes_in", result->bytes_in);
	put_member(&out, "bytes_out", result->bytes_out);
	put_member(&out, "replaced", result->replaced);
	put_member(&out, "rewritten", result->rewritten);
	buf_printf(&out, ",\"rows_of\":%s}\n", result->counts);
	if (named)
		fd = open(
		    o->stats, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ok = fd >= 0 && fd_write_all(fd, out.data, out.len) == 0;
	if (fd >= 0 && named && close(fd) != 0)
		ok = false;
	if (!ok)
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", o->stats);
	buf_free(&out);
	return ok ? 0 : -1;
}
