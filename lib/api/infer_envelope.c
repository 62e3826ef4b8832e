/* infer_envelope: what stands around the records; see infer_envelope.h. */
#include "api/infer_envelope.h"

#include <string.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/utf8.h"

#define DEPTH_MAX   3
#define MEMBERS_MAX 200
#define NAME_MAX    100
#define PATH_MAX    ((size_t)1 << 12)

/* Names without separators, in lower case. */
static const char *const more_names[] = { "hasmore", "hasmoreitems", "more",
	"hasnext", "hasnextpage", "moreavailable", "morepages", "ismore",
	"nextpageexists", "moreresults", "hasmoreresults", "hasmorepages",
	"hasmoredata", "moredata" };
static const char *const end_names[] = { "endofstream", "islast",
	"islastpage", "lastpage", "last", "done", "isdone", "finished",
	"endoflist", "end" };
static const char *const total_names[] = { "total", "totalcount", "totalsize",
	"totalentries", "totalresults", "totalrecords", "totalitems",
	"totalelements", "totalrows", "numfound", "odatacount" };
static const char *const count_names[] = { "count", "resultcount",
	"recordcount", "itemcount" };
static const char *const pages_names[] = { "totalpages", "pages", "pagecount",
	"pagestotal", "numpages", "pagetotal", "maxpage", "totalpagecount" };
static const char *const page_names[] = { "page", "currentpage", "pagenumber",
	"pageindex", "pageno", "number" };
static const char *const offset_names[] = { "offset", "skip", "start",
	"startat", "startindex", "from" };
static const char *const cursor_names[] = { "cursor", "after", "endcursor",
	"aftercursor", "afterurl", "continuation", "continuationtoken",
	"pagetoken", "marker", "scrollid", "bookmark", "paginationtoken",
	"resumptiontoken", "lastevaluatedkey", "startafter", "pagecursor",
	"continue" };
static const char *const back_names[] = { "prev", "previous", "before",
	"beforeurl", "beforecursor", "startcursor" };
static const char *const same_names[] = { "self", "first", "current",
	"currenturl", "firsturl", "selfurl", "lasturl" };

/* Each list with what it means; the first that has the name counts. */
static const struct {
	const char *const *names;
	size_t n;
	enum infer_role role;
} roles[] = {
	{ more_names, LEN(more_names), INFER_MORE },
	{ end_names, LEN(end_names), INFER_END },
	{ total_names, LEN(total_names), INFER_TOTAL },
	{ count_names, LEN(count_names), INFER_COUNT },
	{ pages_names, LEN(pages_names), INFER_PAGES },
	{ page_names, LEN(page_names), INFER_PAGE },
	{ offset_names, LEN(offset_names), INFER_OFFSET },
	{ cursor_names, LEN(cursor_names), INFER_CURSOR },
	{ back_names, LEN(back_names), INFER_BACK },
	{ same_names, LEN(same_names), INFER_SAME },
};

/* A walk: the path to where it is, and who takes what is met. */
struct walk {
	void (*take)(void *arg, const struct infer_member *m);
	void *arg;
	struct buf path;
};

/* The letters and digits of a name in lower case, as a string. */
static void
fold(const char *s, size_t len, char out[NAME_MAX + 1])
{
	size_t i, n = 0;
	char c;

	for (i = 0; i < len && n < NAME_MAX; i++) {
		c = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] - 'A' + 'a') :
						 s[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (unsigned char)c >= 0x80)
			out[n++] = c;
	}
	out[n] = '\0';
}

bool
infer_same_name(const char *a, size_t a_len, const char *b, size_t b_len)
{
	char x[NAME_MAX + 1], y[NAME_MAX + 1];

	fold(a, a_len, x);
	fold(b, b_len, y);
	return x[0] != '\0' && strcmp(x, y) == 0;
}

static bool
is_among(const char *name, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static enum infer_role
role_of(struct span raw)
{
	char name[NAME_MAX + 1];
	size_t i;

	fold(raw.p, raw.len, name);
	for (i = 0; i < LEN(roles); i++)
		if (is_among(name, roles[i].names, roles[i].n))
			return roles[i].role;
	if (strstr(name, "prev") != NULL)
		return INFER_BACK;
	return strstr(name, "next") != NULL ? INFER_NEXT : INFER_OTHER;
}

/*
 * What a member is within an object that has a role of its own: "after" and
 * "href" lead on within "next", and back within "prev".
 */
static enum infer_role
role_within(enum infer_role outer, struct span raw)
{
	static const char *const leading[] = { "href", "url", "uri", "link",
		"token", "value" };
	enum infer_role own = role_of(raw);
	char name[NAME_MAX + 1];

	if (outer == INFER_BACK || outer == INFER_SAME)
		return outer;
	if (outer != INFER_NEXT)
		return own;
	fold(raw.p, raw.len, name);
	if (own == INFER_CURSOR || own == INFER_PAGE || own == INFER_OFFSET ||
	    is_among(name, leading, LEN(leading)))
		return INFER_NEXT;
	return own;
}

static bool
is_usable(struct span name)
{
	return name.len > 0 && name.len <= NAME_MAX &&
	    memchr(name.p, '\\', name.len) == NULL &&
	    utf8_valid(name.p, name.len) == name.len;
}

/* Append a name to a path, quoted where that is needed. */
static void
put_name(struct buf *path, struct span name)
{
	bool plain = true;
	size_t i;

	for (i = 0; i < name.len; i++)
		plain = plain && strchr(".[]{}\"", name.p[i]) == NULL;
	if (path->len > 0)
		buf_byte(path, '.');
	if (!plain)
		buf_byte(path, '"');
	buf_put(path, name.p, name.len);
	if (!plain)
		buf_byte(path, '"');
}

static void
walk_object(struct walk *w, struct span object, enum infer_role outer,
    size_t depth)
{
	struct span_walk s = span_object(object);
	struct infer_member m = { .depth = depth };
	size_t before = w->path.len, n = 0;

	while ((depth == 0 || n++ < MEMBERS_MAX) &&
	    span_member(&s, &m.name, &m.value)) {
		if (!is_usable(m.name))
			continue;
		put_name(&w->path, m.name);
		buf_byte(&w->path, 0);
		w->path.len--;
		m.path = (const char *)w->path.data;
		m.role = role_within(outer, m.name);
		w->take(w->arg, &m);
		if (depth + 1 < DEPTH_MAX &&
		    span_kind(m.value) == JSON_OBJECT)
			walk_object(w, m.value, m.role, depth + 1);
		w->path.len = before;
	}
}

void
infer_envelope(struct span object,
    void (*take)(void *arg, const struct infer_member *m), void *arg)
{
	struct walk w = { take, arg, buf_make(PATH_MAX) };

	walk_object(&w, object, INFER_OTHER, 0);
	buf_free(&w.path);
}
