/* pager_step: the request for the next page; see pager_step.h. */
#include "api/pager_step.h"

#include <stdio.h>
#include <string.h>

#include "api/desc_pages.h"
#include "api/desc_param.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/link.h"
#include "http/query.h"
#include "http/url.h"

#define URL_MAX ((size_t)1 << 20)

bool
pager_step_number(const struct pager *p, const char *name, uint64_t *n)
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

uint64_t
pager_step_size(const struct pager *p)
{
	uint64_t n;

	if (p->size > 0)
		return p->size;
	return pager_step_number(p, p->r->pages.size, &n) && n <= UINT32_MAX ?
	    n :
	    0;
}

static struct template_var
renamed(struct template_var v, const char *name)
{
	v.name = name;
	return v;
}

/* Make a page's request anew, with what templates have of the place. */
static int
make(const struct pager *p, const struct pager_position *at,
    struct http_request *out, struct error *e)
{
	const struct desc_resource *r = p->r;
	struct template_var vars[4] = { 0 };
	struct template_scope scope = { vars, 2, p->base->more };
	char number[24], size[24];

	(void)snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)at->number);
	(void)snprintf(size, sizeof(size), "%llu",
	    (unsigned long long)p->size);
	vars[0].name = desc_paged_name(r);
	vars[0].text = pager_page_is_counted(p) ? number : at->next;
	vars[0].json = pager_page_is_counted(p) ? number : at->json;
	vars[1].name = "size";
	vars[1].text = vars[1].json = p->size > 0 ? size : NULL;
	vars[0].len = vars[0].text != NULL ? strlen(vars[0].text) : 0;
	vars[0].json_len = vars[0].json != NULL ? strlen(vars[0].json) : 0;
	vars[1].len = vars[1].json_len = strlen(size);
	if (!at->first)
		vars[scope.n++] = renamed(vars[0], HTTP_REQUEST_PAGE);
	if (p->shrunk_size)
		vars[scope.n++] = renamed(vars[1], HTTP_REQUEST_SIZE);
	return http_request_make(p->base->base_url, r, p->base->params, &scope,
	    out, e);
}

static char *
name_of(const struct http_request *http)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	http_request_name(http, http->url, &b);
	return buf_take(&b);
}

/* To the first page's request with the paging parameter set, or what is made
 * of the place. */
static int
go(const struct pager *p, const struct pager_position *at, struct pager_step *s,
    struct error *e)
{
	struct buf b = buf_make(URL_MAX);
	char number[24];

	s->at = *at;
	s->at.next = at->next != NULL ? mem_str(at->next) : NULL;
	s->at.json = at->json != NULL ? mem_str(at->json) : NULL;
	if (p->base != NULL && p->r->pages.made) {
		if (make(p, at, &s->http, e) != 0)
			return -1;
		s->url = mem_str(s->http.url);
		s->name = name_of(&s->http);
		return 0;
	}
	(void)snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)at->number);
	query_set(p->first, p->r->pages.param,
	    at->next != NULL ? at->next : number, &b);
	s->url = buf_take(&b);
	s->name = mem_str(s->url);
	return 0;
}

/* The number that a parameter is, by default or as it was set. */
static bool
find_number(const struct pager *p, const char *name, uint64_t max, uint64_t *n)
{
	const struct desc_param *param = name != NULL ?
	    desc_param(p->r, name, strlen(name)) :
	    NULL;
	const char *value = param != NULL ?
	    request_value(p->base->params, param) :
	    NULL;

	return value != NULL && num_u64(value, strlen(value), 0, max, n);
}

int
pager_step_first(struct pager *p, struct error *e)
{
	const struct desc_pages *d = &p->r->pages;
	struct pager_position at = { .first = true };

	if (!find_number(p, d->size, UINT32_MAX, &p->size))
		p->size = 0;
	/* Counting goes on from where the first request is, were that 0. */
	if (!d->made || !find_number(p, d->param, INT64_MAX, &p->start))
		p->start = (uint64_t)d->start;
	at.number = p->start;
	p->at = at;
	if (d->made)
		return make(p, &at, &p->http, e);
	return http_request_make(p->base->base_url, p->r, p->base->params,
	    p->base->more, &p->http, e);
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
resolve(const struct pager_page *page, const char *ref, struct pager_step *s,
    struct error *e)
{
	struct buf b = buf_make(URL_MAX);

	if (url_resolve(page->url, ref, &b, e) != 0) {
		error_prefix(e, "the next page");
		e->kind = ERROR_FAILED;
		buf_free(&b);
		return -1;
	}
	s->url = buf_take(&b);
	s->name = mem_str(s->url);
	return 0;
}

/* To the value of the parameter in the URL that the server names. */
static int
go_by_url(const struct pager *p, const char *url, struct pager_step *s,
    struct error *e)
{
	const char *param = p->r->pages.param;
	char *value = query_get(url, param);
	struct pager_position at = { .next = value };
	int rc = -1;

	if (value != NULL && *value != '\0')
		rc = go(p, &at, s, e);
	else
		error_set(e, ERROR_FAILED,
		    "the link to the next page has no '%s': there is more that "
		    "cannot be asked for",
		    param);
	mem_free(value);
	return rc;
}

/* The kinds where the server says where to go on. */
static int
told(const struct pager *p, const struct pager_page *page,
    struct pager_step *s, struct error *e)
{
	const struct desc_pages *d = &p->r->pages;
	struct span where = d->kind == DESC_PAGING_LAST ? page->facts->last :
							  page->whole;
	struct buf value = buf_make(SIZE_MAX / 2);
	struct pager_position at = { 0 };
	struct span said;
	char *text;
	int rc;

	if (d->kind == DESC_PAGING_LAST && page->facts->records == 0)
		return 0;
	rc = page_sources_next(p->base != NULL ? p->base->sources : NULL, p->r,
	    where, page->headers, &value, e);
	said = (struct span){ (const char *)value.data, value.len };
	text = rc == 1 ? take_text(said) : NULL;
	if (text != NULL && d->kind == DESC_PAGING_NEXT_URL) {
		rc = resolve(page, text, s, e);
	} else if (text != NULL && d->kind == DESC_PAGING_PARAM_OF_URL) {
		rc = go_by_url(p, text, s, e);
	} else if (text != NULL) {
		at.next = text;
		at.json = span_kind(said) != JSON_STRING ? text : NULL;
		rc = go(p, &at, s, e);
	}
	mem_free(text);
	buf_free(&value);
	return rc < 0 ? -1 : 0;
}

static int
linked(const struct pager *p, const struct pager_page *page,
    struct pager_step *s, struct error *e)
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
	rc = resolve(page, ref, s, e);
	mem_free(ref);
	return rc;
}

/* The kinds where we count: offsets and page numbers. */
static int
counted(const struct pager *p, const struct pager_page *page, bool more_pages,
    struct pager_step *s, struct error *e)
{
	const struct desc_pages *d = &p->r->pages;
	uint64_t records = p->records + page->facts->records;
	uint64_t n, size = pager_step_size(p);
	struct pager_position at = { 0 };

	if (page->facts->records == 0 && !more_pages)
		return 0;
	if (pager_page_more(p, page) == JSON_TRUE || more_pages)
		; /* whatever else */
	else if (pager_page_total(p, page, &n)) {
		if (records >= n)
			return 0;
	} else if (d->short_ends && size > 0 && page->facts->records < size) {
		return 0;
	}
	at.number = p->start +
	    (d->kind == DESC_PAGING_PAGE ? p->pages + 1 : records);
	return go(p, &at, s, e);
}

/*
 * Whether the page is the last by what the description says of it: 1, 0, or -1
 * with *e.  *more: the server counts pages, and there are more.
 */
static int
is_last(const struct pager *p, const struct pager_page *page, bool *more,
    struct error *e)
{
	struct page_sources *sources = p->base != NULL ? p->base->sources :
							 NULL;
	const struct desc_pages *d = &p->r->pages;
	uint64_t pages = 0, before = 0, size = pager_step_size(p);
	bool end;
	int rc;

	*more = false;
	if (pager_page_more(p, page) == JSON_FALSE ||
	    (d->empty_ends && page->facts->records == 0))
		return 1;
	if (d->told_ends && !pager_page_is_counted(p) && size > 0 &&
	    page->facts->records < size)
		return 1;
	rc = page_sources_end(sources, page->whole, page->headers, &end, e);
	if (rc != 0 || end)
		return rc != 0 ? -1 : 1;
	rc = page_sources_total(sources, page->whole, page->headers, &pages,
	    e);
	if (rc != 1)
		return rc;
	if (d->kind == DESC_PAGING_PAGE && p->start > (uint64_t)d->start)
		before = p->start - (uint64_t)d->start;
	*more = before + p->pages + 1 < pages;
	return *more ? 0 : 1;
}

int
pager_step_find(const struct pager *p, const struct pager_page *page,
    struct pager_step *s, struct error *e)
{
	enum desc_paging kind = p->r->pages.kind;
	bool more;
	int rc = is_last(p, page, &more, e);

	*s = (struct pager_step){ 0 };
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (kind == DESC_PAGING_LINK)
		rc = linked(p, page, s, e);
	else if (pager_page_is_counted(p))
		rc = counted(p, page, more, s, e);
	else
		rc = told(p, page, s, e);
	return rc;
}

int
pager_step_again(struct pager *p, struct error *e)
{
	struct http_request http;
	struct buf first = buf_make(URL_MAX), url = buf_make(URL_MAX);
	char size[24];

	(void)snprintf(size, sizeof(size), "%llu",
	    (unsigned long long)p->size);
	if (p->r->pages.made) {
		if (make(p, &p->at, &http, e) != 0)
			return -1;
		http_request_free(&p->http);
		p->http = http;
		buf_str(&url, http.url);
	} else {
		query_set(p->first, p->r->pages.size, size, &first);
		query_set(p->url, p->r->pages.size, size, &url);
		mem_free(p->first);
		p->first = buf_take(&first);
	}
	mem_free(p->url);
	p->url = buf_take(&url);
	buf_free(&first);
	return 0;
}

void
pager_step_free(struct pager_step *s)
{
	mem_free(s->at.next);
	mem_free(s->at.json);
	mem_free(s->url);
	mem_free(s->name);
	http_request_free(&s->http);
	*s = (struct pager_step){ 0 };
}
