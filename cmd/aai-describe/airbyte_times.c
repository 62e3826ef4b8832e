/* airbyte_times: incremental loads; see airbyte.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "json/text.h"

#define DAY 86400

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static size_t
find_sync(struct airbyte_stream *st)
{
	size_t sync = document_get(st->d, st->node, "incremental_sync");

	return document_kind(st->d, sync) == JSON_OBJECT ? sync : JSON_NO_NODE;
}

static bool
is_time(struct airbyte_stream *st, size_t sync)
{
	return same(airbyte_type(st, sync), "DatetimeBasedCursor");
}

/* A text of the cursor that is a constant. */
static const char *
constant(struct airbyte_stream *st, size_t sync, const char *name)
{
	size_t node = document_get(st->d, sync, name);
	struct airbyte_value v;
	int rc;

	st->settled = true;
	rc = node != JSON_NO_NODE ? airbyte_node(st, node, &v) : -1;
	st->settled = false;
	if (rc != 0 || airbyte_settle(st, &v) != 0)
		return NULL;
	return airbyte_constant(&v);
}

int
airbyte_times(struct airbyte_stream *st)
{
	size_t sync = find_sync(st);

	if (sync == JSON_NO_NODE || !is_time(st, sync))
		return 0;
	st->has_times = true;
	st->time_format = constant(st, sync, "datetime_format");
	return 0;
}

/* "30d" of P30D, "1mo" of P1M; "" of none, NULL where it is not known. */
static const char *
duration(struct airbyte_stream *st, size_t sync, const char *name, bool months)
{
	size_t node = document_get(st->d, sync, name);
	const char *text;
	struct airbyte_value v;

	if (node == JSON_NO_NODE)
		return "";
	text = constant(st, sync, name);
	if (text == NULL || airbyte_duration(text, &v) != 0)
		return NULL;
	if (v.months > 0 && v.seconds == 0 && months)
		return v.months % 12 == 0
			   ? airbyte_text(st, "%" PRId64 "y", v.months / 12)
			   : airbyte_text(st, "%" PRId64 "mo", v.months);
	v.seconds += v.months * 31 * DAY;
	if (v.seconds == 0)
		return "";
	return v.seconds % DAY == 0
		   ? airbyte_text(st, "%" PRId64 "d", v.seconds / DAY)
		   : airbyte_text(st, "%" PRId64 "s", v.seconds);
}

/* Where the first load begins, unless users say. */
static int
put_start(struct airbyte_stream *st, size_t sync, struct source_members *m)
{
	size_t start = document_get(st->d, sync, "start_datetime");
	struct airbyte_value v;
	int rc;

	if (document_kind(st->d, start) == JSON_OBJECT)
		start = document_get(st->d, start, "datetime");
	if (start == JSON_NO_NODE)
		return 0;
	st->loose = true;
	rc = airbyte_node(st, start, &v);
	st->loose = false;
	if (rc != 0)
		return -1;
	if (v.kind == AIRBYTE_SETTING) {
		const char *text = document_text(
		    st->a->d, airbyte_setting(st->a, v.s), "default");

		source_note(&st->why, "--start is config.%s", v.s);
		v.kind = AIRBYTE_TEXT;
		v.s = text != NULL	? text
		      : v.fallback != NULL ? v.fallback
					   : "";
	}
	if (v.kind == AIRBYTE_TIME)
		source_put_text(m, "start",
		    airbyte_text(st, "%" PRId64 "s",
			v.seconds > 0 ? v.seconds : 1));
	else if (v.kind == AIRBYTE_TEXT && strlen(v.s) >= 10 &&
		 strspn(v.s, "0123456789-") >= 10)
		source_put_text(m, "start",
		    airbyte_text(st, "%.10s", v.s));
	else if (!airbyte_is_constant(&v))
		return airbyte_fail(st, "a start that is computed");
	return 0;
}

static int
put_bound(struct airbyte_stream *st, size_t sync, bool since,
    struct source_members *m)
{
	const char *name = since ? "since" : "until";
	const char *mark = since ? "//since" : "//until";
	size_t option = document_get(
	    st->d, sync, since ? "start_time_option" : "end_time_option");
	const char *format = since ? st->since_format : st->until_format;
	const char *param = NULL;
	struct source_members b = { 0 };
	int rc = 0;

	if (document_kind(st->d, option) == JSON_OBJECT) {
		const char *own = airbyte_format(st, st->time_format);

		if (own == NULL || (format != NULL && !same(own, format)))
			return airbyte_fail(st, "a time as '%s'",
			    st->time_format != NULL ? st->time_format : "");
		format = own;
		rc = airbyte_option(st, option, name, &param);
		if (param != NULL)
			source_drop(&st->params, param);
	}
	if (source_member(&st->params, mark) != NULL) {
		if (param != NULL)
			return airbyte_fail(st, "a time in two parameters");
		source_put(&b, "param", source_member(&st->params, mark));
		param = source_member(&b, "param");
		source_put_text(&b, "param", param);
		source_drop(&st->params, mark);
	} else if (param != NULL) {
		source_put_text(&b, "param", param);
	}
	if (format != NULL && rc == 0) {
		source_put_text(&b, "format", format);
		source_put_members(m, name, &b);
	}
	source_members_free(&b);
	return rc;
}

/* Formats that records' times have, where they look like nothing common. */
static void
put_formats(struct airbyte_stream *st, size_t sync, struct source_members *m)
{
	size_t list = document_get(st->d, sync, "cursor_datetime_formats");
	size_t at = JSON_NO_NODE;
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *format = st->time_format;
	bool more = document_count(st->d, list) > 0;

	if (!more)
		list = JSON_NO_NODE;
	for (;;) {
		if (more) {
			at = document_next(st->d, list, at);
			if (at == JSON_NO_NODE)
				break;
			format = document_string(st->d, at);
		}
		format = airbyte_format(st, format);
		if (format != NULL && strncmp(format, "%Y-%m-%d", 8) != 0 &&
		    !same(format, "rfc3339") && !same(format, "date")) {
			airbyte_comma(&b, 0);
			json_quote(format, strlen(format), &b);
		}
		if (!more)
			break;
	}
	if (b.len > 0)
		source_put(m, "record_formats",
		    airbyte_text(st, "[%.*s]", (int)b.len, b.data));
	buf_free(&b);
}

static int
put_spans(struct airbyte_stream *st, size_t sync, struct source_members *m)
{
	const char *step, *lookback;

	step = duration(st, sync, "step", true);
	if (step == NULL)
		return airbyte_fail(st, "a step that is computed");
	if (*step != '\0' && source_member(m, "until") != NULL)
		source_put_text(m, "step", step);
	lookback = duration(st, sync, "lookback_window", false);
	if (lookback == NULL)
		return airbyte_fail(st, "a lookback that is computed");
	if (*lookback != '\0')
		source_put_text(m, "lookback", lookback);
	return 0;
}

static int
put_members(struct airbyte_stream *st, size_t sync, struct source_members *m)
{
	const char *field = constant(st, sync, "cursor_field");
	const char *path;
	bool bounds;

	if (put_bound(st, sync, true, m) != 0 ||
	    put_bound(st, sync, false, m) != 0)
		return -1;
	bounds = source_member(m, "since") != NULL;
	if (!bounds && source_member(m, "until") != NULL)
		return airbyte_fail(st, "an end of time without a beginning");
	if (st->nkey == 0) {
		if (bounds)
			return airbyte_fail(
			    st, "what tells its records apart is not known");
		source_note(&st->unsure,
		    "it is loaded whole each time: what tells its records "
		    "apart is not known");
		return 0;
	}
	path = field != NULL ? airbyte_record_path(st, st->node, field) : NULL;
	if (path == NULL) {
		if (bounds)
			return airbyte_fail(st, "a time that is computed");
		source_note(&st->unsure,
		    "it is loaded whole each time: its time is computed");
		return 0;
	}
	source_put_text(m, "time", path);
	source_put_text(m, "order", "any");
	source_put_bool(m, "changes", true);
	put_formats(st, sync, m);
	return put_spans(st, sync, m) != 0 ? -1 : put_start(st, sync, m);
}

int
airbyte_incremental(struct airbyte_stream *st)
{
	size_t sync = find_sync(st);
	struct source_members m = { 0 };
	const char *place = st->place;
	int rc;

	if (sync == JSON_NO_NODE)
		return 0;
	st->place = "incremental_sync";
	if (!is_time(st, sync)) {
		if (airbyte_is_custom(st, sync) ||
		    document_get(st->d, sync, "start_value_option") !=
			JSON_NO_NODE)
			return airbyte_fail(st, "a state by %s",
			    airbyte_type(st, sync));
		source_note(&st->unsure,
		    "it is loaded whole each time: its state is not a time");
		st->place = place;
		return 0;
	}
	rc = put_members(st, sync, &m);
	if (rc == 0 && source_member(&m, "time") != NULL)
		source_put_members(&st->members, "incremental", &m);
	source_members_free(&m);
	st->place = rc == 0 ? place : st->place;
	return rc;
}
