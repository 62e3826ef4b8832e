/* other_apis: small APIs of other kinds; see other_apis.h. */
#include "aai-mock/other_apis.h"

#include <string.h>

#include "aai-mock/ident.h"
#include "aai-mock/lexicon.h"
#include "aai-mock/reply.h"
#include "base/num.h"
#include "json/writer.h"

#define PER_PAGE_MAX 100
#define ISSUES       12
#define BASIC_USER   "user"

/* One request, and where the items of its page begin and end. */
struct page {
	struct mock *m;
	const struct serve_request *req;
	struct serve_response *resp;
	const char *path; /* without what /auth/ puts before it */
	uint64_t total, first, end;
	uint64_t number, size; /* of a page */
	struct buf out;
};

static const char *
noun(const struct mock *m, uint64_t purpose, uint64_t i)
{
	const struct lexicon_list *nouns = lexicon_slot('N');

	return nouns
	    ->words[ident_mix(m->account.cfg.seed, purpose, i) % nouns->n];
}

/* A number given as a parameter, within 0 to max; otherwise when it is not. */
static uint64_t
number(const struct page *p, const char *name, uint64_t otherwise, uint64_t max)
{
	const char *text = target_param(&p->req->target, name);
	uint64_t n;

	if (text == NULL || !num_u64(text, strlen(text), 0, max, &n))
		return otherwise;
	return n;
}

/* Narrow the page to what is there. */
static void
bound(struct page *p, uint64_t first, uint64_t size)
{
	p->first = first < p->total ? first : p->total;
	p->end = p->total - p->first < size ? p->total : p->first + size;
}

/* Page by number, from 1. */
static void
by_number(struct page *p, const char *size_name, uint64_t size)
{
	p->number = number(p, "page", 1, UINT32_MAX);
	p->size = number(p, size_name, size, PER_PAGE_MAX);
	if (p->number == 0)
		p->number = 1;
	if (p->size == 0)
		p->size = size;
	bound(p, (p->number - 1) * p->size, p->size);
}

static void
put_repo(const struct page *p, struct json_writer *w, uint64_t i)
{
	uint64_t mix = ident_mix(p->m->account.cfg.seed, 30, i);
	const char *name = noun(p->m, 31, i);

	json_writer_next(w);
	buf_printf(w->out,
	    "{\"id\":%llu,\"node_id\":\"R_%llx\",\"name\":\"%s-%llu\","
	    "\"full_name\":\"acme/%s-%llu\",\"private\":%s,\"owner\":"
	    "{\"login\":\"acme\",\"id\":9919,\"type\":\"Organization\"},"
	    "\"description\":%s%s%s,\"fork\":false,\"size\":%llu,"
	    "\"stargazers_count\":%llu,\"language\":%s,\"topics\":[\"%s\","
	    "\"tools\"],\"license\":%s,\"created_at\":"
	    "\"2024-0%llu-1%lluT08:00:00Z\",\"has_issues\":true}",
	    (unsigned long long)(mix >> 11), (unsigned long long)mix, name,
	    (unsigned long long)i, name, (unsigned long long)i,
	    mix % 7 == 0 ? "true" : "false", mix % 5 == 0 ? "" : "\"The ",
	    mix % 5 == 0 ? "null" : name, mix % 5 == 0 ? "" : ", kept.\"",
	    (unsigned long long)(mix % 100000), (unsigned long long)(mix % 977),
	    mix % 3 == 0 ? "null" : "\"C\"", name,
	    mix % 4 == 0 ? "null" : "{\"key\":\"mit\",\"name\":\"MIT\"}",
	    (unsigned long long)(1 + mix % 9), (unsigned long long)(mix % 10));
}

static void
put_issue(const struct page *p, struct json_writer *w, uint64_t i)
{
	uint64_t mix = ident_mix(p->m->account.cfg.seed, 32, i);

	json_writer_next(w);
	buf_printf(w->out,
	    "{\"id\":%llu,\"number\":%llu,\"title\":\"the %s is broken\","
	    "\"state\":\"%s\",\"user\":{\"login\":\"%s\",\"id\":%llu},"
	    "\"labels\":[{\"name\":\"bug\"}],\"comments\":%llu,"
	    "\"closed_at\":null}",
	    (unsigned long long)(mix >> 12), (unsigned long long)(i + 1),
	    noun(p->m, 33, i), mix % 2 == 0 ? "open" : "closed",
	    noun(p->m, 34, i), (unsigned long long)(mix % 100000),
	    (unsigned long long)(mix % 30));
}

static void
put_order(const struct page *p, struct json_writer *w, uint64_t i)
{
	uint64_t mix = ident_mix(p->m->account.cfg.seed, 35, i);

	json_writer_next(w);
	buf_printf(w->out,
	    "{\"order_no\": \"A-%05llu\", \"amount\": %llu.%02llu, "
	    "\"paid\": %s, \"lines\": [{\"sku\": \"%s\", \"qty\": %llu}, "
	    "{\"sku\": \"%s\", \"qty\": 1}], \"note\": \"%s & co\"}",
	    (unsigned long long)i, (unsigned long long)(mix % 900),
	    (unsigned long long)(mix >> 20) % 100,
	    mix % 2 == 0 ? "true" : "false", noun(p->m, 36, i),
	    (unsigned long long)(1 + mix % 9), noun(p->m, 37, i),
	    noun(p->m, 38, i));
}

/* A list of the page's items, each written by put. */
static void
put_items(struct page *p, const char *name,
    void (*put)(const struct page *, struct json_writer *, uint64_t))
{
	struct json_writer w = { .out = &p->out };
	uint64_t i;

	json_writer_open(&w, name, '[');
	for (i = p->first; i < p->end; i++)
		put(p, &w, i);
	json_writer_close(&w, ']');
}

/* Append one link of a Link header. */
static void
put_link(
    const struct page *p, struct buf *link, const char *rel, uint64_t number)
{
	buf_printf(link, "%s<%s%s?per_page=%llu&page=%llu>; rel=\"%s\"",
	    link->len > 0 ? ", " : "", p->m->origin, p->req->target.path,
	    (unsigned long long)p->size, (unsigned long long)number, rel);
}

static void
add_links(struct page *p)
{
	uint64_t last = p->total == 0 ? 1 : (p->total - 1) / p->size + 1;
	struct buf link = buf_make(2048);

	if (p->number > 1) {
		put_link(p, &link, "prev", p->number - 1);
		put_link(p, &link, "first", 1);
	}
	if (p->number < last) {
		put_link(p, &link, "next", p->number + 1);
		put_link(p, &link, "last", last);
	}
	if (link.len > 0)
		serve_add_header(p->resp, "Link", "%.*s", (int)link.len,
		    (const char *)link.data);
	buf_free(&link);
}

static void
answer_gh(struct page *p, uint64_t total,
    void (*put)(const struct page *, struct json_writer *, uint64_t))
{
	p->total = total;
	by_number(p, "per_page", 30);
	put_items(p, NULL, put);
	add_links(p);
	serve_add_header(p->resp, "X-RateLimit-Remaining", "4999");
	reply_buf(p->resp, 200, "application/json; charset=utf-8", &p->out);
}

/* {"total": ..., "offset": ..., "items": [...]} */
static void
answer_shop(struct page *p)
{
	uint64_t offset = number(p, "offset", 0, UINT32_MAX);
	struct json_writer w = { .out = &p->out };

	bound(p, offset, number(p, "limit", 20, PER_PAGE_MAX));
	json_writer_open(&w, NULL, '{');
	json_writer_int(&w, "total", (int64_t)p->total);
	json_writer_int(&w, "offset", (int64_t)offset);
	put_items(p, "items", put_order);
	json_writer_close(&w, '}');
	reply_buf(p->resp, 200, REPLY_JSON, &p->out);
}

/* {"data": [...], "next_cursor": "c20" or null} */
static void
answer_cursor(struct page *p)
{
	const char *cursor = target_param(&p->req->target, "cursor");
	struct json_writer w = { .out = &p->out };
	uint64_t first = 0;

	if (cursor != NULL &&
	    (cursor[0] != 'c' || !num_u64(cursor + 1, strlen(cursor + 1), 0,
				     UINT32_MAX, &first))) {
		reply_error(p->resp, 400, "no such cursor");
		return;
	}
	bound(p, first, number(p, "limit", 10, PER_PAGE_MAX));
	json_writer_open(&w, NULL, '{');
	put_items(p, "data", put_order);
	json_writer_open(&w, "meta", '{');
	json_writer_key(&w, "next_cursor");
	if (p->end < p->total)
		buf_printf(&p->out, "\"c%llu\"", (unsigned long long)p->end);
	else
		buf_str(&p->out, "null");
	json_writer_close(&w, '}');
	json_writer_close(&w, '}');
	reply_buf(p->resp, 200, REPLY_JSON, &p->out);
}

/* {"results": [...], "page": 2, "pages": 6} */
static void
answer_pages(struct page *p)
{
	struct json_writer w = { .out = &p->out };

	by_number(p, "page_size", 10);
	json_writer_open(&w, NULL, '{');
	put_items(p, "results", put_order);
	json_writer_int(&w, "page", (int64_t)p->number);
	json_writer_int(
	    &w, "pages", (int64_t)((p->total + p->size - 1) / p->size));
	json_writer_close(&w, '}');
	reply_buf(p->resp, 200, REPLY_JSON, &p->out);
}

/* {"value": [...], "next": "http://..." or absent} */
static void
answer_next(struct page *p)
{
	struct json_writer w = { .out = &p->out };

	bound(p, number(p, "skip", 0, UINT32_MAX),
	    number(p, "top", 10, PER_PAGE_MAX));
	json_writer_open(&w, NULL, '{');
	put_items(p, "value", put_order);
	if (p->end < p->total) {
		json_writer_key(&w, "next");
		buf_printf(&p->out, "\"%s%s?skip=%llu&top=%llu\"", p->m->origin,
		    p->req->target.path, (unsigned long long)p->end,
		    (unsigned long long)(p->end - p->first));
	}
	json_writer_close(&w, '}');
	reply_buf(p->resp, 200, REPLY_JSON, &p->out);
}

/* Whether the header is prefix and then the key. */
static bool
carries(const struct page *p, const char *header, const char *prefix)
{
	const char *given = serve_header(p->req, header);
	size_t n = strlen(prefix);

	return given != NULL && strncmp(given, prefix, n) == 0 &&
	       strcmp(given + n, p->m->cfg.key) == 0;
}

/* Basic authentication: the base64 of "user:" and the key. */
static bool
is_basic(const struct page *p)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				     "klmnopqrstuvwxyz0123456789+/";
	const char *given = serve_header(p->req, "Authorization");
	struct buf want = buf_make(8192), text = buf_make(8192);
	uint32_t three;
	size_t i, n;
	bool same;

	buf_printf(&text, "%s:%s", BASIC_USER, p->m->cfg.key);
	n = text.len;
	buf_put(&text, "\0\0", 2);
	buf_str(&want, "Basic ");
	for (i = 0; i < n; i += 3) {
		three = (uint32_t)text.data[i] << 16 |
			(uint32_t)text.data[i + 1] << 8 | text.data[i + 2];
		buf_byte(&want, (uint8_t)digits[three >> 18]);
		buf_byte(&want, (uint8_t)digits[three >> 12 & 63]);
		buf_byte(
		    &want, i + 1 < n ? (uint8_t)digits[three >> 6 & 63] : '=');
		buf_byte(&want, i + 2 < n ? (uint8_t)digits[three & 63] : '=');
	}
	same = given != NULL && buf_is(&want, given);
	buf_free(&want);
	buf_free(&text);
	return same;
}

/* Take "/auth/WAY" off the path; false when the way is not the right one. */
static bool
authorized(struct page *p)
{
	static const char *const ways[] = { "/auth/basic", "/auth/query",
		"/auth/bearer", "/auth/header" };
	const char *key = target_param(&p->req->target, "api_key");
	bool right[LEN(ways)];
	size_t i;

	if (strncmp(p->path, "/gh/", 4) == 0)
		return carries(p, "Authorization", "Bearer ") ||
		       carries(p, "Authorization", "token ");
	if (strncmp(p->path, "/shop/", 6) == 0)
		return carries(p, "X-Api-Key", "");
	right[0] = is_basic(p);
	right[1] = key != NULL && strcmp(key, p->m->cfg.key) == 0;
	right[2] = carries(p, "Authorization", "Bearer ");
	right[3] = carries(p, "X-Api-Key", "");
	for (i = 0; i < LEN(ways); i++)
		if (strncmp(p->path, ways[i], strlen(ways[i])) == 0) {
			p->path += strlen(ways[i]);
			return right[i];
		}
	return true;
}

static void
answer(struct page *p)
{
	static const char gh[] = "/gh/repos/acme/";
	const char *end = "/issues";
	size_t len = strlen(p->path);

	if (strcmp(p->path, "/gh/orgs/acme/repos") == 0)
		answer_gh(p, p->total, put_repo);
	else if (strncmp(p->path, gh, sizeof(gh) - 1) == 0 &&
		 len > strlen(end) &&
		 strcmp(p->path + len - strlen(end), end) == 0)
		answer_gh(p, ISSUES, put_issue);
	else if (strcmp(p->path, "/shop/orders") == 0)
		answer_shop(p);
	else if (strcmp(p->path, "/misc/cursor") == 0)
		answer_cursor(p);
	else if (strcmp(p->path, "/misc/pages") == 0)
		answer_pages(p);
	else if (strcmp(p->path, "/misc/next") == 0)
		answer_next(p);
	else
		reply_text(
		    p->resp, 404, REPLY_JSON, "{\"message\": \"Not Found\"}");
}

bool
other_apis_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	static const char *const ours[] = { "/gh/", "/shop/", "/misc/",
		"/auth/" };
	struct page p = { .m = m, .req = req, .resp = resp };
	size_t i;

	p.path = req->target.path;
	for (i = 0; i < LEN(ours); i++)
		if (strncmp(p.path, ours[i], strlen(ours[i])) == 0)
			break;
	if (i == LEN(ours))
		return false;
	p.total = m->cfg.items;
	p.out = buf_make(MOCK_BODY_MAX);
	if (!authorized(&p))
		reply_text(resp, 401, REPLY_JSON,
		    "{\"message\": \"Bad credentials\"}");
	else
		answer(&p);
	buf_free(&p.out);
	return true;
}
