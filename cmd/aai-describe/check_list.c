/* check_list: a resource's pages against its description; see check_list.h. */
#include "aai-describe/check_list.h"

#include <string.h>

#include "api/desc_incremental.h"
#include "api/for_each.h"
#include "api/infer_search.h"
#include "api/interval.h"
#include "api/page.h"
#include "api/pager.h"
#include "base/mem.h"
#include "io/clock.h"

/* A resource while it is looked at. */
struct list {
	struct client *client;
	const struct desc_resource *r;
	const struct request_params *params;
	struct check_report *report;
	struct check_records *records;
	struct for_each *each;
	struct template_var *named;
	struct template_var vars[INTERVAL_NAMES];
	struct template_scope scope, more;
	struct intervals intervals;
	struct interval interval;
	struct pager_base base;
	struct pager pager;
	struct reply reply;	    /* as the description has it */
	struct infer_source source; /* the same as a URL alone */
	struct desc *plain;
	struct infer_probe probe;
	struct engine_response first;
	bool wrong; /* records or paging are not as they are said to be */
	bool found; /* the records are where they are said to be */
};

/* Names that are not parameters': the first times, the first values. */
static int
open_names(struct list *l, struct error *e)
{
	const struct desc_incremental *inc = &l->r->incremental;
	int64_t now = clock_wall_s() * 1000000, from = INTERVAL_NO_TIME;

	l->each = for_each_open(l->r, l->params, e);
	if (l->each == NULL)
		return -1;
	l->named = mem_new(l->r->neach + 1, sizeof(*l->named));
	if (l->r->neach > 0)
		for_each_put(l->each, 0, l->named);
	l->more = (struct template_scope){ l->named, l->r->neach, NULL };
	l->scope = (struct template_scope){ l->vars, INTERVAL_NAMES,
		&l->more };
	if (inc->start.given && inc->watermark)
		from = desc_when(&inc->start, now);
	if (inc->until.on && from == INTERVAL_NO_TIME) {
		error_set(e, ERROR_USAGE,
		    "it is asked for between two times, and has no 'start'");
		return -1;
	}
	intervals_open(&l->intervals, inc, l->client->desc->zone_minutes, from,
	    now);
	if (intervals_next(&l->intervals, &l->interval))
		interval_names(&l->intervals, &l->interval, l->vars);
	return 0;
}

/* What is asked, in all its forms.  -1 with *e: it cannot be. */
static int
open_list(struct list *l, struct error *e)
{
	static const struct infer_options nothing;
	static const struct infer_found unknown;
	static const struct request_params none;
	const struct desc *d = l->client->desc;
	struct buf text = buf_make(SIZE_MAX / 2);
	const struct desc_resource *one = l->r;
	int rc;

	if (request_check(l->params, &one, 1, false, e) != 0 ||
	    open_names(l, e) != 0 ||
	    reply_open(&l->reply, d, l->r, l->params, NULL, e) != 0)
		return -1;
	l->reply.max_depth = (unsigned)l->client->options.max_depth;
	l->reply.max_line = SIZE_MAX / 2;
	l->base = (struct pager_base){ l->client->base_url, l->params,
		&l->scope, l->reply.pages };
	if (pager_start(&l->pager, l->r, &l->base, e) != 0 ||
	    infer_source_open(&l->source, l->pager.http.url, &nothing, &none,
		e) != 0)
		return -1;
	infer_source_put(&l->source, &unknown, &text);
	l->plain = desc_parse_own((const char *)text.data, text.len, "plain",
	    e);
	buf_free(&text);
	if (l->plain == NULL)
		return -1;
	rc = infer_probe_open(&l->probe, l->client, l->plain, l->r,
	    &l->pager.http, e);
	l->probe.lenient = true;
	return rc;
}

/* Keep the records of an answer, after those that there are. */
static int
take_records(struct list *l, const struct engine_response *r,
    struct reply_facts *facts, struct error *e)
{
	struct reply_sink sink = { check_records_take, check_records_put,
		l->records };
	struct desc_param key = { .name = l->r->parent_key };
	struct reply_parent parent = { .more = &l->more };
	struct reply_completeness whole = { 0 };

	if (key.name != NULL)
		parent.id = request_value(l->params, &key);
	if (parent.id != NULL)
		parent.len = strlen(parent.id);
	if (page_check(&l->reply, &l->pager, &whole, r, e) != 0)
		return -1;
	return page_records(&l->reply, r, &parent, &sink, facts, e);
}

static int
ask_first(struct list *l, struct error *e)
{
	int rc = infer_probe_ask(&l->probe, l->pager.http.url, NULL, &l->first,
	    e);

	if (rc == 0 && l->probe.nothing)
		check_report_unseen(l->report,
		    "there is nothing, as the description knows it: %s",
		    l->probe.refusal.text);
	else if (rc == 0)
		check_report_differs(l->report, "%s", l->probe.refusal.text);
	return rc;
}

static void
check_first(struct list *l, struct reply_facts *facts)
{
	struct error e;
	const char *path = l->r->records.text;

	if (take_records(l, &l->first, facts, &e) != 0) {
		check_report_differs(l->report, "%s", e.text);
		l->wrong = true;
		return;
	}
	l->found = true;
	if (!desc_is_list(l->r))
		check_report_ok(l->report, "one record");
	else if (l->records->n == 0)
		check_report_unseen(l->report, "the list is empty");
	else
		check_report_ok(l->report, "%zu record%s at .%s",
		    l->records->n, l->records->n == 1 ? "" : "s",
		    path != NULL ? path : "");
}

/* Whether any of the records from first on came before. */
static size_t
count_again(const struct check_records *r, size_t first)
{
	size_t i, k, n = 0;

	for (i = first; i < r->n; i++)
		for (k = 0; k < first; k++)
			if (r->items[i].len == r->items[k].len &&
			    memcmp(r->items[i].text, r->items[k].text,
				r->items[i].len) == 0) {
				n++;
				break;
			}
	return n;
}

static void
check_moved(struct list *l, size_t before)
{
	size_t n = l->records->n - before;
	size_t again = count_again(l->records, before);

	if (n == 0) {
		check_report_unseen(l->report, "page two is empty");
	} else if (again * 2 >= n) {
		check_report_differs(l->report,
		    "%zu of the %zu records of page two were on page one",
		    again, n);
		l->wrong = true;
	} else {
		check_report_ok(l->report, "page two has %zu other record%s",
		    n - again, n - again == 1 ? "" : "s");
	}
}

static int
check_second(struct list *l, struct error *e)
{
	struct engine_response r = { 0 };
	struct reply_facts facts;
	struct error why;
	size_t before = l->records->n;
	int rc;

	rc = infer_probe_ask(&l->probe, l->pager.url,
	    l->r->pages.made ? &l->pager.http : NULL, &r, e);
	if (rc < 0)
		return -1;
	if (rc == 0 && pager_is_end(&l->pager, l->probe.refused)) {
		check_report_unseen(l->report, "there is no page two");
	} else if (rc == 0 || take_records(l, &r, &facts, &why) != 0) {
		check_report_differs(l->report, "page two: %s",
		    rc == 0 ? l->probe.refusal.text : why.text);
		l->wrong = true;
	} else {
		check_moved(l, before);
	}
	engine_response_free(&r);
	return 0;
}

/* On by what the description says of pages; facts are of the first. */
static int
check_paging(struct list *l, const struct reply_facts *facts, struct error *e)
{
	struct error why;

	if (l->r->pages.kind == DESC_PAGING_NONE)
		return 0;
	if (page_next(&l->pager, &l->first, facts, &why) != 0) {
		check_report_differs(l->report, "paging: %s", why.text);
		l->wrong = true;
		return 0;
	}
	return l->pager.url != NULL ? check_second(l, e) : 0;
}

/* What an answer says by itself, where the description has it otherwise. */
static void
report_found(struct list *l, const struct infer_search *s)
{
	const struct infer_found *f = &s->found;
	struct buf pages = buf_make(1 << 16);

	if (!l->found && f->known && f->list)
		check_report_change(l->report, "\"records\": \"%s\"",
		    f->records != NULL ? f->records : "");
	if (f->way != NULL) {
		infer_pages_put(f->pages, f->way, &pages);
		buf_byte(&pages, 0);
		check_report_change(l->report, "\"pages\": %s",
		    (const char *)pages.data);
	}
	buf_free(&pages);
}

/*
 * Whether there is more.  What a link of the answer leads to may be what was
 * read before, unless records were seen there.
 */
static bool
goes_on(const struct infer_search *s, bool none)
{
	bool proved = s->found.way != NULL && !s->found.empty &&
	    (!s->pages.says_end || s->pages.says_more);

	return proved || s->pages.counts_more || (none && s->pages.says_more);
}

/*
 * Where a page leads nowhere: whether it says that there is more.  Where
 * something is wrong: what would be right.
 */
static int
search(struct list *l, struct error *e)
{
	const struct desc_resource *r = l->r;
	bool plain = r->records_jq == NULL && r->records.n > 0;
	struct infer_options said = {
		.records = l->found && plain ? r->records.text : NULL };
	bool none = r->pages.kind == DESC_PAGING_NONE;
	bool ended = none || l->pager.url == NULL;
	struct infer_search s = { 0 };
	struct error why;
	int rc;

	if (r->request.method != NULL || r->pages.made ||
	    (l->found && r->records_jq != NULL) ||
	    (l->found && !desc_is_list(r)))
		return 0;
	rc = infer_search(&s, &l->probe, &l->source, &l->first, &said, &why);
	if (rc != 0 && why.kind != ERROR_USAGE) {
		*e = why;
		infer_search_close(&s);
		return -1;
	}
	if (!l->wrong && ended && goes_on(&s, none)) {
		check_report_differs(l->report,
		    "the list goes on (%s), but not by the description",
		    s.pages.hint[0] != '\0' ? s.pages.hint :
					      "there is another page");
		l->wrong = true;
	} else if (!l->wrong && ended) {
		check_report_unseen(l->report,
		    "the list has one page, which does not show its paging");
	}
	if (l->wrong)
		report_found(l, &s);
	infer_search_close(&s);
	return 0;
}

static int
look(struct list *l, struct error *e)
{
	struct reply_facts facts = { 0 };
	int rc = ask_first(l, e);

	if (rc != 1)
		return rc;
	check_first(l, &facts);
	if (l->found && check_paging(l, &facts, e) != 0)
		return -1;
	check_records(l->records, l->client->desc, l->r, l->report);
	/* A second page was seen, and it was another. */
	if (!l->wrong && l->found && l->r->pages.kind != DESC_PAGING_NONE &&
	    l->pager.url != NULL)
		return 0;
	return search(l, e);
}

int
check_list(struct client *client, const struct desc_resource *r,
    const struct request_params *params, struct check_records *records,
    struct check_report *report, struct error *e)
{
	struct list l = { .client = client, .r = r, .params = params,
		.report = report, .records = records };
	struct error why;
	int rc = 0;

	report->subject = r->name;
	if (r->kind != DESC_JSON)
		check_report_unseen(report,
		    "its answers are not JSON, and were not asked for");
	else if (open_list(&l, &why) != 0)
		check_report_unseen(report, "%s", why.text);
	else
		rc = look(&l, e);
	engine_response_free(&l.first);
	infer_probe_close(&l.probe);
	infer_source_close(&l.source);
	desc_free(l.plain);
	pager_close(&l.pager);
	reply_close(&l.reply);
	interval_free(&l.interval);
	for_each_close(l.each);
	mem_free(l.named);
	return rc;
}
