/* reply_format: lines of JSON, rows of CSV; see reply_format.h. */
#include "api/reply_format.h"

#include "api/csv_rows.h"
#include "api/error_object.h"
#include "api/record_path.h"
#include "api/reply_refuse.h"
#include "api/reply_shape.h"
#include "json/filter.h"

/* Where the records go. */
struct walk {
	struct reply *p;
	int (*take)(void *arg, struct span record, struct error *e);
	void *arg;
};

static int
take_result(void *arg, const char *text, size_t len, struct error *e)
{
	struct walk *w = arg;

	return w->take(w->arg, (struct span){ text, len }, e);
}

/* The records of one of the body's values. */
static int
walk_value(struct walk *w, struct span value, struct error *e)
{
	const struct desc_resource *r = w->p->r;
	struct filter_sink results = { take_result, w };
	struct span_each below = { w->take, w->arg, 0, 0 };
	struct span_walk s;
	struct span at, item;
	int rc = 0;

	if (w->p->records != NULL)
		return filter_run(w->p->records, value.p, value.len, &results,
		    e);
	if (span_kind(value) != JSON_OBJECT && r->records.n > 0)
		return reply_refuse(e, ERROR_FAILED,
		    "a line of the body is not an object");
	at = span_at(value, &r->records);
	if (at.p != NULL && r->deeper > 0) {
		rc = record_path_each(r, at, &below, e);
		if (rc == 0 && below.unlike > 0)
			rc = reply_refuse(e, ERROR_FAILED,
			    "a line of the body has something else where "
			    "\"records\" leads");
		return rc;
	}
	if (span_kind(at) == JSON_NULL || at.p == NULL)
		return 0;
	if (span_kind(at) != JSON_ARRAY || r->records.n == 0)
		return w->take(w->arg, at, e);
	s = span_list(at);
	while (rc == 0 && span_item(&s, &item))
		rc = w->take(w->arg, item, e);
	return rc;
}

/* The next value of the text at *p; p NULL at its end. */
static struct span
next_value(const char **p, const char *end)
{
	const char *from = json_skip_space(*p, end);
	const char *to = from < end ? json_value_skip(from, end) : from;

	*p = to;
	return from < end && to != NULL ?
	    (struct span){ from, (size_t)(to - from) } :
	    (struct span){ NULL, 0 };
}

static int
walk_lines(struct walk *w, const char *body, size_t len, struct error *e)
{
	const char *p = body, *end = body + len;
	struct span value;
	int rc = 0;

	while (rc == 0 && p != NULL && (value = next_value(&p, end)).p != NULL)
		rc = walk_value(w, value, e);
	return rc;
}

static int
walk_rows(struct walk *w, const char *body, size_t len, struct error *e)
{
	struct buf *b = &w->p->body;
	struct csv_rows rows;
	int rc = csv_rows_open(&rows, body, len,
	    w->p->r->kind == DESC_TSV ? '\t' : ',', e);

	while (rc == 0) {
		buf_reset(b);
		rc = csv_rows_next(&rows, b, e);
		if (rc == 0)
			break;
		if (rc > 0)
			rc = w->take(w->arg,
			    (struct span){ (const char *)b->data, b->len }, e);
	}
	csv_rows_close(&rows);
	return rc;
}

int
reply_format_walk(struct reply *p, const char *body, size_t len,
    int (*take)(void *arg, struct span record, struct error *e), void *arg,
    struct error *e)
{
	struct walk w = { p, take, arg };

	if (len == 0)
		return 0;
	return p->r->kind == DESC_JSONL ? walk_lines(&w, body, len, e) :
					  walk_rows(&w, body, len, e);
}

/* That the text is whole values; the first of them. */
static int
check_values(const struct reply *p, const char *body, size_t len,
    struct span *first, uint64_t *n, struct error *e)
{
	const char *end = body + len, *at = NULL, *from, *to;

	for (from = json_skip_space(body, end); from < end;
	    from = json_skip_space(to, end)) {
		to = json_value_end(from, end, p->max_depth, &at);
		if (to == NULL && at == end)
			return reply_refuse(e, ERROR_TEMPORARY,
			    "the body is cut short");
		if (to == NULL) {
			error_set(e, *n == 0 ? ERROR_FAILED : ERROR_TEMPORARY,
			    "the body is not lines of JSON, or nested deeper "
			    "than %u levels (at byte %zu)",
			    p->max_depth, (size_t)(at - body));
			return -1;
		}
		if (++*n == 1)
			*first = (struct span){ from, (size_t)(to - from) };
	}
	return 0;
}

static int
count(void *arg, struct span record, struct error *e)
{
	uint64_t *n = arg;

	(void)record;
	(void)e;
	++*n;
	return 0;
}

static int
check_lines(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	struct span first = { NULL, 0 };
	uint64_t n = 0, records = 0;
	bool keys = reply_has_keys(p->r);

	if (check_values(p, body, len, &first, &n, e) != 0)
		return -1;
	if (n == 0)
		return 0;
	if (span_kind(first) == JSON_OBJECT &&
	    (keys ? error_object_is(first, true) &&
			reply_lacks_key(p->r, first) != NULL :
		    n == 1 && error_object_is_all(first)))
		return reply_refuse_error(p, status, first, e);
	if (span_kind(first) != JSON_OBJECT && p->records == NULL)
		return reply_refuse(e, p->matched ? ERROR_FAILED : ERROR_USAGE,
		    "the body is not lines with an object each (\"format\" in "
		    "the API description)");
	if (reply_format_walk(p, body, len, count, &records, e) != 0)
		return -1;
	if (records == 0 && p->records == NULL && !p->matched)
		return reply_refuse_missing(p, first, e);
	p->matched = true;
	return 0;
}

/* Rows have no shape of their own: that it is nothing else. */
static int
check_rows(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	const char *from = json_skip_space(body, body + len);
	struct span whole = reply_whole(body, len);
	struct error ignored;
	uint64_t n = 0;

	if (from < body + len && *from == '<')
		return reply_refuse(e, ERROR_FAILED,
		    "the body is HTML or XML, not CSV: is the URL right?");
	if (from < body + len && (*from == '{' || *from == '[') &&
	    reply_check_text(p, body, len, &ignored) == 0) {
		if (*from == '{' && error_object_is(whole, true))
			return reply_refuse_error(p, status, whole, e);
		return reply_refuse(e, ERROR_FAILED,
		    "the body is JSON, not CSV (\"format\" in the API "
		    "description)");
	}
	return reply_format_walk(p, body, len, count, &n, e);
}

int
reply_format_check(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	p->found_in = (struct span){ NULL, 0 };
	if (len == 0)
		return 0;
	return p->r->kind == DESC_JSONL ?
	    check_lines(p, status, body, len, e) :
	    check_rows(p, status, body, len, e);
}
