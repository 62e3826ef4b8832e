/* reply_format: lines of JSON, rows of CSV; see reply_format.h. */
#include "api/reply_format.h"

#include "api/csv_rows.h"
#include "api/error_object.h"
#include "api/record_path.h"
#include "api/reply_refuse.h"
#include "api/reply_shape.h"
#include "json/filter.h"

/* The records of one of the body's values. */
static int
walk_value(struct reply *p, struct span value, struct span_each *w,
    struct error *e)
{
	const struct desc_resource *r = p->r;
	uint64_t unlike = w->unlike;
	struct span_walk s;
	struct span at, item;
	int rc = 0;

	if (p->records != NULL)
		return record_path_run(p->records, value, w, e);
	if (span_kind(value) != JSON_OBJECT && r->records.n > 0)
		return reply_refuse(e, ERROR_FAILED,
		    "a line of the body is not an object");
	at = span_at(value, &r->records);
	if (at.p != NULL && r->deeper > 0) {
		rc = record_path_each(r, at, w, e);
		if (rc == 0 && w->unlike > unlike)
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
walk_lines(struct reply *p, const char *body, size_t len, struct span_each *w,
    struct error *e)
{
	const char *at = body, *end = body + len;
	struct span value;
	int rc = 0;

	while (rc == 0 && at != NULL &&
	    (value = next_value(&at, end)).p != NULL)
		rc = walk_value(p, value, w, e);
	return rc;
}

static int
walk_rows(struct reply *p, const char *body, size_t len, struct span_each *w,
    struct error *e)
{
	struct buf *b = &p->body;
	struct csv_rows rows;
	int rc = csv_rows_open(&rows, body, len,
	    p->r->kind == DESC_TSV ? '\t' : ',', e);

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
	struct span_each w = { take, arg, 0, 0 };

	if (len == 0)
		return 0;
	return p->r->kind == DESC_JSONL ? walk_lines(p, body, len, &w, e) :
					  walk_rows(p, body, len, &w, e);
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
