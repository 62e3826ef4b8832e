/* infer_proof: the way to the next page; see infer_proof.h. */
#include "api/infer_proof.h"

#include <stdio.h>
#include <string.h>

#include "api/page.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/query.h"

/* What is seen agrees, but there are no records to prove it. */
#define EMPTY 2

/* A number that no list has as many pages as. */
#define FAR_PAGE 1000000

/* What is tried. */
struct trial {
	struct infer_probe *probe;
	const struct infer_list *list;
	const struct infer_pages *pages;
	struct infer_way *way;
	struct desc *desc; /* with the way */
	struct infer_view view; /* of the page that was asked for last */
	struct engine_response answer;
	struct error *e;
};

struct desc *
infer_proof_desc(const struct infer_list *list, const struct infer_pages *pages,
    const struct infer_way *way, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	struct infer_found found = *list->found;
	struct desc *d;

	found.pages = pages;
	found.way = way;
	infer_source_put(list->source, &found, &text);
	d = desc_parse_own((const char *)text.data, text.len, "of the URL", e);
	buf_free(&text);
	return d;
}

static void
drop_answer(struct trial *t)
{
	infer_view_close(&t->view);
	engine_response_free(&t->answer);
}

/* Ask for a page, into t->view: 1; 0: there is none; -1. */
static int
ask(struct trial *t, const char *url)
{
	struct error ignored;
	int rc;

	drop_answer(t);
	rc = infer_probe_ask(t->probe, url, NULL, &t->answer, t->e);
	if (rc != 1)
		return rc;
	return infer_view_open(&t->view, t->desc, t->probe->reply.max_depth,
		   &t->answer, t->list->found->key, &ignored) == 0;
}

/* The same with a parameter of the first page's URL set. */
static int
ask_with(struct trial *t, int64_t value)
{
	struct buf b = buf_make(1 << 20);
	char text[24], *url;
	int rc;

	(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	query_set(t->list->url, t->way->param, text, &b);
	url = buf_take(&b);
	rc = ask(t, url);
	mem_free(url);
	return rc;
}

/* Lists may change a little while they are looked at. */
static bool
is_other(const struct trial *t)
{
	return t->view.n > 0 &&
	    infer_view_shared(&t->list->view, &t->view) * 2 < t->view.n;
}

static bool
is_first(const struct trial *t)
{
	return t->view.n > 0 &&
	    infer_view_shared(&t->list->view, &t->view) * 2 > t->view.n;
}

/* What leads on from an answer, as it stands there. */
static struct span
leading(const struct trial *t, const struct engine_response *r)
{
	const struct path *at = &t->desc->resources[0].pages.next.at;

	return at->n > 0 ? span_at(page_body(r), at) :
			   (struct span){ NULL, 0 };
}

/* Whether a second page leads where the first one did. */
static bool
leads_back(const struct trial *t)
{
	struct span one = leading(t, t->list->first);
	struct span two = leading(t, &t->answer);

	return one.p != NULL && two.p != NULL && one.len == two.len &&
	    memcmp(one.p, two.p, one.len) == 0;
}

/* By what the first page says: a URL, a cursor, its last record. */
static int
prove_told(struct trial *t)
{
	enum desc_paging kind = t->way->kind;
	char *url = infer_probe_next(t->probe, t->desc, t->list->first, t->e);
	int rc;

	/* What a server says in a header is for us, whatever it is. */
	if (url == NULL && t->e->kind != ERROR_NONE &&
	    kind == DESC_PAGING_LINK)
		return -1;
	if (url == NULL) {
		*t->e = (struct error){ 0 };
		return 0;
	}
	rc = ask(t, url);
	mem_free(url);
	if (rc != 1)
		return rc;
	/* An empty last page: of a parameter that was guessed it may be that
	 * of a filter. */
	if (t->view.n == 0)
		return kind == DESC_PAGING_LINK ||
			kind == DESC_PAGING_NEXT_URL || t->way->natural ?
		    EMPTY :
		    0;
	if (kind == DESC_PAGING_CURSOR && leads_back(t))
		return 0;
	return is_other(t);
}

static int64_t
number_in_url(const struct trial *t)
{
	char *s = query_get(t->list->url, t->way->param);
	uint64_t n = 0;
	bool is = s != NULL && num_u64(s, strlen(s), 0, UINT32_MAX, &n);

	mem_free(s);
	return is ? (int64_t)n : 0;
}

/* From the last record on the list begins with it. */
static int
prove_offset(struct trial *t)
{
	const struct infer_view *one = &t->list->view;
	int64_t from = number_in_url(t) + (int64_t)one->n;
	int rc;

	if (one->n == 0)
		return 0;
	if (one->n == 1) {
		rc = ask_with(t, from);
		return rc == 1 ? is_other(t) : rc;
	}
	rc = ask_with(t, from - 1);
	if (rc != 1)
		return rc;
	if (t->view.n == 0 || t->view.hashes[0] != one->hashes[one->n - 1])
		return 0;
	if (infer_view_shared(one, &t->view) != 1)
		return 0;
	return t->view.n > 1 ? 1 : EMPTY;
}

/*
 * The first page has a number, and the next one has others: 1; or 0.  A page
 * after the last one may be empty or an error: EMPTY.
 */
static int
prove_from(struct trial *t, int64_t start)
{
	int rc = ask_with(t, start);

	if (rc != 1)
		return rc;
	if (!is_first(t))
		return 0;
	t->way->start = start;
	rc = ask_with(t, start + 1);
	/* The parameter was heeded for the first page, and there is no other;
	 * whether the server would say so of any page is seen next. */
	if (rc == 0 && t->probe->refused == 404)
		return EMPTY;
	if (rc != 1)
		return rc;
	return t->view.n == 0 ? EMPTY : is_other(t);
}

/*
 * What comes after the last page, where only asking tells that it was the last:
 * to some servers that is an error.
 */
static int
look_past_end(struct trial *t, int proved)
{
	const struct infer_pages *p = t->pages;
	int rc;

	if (p->more != NULL || p->total != NULL || p->pages != NULL ||
	    p->end != NULL)
		return proved;
	rc = ask_with(t, FAR_PAGE);
	if (rc == 0 && (t->probe->refused == 400 || t->probe->refused == 404 ||
			   t->probe->refused == 416 ||
			   t->probe->refused == 422))
		t->way->past_end = t->probe->refused;
	return rc < 0 ? -1 : proved;
}

static int
prove_page(struct trial *t)
{
	int rc;

	rc = prove_from(t, t->way->started ? t->way->start : 1);
	if (rc == 0 && !t->way->started)
		rc = prove_from(t, 0);
	return rc > 0 ? look_past_end(t, rc) : rc;
}

int
infer_proof(struct infer_probe *p, const struct infer_list *list,
    const struct infer_pages *pages, struct infer_way *way, struct error *e)
{
	struct trial t = { .probe = p, .list = list, .pages = pages,
		.way = way, .e = e };
	struct error ignored;
	int rc = 0;

	t.desc = infer_proof_desc(list, pages, way, &ignored);
	if (t.desc == NULL)
		return 0;
	if (way->kind == DESC_PAGING_OFFSET)
		rc = prove_offset(&t);
	else if (way->kind == DESC_PAGING_PAGE)
		rc = prove_page(&t);
	else
		rc = prove_told(&t);
	drop_answer(&t);
	desc_free(t.desc);
	return rc;
}
