/* stats: what a program did; see stats.h. */
#include "json/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/clock.h"
#include "json/tree.h"

#define DEPTH 20

/* A label of metrics, or none: name NULL. */
struct label {
	const char *name;
	char *value;
};

/* One object's metrics are put. */
struct putter {
	const struct json_tree *t;
	struct buf *out;
	const char *program; /* the label's value */
	size_t place; /* among a load's programs, from 1; 0: it is none */
};

void
stats_begin(struct buf *out, const char *program)
{
	buf_printf(out, "{\"program\":\"%s\"", program);
}

void
stats_open_skipped(struct buf *out)
{
	buf_str(out, ",\"skipped\":{");
}

void
stats_skipped(struct buf *out, const char *reason, uint64_t n)
{
	buf_printf(out, "%s\"%s\":%llu",
	    out->data[out->len - 1] == '{' ? "" : ",", reason,
	    (unsigned long long)n);
}

void
stats_close_skipped(struct buf *out)
{
	buf_byte(out, '}');
}

void
stats_end(struct buf *out, int status)
{
	char at[CLOCK_STAMP];

	clock_stamp(clock_wall_ms(), at);
	buf_printf(out,
	    ",\"schema\":%d,\"version\":\"%s\",\"at\":\"%s\",\"status\":%d",
	    STATS_SCHEMA, AAI_VERSION, at, status);
	cli_put_count(out, "elapsed_us", (uint64_t)cli_elapsed_us());
	cli_put_count(out, "cpu_us", (uint64_t)clock_cpu_us());
	buf_str(out, "}\n");
}

/* A label's value, escaped. */
static void
put_value(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++)
		if (*value == '\n') {
			buf_str(out, "\\n");
		} else {
			if (*value == '"' || *value == '\\')
				buf_byte(out, '\\');
			buf_byte(out, (uint8_t)*value);
		}
}

/* A line: aai_PREFIXname{program="...",label="..."} value */
static void
put_metric(const struct putter *p, const char *prefix, const char *name,
    const struct label *label, const char *value, size_t len)
{
	buf_printf(p->out, "aai_%s%s{program=\"", prefix, name);
	put_value(p->out, p->program);
	if (p->place > 0)
		buf_printf(p->out, "\",place=\"%zu", p->place);
	if (label->name != NULL) {
		buf_printf(p->out, "\",%s=\"", label->name);
		put_value(p->out, label->value);
	}
	buf_str(p->out, "\"} ");
	buf_put(p->out, value, len);
	buf_byte(p->out, '\n');
}

/* The member whose value is at node, when it is a number or a truth. */
static void
put_number(const struct putter *p, const char *prefix, const char *name,
    const struct label *label, size_t node)
{
	const struct json_node *n = &p->t->nodes[node];

	if (n->kind == JSON_NUMBER)
		put_metric(p, prefix, name, label, p->t->text + n->from,
		    n->to - n->from);
	else if (n->kind == JSON_TRUE || n->kind == JSON_FALSE)
		put_metric(p, prefix, name, label,
		    n->kind == JSON_TRUE ? "1" : "0", 1);
}

/* An object by name: {"transcripts":120} is rows_of{table="transcripts"}. */
static void
put_named(const struct putter *p, const char *name, size_t object)
{
	struct label label = {
		strcmp(name, "rows_of") == 0 ? "table" : "reason", NULL
	};
	size_t at = JSON_NO_NODE;

	while ((at = json_next(p->t, object, at)) != JSON_NO_NODE) {
		label.value = json_take_string(p->t, at);
		put_number(p, "", name, &label, at + 1);
		mem_free(label.value);
	}
}

/* The resources of aai-fanout, a list of objects. */
static void
put_resources(const struct putter *p, size_t list)
{
	struct label label = { "resource", NULL };
	size_t at = JSON_NO_NODE, member;
	char *name;

	while ((at = json_next(p->t, list, at)) != JSON_NO_NODE) {
		label.value =
		    json_take_string(p->t, json_get(p->t, at, "resource"));
		member = JSON_NO_NODE;
		while (label.value != NULL &&
		       p->t->nodes[at].kind == JSON_OBJECT &&
		       (member = json_next(p->t, at, member)) != JSON_NO_NODE) {
			name = json_take_string(p->t, member);
			put_number(p, "resource_", name, &label, member + 1);
			mem_free(name);
		}
		mem_free(label.value);
	}
}

/* When it ended. */
static void
put_end(const struct putter *p)
{
	const struct label none = { NULL, NULL };
	char text[24];
	int len = snprintf(
	    text, sizeof(text), "%lld", (long long)clock_wall_s());

	put_metric(p, "", "end_time_seconds", &none, text, (size_t)len);
}

static void put_object(
    const char *text, size_t len, size_t place, struct buf *out);

/* The objects of a load's programs, some of which may be one program's. */
static void
put_programs(const struct putter *p, size_t list)
{
	size_t at = JSON_NO_NODE, place = 0;
	const struct json_node *n;

	while ((at = json_next(p->t, list, at)) != JSON_NO_NODE) {
		n = &p->t->nodes[at];
		put_object(
		    p->t->text + n->from, n->to - n->from, ++place, p->out);
	}
}

/* The metrics of an object, and of those of the programs that it lists. */
static void
put_object(const char *text, size_t len, size_t place, struct buf *out)
{
	const struct label none = { NULL, NULL };
	struct json_tree t = { 0 };
	struct putter p = { &t, out, NULL, place };
	size_t at = JSON_NO_NODE;
	struct error ignored;
	char *name, *program;

	if (json_parse(&t, text, len, DEPTH, &ignored) != 0) {
		json_tree_free(&t);
		return;
	}
	program = json_take_string(&t, json_get(&t, 0, "program"));
	p.program = program != NULL ? program : "aai";
	while ((at = json_next(&t, 0, at)) != JSON_NO_NODE) {
		name = json_take_string(&t, at);
		if (strcmp(name, "resources") == 0)
			put_resources(&p, at + 1);
		else if (strcmp(name, "programs") == 0)
			put_programs(&p, at + 1);
		else if (t.nodes[at + 1].kind == JSON_OBJECT)
			put_named(&p, name, at + 1);
		else
			put_number(&p, "", name, &none, at + 1);
		mem_free(name);
	}
	put_end(&p);
	mem_free(program);
	json_tree_free(&t);
}

/* A line of metrics, while they are put in order. */
struct line {
	const char *s;
	size_t len;
	size_t name; /* of its bytes */
};

/* By name, and of one name as they came: their order in memory. */
static int
by_name(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	size_t n = x->name < y->name ? x->name : y->name;
	int order = memcmp(x->s, y->s, n);

	if (order == 0 && x->name != y->name)
		order = x->name < y->name ? -1 : 1;
	if (order == 0)
		order = x->s < y->s ? -1 : x->s > y->s;
	return order;
}

/* All lines of a metric are one group, after the line with its type. */
static void
put_groups(const struct buf *lines, struct buf *out)
{
	const char *at = (const char *)lines->data, *end = at + lines->len;
	struct line *list = mem_new(lines->len / 4 + 1, sizeof(*list));
	size_t n = 0, i;

	for (; at < end; at += list[n++].len) {
		list[n].s = at;
		list[n].name =
		    (size_t)((const char *)memchr(at, '{', (size_t)(end - at)) -
			     at);
		list[n].len = (size_t)((const char *)memchr(
					   at, '\n', (size_t)(end - at)) -
				       at) +
			      1;
	}
	qsort(list, n, sizeof(*list), by_name);
	for (i = 0; i < n; i++) {
		if (i == 0 || list[i].name != list[i - 1].name ||
		    memcmp(list[i].s, list[i - 1].s, list[i].name) != 0)
			buf_printf(out, "# TYPE %.*s gauge\n",
			    (int)list[i].name, list[i].s);
		buf_put(out, list[i].s, list[i].len);
	}
	mem_free(list);
}

void
stats_put_prometheus(const struct buf *object, struct buf *out)
{
	struct buf lines = buf_make(SIZE_MAX / 2);

	put_object((const char *)object->data, object->len, 0, &lines);
	if (lines.len > 0)
		put_groups(&lines, out);
	buf_free(&lines);
}

int
stats_write(
    const struct cli_common *c, const struct buf *object, struct error *e)
{
	struct buf metrics = buf_make(SIZE_MAX / 2);
	int rc;

	if (c->stats_format == CLI_STATS_JSON)
		return cli_put_stats(c->stats, object, e);
	stats_put_prometheus(object, &metrics);
	rc = cli_put_stats(c->stats, &metrics, e);
	buf_free(&metrics);
	return rc;
}
