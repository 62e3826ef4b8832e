/* airbyte_call: functions, methods and filters; see airbyte_value.h. */
#include <inttypes.h>
#include <string.h>

#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "base/num.h"

#define DAY 86400

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool
airbyte_whole(const struct airbyte_value *v, int64_t *out)
{
	return (v->kind == AIRBYTE_NUMBER || v->kind == AIRBYTE_TEXT) &&
	       num_i64(v->s, strlen(v->s), -1000000000, 1000000000, out);
}

int
airbyte_duration(const char *s, struct airbyte_value *v)
{
	bool time = false;
	size_t digits;

	memset(v, 0, sizeof(*v));
	v->kind = AIRBYTE_DURATION;
	if (s == NULL || *s++ != 'P')
		return -1;
	while (*s != '\0') {
		int64_t n;

		if (*s == 'T' && !time) {
			time = true;
			s++;
			continue;
		}
		digits = strspn(s, "0123456789");
		if (!num_i64(s, digits, 0, 1000000, &n))
			return -1;
		s += digits;
		if (*s == 'Y' || (*s == 'M' && !time))
			v->months += *s == 'Y' ? n * 12 : n;
		else if (strchr("WDHMS", *s) != NULL && *s != '\0')
			v->seconds += n * (*s == 'W'   ? 7 * DAY
					   : *s == 'D' ? DAY
					   : *s == 'H' ? 3600
					   : *s == 'M' ? 60
						       : 1);
		else
			return -1;
		s++;
	}
	return 0;
}

const char *
airbyte_format(struct airbyte_stream *st, const char *format)
{
	static const char *const known[][2] = {
		{ "%Y-%m-%dT%H:%M:%SZ", "rfc3339" }, { "%Y-%m-%d", "date" },
		{ "%s", "epoch" }, { "%ms", "epoch_ms" },
		{ "%epoch_microseconds", "epoch_us" },
		{ "%Y-%m-%dT%H:%M:%S.%fZ", NULL } };
	static const char *const fine[] = { "_ms", "Y", "m", "d", "H", "M", "S",
		"j", "b", "a", "f", "z", ":z", "%" };
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *s;
	size_t i;

	if (format == NULL)
		return NULL;
	for (i = 0; i < LEN(known); i++)
		if (same(known[i][0], format) && known[i][1] != NULL)
			return known[i][1];
	for (s = format; *s != '\0'; s++) {
		if (*s != '%') {
			buf_byte(&b, (uint8_t)*s);
			continue;
		}
		s++;
		for (i = 0; i < LEN(fine); i++)
			if (strncmp(s, fine[i], strlen(fine[i])) == 0)
				break;
		if (i < LEN(fine)) {
			buf_printf(&b, "%%%s", fine[i]);
			s += strlen(fine[i]) - 1;
		} else if (*s == 'T') {
			buf_str(&b, "%H:%M:%S");
		} else if (*s == 'F') {
			buf_str(&b, "%Y-%m-%d");
		} else {
			buf_free(&b);
			return NULL;
		}
	}
	s = airbyte_text(st, "%.*s", (int)b.len, b.data);
	buf_free(&b);
	return *s != '\0' ? s : NULL;
}

/* A text argument, or what else it is. */
static int
argument(struct airbyte_stream *st, const struct jinja *j, size_t node,
    size_t n, struct airbyte_value *v)
{
	size_t at = jinja_child(j, node, n);

	memset(v, 0, sizeof(*v));
	if (at == JINJA_NONE)
		return 0;
	if (j->nodes[at].kind == JINJA_KEYWORD)
		at = j->nodes[at].child;
	return airbyte_eval(st, j, at, v);
}

/* Have a time be written as that; of what users set, only a day. */
static int
set_format(
    struct airbyte_stream *st, struct airbyte_value *v, const char *format)
{
	if (format == NULL)
		return airbyte_fail(st, "a time without a format");
	if (v->kind == AIRBYTE_SETTING && !st->loose &&
	    !same(format, "%Y-%m-%d"))
		return airbyte_fail(
		    st, "config.%s, written as '%s'", v->s, format);
	if (airbyte_is_constant(v) && !st->loose)
		return airbyte_fail(st, "a constant time, written otherwise");
	v->format = format;
	return 0;
}

static int
call_now(struct airbyte_value *v)
{
	v->kind = AIRBYTE_TIME;
	v->format = "%Y-%m-%d %H:%M:%S.%f+00:00";
	return 0;
}

static int
call_day_delta(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	struct airbyte_value days, format;
	int64_t n;

	if (argument(st, j, node, 1, &days) != 0 ||
	    argument(st, j, node, 2, &format) != 0 ||
	    airbyte_settle(st, &days) != 0)
		return -1;
	if (!airbyte_whole(&days, &n))
		return airbyte_fail(st, "day_delta() of what is not known");
	call_now(v);
	v->seconds = -n * DAY;
	v->format = format.s != NULL ? format.s : "%Y-%m-%dT%H:%M:%S.%f%z";
	return 0;
}

static int
call_duration(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	struct airbyte_value text;

	if (argument(st, j, node, 1, &text) != 0)
		return -1;
	if (airbyte_settle(st, &text) != 0)
		return -1;
	if (text.kind == AIRBYTE_TEXT && airbyte_duration(text.s, v) == 0)
		return 0;
	return airbyte_fail(st, "a duration that is not known");
}

static int
call_format(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	struct airbyte_value format;

	if (argument(st, j, node, 1, v) != 0 ||
	    argument(st, j, node, 2, &format) != 0)
		return -1;
	return set_format(st, v,
	    format.kind == AIRBYTE_TEXT ? format.s : NULL);
}

/* The later or earlier of two times; of what users set, that. */
static int
call_extreme(struct airbyte_stream *st, const struct jinja *j, size_t node,
    bool most, struct airbyte_value *v)
{
	struct airbyte_value b;
	int64_t x, y;

	if (argument(st, j, node, 1, v) != 0 ||
	    argument(st, j, node, 2, &b) != 0)
		return -1;
	if (st->loose &&
	    (v->kind == AIRBYTE_SETTING || b.kind == AIRBYTE_SETTING)) {
		if (v->kind != AIRBYTE_SETTING)
			*v = b;
		return 0;
	}
	if (airbyte_settle(st, v) != 0 || airbyte_settle(st, &b) != 0)
		return -1;
	if (v->kind == AIRBYTE_TIME && b.kind == AIRBYTE_TIME) {
		if ((b.seconds < v->seconds) == most)
			*v = b;
		return 0;
	}
	if (!airbyte_whole(v, &x) || !airbyte_whole(&b, &y))
		return airbyte_fail(st, "the %s of what is not known",
		    most ? "greatest" : "least");
	if ((y > x) == most)
		*v = b;
	return 0;
}

static int
call_timestamp(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	if (argument(st, j, node, 1, v) != 0)
		return -1;
	if (v->kind != AIRBYTE_SINCE && v->kind != AIRBYTE_UNTIL &&
	    v->kind != AIRBYTE_TIME && !st->loose)
		return airbyte_fail(st, "timestamp() of what is not known");
	v->format = "%s";
	return 0;
}

static int
eval_function(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *name, struct airbyte_value *v)
{
	if (same(name, "now_utc") || same(name, "today_utc"))
		return call_now(v);
	if (same(name, "day_delta"))
		return call_day_delta(st, j, node, v);
	if (same(name, "duration"))
		return call_duration(st, j, node, v);
	if (same(name, "format_datetime"))
		return call_format(st, j, node, v);
	if (same(name, "timestamp"))
		return call_timestamp(st, j, node, v);
	if (same(name, "str_to_datetime"))
		return argument(st, j, node, 1, v);
	if (same(name, "max") || same(name, "min"))
		return call_extreme(st, j, node, name[1] == 'a', v);
	return airbyte_fail(st, "the function %s()", name);
}

static int
eval_method(struct airbyte_stream *st, const struct jinja *j, size_t node,
    size_t callee, struct airbyte_value *v)
{
	const char *name = j->nodes[callee].s;
	struct airbyte_value format;

	if (airbyte_eval(st, j, j->nodes[callee].child, v) != 0)
		return -1;
	if (same(name, "strftime")) {
		if (argument(st, j, node, 1, &format) != 0)
			return -1;
		return set_format(st, v,
		    format.kind == AIRBYTE_TEXT ? format.s : NULL);
	}
	if (same(name, "isoformat") && v->kind == AIRBYTE_TIME)
		return 0;
	return airbyte_fail(st, "the method .%s()", name);
}

static int
eval_filter(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	const char *name = j->nodes[node].s;
	struct airbyte_value otherwise;
	bool number;

	if (airbyte_eval(st, j, j->nodes[node].child, v) != 0)
		return -1;
	number = v->kind == AIRBYTE_NUMBER;
	if (same(name, "string")) {
		if (number)
			v->kind = AIRBYTE_TEXT;
		return 0;
	}
	if (same(name, "trim") || same(name, "urlencode"))
		return v->kind == AIRBYTE_SETTING || v->kind == AIRBYTE_FIELD
			   ? 0
			   : airbyte_fail(st, "the filter %s", name);
	if (same(name, "int")) {
		if (v->kind == AIRBYTE_TEXT)
			airbyte_literal(st, v);
		return number || v->kind >= AIRBYTE_SETTING ||
			       v->kind == AIRBYTE_NUMBER
			   ? 0
			   : airbyte_fail(st, "a number of a text");
	}
	if (same(name, "default") || same(name, "d")) {
		if (argument(st, j, node, 1, &otherwise) != 0)
			return -1;
		if (v->kind == AIRBYTE_SETTING &&
		    airbyte_is_constant(&otherwise))
			v->fallback = airbyte_constant(&otherwise);
		else if (v->kind == AIRBYTE_UNDEFINED)
			*v = otherwise;
		else if (v->kind == AIRBYTE_SETTING)
			return airbyte_fail(st, "a default that is computed");
		return 0;
	}
	return airbyte_fail(st, "the filter %s", name);
}

int
airbyte_eval_call(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	const struct jinja_node *at = &j->nodes[node];
	size_t callee = at->child;

	if (at->kind == JINJA_FILTER)
		return eval_filter(st, j, node, v);
	if (at->kind == JINJA_NEGATED) {
		if (airbyte_eval(st, j, callee, v) != 0 ||
		    airbyte_settle(st, v) != 0)
			return -1;
		if (v->kind != AIRBYTE_NUMBER)
			return airbyte_fail(st, "arithmetic ('-')");
		v->s = v->s[0] == '-' ? v->s + 1 : airbyte_text(st, "-%s", v->s);
		return 0;
	}
	if (at->kind != JINJA_CALL)
		return airbyte_fail(st, "an item of a list, or a part of a text");
	if (j->nodes[callee].kind == JINJA_NAME)
		return eval_function(st, j, node, j->nodes[callee].s, v);
	if (j->nodes[callee].kind == JINJA_MEMBER)
		return eval_method(st, j, node, callee, v);
	return airbyte_fail(st, "a call of what is computed");
}
