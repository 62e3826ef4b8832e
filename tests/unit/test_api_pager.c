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

/* The URL behind one page; "" at the end, "!" and the error when refused. */
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
	if (pager_next(&p, first, body, strlen(body), link, &facts, &e) != 0)
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
	EXPECT("", "and an empty page", of_url, BASE,
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
	    "a URL without the parameter is no end");
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
	EXPECT("", "or an empty page", offset, BASE "?limit=2", "{\"n\":5}",
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

/* A server that does not heed the page's number. */
static void
unheeded(void)
{
	static const char pages[] = "{\"kind\":\"page\",\"param\":\"p\"}";
	static const char body[] = "{\"items\":[{\"a\":1},{\"a\":2}]}";
	static const char alike[] = "{\"items\":[{\"a\":1},{\"a\":1}]}";
	const char *const bodies[] = { body, alike };
	struct desc *d = describe(pages);
	struct reply_facts facts;
	struct error e;
	struct pager p;
	size_t i;

	for (i = 0; i < LEN(bodies); i++) {
		facts = facts_of(2, NULL);
		facts.first = (struct span){ bodies[i] + 10, 7 };
		facts.last = (struct span){ bodies[i] + 18, 7 };
		pager_open(&p, &d->resources[0], BASE);
		CHECK_INT(pager_next(&p, BASE, bodies[i], sizeof(body) - 1,
			      NULL, &facts, &e),
		    0, "a page");
		CHECK_INT(pager_next(&p, BASE, bodies[i], sizeof(body) - 1,
			      NULL, &facts, &e),
		    i == 0 ? -1 : 0,
		    "the same again: %s",
		    i == 0 ? "refused" : "records that are all alike");
		pager_close(&p);
	}
	desc_free(d);
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
	for (i = 0; i < 2; i++)
		CHECK_INT(pager_next(&p, p.url, bodies[i], 7, NULL, &facts, &e),
		    0, "page %zu", i);
	CHECK_INT(pager_check(&p, p.url, bodies[2], 7, NULL, &facts, &e), -1,
	    "a page that leads back is not taken");
	CHECK_INT(e.kind, ERROR_TEMPORARY, "at first as one to ask for again");
	CHECK_INT(pager_next(&p, p.url, bodies[2], 7, NULL, &facts, &e), -1,
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
	unheeded();
	return tap_done();
}
