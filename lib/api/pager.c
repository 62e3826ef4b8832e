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

/* A page, as pager_next() was given it. */
struct page {
	const char *url;
	struct span whole;
	const char *link;
	const struct reply_facts *facts;
};

static void
remember(struct pager *p, const char *url)
{
	char hex[33];

	hash_hex128(url, strlen(url), hex);
	(void)map_add(&p->seen, hex, 32, NULL);
}

static bool
had(const struct pager *p, const char *url)
{
	char hex[33];

	hash_hex128(url, strlen(url), hex);
	return map_find(&p->seen, hex, 32) != MAP_NONE;
}

void
pager_open(struct pager *p, const struct desc_resource *r, const char *url)
{
	*p = (struct pager){ .r = r };
	p->first = mem_str(url);
	p->url = mem_str(url);
	remember(p, url);
}

/* How many records a page is asked for; 0 when that is not known. */
static uint64_t
page_size(const struct pager *p)
{
	const char *name = p->r->pages.size;
	char *value = name != NULL ? query_get(p->first, name) : NULL;
	uint64_t n = 0;

	if (value != NULL && !num_u64(value, strlen(value), 1, UINT32_MAX, &n))
		n = 0;
	mem_free(value);
	return n;
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

/* The kinds where we count: offsets and page numbers. */
static void
counted(const struct pager *p, const struct page *page, char **next)
{
	const struct desc_pages *d = &p->r->pages;
	struct span total = span_at(page->whole, &d->total);
	uint64_t n, size = page_size(p);

	if (page->facts->records == 0)
		return;
	if (d->total.n > 0 && span_kind(total) == JSON_NUMBER) {
		if (num_u64(total.p, total.len, 0, UINT64_MAX, &n) &&
		    p->records >= n)
			return;
	} else if (d->short_ends && size > 0 &&
	    page->facts->records < size) {
		return;
	}
	*next = with_number(p,
	    (uint64_t)d->start +
		(d->kind == DESC_PAGING_PAGE ? p->pages : p->records));
}

/*
 * The page's records, from the first to the last, as a number; 0 when others
 * may well be the same: without keys, records that are all alike.
 */
static uint64_t
content_of(const struct pager *p, const struct page *page)
{
	const struct reply_facts *f = page->facts;
	bool alike = f->first.len == f->last.len && f->first.p != NULL &&
	    memcmp(f->first.p, f->last.p, f->first.len) == 0;

	if (alike && p->r->table.nkeys == 0)
		return 0;

	/* What jq made of a body may be anywhere. */
	if (f->first.p == NULL || f->last.p < f->first.p ||
	    f->first.p < page->whole.p ||
	    f->last.p + f->last.len > page->whole.p + page->whole.len)
		return 0;
	return hash_64(f->first.p,
	    (size_t)(f->last.p - f->first.p) + f->last.len, f->records);
}

/* Whether the page has the records of the one before. */
static int
check_content(struct pager *p, const struct page *page, struct error *e)
{
	const struct desc_pages *d = &p->r->pages;
	uint64_t before = p->content;

	if (d->kind != DESC_PAGING_OFFSET && d->kind != DESC_PAGING_PAGE)
		return 0;
	p->content = content_of(p, page);
	if (p->content == 0 || p->content != before)
		return 0;
	error_set(e, ERROR_FAILED,
	    "a page has the records of the one before it: the API does not "
	    "heed '%s', so that this list has no end; mend \"pages\" in the "
	    "description",
	    d->param);
	return -1;
}

/* Whether the page itself says that there are no more. */
static bool
says_end(const struct pager *p, const struct page *page)
{
	const struct desc_pages *d = &p->r->pages;

	if (d->more.n == 0)
		return false;
	return span_kind(span_at(page->whole, &d->more)) == JSON_FALSE;
}

/* The next page's URL, or NULL at the end. */
static int
find_next(const struct pager *p, const struct page *page, char **next,
    struct error *e)
{
	enum desc_paging kind = p->r->pages.kind;
	int rc = 0;

	*next = NULL;
	if (kind == DESC_PAGING_NONE || says_end(p, page))
		return 0;
	if (kind == DESC_PAGING_LINK)
		rc = linked(p, page, next, e);
	else if (kind == DESC_PAGING_OFFSET || kind == DESC_PAGING_PAGE)
		counted(p, page, next);
	else if (kind != DESC_PAGING_PARAM_OF_URL || page->facts->records > 0)
		rc = told(p, page, next, e);
	return rc;
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
	return is_full(p, page->facts->records) && !says_end(p, page) &&
	       span_at(page->whole, &d->next).p == NULL;
}

static int
leads_back(const char *next, enum error_kind kind, struct error *e)
{
	error_set(e, kind,
	    "the list leads back to a page that it had before: %s", next);
	return -1;
}

int
pager_check(const struct pager *p, const char *url, const char *body,
    size_t len, const char *link, const struct reply_facts *facts,
    struct error *e)
{
	struct page page = { url, { body, len }, link, facts };
	enum desc_paging kind = p->r->pages.kind;
	char *next;
	int rc = 0;

	/* What we count ourselves cannot lead back. */
	if (kind == DESC_PAGING_OFFSET || kind == DESC_PAGING_PAGE)
		return 0;
	/* A link to nowhere will not be mended by asking again. */
	if (find_next(p, &page, &next, e) == 0 && next != NULL &&
	    had(p, next))
		rc = leads_back(next, ERROR_TEMPORARY, e);
	mem_free(next);
	return rc;
}

int
pager_next(struct pager *p, const char *url, const char *body, size_t len,
    const char *link, const struct reply_facts *facts, struct error *e)
{
	struct page page = { url, { body, len }, link, facts };
	char *next;
	int rc;

	p->pages++;
	p->records += facts->records;
	if (check_content(p, &page, e) != 0)
		return -1;
	rc = find_next(p, &page, &next, e);
	p->silent = rc == 0 && next == NULL && p->pages == 1 &&
		    is_silent(p, &page);
	if (next != NULL && had(p, next)) {
		rc = leads_back(next, ERROR_FAILED, e);
		mem_free(next);
		next = NULL;
	}
	if (next != NULL)
		remember(p, next);
	mem_free(p->url);
	p->url = next;
	return rc;
}

void
pager_close(struct pager *p)
{
	mem_free(p->first);
	mem_free(p->url);
	map_free(&p->seen);
	*p = (struct pager){ 0 };
}
