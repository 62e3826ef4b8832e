/* child_log: what a program of a pipe says; see child_log.h. */
#include "aai/child_log.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/msg.h"
#include "json/tree.h"

/* A line that is longer is not one of ours: only its beginning is kept. */
#define LINE_MAX ((size_t)1 << 20)

void
child_log_open(struct child_log *l, const char *program, bool foreign)
{
	memset(l, 0, sizeof(*l));
	l->program = program;
	l->foreign = foreign;
	l->line = buf_make(LINE_MAX);
	l->error = buf_make(CHILD_LOG_MAX);
	l->counts = (struct child_counts){ -1, -1, -1, -1, -1 };
}

static void
take_count(const struct json_tree *t, const char *name, int64_t *to)
{
	int64_t n;

	if (json_i64(t, json_get(t, 0, name), 0, INT64_MAX, &n))
		*to = n;
}

static void
take_counts(struct child_log *l, const struct json_tree *t)
{
	take_count(t, "records", &l->counts.records);
	take_count(t, "total", &l->counts.total);
	take_count(t, "requests", &l->counts.requests);
	take_count(t, "retries", &l->counts.retries);
	take_count(t, "rows", &l->counts.rows);
	l->fresh = true;
}

/* A status line: "120 records, 7 requests, 1 in flight of 8, ..." */
static void
take_status(struct child_log *l, const char *text)
{
	uint64_t n;
	size_t len;

	for (; *text != '\0';
	     text += strcspn(text, ","), text += *text == ',') {
		text += strspn(text, " ");
		len = strspn(text, "0123456789");
		if (!num_u64(text, len, 0, INT64_MAX, &n))
			continue;
		if (strncmp(text + len, " records", 8) == 0)
			l->counts.records = (int64_t)n;
		else if (strncmp(text + len, " requests", 9) == 0)
			l->counts.requests = (int64_t)n;
		else if (strncmp(text + len, " asked again", 12) == 0)
			l->counts.retries = (int64_t)n;
	}
	l->fresh = true;
}

/* Keep a line for the end. */
static void
keep(struct child_log *l, const char *text, size_t len)
{
	size_t room = l->error.max - l->error.len;

	if (len + 1 > room)
		return;
	buf_put(&l->error, text, len);
	buf_byte(&l->error, '\n');
}

/* Say in the program's name what it said. */
static void
say(const struct child_log *l, const char *text, bool warning)
{
	msg_program(l->program);
	if (warning)
		msg_warn("%s", text);
	else
		msg_info("%s", text);
	msg_program("aai");
}

/* An object: a message, or what the program did. */
static void
take_object(struct child_log *l, const struct json_tree *t)
{
	size_t level = json_get(t, 0, "level");
	char *text = json_take_string(t, json_get(t, 0, "text"));

	if (json_get(t, 0, "_table") != JSON_NO_NODE) {
		mem_free(l->record);
		l->record = mem_dup(t->text, t->len);
	} else if (level == JSON_NO_NODE) {
		mem_free(l->stats);
		l->stats = mem_dup(t->text, t->len);
		take_counts(l, t);
	} else if (text != NULL && json_equals(t, level, "status")) {
		take_status(l, text);
	} else if (text != NULL && json_equals(t, level, "error")) {
		keep(l, text, strlen(text));
	} else if (text != NULL) {
		say(l, text, json_equals(t, level, "warning"));
	}
	mem_free(text);
}

static void
take_line(struct child_log *l)
{
	struct json_tree t = { 0 };
	struct error ignored;

	if (l->line.len == 0)
		return;
	if (!l->foreign &&
	    json_parse(&t, (const char *)l->line.data, l->line.len, 100,
		&ignored) == 0 &&
	    t.nodes[0].kind == JSON_OBJECT)
		take_object(l, &t);
	else
		keep(l, (const char *)l->line.data, l->line.len);
	json_tree_free(&t);
}

void
child_log_take(struct child_log *l, const char *p, size_t n)
{
	const char *end;
	size_t len;

	while (n > 0) {
		end = memchr(p, '\n', n);
		len = end != NULL ? (size_t)(end - p) : n;
		buf_put(&l->line, p, len);
		if (end == NULL)
			return;
		take_line(l);
		buf_reset(&l->line);
		p += len + 1;
		n -= len + 1;
	}
}

void
child_log_end(struct child_log *l)
{
	take_line(l);
	buf_reset(&l->line);
}

void
child_log_close(struct child_log *l)
{
	buf_free(&l->line);
	buf_free(&l->error);
	mem_free(l->stats);
	mem_free(l->record);
	memset(l, 0, sizeof(*l));
}
