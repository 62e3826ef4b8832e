/* listing: GET /v2/transcript; see listing.h. */
#include "aai-mock/listing.h"

#include <string.h>

#include "aai-mock/mock_time.h"
#include "aai-mock/plan.h"
#include "aai-mock/transcript.h"
#include "base/num.h"

#define LIMIT_DEFAULT 10
#define LIMIT_MAX     200
#define DAY_US        ((int64_t)86400 * 1000000)
#define LOOKUP        "Transcript lookup error, transcript id not found"

/* What is asked for.  Rows are numbers from low to high - 1. */
struct query {
	uint64_t limit;
	uint64_t low, high;
	bool from_low; /* the page lies at low, not at high */
	const char *status;
	bool throttled; /* only those that were, of any status */
	const char *day;
	const char *limit_text;
};

/* The first number created at us or later. */
static uint64_t
first_since(const struct account *a, int64_t us)
{
	uint64_t low = 0, high = a->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (plan_created_us(&a->cfg, middle) < us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Narrow q to a day. */
static const char *
take_day(const struct account *a, struct query *q)
{
	uint64_t first, end;
	int64_t us;

	if (q->day == NULL)
		return NULL;
	if (!mock_time_parse_day(q->day, &us))
		return "created_on must be a date of the form YYYY-MM-DD";
	first = first_since(a, us);
	end = first_since(a, us + DAY_US);
	if (q->low < first)
		q->low = first;
	if (q->high > end)
		q->high = end;
	return NULL;
}

static const char *
take_cursors(const struct account *a, const struct target *t, struct query *q)
{
	const char *before = target_param(t, "before_id");
	const char *after = target_param(t, "after_id");
	uint64_t b = 0, n = 0;

	if (before != NULL) {
		b = account_find(a, before);
		if (b == ACCOUNT_NONE)
			return LOOKUP;
		q->high = b;
	}
	if (after != NULL) {
		n = account_find(a, after);
		if (n == ACCOUNT_NONE)
			return LOOKUP;
		q->low = n + 1;
		q->from_low = a->cfg.after == ACCOUNT_AFTER_OLDEST;
	}
	if (before != NULL && after != NULL && n <= b)
		return "'after_id' must be a newer transcript than "
		       "'before_id'";
	return NULL;
}

static const char *
take_params(const struct account *a, const struct target *t, struct query *q)
{
	const char *wrong, *throttled;
	uint64_t i;
	bool known;

	q->limit_text = target_param(t, "limit");
	if (q->limit_text != NULL &&
	    !num_u64(
		q->limit_text, strlen(q->limit_text), 1, LIMIT_MAX, &q->limit))
		return "limit must be an integer between 1 and 200";
	throttled = target_param(t, "throttled_only");
	q->throttled = throttled != NULL && strcmp(throttled, "true") == 0;
	if (throttled != NULL && !q->throttled &&
	    strcmp(throttled, "false") != 0)
		return "throttled_only must be true or false";
	q->status = target_param(t, "status");
	known = q->status == NULL;
	for (i = ACCOUNT_QUEUED; i <= ACCOUNT_ERROR && !known; i++)
		known = strcmp(q->status,
			    account_status((enum account_state)i)) == 0;
	if (!known)
		return "status must be one of queued, processing, completed, "
		       "error";
	wrong = take_cursors(a, t, q);
	if (wrong != NULL)
		return wrong;
	q->day = target_param(t, "created_on");
	return take_day(a, q);
}

static bool
qualifies(const struct account *a, const struct query *q, uint64_t n)
{
	if (q->throttled)
		return plan_throttled(&a->cfg, n);
	return q->status == NULL ||
	       strcmp(q->status, account_status(account_state(a, n))) == 0;
}

/*
 * The numbers of the page, newest first, in rows (room for LIMIT_MAX);
 * *more: there are older ones.
 */
static size_t
select_rows(const struct account *a, const struct query *q,
    uint64_t rows[LIMIT_MAX], bool *more)
{
	uint64_t at, swap;
	size_t n = 0, i;

	*more = false;
	if (q->from_low) {
		for (at = q->low; at < q->high && n < q->limit; at++)
			if (qualifies(a, q, at))
				rows[n++] = at;
		for (i = 0; i < n / 2; i++) {
			swap = rows[i];
			rows[i] = rows[n - 1 - i];
			rows[n - 1 - i] = swap;
		}
		*more = true;
		return n;
	}
	for (at = q->high; at > q->low; at--) {
		if (!qualifies(a, q, at - 1))
			continue;
		if (n == q->limit) {
			*more = true;
			break;
		}
		rows[n++] = at - 1;
	}
	return n;
}

/* A member with the URL of another page; n: the id that it begins from. */
static void
put_link(const struct account *a, const struct query *q, struct json_writer *w,
    const char *name, const char *origin, const char *cursor, uint64_t n)
{
	struct buf url = buf_make(4096);
	char id[IDENT_MAX];

	plan_id(&a->cfg, n, id);
	buf_printf(
	    &url, "%s/v2/transcript?limit=%u", origin, (unsigned)q->limit);
	if (a->cfg.prev_keeps_filters && q->status != NULL)
		buf_printf(&url, "&status=%s", q->status);
	if (a->cfg.prev_keeps_filters && q->day != NULL)
		buf_printf(&url, "&created_on=%s", q->day);
	/* The page after it would not be of the same list without. */
	if (q->throttled)
		buf_str(&url, "&throttled_only=true");
	buf_printf(&url, "&%s=%s", cursor, id);
	json_writer_key(w, name);
	json_writer_text(w, (const char *)url.data, url.len);
	buf_free(&url);
}

static void
put_details(const struct account *a, const struct target *t,
    const struct query *q, struct json_writer *w, const char *origin,
    const uint64_t *rows, size_t n, bool more)
{
	struct buf url = buf_make((size_t)64 << 10);

	json_writer_open(w, "page_details", '{');
	json_writer_int(w, "limit", (int64_t)q->limit);
	json_writer_int(w, "result_count", (int64_t)n);
	buf_str(&url, origin);
	buf_str(&url, t->raw);
	json_writer_key(w, "current_url");
	json_writer_text(w, (const char *)url.data, url.len);
	buf_free(&url);
	if (n > 0 && (more || a->cfg.last_page == ACCOUNT_LAST_EMPTY))
		put_link(a, q, w, "prev_url", origin, "before_id", rows[n - 1]);
	else
		json_writer_raw(w, "prev_url", NULL);
	if (n > 0)
		put_link(a, q, w, "next_url", origin, "after_id", rows[0]);
	else
		json_writer_raw(w, "next_url", NULL);
	json_writer_close(w, '}');
}

const char *
listing_put(const struct account *a, const struct target *t, const char *origin,
    const struct listing_twist *twist, struct buf *out)
{
	struct query q = { .limit = LIMIT_DEFAULT, .high = a->n };
	struct json_writer w = { .out = out };
	const char *wrong = take_params(a, t, &q);
	uint64_t rows[LIMIT_MAX], shift;
	size_t n, i;
	bool more;

	if (wrong != NULL)
		return wrong;
	shift = twist->shift == LISTING_WHOLE_PAGE ? q.limit : twist->shift;
	if (twist->again || a->n - q.high < shift)
		q.high = a->n;
	else
		q.high += shift;
	n = select_rows(a, &q, rows, &more);
	json_writer_open(&w, NULL, '{');
	put_details(a, t, &q, &w, origin, rows, n, more);
	json_writer_open(&w, "transcripts", '[');
	for (i = 0; i < n; i++)
		transcript_put_item(a, rows[i], account_state(a, rows[i]), out);
	json_writer_close(&w, ']');
	json_writer_close(&w, '}');
	return NULL;
}
