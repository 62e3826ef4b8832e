/* page_sources: what pages are asked for; see page_sources.h. */
#include "api/page_sources.h"

#include "api/cond.h"
#include "api/source.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/filter.h"

struct page_sources {
	const struct desc_pages *pages;
	struct source *next; /* NULL: none */
	struct source *total;
	struct source **ends;	/* NULL where a program decides */
	struct filter **filters; /* NULL where a value does */
	struct buf value;	/* scratch */
};

static int
open_end(struct page_sources *s, size_t i, struct error *e)
{
	const struct desc_end *d = &s->pages->ends[i];

	if (d->jq != NULL) {
		s->filters[i] = filter_open(d->jq, e);
		return s->filters[i] != NULL ? 0 : -1;
	}
	s->ends[i] = source_open(&d->at, e);
	return s->ends[i] != NULL ? 0 : -1;
}

static int
open_source(const struct desc_source *d, struct source **s, struct error *e)
{
	if (!d->on)
		return 0;
	*s = source_open(d, e);
	return *s != NULL ? 0 : -1;
}

struct page_sources *
page_sources_open(const struct desc_resource *r, struct error *e)
{
	struct page_sources *s = mem_new(1, sizeof(*s));
	size_t i;
	int rc;

	s->pages = &r->pages;
	s->value = buf_make(SIZE_MAX / 2);
	s->ends = mem_new(r->pages.nends + 1, sizeof(*s->ends));
	s->filters = mem_new(r->pages.nends + 1, sizeof(*s->filters));
	rc = open_source(&r->pages.next, &s->next, e);
	if (rc == 0)
		rc = open_source(&r->pages.pages_total, &s->total, e);
	for (i = 0; rc == 0 && i < r->pages.nends; i++)
		rc = open_end(s, i, e);
	if (rc == 0)
		return s;
	error_prefix(e, "pages of %s", r->name);
	page_sources_close(s);
	return NULL;
}

/* A program fails on an answer: the description, or the answer, is wrong. */
static int
fail(const char *what, struct error *e)
{
	error_prefix(e, "\"%s\" of \"pages\"", what);
	e->kind = ERROR_FAILED;
	return -1;
}

int
page_sources_next(struct page_sources *s, const struct desc_resource *r,
    struct span where, const struct engine_response *headers, struct buf *out,
    struct error *e)
{
	struct span at;
	int rc;

	if (s != NULL) {
		rc = source_get(s->next, where, headers, out, e);
		return rc < 0 ? fail("next", e) : rc;
	}
	at = span_at(where, &r->pages.next.at);
	if (at.p == NULL || r->pages.next.at.n == 0)
		return 0;
	buf_put(out, at.p, at.len);
	return 1;
}

int
page_sources_total(struct page_sources *s, struct span body,
    const struct engine_response *headers, uint64_t *n, struct error *e)
{
	struct span said;
	int rc;

	if (s == NULL || s->total == NULL)
		return 0;
	buf_reset(&s->value);
	rc = source_get(s->total, body, headers, &s->value, e);
	if (rc != 1)
		return rc < 0 ? fail("pages_total", e) : 0;
	said = (struct span){ (const char *)s->value.data, s->value.len };
	/* Some write numbers as texts, and headers are. */
	if (span_kind(said) == JSON_STRING && said.len > 2)
		said = (struct span){ said.p + 1, said.len - 2 };
	if (num_u64(said.p, said.len, 0, UINT64_MAX, n))
		return 1;
	if (span_kind(said) == JSON_NULL)
		return 0;
	error_set(e, ERROR_FAILED, "it is not how many pages there are: %.*s",
	    said.len < 80 ? (int)said.len : 80, said.p);
	return fail("pages_total", e);
}

static int
end_holds(struct page_sources *s, size_t i, struct span body,
    const struct engine_response *headers, bool *holds, struct error *e)
{
	const struct desc_end *d = &s->pages->ends[i];
	struct span value = { NULL, 0 };
	int rc;

	if (s->filters[i] != NULL)
		return filter_test(s->filters[i], body.p, body.len, holds, e);
	buf_reset(&s->value);
	rc = source_get(s->ends[i], body, headers, &s->value, e);
	if (rc < 0)
		return -1;
	if (rc == 1)
		value = (struct span){ (const char *)s->value.data,
			s->value.len };
	*holds = cond_value(value, &d->is, &d->starts) != d->negated;
	return 0;
}

int
page_sources_end(struct page_sources *s, struct span body,
    const struct engine_response *headers, bool *end, struct error *e)
{
	size_t i;

	*end = s != NULL && s->pages->nends > 0;
	for (i = 0; *end && i < s->pages->nends; i++)
		if (end_holds(s, i, body, headers, end, e) != 0)
			return fail("ends", e);
	return 0;
}

void
page_sources_close(struct page_sources *s)
{
	size_t i;

	if (s == NULL)
		return;
	source_close(s->next);
	source_close(s->total);
	for (i = 0; i < s->pages->nends; i++) {
		source_close(s->ends[i]);
		filter_close(s->filters[i]);
	}
	mem_free(s->ends);
	mem_free(s->filters);
	buf_free(&s->value);
	mem_free(s);
}
