/* openapi_paging: from page to page; see openapi_paging.h. */
#include "aai-describe/openapi_paging.h"

#include <string.h>

#include "aai-describe/identifier.h"
#include "aai-describe/page_parts.h"
#include "aai-describe/page_words.h"
#include "base/cc.h"
#include "base/mem.h"

/* The parameter that says how many records a page has: a number. */
static struct openapi_param *
find_size(const struct openapi_params *p)
{
	struct openapi_param *size = page_param(p, page_words_size_params);
	unsigned kinds;

	if (size == NULL)
		return NULL;
	kinds = size->kinds & ~SCHEMA_NULL;
	return kinds == 0 || kinds == SCHEMA_STRING ||
		       (kinds & PAGE_NUMBERS) != 0
		   ? size
		   : NULL;
}

bool
openapi_is_paged(const struct openapi_params *p)
{
	return page_param(p, page_words_cursor_params) != NULL ||
	       page_param(p, page_words_page_params) != NULL ||
	       page_param(p, page_words_offset_params) != NULL ||
	       find_size(p) != NULL;
}

static void
begin(struct pages *g, const char *kind)
{
	source_put_text(&g->made, "kind", kind);
}

static void
put_param(struct pages *g, struct openapi_param *param)
{
	source_put_text(&g->made, "param", param->name);
	param->taken = true;
}

/* Rule 0: what Microsoft's files say. */
static bool
by_extension(struct pages *g, size_t operation)
{
	struct document *d = g->o->d;
	size_t pageable = document_get(d, operation, "x-ms-pageable");
	size_t name = document_get(d, pageable, "nextLinkName");
	const char *link = "nextLink";
	struct buf path;

	if (pageable == JSON_NO_NODE)
		return false;
	name = openapi_resolve(d, name);
	if (document_kind(d, name) == JSON_NULL)
		link = NULL;
	else if (document_string(d, name) != NULL)
		link = document_string(d, name);
	source_note(&g->r->why, "pages: x-ms-pageable");
	if (link == NULL || *link == '\0') {
		begin(g, "none");
		source_say(&g->r->paging, "none");
		return true;
	}
	path = buf_make(SIZE_MAX / 2);
	answer_put_step(&path, link);
	buf_byte(&path, '\0');
	begin(g, "next_url");
	source_put_text(&g->made, "next", (const char *)path.data);
	source_say(&g->r->paging, "next URL (%s)", link);
	buf_free(&path);
	return true;
}

/* Whether the words about a parameter say that a Link header has it. */
static bool
is_of_link(const struct openapi_param *p)
{
	return identifier_say(p->about, "link header") ||
	       (p->about != NULL &&
		   strcasestr(p->about, "`link` header") != NULL);
}

static bool
by_link(struct pages *g)
{
	bool link = g->a->link;
	size_t i;

	for (i = 0; i < g->p->n && !link; i++)
		link = strcmp(g->p->items[i].in, "query") == 0 &&
		       is_of_link(&g->p->items[i]);
	if (!link)
		return false;
	begin(g, "link");
	source_say(&g->r->paging, "Link header");
	source_note(&g->r->why, "pages: the answer has a Link header");
	return true;
}

/* The member that has the next value of this parameter. */
static const struct answer_member *
find_partner(struct pages *g, const struct openapi_param *param)
{
	unsigned kinds = SCHEMA_STRING | PAGE_NUMBERS;
	const struct answer_member *m;
	const char *names[2] = { NULL, NULL };
	struct buf next = buf_make(SIZE_MAX / 2);

	buf_printf(&next, "next_%s", param->name);
	buf_byte(&next, '\0');
	names[0] = (const char *)next.data;
	m = page_member(g->a, names, kinds);
	buf_free(&next);
	if (m == NULL)
		m = page_member(g->a, page_words_cursor_members, kinds);
	names[0] = param->name;
	if (m == NULL)
		m = page_member(g->a, names, kinds);
	return m;
}

static void
put_cursor(struct pages *g, struct openapi_param *param,
    const struct answer_member *next)
{
	begin(g, "cursor");
	page_put_member(g, "next", next);
	put_param(g, param);
	source_say(&g->r->paging, "cursor (%s)", param->name);
	source_note(&g->r->why, "pages: %s of the answer goes into %s",
	    next->path, param->name);
}

/* Whether the member's name or place says that it leads on. */
static bool
leads_on(const struct answer_member *m)
{
	return strcasestr(m->path, "next") != NULL;
}

/* surely: only by a member that says itself that it leads on. */
static bool
by_cursor(struct pages *g, bool surely)
{
	static const char *const offset_next[] = { "next_offset", "next_start",
		NULL };
	static const char *const page_next[] = { "next_page", NULL };
	static const char *const next[] = { "next", NULL };
	static const char *const until[] = { "until", NULL };
	unsigned any = SCHEMA_STRING | PAGE_NUMBERS;
	struct openapi_param *param = NULL;
	const struct answer_member *m = NULL;
	size_t i;

	for (i = 0; page_words_cursor_params[i] != NULL && m == NULL; i++) {
		const char *const one[] = { page_words_cursor_params[i], NULL };

		param = page_param(g->p, one);
		if (param != NULL)
			m = find_partner(g, param);
		if (m != NULL && surely && !leads_on(m))
			m = NULL;
	}
	if (m == NULL &&
	    (param = page_param(g->p, page_words_offset_params)) != NULL)
		m = page_member(g->a, offset_next, any);
	if (m == NULL &&
	    (param = page_param(g->p, page_words_page_params)) != NULL &&
	    (param->kinds & PAGE_NUMBERS) == 0)
		m = page_member(g->a, page_next, any);
	if (m == NULL && (param = page_param(g->p, until)) != NULL)
		m = page_member(g->a, next, PAGE_NUMBERS);
	if (m != NULL)
		put_cursor(g, param, m);
	return m != NULL;
}

/* Whether it is what follows next: links.next.href. */
static bool
is_next_href(const struct answer_member *m)
{
	size_t n = strlen(m->path);

	return identifier_same(m->name, "href") && n >= 9 &&
	       strcmp(m->path + n - 9, "next.href") == 0 &&
	       (m->kinds & SCHEMA_STRING) != 0;
}

/*
 * The URL of the previous page, where that is the one with older records of a
 * list that has the newest first, and the words about it say so.
 */
static const struct answer_member *
find_older(struct pages *g, size_t operation)
{
	static const char *const previous[] = { "prev_url", "previous_url",
		"prev_page_url", "previous_page_url", "prev", "previous",
		NULL };
	const struct answer_member *m =
	    page_member(g->a, previous, SCHEMA_STRING);
	const char *about = document_text(g->o->d, operation, "description");

	if (m == NULL)
		return NULL;
	if (identifier_say(m->about, "older") ||
	    (identifier_say(about, "older") &&
		identifier_say(about, "previous")))
		return m;
	return NULL;
}

static bool
by_next_url(struct pages *g, size_t operation)
{
	static const char *const page[] = { "next_page", NULL };
	const struct answer_member *m = find_older(g, operation);
	size_t i;

	if (m == NULL)
		m = page_member(g->a, page_words_url_members, SCHEMA_STRING);
	for (i = 0; i < g->a->n && m == NULL; i++)
		if (is_next_href(&g->a->members[i]))
			m = &g->a->members[i];
	if (m == NULL) {
		m = page_member(g->a, page, SCHEMA_STRING);
		if (m != NULL && !identifier_say(m->about, "url") &&
		    !identifier_say(m->about, "link"))
			m = NULL;
	}
	if (m == NULL)
		return false;
	begin(g, "next_url");
	page_put_member(g, "next", m);
	source_say(&g->r->paging, "next URL (%s)", m->path);
	source_note(
	    &g->r->why, "pages: %s of the answer is the next URL", m->path);
	return true;
}

static bool
is_time(const struct openapi_param *p)
{
	return (p->format != NULL && strncmp(p->format, "date", 4) == 0) ||
	       identifier_say(p->about, "date") ||
	       identifier_say(p->about, "time") ||
	       identifier_say(p->about, "ISO 8601") ||
	       identifier_say(p->about, "RFC");
}

static bool
by_last(struct pages *g)
{
	const struct answer_member *more =
	    page_member(g->a, page_words_more_members, SCHEMA_BOOL);
	struct openapi_param *param = NULL;
	size_t i;

	for (i = 0; page_words_last_params[i] != NULL && param == NULL; i++) {
		const char *const one[] = { page_words_last_params[i], NULL };

		param = page_param(g->p, one);
		if (param != NULL && is_time(param))
			param = NULL;
	}
	if (param == NULL || (more == NULL && g->a->records[0] != '\0'))
		return false;
	if (page_param(g->p, page_words_page_params) != NULL && more == NULL)
		return false;
	if (g->key == NULL) {
		source_note(&g->r->unsure,
		    "pages: %s takes the last record's key, which is not known",
		    param->name);
		source_say(&g->r->paging, "?");
		return true;
	}
	begin(g, "last");
	source_put_text(&g->made, "next", g->key);
	put_param(g, param);
	source_say(&g->r->paging, "last record (%s)", param->name);
	source_note(&g->r->why, "pages: %s takes the %s of the last record%s%s",
	    param->name, g->key, more != NULL ? ", and the answer has " : "",
	    more != NULL ? more->path : "");
	return true;
}

/* Where the next offset stands that the answer's schema is silent about. */
#define NEXT_OFFSET "{\"jq\": \".next_page.offset? // .next_offset? // empty\"}"

static bool
by_offset(struct pages *g)
{
	struct openapi_param *param =
	    page_param(g->p, page_words_offset_params);
	const struct answer_member *total;

	if (param == NULL)
		return false;
	if (is_time(param) && !identifier_same(param->name, "offset") &&
	    !identifier_say(param->about, "offset"))
		return false;
	if (g->size != NULL && (param->kinds & ~SCHEMA_NULL) == SCHEMA_STRING &&
	    identifier_say(param->about, "token")) {
		begin(g, "cursor");
		source_put(&g->made, "next", NEXT_OFFSET);
		put_param(g, param);
		source_say(&g->r->paging, "cursor (%s)", param->name);
		source_note(&g->r->unsure,
		    "pages: where the answer has the next %s is not said; "
		    "it is looked for in the usual places",
		    param->name);
		return true;
	}
	if (g->size == NULL && !identifier_say(param->about, "skip"))
		return false;
	total = page_member(g->a, page_words_total_members, PAGE_NUMBERS);
	begin(g, "offset");
	put_param(g, param);
	page_put_member(g, "total", total);
	source_say(&g->r->paging, "offset (%s)", param->name);
	source_note(&g->r->why, "pages: %s counts records", param->name);
	return true;
}

static bool
by_page(struct pages *g)
{
	struct openapi_param *param = page_param(g->p, page_words_page_params);

	if (param == NULL ||
	    (g->size == NULL &&
		(param->name[1] == '\0' ||
		    (param->kinds & ~SCHEMA_NULL) == SCHEMA_STRING)))
		return false;
	begin(g, "page");
	put_param(g, param);
	page_put_start(g, param, 1);
	page_put_member(g, "total",
	    page_member(g->a, page_words_total_members, PAGE_NUMBERS));
	page_put_member(g, "pages_total",
	    page_member(g->a, page_words_pages_members, PAGE_NUMBERS));
	source_say(&g->r->paging, "page (%s)", param->name);
	source_note(&g->r->why, "pages: %s counts pages", param->name);
	return true;
}

/* Where answers mostly have what their schema is silent about. */
#define NEXT_CURSOR                                                            \
	"{\"jq\": \".next_cursor? // .response_metadata.next_cursor? // "      \
	".next_marker? // .next_page_token? // .next_token? // "               \
	".meta.next_cursor? // .pagination.next_cursor? // "                   \
	".paging.next_cursor? // empty\"}"

/* A cursor goes into a parameter, and the answer does not say where it is. */
static void
guess_cursor(struct pages *g, struct openapi_param *cursor)
{
	begin(g, "cursor");
	source_put(&g->made, "next", NEXT_CURSOR);
	put_param(g, cursor);
	source_say(&g->r->paging, "cursor (%s)?", cursor->name);
	source_note(&g->r->unsure,
	    "pages: where the answer has the value for %s is not known; it is "
	    "looked for in the usual places",
	    cursor->name);
}

/* What only one side says. */
static void
leave_open(struct pages *g)
{
	const struct answer_member *next = page_member(
	    g->a, page_words_cursor_members, SCHEMA_STRING | PAGE_NUMBERS);
	struct openapi_param *cursor =
	    page_param(g->p, page_words_cursor_params);

	const struct openapi_param *alone = g->size;

	if (alone == NULL)
		alone = page_param(g->p, page_words_offset_params);
	if (alone == NULL)
		alone = page_param(g->p, page_words_page_params);
	source_say(&g->r->paging, "?");
	if (cursor != NULL)
		guess_cursor(g, cursor);
	else if (next != NULL)
		source_note(&g->r->unsure,
		    "pages: the answer has %s, and no parameter takes it: at "
		    "most one page is fetched",
		    next->path);
	else if (alone != NULL)
		source_note(&g->r->unsure,
		    "pages: %s is a parameter, and nothing leads to the next "
		    "page: at most one page is fetched",
		    alone->name);
	else
		source_say(&g->r->paging, "none");
}

static bool
is_kind(const struct pages *g, const char *kind)
{
	const char *made = source_member(&g->made, "kind");

	return made != NULL && strncmp(made + 1, kind, strlen(kind)) == 0;
}

void
openapi_paging(struct openapi *o, size_t operation, struct openapi_params *p,
    const struct answer *a, const char *key, struct source_members *params,
    struct source_resource *r)
{
	struct pages g = {
		.o = o, .p = p, .a = a, .key = key, .params = params, .r = r
	};

	g.size = find_size(p);
	if (!by_extension(&g, operation) && !by_link(&g) &&
	    !by_cursor(&g, true) && !by_next_url(&g, operation) &&
	    !by_cursor(&g, false) && !by_last(&g) && !by_offset(&g) &&
	    !by_page(&g))
		leave_open(&g);
	if (!is_kind(&g, "none"))
		page_put_size(&g);
	if (is_kind(&g, "cursor") || is_kind(&g, "last") ||
	    is_kind(&g, "offset") || is_kind(&g, "page"))
		page_put_more(&g);
	if (g.made.n > 0)
		source_put_members(&r->members, "pages", &g.made);
	source_members_free(&g.made);
}
