/* receipt: what a pipe did; see receipt.h. */
#include "aai/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/printable.h"
#include "json/tree.h"

#define STATS_DEPTH 20

/* Why something was left out: a member of --stats, and words for it. */
struct reason {
	const char *member;
	const char *words;
};

static const struct reason fetch_reasons[] = {
	{ "waiting", "not final yet: a later load takes them" },
	{ "filtered", "left out by filters" },
	{ "unnamed", "without an id" },
	{ "untimed", "without a time" },
	{ "omitted", "answers left out by the description" },
	{ "partial", "answers with errors beside their records" },
};

static const struct reason child_reasons[] = {
	{ "skipped", "parents that do not qualify" },
	{ "missing", "parents that the API does not know" },
	{ "absent", "parents without any" },
	{ "forbidden", "parents that the key may not see" },
	{ "filtered", "left out by filters" },
	{ "unnamed", "without an id" },
	{ "untimed", "without a time" },
	{ "omitted", "answers left out by the description" },
};

/* The child's report; false: it gave none. */
static bool
open_stats(const struct runner_child *c, struct json_tree *t)
{
	struct error ignored;

	memset(t, 0, sizeof(*t));
	return c->log.stats != NULL &&
	       json_parse(t, c->log.stats, strlen(c->log.stats), STATS_DEPTH,
		   &ignored) == 0;
}

static int64_t
count_of(const struct json_tree *t, size_t object, const char *name)
{
	int64_t n;

	return json_i64(t, json_get(t, object, name), 0, INT64_MAX, &n) ? n : 0;
}

/* The sum of a member over all programs. */
static int64_t
sum_of(const struct runner *r, const char *name)
{
	struct json_tree t;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (open_stats(&r->children[i], &t))
			sum += count_of(&t, 0, name);
		json_tree_free(&t);
	}
	return sum;
}

/* The report of the pipe's sink, which is the last program of the toolkit. */
static bool
open_sink(const struct runner *r, struct json_tree *t)
{
	size_t i = r->n;

	memset(t, 0, sizeof(*t));
	while (i > 0 && !r->children[i - 1].toolkit)
		i--;
	return i > 0 && open_stats(&r->children[i - 1], t);
}

bool
receipt_published(const struct runner *r)
{
	struct json_tree t;
	bool published = open_sink(r, &t);
	size_t node = published ? json_get(&t, 0, "published") : JSON_NO_NODE;

	published = node != JSON_NO_NODE && t.nodes[node].kind == JSON_TRUE;
	json_tree_free(&t);
	return published;
}

/* ", 3 without an id" for each reason that there is. */
static void
put_reasons(const struct json_tree *t, size_t object,
    const struct reason *reasons, size_t n, struct buf *out)
{
	int64_t count;
	size_t i;

	for (i = 0; i < n; i++) {
		count = count_of(t, object, reasons[i].member);
		if (count > 0)
			buf_printf(
			    out, "; %" PRId64 " %s", count, reasons[i].words);
	}
}

static void
put_children(const struct json_tree *t, struct buf *out)
{
	size_t list = json_get(t, 0, "resources"), at = JSON_NO_NODE;
	struct buf name;

	while (list != JSON_NO_NODE &&
	       (at = json_next(t, list, at)) != JSON_NO_NODE) {
		name = buf_make(1 << 16);
		(void)json_string(t, json_get(t, at, "resource"), &name);
		buf_printf(out, "%" PRId64 " ", count_of(t, at, "children"));
		printable_put(out, (const char *)name.data, name.len);
		buf_printf(out, " of %" PRId64 " parents",
		    count_of(t, at, "responses"));
		put_reasons(t, at, child_reasons, LEN(child_reasons), out);
		buf_byte(out, '\n');
		buf_free(&name);
	}
}

static void
put_records(const struct receipt *r, struct buf *out)
{
	struct json_tree t;
	size_t i, n = 0;

	for (i = 0; i < r->runner->n; i++) {
		if (r->runner->children[i].aside ||
		    !open_stats(&r->runner->children[i], &t))
			continue;
		if (n++ == 0) {
			buf_printf(out, "%" PRId64 " %s",
			    count_of(&t, 0, "records"), r->pipe->root->name);
			put_reasons(
			    &t, 0, fetch_reasons, LEN(fetch_reasons), out);
			buf_byte(out, '\n');
		}
		put_children(&t, out);
		json_tree_free(&t);
	}
}

/* A size as people say it. */
static void
put_size(int64_t bytes, struct buf *out)
{
	static const char units[] = "kMGT";
	double size = (double)bytes;
	size_t unit = 0;

	if (bytes < 1000) {
		buf_printf(out, "%" PRId64 " bytes", bytes);
		return;
	}
	for (size /= 1000; size >= 1000 && unit < 3; size /= 1000)
		unit++;
	buf_printf(out, "%.1f %cB", size, units[unit]);
}

static void
put_tables(const struct json_tree *t, struct buf *out)
{
	size_t rows = json_get(t, 0, "rows_of"), at = JSON_NO_NODE;
	struct buf name;

	while (rows != JSON_NO_NODE &&
	       (at = json_next(t, rows, at)) != JSON_NO_NODE) {
		name = buf_make(1 << 16);
		(void)json_string(t, at, &name);
		buf_str(out, "  ");
		printable_put(out, (const char *)name.data, name.len);
		buf_printf(out, ": %.*s rows\n",
		    (int)(t->nodes[at + 1].to - t->nodes[at + 1].from),
		    t->text + t->nodes[at + 1].from);
		buf_free(&name);
	}
}

static void
put_rows(const struct receipt *r, struct buf *out)
{
	struct buf to = buf_make(SIZE_MAX / 2);
	struct json_tree t;

	destination_put(r->plan->to, &to);
	if (open_sink(r->runner, &t)) {
		buf_printf(out, "%" PRId64 " rows in %" PRId64 " tables",
		    count_of(&t, 0, "rows"), count_of(&t, 0, "tables"));
		if (destination_is_folder(r->plan->to)) {
			buf_str(out, ", ");
			put_size(count_of(&t, 0, "bytes_out"), out);
		}
		buf_str(out, " to ");
		printable_put(out, (const char *)to.data, to.len);
		buf_byte(out, '\n');
		put_tables(&t, out);
	}
	json_tree_free(&t);
	buf_free(&to);
}

void
receipt_put(const struct receipt *r, struct buf *out)
{
	put_records(r, out);
	put_rows(r, out);
	buf_printf(out,
	    "%.1f s, %" PRId64 " requests, %" PRId64 " asked again\n",
	    (double)r->elapsed_us / 1e6, sum_of(r->runner, "requests"),
	    sum_of(r->runner, "retries"));
	if (!destination_is_folder(r->plan->to))
		return;
	buf_str(out, "next: aai-show ");
	arg_list_quote(out, r->plan->to->path);
	buf_byte(out, '\n');
}
