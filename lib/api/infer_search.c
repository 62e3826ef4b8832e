/* infer_search: what an answer gives; see infer_search.h. */
#include "api/infer_search.h"

#include <string.h>

#include "api/infer_ways.h"
#include "api/page.h"
#include "base/mem.h"
#include "json/lex.h"

static struct span
value_of(struct span body)
{
	const char *end = body.p + body.len, *from, *to;

	if (body.len == 0)
		return body;
	from = json_skip_space(body.p, end);
	to = json_value_skip(from, end);
	return (struct span){ from, (size_t)((to != NULL ? to : end) - from) };
}

/* The records are where the user says. */
static int
take_given(struct infer_search *l, struct error *e)
{
	const char *said = l->said_records;
	struct span at;

	if (path_parse(&l->given, said, strlen(said), e) != 0) {
		error_prefix(e, "--records");
		return -1;
	}
	if (l->given.n == 0) {
		l->found.list = span_kind(l->whole) == JSON_ARRAY;
		l->records.list_at = l->whole;
		return 0;
	}
	l->found.records = said;
	l->found.list = true;
	if (!path_plain(&l->given))
		return 0;
	at = span_at(l->whole, &l->given);
	if (at.p == NULL) {
		error_set(e, ERROR_USAGE,
		    "--records %.100s: the answer has nothing there", said);
		return -1;
	}
	l->found.list = span_kind(at) != JSON_OBJECT;
	l->records.list_at = at;
	return 0;
}

static int
find_records(struct infer_search *l, struct error *e)
{
	l->whole = value_of(page_body(l->first));
	l->found.known = true;
	if (l->said_records != NULL) {
		if (take_given(l, e) != 0)
			return -1;
	} else if (l->whole.len == 0) {
		l->found.list = true;
		return 0;
	} else {
		if (infer_records(l->whole, l->source->tag, &l->records, e) !=
		    0)
			return -1;
		l->found.records = l->records.path;
		l->found.list = l->records.list;
	}
	if (l->found.list)
		l->found.key = infer_records_key(l->records.list_at);
	return 0;
}

static int
view_first(struct infer_search *l, struct error *e)
{
	struct desc *d;
	int rc;

	l->list = (struct infer_list){ .source = l->source, .found = &l->found,
		.first = l->first, .url = l->probe->http->url };
	d = infer_proof_desc(&l->list, NULL, NULL, e);
	if (d == NULL)
		return -1;
	rc = infer_view_open(&l->list.view, d, l->probe->reply.max_depth,
	    l->first, l->found.key, e);
	desc_free(d);
	return rc;
}

/* The list says that this is all; it leads on where it would, once it grows. */
static void
take_end(struct infer_search *l)
{
	struct infer_pages *p = &l->pages;
	struct infer_way *w = p->n > 0 ? &p->ways[0] : NULL;

	if (w != NULL && w->kind != DESC_PAGING_LINK &&
	    w->kind != DESC_PAGING_NEXT_URL)
		w = NULL;
	if (w == NULL && p->ended_next != NULL) {
		infer_pages_forget(p);
		w = infer_ways_add(p, DESC_PAGING_NEXT_URL, p->ended_next,
		    NULL);
	}
	l->found.way = w;
	l->found.unsure = w == NULL;
}

static int
say_more(const struct infer_search *l, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "%s says that there is more than the %zu records of its first "
	    "answer (%s), but no way to the next page was found; say it by "
	    "--next, such as --next cursor:PARAM=PATH, or --next none for this "
	    "page alone",
	    l->source->tag, l->list.view.n, l->pages.hint);
	return -1;
}

/* A way that leads to records goes before one that leads to none. */
static int
prove(struct infer_search *l, struct error *e)
{
	struct infer_way *empty = NULL;
	size_t i;
	int rc = 0;

	for (i = 0; rc != 1 && i < l->pages.n; i++) {
		rc = infer_proof(l->probe, &l->list, &l->pages,
		    &l->pages.ways[i], e);
		if (rc < 0)
			return -1;
		if (rc == 1)
			l->found.way = &l->pages.ways[i];
		else if (rc > 0 && empty == NULL)
			empty = &l->pages.ways[i];
	}
	/* What came at first was not all there is, so it is not the total. */
	if (rc == 1 && l->pages.total_met) {
		mem_free(l->pages.total);
		l->pages.total = NULL;
	}
	if (rc == 1)
		return 0;
	l->found.way = empty;
	l->found.empty = empty != NULL;
	if (empty == NULL && l->pages.says_more)
		return say_more(l, e);
	l->found.unsure = true;
	return 0;
}

static int
find_pages(struct infer_search *l, struct error *e)
{
	struct infer_page page = { .url = l->probe->http->url,
		.whole = l->whole, .n = l->list.view.n,
		.key = l->found.key };
	char *link;
	int rc = 0;

	l->found.pages = &l->pages;
	if (l->said_next != NULL) {
		if (infer_ways_spelled(&l->pages, l->said_next, e) != 0)
			return -1;
		l->found.way = l->pages.n > 0 ? l->pages.ways : NULL;
		return 0;
	}
	if (!l->found.list || l->whole.len == 0)
		return 0;
	link = engine_response_header(l->first, "Link");
	page.link = link;
	infer_pages(&page, &l->pages);
	if (l->pages.says_end && !l->pages.says_more)
		take_end(l);
	else if (page.n > 0 || l->pages.says_more)
		rc = prove(l, e);
	mem_free(link);
	return rc;
}

/* Whether a list that was begun at its start has records before that. */
static bool
leads_both_ways(const struct infer_search *l)
{
	const struct infer_pages *p = &l->pages;

	return p->back != NULL && l->said_next == NULL &&
	    (l->found.way->next == NULL ||
		strcmp(l->found.way->next, p->back) != 0) &&
	    !infer_ways_begun(l->probe->http->url);
}

void
infer_search_say(const struct infer_search *l, struct buf *words)
{
	unsigned long long n = l->list.view.n;

	if (!l->found.list) {
		buf_str(words, "the answer is one record");
		return;
	}
	buf_printf(words, "records at .%s, ",
	    l->found.records != NULL ? l->found.records : "");
	if (l->found.way != NULL &&
	    (!l->pages.says_end || l->pages.says_more)) {
		buf_printf(words, "%llu a page, next page ", n);
		infer_pages_say(l->found.way, words);
		if (l->found.empty)
			buf_str(words, ", which is empty");
		else if (leads_both_ways(l))
			buf_printf(words,
			    "; .%s leads back, and is not followed",
			    l->pages.back);
	} else if (l->said_next != NULL || l->pages.says_end ||
	    l->pages.total_met || n == 0) {
		buf_printf(words, "%llu on one page, which is all", n);
	} else {
		buf_printf(words,
		    "%llu on one page; no way to another page was found "
		    "(--next says one)", n);
	}
}

int
infer_search(struct infer_search *l, struct infer_probe *probe,
    const struct infer_source *source, const struct engine_response *first,
    const struct infer_options *said, struct error *e)
{
	*l = (struct infer_search){ .probe = probe, .source = source,
		.first = first, .said_records = said->records,
		.said_next = said->next };
	if (find_records(l, e) != 0 || view_first(l, e) != 0)
		return -1;
	return find_pages(l, e);
}

void
infer_search_close(struct infer_search *l)
{
	infer_view_close(&l->list.view);
	infer_pages_free(&l->pages);
	infer_records_free(&l->records);
	path_free(&l->given);
	*l = (struct infer_search){ 0 };
}
