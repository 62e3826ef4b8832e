/* child_log: what a program of a pipe says; see child_log.h. */
#include "aai/child_log.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "io/msg.h"
#include "json/tree.h"

/* A summary has a member for each table, which may be many. */
#define LINE_MAX ((size_t)64 << 20)

void
child_log_open(struct child_log *l, const char *program, bool foreign)
{
	memset(l, 0, sizeof(*l));
	l->program = program;
	l->foreign = foreign;
	l->line = buf_make(LINE_MAX);
	l->error = buf_make(CHILD_LOG_MAX);
	l->counts = (struct child_counts){ -1, -1, -1, -1, -1, -1, -1 };
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
	take_count(t, "requests", &l->counts.requests);
	take_count(t, "retries", &l->counts.retries);
	take_count(t, "rows", &l->counts.rows);
}

/* The number that *text begins with, which goes on after it; -1: none. */
static int64_t
take_number(const char **text)
{
	size_t len = strspn(*text, "0123456789");
	uint64_t n;

	if (!num_u64(*text, len, 0, INT64_MAX, &n))
		return -1;
	*text += len;
	return (int64_t)n;
}

/* One of its parts: "7 requests", "40 of 60 listed"; of is -1 without one. */
static void
take_part(struct child_counts *c, const char *what, size_t len, int64_t n,
    int64_t of)
{
	const struct {
		const char *what;
		int64_t *n, *of;
	} parts[] = { { "records", &c->records, NULL },
		{ "listed", &c->listed, &c->list_total },
		{ "parents", &c->expanded, NULL },
		{ "requests", &c->requests, NULL },
		{ "asked again", &c->retries, NULL },
		{ "rows", &c->rows, NULL } };
	size_t i;

	for (i = 0; i < LEN(parts); i++) {
		if (strlen(parts[i].what) != len ||
		    memcmp(parts[i].what, what, len) != 0)
			continue;
		*parts[i].n = n;
		if (parts[i].of != NULL)
			*parts[i].of = of;
	}
}

/* A status line: "120 records, 7 requests, 1 in flight of 8, ..." */
static void
take_status(struct child_log *l, const char *text)
{
	int64_t n, of;
	size_t len;

	for (; *text != '\0'; text += len, text += *text == ',') {
		text += strspn(text, " ");
		n = take_number(&text);
		of = -1;
		if (n >= 0 && strncmp(text, " of ", 4) == 0) {
			text += 4;
			of = take_number(&text);
		}
		text += strspn(text, " ");
		len = strcspn(text, ",");
		if (n >= 0)
			take_part(&l->counts, text, len, n, of);
	}
}

/* Keep a line for the end, or as much of it as there is room for. */
static void
keep(struct child_log *l, const char *text, size_t len)
{
	size_t room = l->error.max - l->error.len;

	if (room < 2)
		return;
	if (len > room - 1)
		len = utf8_floor(text, len, room - 1);
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

	if (l->line.failed && !l->foreign)
		say(l, "a line of over 64 MiB is left out: the receipt lacks "
		       "what it counts", true);
	if (l->line.len == 0 || (l->line.failed && !l->foreign))
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
