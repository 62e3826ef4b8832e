/* Tests of api/pager. */
#include "api/pager.h"

#include "base/mem.h"
#include "tap.h"

#define BASE "https://h.example/list"

/* A description with these pages, as desc_open() gives it. */
static struct desc *
describe(const char *pages)
{
	struct buf b = buf_make(4096);
	struct error e;
	struct desc *d;

	buf_printf(&b,
	    "{\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/list\","
	    "\"records\":\"items\",\"pages\":%s}}}",
	    pages);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	if (d == NULL)
		tap_note("%s", e.text);
	buf_free(&b);
	return d;
}

static struct reply_facts
facts_of(uint64_t records, const char *last)
{
	struct reply_facts f = { .records = records };

	if (last != NULL)
		f.last = (struct span){ last, strlen(last) };
	return f;
}

/* The URL after one page; "" at the end, "!" and the error when refused. */
static char *
step(const char *pages, const char *first, const char *body,
    const char *link, uint64_t records, const char *last)
{
	struct reply_facts facts = facts_of(records, last);
	struct desc *d = describe(pages);
	struct buf out = buf_make(4096);
	struct error e;
	struct pager p;

	pager_open(&p, &d->resources[0], first);
	if (pager_next(&p, first, body, strlen(body), link, NULL, &facts, &e) != 0)
		buf_printf(&out, "!%s", e.text);
	else if (p.url != NULL)
		buf_str(&out, p.url);
	pager_close(&p);
	desc_free(d);
	return buf_take(&out);
}

#define EXPECT(want, title, ...) \
	do { \
		char *got_ = step(__VA_ARGS__); \
		CHECK_STR(got_, want, "%s", title); \
		mem_free(got_); \
	} while (0)

static void
told(void)
{
	static const char of_url[] = "{\"kind\":\"param_of_url\","
				     "\"next\":\"p.prev\",\"param\":\"before\"}";
	static const char cursor[] = "{\"kind\":\"cursor\",\"next\":\"c\","
				     "\"param\":\"at\"}";

	EXPECT(BASE "?limit=2&before=x%20y", "the value out of a URL", of_url,
	    BASE "?limit=2", "{\"p\":{\"prev\":\"http://evil/?before=x%20y&z"
			     "\"}}",
	    NULL, 2, NULL);
	EXPECT("", "null is the end", of_url, BASE, "{\"p\":{\"prev\":null}}",
	    NULL, 2, NULL);
	EXPECT("", "as is nothing", of_url, BASE, "{}", NULL, 2, NULL);
	EXPECT("", "an empty text", of_url, BASE, "{\"p\":{\"prev\":\"\"}}",
	    NULL, 2, NULL);
	EXPECT(BASE "?before=x", "but not an empty page", of_url, BASE,
	    "{\"p\":{\"prev\":\"/list?before=x\"}}", NULL, 0, NULL);
	EXPECT(BASE "?at=a%2Fb", "a cursor", cursor, BASE, "{\"c\":\"a/b\"}",
	    NULL, 1, NULL);
	EXPECT(BASE "?at=7", "a cursor that is a number", cursor, BASE,
	    "{\"c\":7}", NULL, 1, NULL);
	EXPECT("", "false is the end", cursor, BASE, "{\"c\":false}", NULL, 1,
	    NULL);
	EXPECT(BASE "?after=z9", "the last record's id",
	    "{\"kind\":\"last\",\"next\":\"id\",\"param\":\"after\"}", BASE,
	    "{}", NULL, 2, "{\"id\":\"z9\"}");
	EXPECT("", "which an empty page has not",
	    "{\"kind\":\"last\",\"next\":\"id\",\"param\":\"after\"}", BASE,
	    "{}", NULL, 0, NULL);
	EXPECT("", "or when there are no more",
	    "{\"kind\":\"last\",\"next\":\"id\",\"param\":\"after\","
	    "\"more\":\"m\"}",
	    BASE, "{\"m\":false}", NULL, 2, "{\"id\":\"z9\"}");
}

static void
followed(void)
{
	static const char next[] = "{\"kind\":\"next_url\",\"next\":\"n\"}";
	static const char link[] = "{\"kind\":\"link\"}";
	char *got;

	EXPECT("https://h.example/list?p=2", "a URL", next, BASE,
	    "{\"n\":\"https://h.example/list?p=2\"}", NULL, 1, NULL);
	EXPECT("https://h.example/list?p=2", "a relative one", next, BASE,
	    "{\"n\":\"?p=2\"}", NULL, 1, NULL);
	EXPECT(BASE "?page=2", "a link", link, BASE, "[]",
	    "<" BASE "?page=2>; rel=\"next\", <" BASE ">; rel=\"first\"", 1,
	    NULL);
	EXPECT("", "none in the header", link, BASE, "[]",
	    "<" BASE ">; rel=\"first\"", 1, NULL);
	EXPECT("", "no header", link, BASE, "[]", NULL, 1, NULL);
	got = step("{\"kind\":\"param_of_url\",\"next\":\"n\","
		   "\"param\":\"before\"}",
	    BASE, "{\"n\":\"https://h.example/list?x=1\"}", NULL, 1, NULL);
	CHECK(got[0] == '!' && strstr(got, "has no 'before'") != NULL,
	    "a URL without the parameter is not an end");
	mem_free(got);
	got = step(next, BASE, "{\"n\":\"https://evil.example/\"}", NULL, 1,
	    NULL);
	CHECK(got[0] == '!' && strstr(got, "the next page") != NULL,
	    "a URL elsewhere is refused");
	mem_free(got);
	got = step(next, BASE, "{\"n\":\"" BASE "\"}", NULL, 1, NULL);
	CHECK(got[0] == '!' && strstr(got, "leads back") != NULL,
	    "a URL that was had is refused");
	mem_free(got);
}

static void
counted(void)
{
	static const char offset[] = "{\"kind\":\"offset\",\"param\":\"o\","
				     "\"size\":\"limit\",\"total\":\"n\"}";
	static const char page[] = "{\"kind\":\"page\",\"param\":\"page\","
				   "\"size\":\"limit\",\"short_ends\":true}";
	static const char empty[] = "{\"kind\":\"page\",\"param\":\"page\","
				    "\"start\":0}";
	static const char capped[] = "{\"kind\":\"offset\",\"param\":\"o\","
				     "\"size\":\"limit\"}";

	EXPECT(BASE "?limit=2&o=2", "an offset", offset, BASE "?limit=2",
	    "{\"n\":5}", NULL, 2, NULL);
	EXPECT("", "up to the total", offset, BASE "?limit=2", "{\"n\":2}",
	    NULL, 2, NULL);
	EXPECT("", "or an empty page", offset, BASE "?limit=2", "{}",
	    NULL, 0, NULL);
	EXPECT(BASE "?limit=2&o=1", "a server may give less than asked for",
	    capped, BASE "?limit=2", "{}", NULL, 1, NULL);
	EXPECT(BASE "?limit=2&page=2", "a number", page, BASE "?limit=2", "{}",
	    NULL, 2, NULL);
	EXPECT("", "until a page is short, when told so", page, BASE "?limit=2", "{}", NULL,
	    1, NULL);
	EXPECT(BASE "?page=1", "or empty", empty, BASE, "{}",
	    NULL, 1, NULL);
	EXPECT("", "and no further", empty, BASE, "{}", NULL, 0, NULL);
	EXPECT("", "one page is all", "{\"kind\":\"none\"}", BASE, "{}", NULL,
	    9, NULL);
}

/* Take the pages with these contents; returns how many were taken. */
static size_t
take(const char *pages, const struct reply_facts *facts, size_t n,
    struct error *e)
{
	struct desc *d = describe(pages);
	struct pager p;
	char body[64];
	size_t i;

	*e = (struct error){ 0 };
	pager_open(&p, &d->resources[0], BASE);
	for (i = 0; i < n && p.url != NULL; i++) {
		(void)snprintf(body, sizeof(body), "{\"c\":\"c%zu\"}", i);
		if (pager_check(&p, p.url, body, strlen(body), NULL, NULL, &facts[i],
			e) != 0)
			break;
		if (pager_next(&p, p.url, body, strlen(body), NULL, NULL, &facts[i],
			e) != 0)
			break;
	}
	pager_close(&p);
	desc_free(d);
	return i;
}

/* Lists that show the same records again, or none, for ever. */
static void
endless(void)
{
	static const char page[] = "{\"kind\":\"page\",\"param\":\"p\"}";
	static const char cursor[] = "{\"kind\":\"cursor\",\"next\":\"c\","
				     "\"param\":\"at\"}";
	static struct reply_facts facts[3000];
	struct error e;
	size_t i;

	for (i = 0; i < LEN(facts); i++)
		facts[i] = (struct reply_facts){ .records = 10, .content = 7,
			.varied = true, .keyed = true };
	CHECK_UINT(take(page, facts, 9, &e), 1, "a page comes twice");
	CHECK(e.kind == ERROR_FAILED && strstr(e.text, "heed 'p'") != NULL,
	    "which says that the parameter is not heeded");
	CHECK_UINT(take(cursor, facts, 9, &e), 1, "under another cursor");
	CHECK(strstr(e.text, "goes round") != NULL, "likewise");
	for (i = 0; i < LEN(facts); i++)
		facts[i].content = 100 + i % 5;
	CHECK_UINT(take(page, facts, 99, &e), 5, "pages go round");
	for (i = 0; i < LEN(facts); i++)
		facts[i].keyed = false;
	CHECK_UINT(take(page, facts, 99, &e), 8,
	    "without keys that has to be so for a while");
	for (i = 0; i < LEN(facts); i++)
		facts[i].records = 2;
	CHECK_UINT(take(page, facts, 3000, &e), 1005,
	    "and for longer where pages are short");
	for (i = 0; i < LEN(facts); i++) {
		facts[i].varied = false;
		facts[i].content = 7;
	}
	CHECK_UINT(take(cursor, facts, 3000, &e), 3000,
	    "records that are all alike may come for ever");
	for (i = 0; i < LEN(facts); i++)
		facts[i] = (struct reply_facts){ .records = i < 9 ? 1 : 0,
			.content = 100 + i, .keyed = true };
	CHECK_UINT(take(cursor, facts, 3000, &e), 9 + 999,
	    "empty pages may not");
	CHECK_INT(e.kind, ERROR_FAILED, "for that does not pass");
	facts[500].records = 1;
	CHECK_UINT(take(cursor, facts, 3000, &e), 501 + 999,
	    "a record begins the count anew");
}

/* What is remembered is bounded, and wide circles are found all the same. */
static void
circles(void)
{
	static const size_t lengths[] = { 1, 2, 3, 16, 17, 1000, 16384, 20000,
		40000, 100000 };
	struct cycle c;
	size_t i, k;

	for (i = 0; i < LEN(lengths); i++) {
		c = (struct cycle){ 0 };
		for (k = 0; k < 1000000; k++) {
			if (cycle_has(&c, k % lengths[i] * 0x9e3779b97f4a7c15))
				break;
			cycle_add(&c, k % lengths[i] * 0x9e3779b97f4a7c15);
		}
		CHECK(k >= lengths[i] && k < 4 * lengths[i] + 4,
		    "a circle of %zu is found", lengths[i]);
		CHECK(c.nslots <= 32768, "in a table that does not grow");
		cycle_free(&c);
	}
	for (k = 0; k < 200000; k++) {
		if (cycle_has(&c, (k + 1) * 0x9e3779b97f4a7c15))
			break;
		cycle_add(&c, (k + 1) * 0x9e3779b97f4a7c15);
	}
	CHECK_UINT(k, 200000, "what never comes again is not found");
	cycle_free(&c);
}

/* What becomes of a page: the URL, "" at the end, "!KIND" when refused. */
static char *
outcome(const char *pages, const char *first, const char *body,
    const char *link, uint64_t records)
{
	struct reply_facts facts = { .records = records, .content = 1 };
	struct desc *d = describe(pages);
	struct buf out = buf_make(4096);
	struct error e;
	struct pager p;

	pager_open(&p, &d->resources[0], first);
	if (pager_check(&p, first, body, strlen(body), link, NULL, &facts, &e) != 0)
		buf_printf(&out, "!%d", (int)e.kind);
	else if (pager_next(&p, first, body, strlen(body), link, NULL, &facts,
		     &e) != 0)
		buf_str(&out, "!!");
	else if (p.url != NULL)
		buf_str(&out, p.url);
	pager_close(&p);
	desc_free(d);
	return buf_take(&out);
}

#define OUTCOME(want, title, ...) \
	do { \
		char *got_ = outcome(__VA_ARGS__); \
		CHECK_STR(got_, want, "%s", title); \
		mem_free(got_); \
	} while (0)

/* Pages that contradict themselves about the end of the list. */
static void
contradictions(void)
{
	static const char offset[] = "{\"kind\":\"offset\",\"param\":\"o\","
				     "\"total\":\"n\",\"more\":\"m\"}";
	static const char cursor[] = "{\"kind\":\"cursor\",\"next\":\"c\","
				     "\"param\":\"o\",\"more\":\"m\","
				     "\"total\":\"n\"}";
	static const char last[] = "{\"kind\":\"last\",\"next\":\"id\","
				   "\"param\":\"o\",\"more\":\"m\"}";
	static const char url[] = "{\"kind\":\"next_url\",\"next\":\"c\","
				  "\"more\":\"m\"}";
	static const char of_url[] = "{\"kind\":\"param_of_url\","
				     "\"next\":\"c\",\"param\":\"o\"}";
	static const char link[] = "{\"kind\":\"link\",\"total\":\"n\"}";

	OUTCOME("!5", "empty before the total", offset, BASE, "{\"n\":5}",
	    NULL, 0);
	OUTCOME("", "empty at the total", offset, BASE, "{\"n\":0}", NULL, 0);
	OUTCOME("", "empty without one", offset, BASE, "{}", NULL, 0);
	OUTCOME("!5", "empty, and more", offset, BASE, "{\"m\":true}", NULL,
	    0);
	OUTCOME("", "empty, and no more", offset, BASE, "{\"m\":false}", NULL,
	    0);
	OUTCOME("!5", "no more, but not all", offset, BASE,
	    "{\"m\":false,\"n\":5}", NULL, 0);
	OUTCOME("!5", "as numbers", offset, BASE, "{\"m\":1}", NULL, 0);
	OUTCOME("", "or as texts", offset, BASE, "{\"m\":\"false\"}", NULL,
	    5);
	OUTCOME("!5", "a total that is a text", offset, BASE,
	    "{\"n\":\"5\"}", NULL, 0);
	OUTCOME("", "when it is reached", offset, BASE, "{\"n\":\"5\"}",
	    NULL, 5);
	OUTCOME(BASE "?o=5", "more beyond a total that is too low", offset,
	    BASE, "{\"m\":true,\"n\":5}", NULL, 5);
	OUTCOME("!5", "more without a cursor", cursor, BASE,
	    "{\"m\":true,\"c\":null}", NULL, 5);
	OUTCOME("!5", "more on an empty page without one", cursor, BASE,
	    "{\"m\":true}", NULL, 0);
	OUTCOME("!5", "an empty page without one, before the total", cursor,
	    BASE, "{\"n\":5}", NULL, 0);
	OUTCOME("", "a cursor, but no more", cursor, BASE,
	    "{\"m\":false,\"c\":\"x\"}", NULL, 5);
	OUTCOME(BASE "?o=x", "an empty page with a cursor", cursor, BASE,
	    "{\"c\":\"x\"}", NULL, 0);
	OUTCOME("!5", "more after no last record", last, BASE,
	    "{\"m\":true}", NULL, 0);
	OUTCOME("", "none after no last record", last, BASE, "{}", NULL, 0);
	OUTCOME("!5", "more without a link", url, BASE, "{\"m\":true}", NULL,
	    5);
	OUTCOME("https://h.example/x", "an empty page with a URL", url, BASE,
	    "{\"c\":\"/x\"}", NULL, 0);
	OUTCOME(BASE "?o=7", "an empty page with a parameter of a URL", of_url,
	    BASE, "{\"c\":\"/list?o=7\"}", NULL, 0);
	OUTCOME("https://h.example/x", "an empty page with a link", link, BASE,
	    "[]", "</x>; rel=next", 0);
	OUTCOME("!5", "an empty page without one", link, BASE, "{\"n\":1}",
	    NULL, 0);
	OUTCOME("", "a page that leads to itself, when empty", cursor,
	    BASE "?o=x", "{\"c\":\"x\"}", NULL, 0);
	OUTCOME("!1", "but not with records", cursor, BASE "?o=x",
	    "{\"c\":\"x\"}", NULL, 5);
	OUTCOME("!5", "nor when it says that there is more", cursor,
	    BASE "?o=x", "{\"c\":\"x\",\"m\":true}", NULL, 0);
	OUTCOME("", "as a URL", url, BASE "?x", "{\"c\":\"?x\"}", NULL, 0);
	OUTCOME("", "as a link", link, BASE "?x", "[]", "<?x>; rel=next", 0);
}

/* The second page's request, of requests that are made anew each time. */
static void
made_from(const char *start, const char *want)
{
	struct request_params params = { 0 };
	struct pager_base base = { "https://h", &params, NULL, NULL };
	struct reply_facts facts = facts_of(2, NULL);
	struct buf b = buf_make(4096);
	struct error e = { 0 };
	struct pager p = { 0 };
	struct desc *d;

	buf_printf(&b,
	    "{\"version\":2,\"name\":\"t\",\"resources\":{\"r\":{"
	    "\"path\":\"/l\",\"params\":{\"p\":{\"in\":\"body\",\"min\":0,"
	    "\"default\":%s}},\"pages\":{\"kind\":\"page\",\"param\":\"p\"}}}}",
	    start);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	buf_free(&b);
	CHECK(d != NULL && pager_start(&p, &d->resources[0], &base, &e) == 0 &&
		pager_next(&p, p.url, "[]", 2, NULL, NULL, &facts, &e) == 0,
	    "%s", e.text);
	CHECK_STR(p.http.body, want, "the page after %s is %s", start, want);
	pager_close(&p);
	desc_free(d);
}

/* Counting goes on from where the first request began. */
static void
starts(void)
{
	static const char page[] = "{\"kind\":\"page\",\"param\":\"p\","
				   "\"size\":\"s\",\"total\":\"n\"}";
	static const char offset[] = "{\"kind\":\"offset\",\"param\":\"o\","
				     "\"total\":\"n\"}";
	static const char one[] = "{\"kind\":\"offset\",\"param\":\"o\","
				  "\"start\":1,\"total\":\"n\"}";

	made_from("0", "{\"p\":1}");
	made_from("1", "{\"p\":2}");
	made_from("5000000000", "{\"p\":5000000001}");
	OUTCOME(BASE "?p=1", "from page 0", page, BASE "?p=0", "{}", NULL, 2);
	OUTCOME(BASE "?p=4", "from page 3", page, BASE "?p=3", "{}", NULL, 2);
	OUTCOME(BASE "?p=2", "from the usual one", page, BASE, "{}", NULL, 2);
	OUTCOME(BASE "?p=2", "or from what is not a number", page, BASE "?p=x",
	    "{}", NULL, 2);
	OUTCOME(BASE "?o=37", "from an offset", offset, BASE "?o=35", "{}",
	    NULL, 2);
	OUTCOME(BASE "?o=3", "an offset that begins with 1", one, BASE, "{}",
	    NULL, 2);
	OUTCOME("", "the total counts what was passed over", offset,
	    BASE "?o=35", "{\"n\":35}", NULL, 0);
	OUTCOME("!5", "up to there", offset, BASE "?o=35", "{\"n\":36}", NULL,
	    0);
	OUTCOME("", "on pages as well", page, BASE "?p=3&s=10", "{\"n\":20}",
	    NULL, 0);
	OUTCOME("!5", "whose size is known", page, BASE "?p=3&s=10",
	    "{\"n\":21}", NULL, 0);
	OUTCOME("", "and else not", page, BASE "?p=3", "{\"n\":99}", NULL, 0);
	OUTCOME(BASE "?o=37", "a list is not over before an empty page",
	    offset, BASE "?o=35", "{\"n\":37}", NULL, 2);
}

/* The same pages again: three pages, the third leads back to the second. */
static void
loops(void)
{
	static const char pages[] = "{\"kind\":\"cursor\",\"next\":\"c\","
				    "\"param\":\"at\"}";
	static const char *const bodies[] = { "{\"c\":1}", "{\"c\":2}",
		"{\"c\":1}" };
	struct desc *d = describe(pages);
	struct reply_facts facts = facts_of(1, NULL);
	struct error e = { 0 };
	struct pager p;
	size_t i;

	pager_open(&p, &d->resources[0], BASE);
	for (i = 0; i < 2; i++, facts.content++)
		CHECK_INT(pager_next(&p, p.url, bodies[i], 7, NULL, NULL, &facts, &e),
		    0, "page %zu", i);
	CHECK_INT(pager_check(&p, p.url, bodies[2], 7, NULL, NULL, &facts, &e), -1,
	    "a page that leads back is not taken");
	CHECK_INT(e.kind, ERROR_FAILED, "which is not likely to pass");
	CHECK_INT(pager_next(&p, p.url, bodies[2], 7, NULL, NULL, &facts, &e), -1,
	    "and not in the end");
	CHECK_INT(e.kind, ERROR_FAILED, "for good");
	CHECK(p.url == NULL, "it leads nowhere");
	CHECK_UINT(p.records, 3, "records are counted");
	pager_close(&p);
	pager_close(&p);
	desc_free(d);
}

int
main(void)
{
	told();
	followed();
	counted();
	loops();
	endless();
	circles();
	contradictions();
	starts();
	return tap_done();
}
