/* infer_ways: parameters that lead on; see infer_ways.h. */
#include "api/infer_ways.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/query.h"

static const char *const offset_params[] = { "offset", "skip", "start",
	"startAt", "startIndex", "$skip", "page[offset]" };
static const char *const page_params[] = { "page", "page[number]",
	"pageNumber", "page_number", "p", "pg" };
static const char *const cursor_params[] = { "cursor", "page_token",
	"pageToken", "after", "next", "next_token", "starting_after", "token",
	"continuation_token", "marker", "offset", "page", "start_cursor",
	"page[cursor]", "page[after]" };
static const char *const begun_params[] = { "cursor", "page_token",
	"pageToken", "after", "starting_after", "marker", "page_info",
	"continuation_token", "page[cursor]", "page[after]", "next_token" };

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

struct infer_way *
infer_ways_add(struct infer_pages *p, enum desc_paging kind, const char *next,
    const char *param)
{
	struct infer_way *w;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->ways[i].kind == kind && is_same(p->ways[i].next, next) &&
		    is_same(p->ways[i].param, param))
			return &p->ways[i];
	if (p->n == INFER_WAYS_MAX)
		return NULL;
	w = &p->ways[p->n++];
	*w = (struct infer_way){ .kind = kind };
	w->next = next != NULL ? mem_str(next) : NULL;
	w->param = param != NULL ? mem_str(param) : NULL;
	return w;
}

static void
add_natural(struct infer_pages *p, const char *path, const char *param)
{
	struct infer_way *w;

	w = infer_ways_add(p, DESC_PAGING_CURSOR, path, param);
	if (w != NULL)
		w->natural = true;
}

/* "next_cursor" and "nextCursor" without their "next"; owned, or NULL. */
static char *
without_next(const char *name)
{
	char *s;

	if (strncmp(name, "next", 4) != 0 && strncmp(name, "Next", 4) != 0)
		return NULL;
	name += 4;
	if (*name == '_' || *name == '-')
		name++;
	if (*name == '\0')
		return NULL;
	s = mem_str(name);
	if (s[0] >= 'A' && s[0] <= 'Z')
		s[0] = (char)(s[0] - 'A' + 'a');
	return s;
}

void
infer_ways_natural(struct infer_pages *p, const char *path, struct span leaf)
{
	static const struct {
		const char *name, *param;
	} known[] = {
		{ "endCursor", "after" },
		{ "end_cursor", "after" },
		{ "after_cursor", "cursor" },
		{ "after_cursor", "after" },
		{ "next_cursor", "start_cursor" },
		{ "NextToken", "nextToken" },
	};
	char *name = mem_dup(leaf.p, leaf.len);
	char *rest = without_next(name);
	size_t i;

	if (rest != NULL)
		add_natural(p, path, rest);
	for (i = 0; i < LEN(known); i++)
		if (strcmp(known[i].name, name) == 0)
			add_natural(p, path, known[i].param);
	add_natural(p, path, name);
	mem_free(rest);
	mem_free(name);
}

void
infer_ways_usual(struct infer_pages *p, const char *path)
{
	size_t i;

	for (i = 0; i < LEN(cursor_params); i++)
		(void)infer_ways_add(p, DESC_PAGING_CURSOR, path,
		    cursor_params[i]);
}

/* Whether the URL has one of the parameters, and its value as a number. */
static bool
has_number(const char *url, const char *name, int64_t *number)
{
	char *value = query_get(url, name);
	uint64_t n = 0;
	bool is = value != NULL &&
	    num_u64(value, strlen(value), 0, INT64_MAX, &n);

	mem_free(value);
	*number = (int64_t)n;
	return is;
}

void
infer_ways_offset(struct infer_pages *p, const char *url, struct span leaf,
    bool all)
{
	int64_t ignored;
	size_t i;
	char *name;

	for (i = 0; i < LEN(offset_params); i++)
		if (has_number(url, offset_params[i], &ignored))
			(void)infer_ways_add(p, DESC_PAGING_OFFSET, NULL,
			    offset_params[i]);
	if (leaf.p != NULL) {
		name = mem_dup(leaf.p, leaf.len);
		(void)infer_ways_add(p, DESC_PAGING_OFFSET, NULL, name);
		mem_free(name);
	}
	for (i = 0; i < (all ? LEN(offset_params) : 2); i++)
		(void)infer_ways_add(p, DESC_PAGING_OFFSET, NULL,
		    offset_params[i]);
}

static void
add_page(struct infer_pages *p, const char *param, bool started, int64_t start)
{
	struct infer_way *w;

	w = infer_ways_add(p, DESC_PAGING_PAGE, NULL, param);
	if (w == NULL || w->started)
		return;
	w->started = started;
	w->start = start;
}

void
infer_ways_page(struct infer_pages *p, const char *url, struct span leaf,
    int64_t number, bool all)
{
	bool told = leaf.p != NULL;
	int64_t n;
	size_t i;
	char *name;

	for (i = 0; i < LEN(page_params); i++)
		if (has_number(url, page_params[i], &n))
			add_page(p, page_params[i], true, n);
	if (told) {
		name = mem_dup(leaf.p, leaf.len);
		if (strcmp(name, "number") != 0)
			add_page(p, name, true, number);
		mem_free(name);
	}
	for (i = 0; i < (all ? LEN(page_params) : 1); i++)
		add_page(p, page_params[i], told, number);
}

bool
infer_ways_begun(const char *url)
{
	int64_t n;
	size_t i;
	char *s;

	for (i = 0; i < LEN(offset_params); i++)
		if (has_number(url, offset_params[i], &n) && n > 0)
			return true;
	for (i = 0; i < LEN(page_params); i++)
		if (has_number(url, page_params[i], &n) && n > 1)
			return true;
	for (i = 0; i < LEN(begun_params); i++) {
		s = query_get(url, begun_params[i]);
		mem_free(s);
		if (s != NULL)
			return true;
	}
	return false;
}

/* PARAM=PATH, or PATH or PARAM alone. */
static bool
add_spelled(struct infer_pages *p, enum desc_paging kind, const char *rest)
{
	const char *equals = strchr(rest, '=');
	bool both = kind == DESC_PAGING_CURSOR || kind == DESC_PAGING_LAST;
	struct infer_way *w = NULL;
	uint64_t start = 1;
	char *param;

	if (*rest == '\0')
		return false;
	if (kind == DESC_PAGING_NEXT_URL)
		return infer_ways_add(p, kind, rest, NULL) != NULL;
	if (kind == DESC_PAGING_OFFSET)
		return infer_ways_add(p, kind, NULL, rest) != NULL;
	if (both && (equals == NULL || equals[1] == '\0'))
		return false;
	if (!both && equals != NULL &&
	    !num_u64(equals + 1, strlen(equals + 1), 0, INT64_MAX, &start))
		return false;
	param = mem_dup(rest, equals != NULL ? (size_t)(equals - rest) :
					       strlen(rest));
	if (*param != '\0')
		w = infer_ways_add(p, kind, both ? equals + 1 : NULL, param);
	if (w != NULL)
		w->start = (int64_t)start;
	mem_free(param);
	return w != NULL;
}

int
infer_ways_spelled(struct infer_pages *p, const char *spelled,
    struct error *e)
{
	static const struct {
		const char *word;
		enum desc_paging kind;
	} kinds[] = {
		{ "url:", DESC_PAGING_NEXT_URL },
		{ "cursor:", DESC_PAGING_CURSOR },
		{ "last:", DESC_PAGING_LAST },
		{ "offset:", DESC_PAGING_OFFSET },
		{ "page:", DESC_PAGING_PAGE },
	};
	size_t i, n;

	if (strcmp(spelled, "none") == 0)
		return 0;
	if (strcmp(spelled, "link") == 0) {
		(void)infer_ways_add(p, DESC_PAGING_LINK, NULL, NULL);
		return 0;
	}
	for (i = 0; i < LEN(kinds); i++) {
		n = strlen(kinds[i].word);
		if (strncmp(spelled, kinds[i].word, n) == 0 &&
		    add_spelled(p, kinds[i].kind, spelled + n))
			return 0;
	}
	error_set(e, ERROR_USAGE,
	    "--next '%.100s': none, link, url:PATH, cursor:PARAM=PATH, "
	    "last:PARAM=PATH, offset:PARAM or page:PARAM[=START] is wanted",
	    spelled);
	return -1;
}
