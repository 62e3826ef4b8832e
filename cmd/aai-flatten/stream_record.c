/* stream_record: a record of a stream into the flattener; see
 * stream_record.h. */
#include "aai-flatten/stream_record.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "stream/deleted.h"
#include "stream/end.h"
#include "stream/record.h"

/* Put the place in front of the error. */
static int
fail_at(struct stream_record *g, size_t offset, struct error *e)
{
	struct input_position at = g->at;
	size_t i;

	at.byte += g->made ? 0 : offset;
	/* The record may have grown where it was repaired. */
	for (i = 0; g->text != NULL && i < offset && i < g->text_len; i++)
		at.line += g->text[i] == '\n';
	input_prefix(g->name, &at, e);
	return -1;
}

/* Take one result of the filter as a record. */
static int
put_result(void *arg, const char *text, size_t len, struct error *e)
{
	struct stream_record *g = arg;
	struct record_tag tag;

	buf_reset(&g->record);
	if (g->tag != NULL && record_tag(text, len, &tag) &&
	    tag.table == NULL) {
		record_put(&g->record, g->tag, "", 0, text, len);
		len = g->record.len;
	} else {
		buf_put(&g->record, text, len);
	}
	if (input_pad(&g->record, e) != 0) {
		error_prefix(e, "a result");
		return -1;
	}
	return flatten_record(g->f, (char *)g->record.data, len, e);
}

/*
 * Of a load with a state the end record has come, and nothing went out: let the
 * sink know by a byte, so that it locks the state before the source of the
 * stream unlocks it (stream/end.h).  Blank lines are nothing to a reader, and
 * the last two bytes stay here.
 */
static int
announce(struct stream_record *g, struct error *e)
{
	static const char member[] = "\"state\":", blank[] = "\n\n\n";

	if (g->out->bytes > 0 || g->stream->infer || g->end.len == 0 ||
	    memmem(g->end.data, g->end.len, member, strlen(member)) == NULL)
		return 0;
	if (out_put(g->out, blank, strlen(blank), e) != 0)
		return -1;
	return out_flush(g->out, e);
}

/* Say that the end record's count is wrong. */
static void
drop_end(struct stream_record *g, uint64_t counted)
{
	char text[160];

	g->stream->dropped_end = true;
	(void)snprintf(text, sizeof(text),
	    "the end record counts %llu records, but %llu came: it is left "
	    "out", (unsigned long long)counted,
	    (unsigned long long)g->records);
	if (g->stream->say != NULL)
		g->stream->say(g->stream->arg, text);
}

/* Of one of several inputs: nothing but its count may be of importance. */
static int
check_joined(struct stream_record *g, const struct record_end *record,
    struct error *e)
{
	struct end end;

	if (end_parse(&end, record->rest, record->rest_len, e) != 0)
		return fail_at(g, 0, e);
	if (end.state != NULL || end.merge || end.refresh) {
		error_set(e, ERROR_INPUT, "this stream has a state or is to be "
		    "merged: flatten it alone");
		return fail_at(g, 0, e);
	}
	if (!g->whole)
		drop_end(g, record->records);
	return 0;
}

/* Check the end record, and keep it. */
static int
take_end(struct stream_record *g, const char *line, size_t len, struct error *e)
{
	struct record_end end;

	if (record_end_parse(line, len, &end, e) != 0)
		return fail_at(g, 0, e);
	g->ended = true;
	g->whole = end.records == g->records;
	if (!g->alone)
		return check_joined(g, &end, e);
	buf_put(&g->end, end.rest, end.rest_len);
	if (g->whole)
		return announce(g, e);
	drop_end(g, end.records);
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
take_deleted(struct stream_record *g, const char *line, size_t len,
    struct error *e)
{
	struct span record;

	if (deleted_parse(line, len, DELETED_RECORD, &record, e) != 0)
		return -1;
	if (g->stream->infer)
		return 0;
	buf_reset(&g->record);
	buf_put(&g->record, record.p, record.len);
	if (input_pad(&g->record, e) != 0)
		return -1;
	return flatten_deleted(g->f, (char *)g->record.data, record.len, e);
}

/* Put the record through the filter; what comes out keeps its tag. */
static int
filter_line(struct stream_record *g, const char *line, size_t len,
    struct error *e)
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

/* What to do about a line that is not a record, by an input's first one. */
static void
advise(struct stream_record *g, char first, size_t len, struct error *e)
{
	const char *what = NULL;
	char text[sizeof(e->text)];

	if (g->text != NULL || g->made || g->records > 1 ||
	    e->kind != ERROR_INPUT)
		return;
	if (first == '\xff' || first == '\xfe')
		what = "iconv -f UTF-16 -t UTF-8 makes UTF-8 of UTF-16";
	else if (first == '{' && flatten_at(g->f) >= len)
		what = "jq -c . puts each record on a line of its own";
	else if (first != '{' && flatten_at(g->f) == 0)
		what = "CSV is read with --format csv";
	if (what == NULL)
		return;
	memcpy(text, e->text, sizeof(text));
	error_set(e, ERROR_INPUT, "%s; %s", text, what);
}

/* Say so when the first line is that of rows, which need no flattening. */
static void
watch_for_rows(struct stream_record *g, const char *line, size_t len)
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

int
stream_record_take(struct stream_record *g, char *line, size_t len,
    struct error *e)
{
	char first = len > 0 ? line[0] : '\0';
	bool special;
	int rc;

	if (g->ended) {
		error_set(e, ERROR_INPUT, "there is more after the end "
					  "record");
		return fail_at(g, 0, e);
	}
	/* One that is cut is the input's end, not a line like others. */
	if (UNLIKELY(g->stream->bad != NULL) && g->text == NULL && !g->made &&
	    !g->cut && !input_bad_is_record(line, len)) {
		g->records++;
		return input_bad_put(g->stream->bad, g->name, &g->at,
		    line[0] == '{' ? "invalid JSON" : "not a JSON object",
		    line, len, false, e);
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
	if (g->cut && first == '{' && e->kind == ERROR_INPUT)
		error_prefix(e, "the input is cut");
	else if (g->stream->filter == NULL)
		advise(g, first, len, e);
	return fail_at(g,
	    g->stream->filter != NULL ? 0 : flatten_at(g->f), e);
}
