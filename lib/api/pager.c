/* pager: from one page of a list to the next; see pager.h. */
#include "api/pager.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/link.h"
#include "http/query.h"
#include "http/url.h"

#define URL_MAX ((size_t)1 << 20)

/* Some APIs filter pages after they cut them; but not so many in a row. */
#define EMPTY_MAX 1000

/* A page, as pager_next() was given it. */
struct page {
	const char *url;
	struct span whole; /* len 0: there was no body */
	const char *link;
	const struct reply_facts *facts;
};

static uint64_t
hash_of(const char *url)
{
	return hash_64(url, strlen(url), 0);
}

static bool
had(const struct pager *p, const char *url)
{
	return strcmp(url, p->first) == 0 || cycle_has(&p->urls, hash_of(url));
}

/* The number in a parameter of the first page's URL. */
static bool
first_number(const struct pager *p, const char *name, uint64_t *n)
{
	char *value = name != NULL ? query_get(p->first, name) : NULL;
	uint64_t number;
	bool is = value != NULL &&
	    num_u64(value, strlen(value), 0, INT64_MAX, &number);

	if (is)
		*n = number;
	mem_free(value);
	return is;
}

void
pager_open(struct pager *p, const struct desc_resource *r, const char *url)
{
	enum desc_paging kind = r->pages.kind;

	*p = (struct pager){ .r = r, .start = (uint64_t)r->pages.start };
	p->first = mem_str(url);
	p->url = mem_str(url);
	/* Whatever the description says: it is where we were told to begin. */
	if (kind == DESC_PAGING_OFFSET || kind == DESC_PAGING_PAGE)
		(void)first_number(p, r->pages.param, &p->start);
}

/* How many records a page is asked for; 0 when that is not known. */
static uint64_t
page_size(const struct pager *p)
{
	uint64_t n;

	return first_number(p, p->r->pages.size, &n) && n <= UINT32_MAX ? n : 0;
}

/* The first page's URL with the paging parameter set. */
static char *
with_param(const struct pager *p, const char *value)
{
	struct buf b = buf_make(URL_MAX);

	query_set(p->first, p->r->pages.param, value, &b);
	return buf_take(&b);
}

static char *
with_number(const struct pager *p, uint64_t n)
{
	struct buf b = buf_make(32);
	char *value, *url;

	buf_u64(&b, n);
	value = buf_take(&b);
	url = with_param(p, value);
	mem_free(value);
	return url;
}

/* A value as text; NULL when it is null, false, empty or not there. */
static char *
take_text(struct span value)
{
	size_t len;
	char *s;

	if (span_kind(value) == JSON_FALSE)
		return NULL;
	s = span_take(value, &len);
	if (s != NULL && (len == 0 || memchr(s, '\0', len) != NULL)) {
		mem_free(s);
		s = NULL;
	}
	return s;
}

/* The URL that the server names, on the origin of the page. */
static int
resolve(const struct page *page, const char *ref, char **next, struct error *e)
{
	struct buf b = buf_make(URL_MAX);

	if (url_resolve(page->url, ref, &b, e) != 0) {
		error_prefix(e, "the next page");
		e->kind = ERROR_FAILED;
		buf_free(&b);
		return -1;
	}
	*next = buf_take(&b);
	return 0;
}

/* The kinds where the server says where to go on. */
static int
told(const struct pager *p, const struct page *page, char **next,
    struct error *e)
{
	const struct desc_pages *d = &p->r->pages;
	struct span where = d->kind == DESC_PAGING_LAST ? page->facts->last :
							  page->whole;
	char *text, *value;
	int rc = 0;

	if (d->kind == DESC_PAGING_LAST && page->facts->records == 0)
		return 0;
	text = take_text(span_at(where, &d->next));
	if (text == NULL)
		return 0;
	if (d->kind == DESC_PAGING_NEXT_URL) {
		rc = resolve(page, text, next, e);
	} else if (d->kind == DESC_PAGING_PARAM_OF_URL) {
		value = query_get(text, d->param);
		if (value != NULL && *value != '\0') {
			*next = with_param(p, value);
		} else {
			error_set(e, ERROR_FAILED,
			    "the link to the next page has no '%s': there is "
			    "more that cannot be asked for",
			    d->param);
			rc = -1;
		}
		mem_free(value);
	} else {
		*next = with_param(p, text);
	}
	mem_free(text);
	return rc;
}

static int
linked(const struct pager *p, const struct page *page, char **next,
    struct error *e)
{
	const char *rel = p->r->pages.rel;
	struct buf b = buf_make(URL_MAX);
	char *ref;
	int rc;

	if (page->link == NULL ||
	    !link_find(page->link, rel != NULL ? rel : "next", &b)) {
		buf_free(&b);
		return 0;
	}
	ref = buf_take(&b);
	rc = resolve(page, ref, next, e);
	mem_free(ref);
	return rc;
}

static bool
is_counted(const struct pager *p)
{
	return p->r->pages.kind == DESC_PAGING_OFFSET ||
	    p->r->pages.kind == DESC_PAGING_PAGE;
}

/* Whether the page says how many records there are in all. */
static bool
says_total(const struct pager *p, const struct page *page, uint64_t *n)
{
	const struct path *total = &p->r->pages.total;
	struct span said;

	if (total->n == 0)
		return false;
	said = span_at(page->whole, total);
	/* Some write numbers as texts. */
	if (span_kind(said) == JSON_STRING && said.len > 2)
		said = (struct span){ said.p + 1, said.len - 2 };
	return said.p != NULL && num_u64(said.p, said.len, 0, UINT64_MAX, n);
}

/*
 * What the page itself says of more: JSON_TRUE, JSON_FALSE or anything.  Some
 * write it as 1 and 0, or as a text.
 */
static enum json_kind
says_more(const struct pager *p, const struct page *page)
{
	const struct path *more = &p->r->pages.more;
	struct span said = { NULL, 0 };
	enum json_kind kind;

	if (more->n > 0)
		said = span_at(page->whole, more);
	kind = span_kind(said);
	if (kind == JSON_STRING && said.len > 2)
		said = (struct span){ said.p + 1, said.len - 2 };
	if (kind != JSON_STRING && kind != JSON_NUMBER)
		return kind;
	if (span_spells(said, "true", 4) || span_spells(said, "1", 1))
		return JSON_TRUE;
	if (span_spells(said, "false", 5) || span_spells(said, "0", 1))
		return JSON_FALSE;
	return JSON_NONE;
}

/* The kinds where we count: offsets and page numbers. */
static void
counted(const struct pager *p, const struct page *page, char **next)
{
	const struct desc_pages *d = &p->r->pages;
	uint64_t records = p->records + page->facts->records;
	uint64_t n, size = page_size(p);

	if (page->facts->records == 0)
		return;
	if (says_more(p, page) == JSON_TRUE)
		; /* whatever else */
	else if (says_total(p, page, &n)) {
		if (records >= n)
			return;
	} else if (d->short_ends && size > 0 && page->facts->records < size) {
		return;
	}
	*next = with_number(p,
	    p->start +
		(d->kind == DESC_PAGING_PAGE ? p->pages + 1 : records));
}

/* The next page's URL, or NULL when the page leads to none. */
static int
find_next(const struct pager *p, const struct page *page, char **next,
    struct error *e)
{
	enum desc_paging kind = p->r->pages.kind;
	int rc = 0;

	*next = NULL;
	if (says_more(p, page) == JSON_FALSE)
		return 0;
	if (kind == DESC_PAGING_LINK)
		rc = linked(p, page, next, e);
	else if (is_counted(p))
		counted(p, page, next);
	else
		rc = told(p, page, next, e);
	return rc;
}

/*
 * Whether there are records that a walk which did not begin at the start has
 * passed over, and how many: then a total counts them, too.
 */
static bool
is_total_reached(const struct pager *p, uint64_t total)
{
	uint64_t from = (uint64_t)p->r->pages.start, size = 1;

	if (is_counted(p) && p->start > from) {
		if (p->r->pages.kind == DESC_PAGING_PAGE)
			size = page_size(p);
		if (size == 0)
			return true;
		return p->records + (p->start - from) * size >= total;
	}
	return p->records >= total;
}

/* That a page which leads nowhere does not say that there is more. */
static int
check_end(const struct pager *p, const struct page *page, struct error *e)
{
	uint64_t total = p->total;
	bool has;

	if (says_more(p, page) == JSON_TRUE) {
		error_set(e, ERROR_TEMPORARY,
		    "the page says that there is more ('%.60s'), but %s",
		    p->r->pages.more.text,
		    page->facts->records == 0 ? "is empty" :
						"does not say where");
		return -1;
	}
	has = says_total(p, page, &total) || p->has_total;
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
	if (facts->keyed || (is_counted(p) && facts->content == p->content))
		return 0;
	return facts->records >= 5 ? 3 : 1000;
}

/* That the page has not the records of one before. */
static int
check_content(const struct pager *p, const struct page *page, struct error *e)
{
	const struct reply_facts *f = page->facts;

	if (f->records == 0 || (!f->keyed && !f->varied) || p->pages == 0 ||
	    !cycle_has(&p->contents, f->content) ||
	    p->repeats < repeats_allowed(p, f))
		return 0;
	if (is_counted(p) && f->content == p->content)
		error_set(e, ERROR_FAILED,
		    "a page has the records of the one before it: the API does "
		    "not heed '%s', so that this list has no end; repair "
		    "\"pages\" in the description",
		    p->r->pages.param);
	else
		error_set(e, ERROR_FAILED,
		    "a page has the records of an earlier one: the list goes "
		    "round and has no end");
	return -1;
}

/* That the next page was not there before, and is not one too many. */
static int
check_next(const struct pager *p, const struct page *page, const char *next,
    struct error *e)
{
	if (had(p, next)) {
		error_set(e, ERROR_FAILED,
		    "the list leads back to a page that it had before: %s",
		    next);
		return -1;
	}
	if (page->facts->records > 0 || p->empties + 1 < EMPTY_MAX)
		return 0;
	error_set(e, ERROR_FAILED,
	    "%d pages in a row are empty, and the list goes on", EMPTY_MAX);
	return -1;
}

/* What follows the page: the next page's URL, or NULL at the end. */
static int
decide(const struct pager *p, const struct page *page, char **next,
    struct error *e)
{
	*next = NULL;
	if (p->r->pages.kind == DESC_PAGING_NONE || page->facts->absent)
		return 0;
	if (check_content(p, page, e) != 0 || find_next(p, page, next, e) != 0)
		return -1;
	/* An empty page that leads to itself waits for what will be made. */
	if (*next != NULL && page->facts->records == 0 &&
	    (strcmp(*next, p->url) == 0 || strcmp(*next, page->url) == 0)) {
		mem_free(*next);
		*next = NULL;
	}
	if (*next == NULL)
		return check_end(p, page, e);
	if (check_next(p, page, *next, e) == 0)
		return 0;
	mem_free(*next);
	*next = NULL;
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
is_silent(const struct pager *p, const struct page *page)
{
	const struct desc_pages *d = &p->r->pages;

	if (d->kind != DESC_PAGING_NEXT_URL && d->kind != DESC_PAGING_CURSOR &&
	    d->kind != DESC_PAGING_PARAM_OF_URL)
		return false;
	return is_full(p, page->facts->records) &&
	    says_more(p, page) != JSON_FALSE &&
	    span_at(page->whole, &d->next).p == NULL;
}

int
pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct reply_facts *facts,
    struct error *e)
{
	struct page page = { url, { body, len }, link, facts };
	char *next;
	int rc = decide(p, &page, &next, e);

	mem_free(next);
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

int
pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct reply_facts *facts, struct error *e)
{
	struct page page = { url, { body, len }, link, facts };
	uint64_t total;
	char *next;
	int rc = decide(p, &page, &next, e);

	if (says_total(p, &page, &total)) {
		p->has_total = true;
		p->total = total;
		p->most = total > p->most ? total : p->most;
		if (is_counted(p) && p->most - total > p->shrunk)
			p->shrunk = p->most - total;
	}
	p->silent = rc == 0 && next == NULL && p->pages == 0 &&
	    !facts->absent && is_silent(p, &page);
	p->pages++;
	p->records += facts->records;
	if (next != NULL)
		remember(p, facts, next);
	mem_free(p->url);
	p->url = next;
	return rc;
}

void
pager_close(struct pager *p)
{
	mem_free(p->first);
	mem_free(p->url);
	cycle_free(&p->urls);
	cycle_free(&p->contents);
	*p = (struct pager){ 0 };
}
