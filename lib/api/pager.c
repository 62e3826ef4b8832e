/* pager: from one page of a list to the next; see pager.h. */
#include "api/pager.h"

#include <stdio.h>
#include <string.h>

#include "api/desc_pages.h"
#include "api/desc_param.h"
#include "api/pager_page.h"
#include "api/pager_step.h"
#include "base/hash.h"
#include "base/mem.h"

/* Some APIs filter pages after they cut them; but not so many in a row. */
#define EMPTY_MAX 1000

static uint64_t
hash_of(const char *url)
{
	return hash_64(url, strlen(url), 0);
}

static bool
had(const struct pager *p, const char *name)
{
	return strcmp(name, p->first_name) == 0 ||
	    cycle_has(&p->urls, hash_of(name));
}

/* Begin at the URL, with the name of its request, which becomes p's. */
static void
begin(struct pager *p, const char *url, char *name)
{
	p->first = mem_str(url);
	p->url = mem_str(url);
	p->first_name = name;
	p->name = mem_str(name);
	/* Whatever the description says: it is where we were told to begin. */
	if (pager_page_is_counted(p) && !p->r->pages.made)
		(void)pager_step_number(p, p->r->pages.param, &p->start);
}

void
pager_open(struct pager *p, const struct desc_resource *r, const char *url)
{
	*p = (struct pager){ .r = r, .start = (uint64_t)r->pages.start };
	begin(p, url, mem_str(url));
}

int
pager_start(struct pager *p, const struct desc_resource *r,
    const struct pager_base *base, struct error *e)
{
	struct buf name = buf_make(SIZE_MAX / 2);

	*p = (struct pager){ .r = r, .base = base };
	if (pager_step_first(p, e) != 0) {
		buf_free(&name);
		return -1;
	}
	if (r->pages.made)
		http_request_name(&p->http, p->http.url, &name);
	else
		buf_str(&name, p->http.url);
	begin(p, p->http.url, buf_take(&name));
	return 0;
}

/*
 * Whether there are records that a walk which did not begin at the start has
 * passed over, and how many: then a total counts them, too.
 */
static bool
is_total_reached(const struct pager *p, uint64_t total)
{
	uint64_t from = (uint64_t)p->r->pages.start, size = 1;

	if (pager_page_is_counted(p) && p->start > from) {
		if (p->r->pages.kind == DESC_PAGING_PAGE)
			size = pager_step_size(p);
		if (size == 0)
			return true;
		return p->records + (p->start - from) * size >= total;
	}
	return p->records >= total;
}

/* That a page which leads nowhere does not say that there is more. */
static int
check_end(const struct pager *p, const struct pager_page *page,
    struct error *e)
{
	uint64_t total = p->total;
	bool has;

	if (pager_page_more(p, page) == JSON_TRUE) {
		error_set(e, ERROR_TEMPORARY,
		    "the page says that there is more ('%.60s'), but %s",
		    p->r->pages.more.text,
		    page->facts->records == 0 ? "is empty" :
						"does not say where");
		return -1;
	}
	has = pager_page_total(p, page, &total) || p->has_total;
	if (page->facts->records > 0 || !has || is_total_reached(p, total))
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the page is empty, but only %llu of the %llu records that the "
	    "list speaks of ('%.60s') have come",
	    (unsigned long long)p->records, (unsigned long long)total,
	    p->r->pages.total.text);
	return -1;
}

/*
 * How many pages in a row may have the records of earlier ones.  Records with
 * keys of their own come once; without keys, short pages may well be alike.
 */
static uint64_t
repeats_allowed(const struct pager *p, const struct reply_facts *facts)
{
	if (facts->keyed ||
	    (pager_page_is_counted(p) && facts->content == p->content))
		return 0;
	return facts->records >= 5 ? 3 : 1000;
}

/* That the page has not the records of one before. */
static int
check_content(const struct pager *p, const struct pager_page *page,
    struct error *e)
{
	const struct reply_facts *f = page->facts;

	if (f->records == 0 || (!f->keyed && !f->varied) || p->pages == 0 ||
	    !cycle_has(&p->contents, f->content) ||
	    p->repeats < repeats_allowed(p, f))
		return 0;
	if (pager_page_is_counted(p) && f->content == p->content)
		error_set(e, ERROR_FAILED,
		    "a page has the records of the one before it: the API does "
		    "not heed '%s', so that this list has no end; repair "
		    "\"pages\" in the description",
		    p->r->pages.param != NULL ? p->r->pages.param :
						desc_paged_name(p->r));
	else
		error_set(e, ERROR_FAILED,
		    "a page has the records of an earlier one: the list goes "
		    "round and has no end");
	return -1;
}

/* That the next page was not there before, and is not one too many. */
static int
check_next(const struct pager *p, const struct pager_page *page,
    const struct pager_step *next, struct error *e)
{
	if (had(p, next->name)) {
		error_set(e, ERROR_FAILED,
		    "the list leads back to a page that it had before: %s",
		    next->url);
		return -1;
	}
	if (page->facts->records > 0 || p->empties + 1 < EMPTY_MAX)
		return 0;
	error_set(e, ERROR_FAILED,
	    "%d pages in a row are empty, and the list goes on", EMPTY_MAX);
	return -1;
}

/* What follows the page: the next page's request, or none at the end. */
static int
decide(const struct pager *p, const struct pager_page *page,
    struct pager_step *next, struct error *e)
{
	*next = (struct pager_step){ 0 };
	if (p->r->pages.kind == DESC_PAGING_NONE || page->facts->absent)
		return 0;
	if (check_content(p, page, e) != 0 ||
	    pager_step_find(p, page, next, e) != 0)
		return -1;
	/* An empty page that leads to itself waits for what will be made. */
	if (next->url != NULL && page->facts->records == 0 &&
	    (strcmp(next->name, p->name) == 0 ||
		(!p->r->pages.made && strcmp(next->url, page->url) == 0)))
		pager_step_free(next);
	if (next->url == NULL)
		return check_end(p, page, e);
	if (check_next(p, page, next, e) == 0)
		return 0;
	pager_step_free(next);
	return -1;
}

/*
 * Whether the page is as full as it was asked to be: some parameter of the
 * request is the number of its records, whatever it is called.
 */
static bool
is_full(const struct pager *p, uint64_t records)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "=%llu",
	    (unsigned long long)records);
	const char *at = p->first;

	while ((at = strstr(at, text)) != NULL) {
		at += len;
		if (*at == '&' || *at == '\0')
			return true;
	}
	return false;
}

/* Whether a full page says nothing of a next one where it should. */
static bool
is_silent(const struct pager *p, const struct pager_page *page)
{
	const struct desc_pages *d = &p->r->pages;

	if (d->kind != DESC_PAGING_NEXT_URL && d->kind != DESC_PAGING_CURSOR &&
	    d->kind != DESC_PAGING_PARAM_OF_URL)
		return false;
	return is_full(p, page->facts->records) &&
	    pager_page_more(p, page) != JSON_FALSE &&
	    d->next.at.n > 0 && span_at(page->whole, &d->next.at).p == NULL;
}

int
pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct engine_response *headers,
    const struct reply_facts *facts, struct error *e)
{
	struct pager_page page = { url, { body, len }, link, headers, facts };
	struct pager_step next;
	int rc = decide(p, &page, &next, e);

	pager_step_free(&next);
	return rc;
}

/* Keep what tells a list without an end, once there is a second page. */
static void
remember(struct pager *p, const struct reply_facts *facts, const char *next)
{
	bool known = facts->records > 0 &&
	    cycle_has(&p->contents, facts->content);

	p->repeats = known ? p->repeats + 1 : 0;
	p->empties = facts->records == 0 ? p->empties + 1 : 0;
	p->content = facts->content;
	if (facts->records > 0)
		cycle_add(&p->contents, facts->content);
	cycle_add(&p->urls, hash_of(next));
}

/* The step becomes the current page. */
static void
step_to(struct pager *p, struct pager_step *next)
{
	if (next->http.url != NULL) {
		http_request_free(&p->http);
		p->http = next->http;
	}
	mem_free(p->url);
	p->url = next->url;
	mem_free(p->at.next);
	mem_free(p->at.json);
	p->at = next->at;
	if (next->name == NULL)
		return;
	mem_free(p->name);
	p->name = next->name;
}

int
pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct engine_response *headers,
    const struct reply_facts *facts, struct error *e)
{
	struct pager_page page = { url, { body, len }, link, headers, facts };
	struct pager_step next;
	uint64_t total;
	int rc = decide(p, &page, &next, e);

	if (pager_page_total(p, &page, &total)) {
		p->has_total = true;
		p->total = total;
		p->most = total > p->most ? total : p->most;
		if (pager_page_is_counted(p) &&
		    p->most - total > p->shrunk)
			p->shrunk = p->most - total;
	}
	p->silent = rc == 0 && next.url == NULL && p->pages == 0 &&
	    !facts->absent && is_silent(p, &page);
	p->pages++;
	p->records += facts->records;
	p->said_more = pager_page_more(p, &page) == JSON_TRUE ||
	    (pager_page_total(p, &page, &total) &&
		!is_total_reached(p, total));
	if (next.url != NULL)
		remember(p, facts, next.name);
	step_to(p, &next);
	return rc;
}

/* Whether the size is a parameter of the URL that can be set anew. */
static bool
is_in_url(const struct pager *p)
{
	const char *name = p->r->pages.size;
	const struct desc_param *param =
	    desc_param(p->r, name, strlen(name));

	return param != NULL && param->in == DESC_IN_QUERY &&
	    param->sent.text == NULL;
}

bool
pager_is_large(const struct pager *p, const struct engine_response *r)
{
	if (p->url == NULL || !p->r->pages.shrinks || p->size < 2)
		return false;
	return r->status == 413 ||
	    (r->result == ENGINE_FAILED && r->error.kind == ERROR_TEMPORARY &&
		((r->status == 0 && p->pages > 0) || r->status == 408 ||
		    r->status >= 500));
}

bool
pager_shrink(struct pager *p)
{
	struct error ignored;

	if (p->size < 2 || (!p->r->pages.made && !is_in_url(p)))
		return false;
	p->size /= 2;
	p->shrunk_size = true;
	return pager_step_again(p, &ignored) == 0;
}

bool
pager_is_end(const struct pager *p, int status)
{
	const struct desc_pages *d = &p->r->pages;
	size_t i;

	for (i = 0; p->pages > 0 && i < d->nstatus_ends; i++)
		if (status >= d->status_ends[i].from &&
		    status <= d->status_ends[i].to)
			return true;
	return false;
}

int
pager_end(struct pager *p, struct error *e)
{
	mem_free(p->url);
	p->url = NULL;
	if (!p->said_more)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the list of %s ended with an error answer, but the page before "
	    "says that there is more",
	    p->r->name);
	return -1;
}

void
pager_close(struct pager *p)
{
	mem_free(p->first);
	mem_free(p->url);
	mem_free(p->first_name);
	mem_free(p->at.next);
	mem_free(p->at.json);
	mem_free(p->name);
	http_request_free(&p->http);
	cycle_free(&p->urls);
	cycle_free(&p->contents);
	*p = (struct pager){ 0 };
}
