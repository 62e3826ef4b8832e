/* infer_pages: how a list may be paged; see infer_pages.h. */
#include "api/infer_pages.h"

#include <stdio.h>
#include <string.h>

#include "api/infer_envelope.h"
#include "api/infer_ways.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/link.h"
#include "json/text.h"

/* A value that may go into a parameter, and where it is. */
struct cursor {
	char *path;
	struct span leaf; /* borrowed from the body */
	bool next;	  /* its name says that it leads on */
};

#define CURSORS_MAX 8

/* What is found of a page. */
struct finding {
	const struct infer_page *page;
	struct infer_pages *out;
	struct cursor cursors[CURSORS_MAX];
	size_t n;
	struct span page_leaf, offset_leaf; /* p NULL: none */
	int64_t page_number;
	bool flag_more, flag_last, flag_end; /* what bools say */
	bool leads;	 /* something leads on */
	bool leads_next; /* ... which is called the next */
};

static void
hint(struct infer_pages *p, const char *what, const char *path)
{
	p->says_more = true;
	if (p->hint[0] == '\0')
		(void)snprintf(p->hint, sizeof(p->hint), "'%.80s' %.60s", path,
		    what);
}

static void
keep_path(char **to, const char *path)
{
	if (*to == NULL)
		*to = mem_str(path);
}

/* A number, perhaps spelled as a text. */
static bool
read_number(struct span value, uint64_t *n)
{
	if (span_kind(value) == JSON_STRING && value.len > 2)
		value = (struct span){ value.p + 1, value.len - 2 };
	else if (span_kind(value) != JSON_NUMBER)
		return false;
	return num_u64(value.p, value.len, 0, INT64_MAX, n);
}

static bool
is_nothing(struct span value)
{
	enum json_kind kind = span_kind(value);

	return kind == JSON_NULL || kind == JSON_FALSE ||
	    (kind == JSON_STRING && value.len == 2);
}

/* Whether a text is what a URL is: another cursor may begin with a slash. */
static bool
is_url(struct span value)
{
	size_t len;
	char *s = span_kind(value) == JSON_STRING ? span_take(value, &len) :
						    NULL;
	bool is = s != NULL &&
	    (strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0 ||
		*s == '/' || *s == '?');

	mem_free(s);
	return is;
}

static void
take_flag(struct finding *f, const struct infer_member *m, bool of_more)
{
	enum json_kind kind = span_kind(m->value);
	bool yes = kind == JSON_TRUE;

	if (kind != JSON_TRUE && kind != JSON_FALSE)
		return;
	keep_path(of_more ? &f->out->more : &f->out->end, m->path);
	if (yes != of_more) {
		f->flag_last = f->flag_last || of_more;
		f->flag_end = true;
		return;
	}
	f->flag_more = true;
	f->out->counts_more = true;
	hint(f->out, of_more ? "is true" : "is false", m->path);
}

/* A value that leads on, or does not any more. */
static void
take_leading(struct finding *f, const struct infer_member *m)
{
	enum json_kind kind = span_kind(m->value);
	bool next = m->role == INFER_NEXT;

	if (is_nothing(m->value)) {
		if (next)
			keep_path(&f->out->ended_next, m->path);
	} else if (next && kind == JSON_TRUE) {
		take_flag(f, m, true);
	} else if (is_url(m->value)) {
		(void)infer_ways_add(f->out, DESC_PAGING_NEXT_URL, m->path,
		    NULL);
		f->leads = true;
		f->leads_next = f->leads_next || next;
	} else if ((kind == JSON_STRING || kind == JSON_NUMBER) &&
	    f->n < CURSORS_MAX) {
		f->cursors[f->n++] = (struct cursor){ mem_str(m->path),
			m->name, next };
		f->leads = f->leads || next;
		f->leads_next = f->leads_next || next;
	}
}

static void
take_total(struct finding *f, const struct infer_member *m)
{
	uint64_t n;

	if (f->out->total != NULL || !read_number(m->value, &n) ||
	    (m->role == INFER_COUNT && n <= f->page->n))
		return;
	keep_path(&f->out->total, m->path);
	f->out->total_n = n;
}

static void
take_number(struct finding *f, const struct infer_member *m)
{
	uint64_t n;

	if (span_kind(m->value) != JSON_NUMBER || !read_number(m->value, &n)) {
		if (m->role == INFER_OFFSET)
			take_leading(f, m);
	} else if (m->role == INFER_OFFSET && f->offset_leaf.p == NULL) {
		f->offset_leaf = m->name;
	} else if (m->role == INFER_PAGE && f->page_leaf.p == NULL) {
		f->page_leaf = m->name;
		f->page_number = (int64_t)n;
	}
}

static void
take_member(void *arg, const struct infer_member *m)
{
	struct finding *f = arg;
	uint64_t n;

	switch (m->role) {
	case INFER_MORE:
		take_flag(f, m, true);
		break;
	case INFER_END:
		take_flag(f, m, false);
		break;
	case INFER_NEXT:
	case INFER_CURSOR:
		take_leading(f, m);
		break;
	case INFER_TOTAL:
	case INFER_COUNT:
		take_total(f, m);
		break;
	case INFER_PAGES:
		if (read_number(m->value, &n))
			keep_path(&f->out->pages, m->path);
		break;
	case INFER_PAGE:
	case INFER_OFFSET:
		take_number(f, m);
		break;
	case INFER_BACK:
		if (f->out->back == NULL && is_url(m->value))
			keep_path(&f->out->back, m->path);
		break;
	case INFER_SAME:
	case INFER_OTHER:
		break;
	}
}

/* What a Link header says: it leads on, does not any more, or nothing. */
static void
look_at_link(struct finding *f)
{
	static const char *const others[] = { "prev", "previous", "first" };
	const char *link = f->page->link;
	struct buf target = buf_make(1 << 20);
	size_t i;

	if (link != NULL && link_find(link, "next", &target)) {
		(void)infer_ways_add(f->out, DESC_PAGING_LINK, NULL, NULL);
		hint(f->out, "is there", "Link rel=next");
		f->leads = true;
	} else if (link != NULL && link_find(link, "last", &target)) {
		hint(f->out, "is there", "Link rel=last");
	} else if (link != NULL) {
		/* One that is there and leads nowhere, or cannot be read. */
		if (strstr(link, "results=\"false\"") != NULL)
			f->out->says_end = true;
		else if (strcasestr(link, "next") != NULL)
			hint(f->out, "cannot be read", "Link rel=next");
		for (i = 0; i < LEN(others); i++)
			if (link_find(link, others[i], &target))
				f->out->says_end = true;
		if (f->out->says_end)
			(void)infer_ways_add(f->out, DESC_PAGING_LINK, NULL,
			    NULL);
	}
	buf_free(&target);
}

/* Totals say nothing where the list was begun in its middle. */
static void
look_at_totals(struct finding *f)
{
	struct infer_pages *p = f->out;
	struct path path = { 0 };
	struct error ignored = { 0 };
	uint64_t n;

	if (infer_ways_begun(f->page->url)) {
		mem_free(p->total);
		mem_free(p->pages);
		p->total = p->pages = NULL;
		return;
	}
	p->counts_more = p->counts_more ||
	    (p->total != NULL && p->total_n > f->page->n);
	if (p->total != NULL && p->total_n > f->page->n)
		hint(p, "is larger than what came", p->total);
	else if (p->total != NULL && f->page->n > 0)
		p->total_met = true;
	if (p->pages == NULL ||
	    path_parse(&path, p->pages, strlen(p->pages), &ignored) != 0)
		return;
	if (read_number(span_at(f->page->whole, &path), &n)) {
		p->counts_more = p->counts_more || n > 1;
		if (n > 1)
			hint(p, "is more than one", p->pages);
		else
			p->says_end = true;
	}
	path_free(&path);
}

/* The parameters that cursors may go into. */
static void
add_cursors(struct finding *f)
{
	size_t i;
	int next;

	for (next = 1; next >= 0; next--)
		for (i = 0; i < f->n; i++)
			if (f->cursors[i].next == (next == 1))
				infer_ways_natural(f->out, f->cursors[i].path,
				    f->cursors[i].leaf);
	for (i = 0; i < f->n && i < 1; i++)
		infer_ways_usual(f->out, f->cursors[i].path);
}

static void
add_last(struct finding *f)
{
	static const char *const params[] = { "starting_after", "after",
		"after_id", "since_id", "last_id" };
	size_t i;

	if (f->page->key == NULL || !f->flag_more)
		return;
	for (i = 0; i < LEN(params); i++)
		(void)infer_ways_add(f->out, DESC_PAGING_LAST, f->page->key,
		    params[i]);
}

static void
add_counted(struct finding *f)
{
	bool all = f->out->says_more;
	bool pages_first = f->offset_leaf.p == NULL &&
	    (f->page_leaf.p != NULL || f->out->pages != NULL);

	/* An offset is what a total without a page's number goes with. */
	pages_first = pages_first ||
	    (f->offset_leaf.p == NULL && f->out->total == NULL);
	if (pages_first)
		infer_ways_page(f->out, f->page->url, f->page_leaf,
		    f->page_number, all);
	infer_ways_offset(f->out, f->page->url, f->offset_leaf, all);
	if (!pages_first)
		infer_ways_page(f->out, f->page->url, f->page_leaf,
		    f->page_number, all);
}

/*
 * Whether this is the end.  A list that begins with its newest records may call
 * what leads to the older ones the previous page.
 */
static void
look_back(struct finding *f)
{
	struct infer_pages *p = f->out;
	bool begun = infer_ways_begun(f->page->url);

	if (f->flag_end ||
	    (p->ended_next != NULL && !f->leads && (begun || p->back == NULL)))
		p->says_end = true;
	if (p->back != NULL && !begun)
		(void)infer_ways_add(p, DESC_PAGING_NEXT_URL, p->back, NULL);
}

void
infer_pages(const struct infer_page *page, struct infer_pages *out)
{
	struct finding f = { .page = page, .out = out };
	size_t i;

	*out = (struct infer_pages){ 0 };
	look_at_link(&f);
	if (span_kind(page->whole) == JSON_OBJECT)
		infer_envelope(page->whole, take_member, &f);
	look_at_totals(&f);
	/* "done" may be of something else where there is a next page. */
	if (f.flag_end && !f.flag_last && f.leads_next) {
		f.flag_end = false;
		mem_free(out->end);
		out->end = NULL;
	}
	if (f.leads && !f.flag_end)
		hint(out, "is there", f.n > 0 ? f.cursors[0].path : "next");
	look_back(&f);
	add_cursors(&f);
	add_last(&f);
	add_counted(&f);
	for (i = 0; i < f.n; i++)
		mem_free(f.cursors[i].path);
}

static void
put_text(struct buf *out, const char *name, const char *text)
{
	if (text == NULL)
		return;
	buf_printf(out, ", \"%s\": ", name);
	json_quote(text, strlen(text), out);
}

void
infer_pages_put(const struct infer_pages *p, const struct infer_way *way,
    struct buf *out)
{
	static const char *const kinds[] = { "none", "param_of_url",
		"next_url", "link", "cursor", "last", "offset", "page" };
	enum desc_paging kind = way != NULL ? way->kind : DESC_PAGING_NONE;

	buf_printf(out, "{\"kind\": \"%s\"", kinds[kind]);
	if (way != NULL) {
		put_text(out, "next", way->next);
		put_text(out, "param", way->param);
	}
	if (kind == DESC_PAGING_PAGE)
		buf_printf(out, ", \"start\": %lld", (long long)way->start);
	if (kind != DESC_PAGING_NONE) {
		put_text(out, "more", p->more);
		put_text(out, "total", p->total);
	}
	/* Only a list whose pages are numbered ends by their number. */
	if (kind == DESC_PAGING_PAGE && p->more == NULL && p->total == NULL)
		put_text(out, "pages_total", p->pages);
	if (way != NULL && way->past_end != 0)
		buf_printf(out, ", \"status_ends\": [%d]", way->past_end);
	if (kind != DESC_PAGING_NONE && p->end != NULL) {
		buf_str(out, ", \"ends\": [{\"at\": ");
		json_quote(p->end, strlen(p->end), out);
		buf_str(out, ", \"is\": [true]}]");
	}
	buf_byte(out, '}');
}

void
infer_pages_say(const struct infer_way *way, struct buf *out)
{
	switch (way->kind) {
	case DESC_PAGING_LINK:
		buf_str(out, "by Link header");
		break;
	case DESC_PAGING_NEXT_URL:
		buf_printf(out, "by the URL at .%s", way->next);
		break;
	case DESC_PAGING_CURSOR:
		buf_printf(out, "by .%s as %s", way->next, way->param);
		break;
	case DESC_PAGING_LAST:
		buf_printf(out, "by the last record's %s as %s", way->next,
		    way->param);
		break;
	case DESC_PAGING_OFFSET:
		buf_printf(out, "by offset as %s", way->param);
		break;
	case DESC_PAGING_PAGE:
		buf_printf(out, "by number as %s", way->param);
		break;
	case DESC_PAGING_NONE:
	case DESC_PAGING_PARAM_OF_URL:
		break;
	}
}

void
infer_pages_forget(struct infer_pages *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		mem_free(p->ways[i].next);
		mem_free(p->ways[i].param);
	}
	p->n = 0;
}

void
infer_pages_free(struct infer_pages *p)
{
	infer_pages_forget(p);
	mem_free(p->more);
	mem_free(p->end);
	mem_free(p->total);
	mem_free(p->pages);
	mem_free(p->ended_next);
	mem_free(p->back);
	*p = (struct infer_pages){ 0 };
}
