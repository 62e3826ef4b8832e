/* load_stats: what a whole load did; see load_stats.h. */
#include "aai/load_stats.h"

#include <stdbool.h>
#include <string.h>

#include "io/cli.h"
#include "json/stats.h"
#include "json/tree.h"
#include "json/writer.h"

#define DEPTH 20

const char *const load_stats_reasons[LOAD_STATS_REASONS] = { "filtered",
	"waiting", "repeated", "unnamed", "untimed", "omitted", "unqualified",
	"missing", "forbidden", "failed", "rejected", "bad" };

void
load_stats_open(struct load_stats *s)
{
	memset(s, 0, sizeof(*s));
	s->rows_of = buf_make(SIZE_MAX / 2);
	s->programs = buf_make(SIZE_MAX / 2);
}

static int64_t
count_of(const struct json_tree *t, size_t object, const char *name)
{
	int64_t n;

	return json_i64(t, json_get(t, object, name), 0, INT64_MAX, &n) ? n : 0;
}

/* The members of the object at node, without its braces. */
static void
put_members(const struct json_tree *t, size_t node, struct buf *out)
{
	if (node == JSON_NO_NODE || t->nodes[node].n == 0)
		return;
	if (out->len > 0)
		buf_byte(out, ',');
	buf_put(out, t->text + t->nodes[node].from + 1,
	    t->nodes[node].to - t->nodes[node].from - 2);
}

/* Add what one program reports; first: it fetches the list. */
static void
add_program(struct load_stats *s, const struct json_tree *t, bool first)
{
	size_t skipped = json_get(t, 0, "skipped"), i;
	bool sink = json_get(t, 0, "bytes_out") != JSON_NO_NODE;

	if (first)
		s->records += count_of(t, 0, "records");
	if (sink) {
		s->rows += count_of(t, 0, "rows");
		s->tables += count_of(t, 0, "tables");
		s->bytes_out += count_of(t, 0, "bytes_out");
		put_members(t, json_get(t, 0, "rows_of"), &s->rows_of);
	}
	s->requests += count_of(t, 0, "requests");
	s->retries += count_of(t, 0, "retries");
	for (i = 0; i < LOAD_STATS_REASONS; i++)
		s->skipped[i] += count_of(t, skipped, load_stats_reasons[i]);
	if (s->programs.len > 0)
		buf_byte(&s->programs, ',');
	buf_put(&s->programs, t->text, t->nodes[0].to);
}

void
load_stats_add(struct load_stats *s, const struct runner *r)
{
	struct json_tree t;
	struct error ignored;
	const char *text;
	bool first = true;
	size_t i;

	for (i = 0; i < r->n; i++) {
		text = r->children[i].log.stats;
		if (text == NULL)
			continue;
		memset(&t, 0, sizeof(t));
		if (json_parse(&t, text, strlen(text), DEPTH, &ignored) == 0)
			add_program(s, &t, first);
		first = false;
		json_tree_free(&t);
	}
}

void
load_stats_put(
    const struct load_stats *s, const char *output, int status, struct buf *out)
{
	struct json_writer w = { .out = out };
	size_t i;

	stats_begin(out, "aai");
	buf_str(out, ",\"output\":");
	json_writer_text(&w, output, strlen(output));
	cli_put_count(out, "records", (uint64_t)s->records);
	cli_put_count(out, "rows", (uint64_t)s->rows);
	cli_put_count(out, "tables", (uint64_t)s->tables);
	cli_put_count(out, "bytes_out", (uint64_t)s->bytes_out);
	cli_put_count(out, "requests", (uint64_t)s->requests);
	cli_put_count(out, "retries", (uint64_t)s->retries);
	stats_open_skipped(out);
	for (i = 0; i < LOAD_STATS_REASONS; i++)
		stats_skipped(
		    out, load_stats_reasons[i], (uint64_t)s->skipped[i]);
	stats_close_skipped(out);
	buf_str(out, ",\"rows_of\":{");
	buf_put(out, s->rows_of.data, s->rows_of.len);
	buf_str(out, "},\"programs\":[");
	buf_put(out, s->programs.data, s->programs.len);
	buf_byte(out, ']');
	stats_end(out, status);
}

void
load_stats_close(struct load_stats *s)
{
	buf_free(&s->rows_of);
	buf_free(&s->programs);
}
