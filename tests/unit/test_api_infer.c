/* Tests of api/infer_records, infer_pages, infer_auth, infer_source. */
#include "api/infer_auth.h"
#include "api/infer_pages.h"
#include "api/infer_records.h"
#include "api/infer_source.h"

#include "api/desc.h"

#include "tap.h"

static struct span
span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

/* "path n key", "one", or the error's start. */
static void
expect_records(const char *body, const char *asked, const char *want)
{
	struct infer_records r;
	struct error e;
	char got[300];
	const char *key;

	if (infer_records(span_of(body), asked, &r, &e) != 0) {
		(void)snprintf(got, sizeof(got), "error %.120s", e.text);
	} else if (!r.list) {
		(void)snprintf(got, sizeof(got), "one");
	} else {
		key = infer_records_key(r.list_at);
		(void)snprintf(got, sizeof(got), ".%s %llu %s",
		    r.path != NULL ? r.path : "", (unsigned long long)r.n,
		    key != NULL ? key : "-");
	}
	CHECK(strncmp(got, want, strlen(want)) == 0, "%s: %s", body, got);
	infer_records_free(&r);
}

static void
records(void)
{
	expect_records("[{\"id\":1},{\"id\":2}]", "x", ". 2 id");
	expect_records("[]", "x", ". 0 -");
	expect_records("{\"data\":[{\"uuid\":\"a\"}]}", "x", ".data 1 uuid");
	expect_records("{\"data\":[{\"id\":1},{\"id\":1}]}", "x", ".data 2 -");
	expect_records("{\"data\":[{\"id\":1},{\"id\":null}]}", "x",
	    ".data 2 -");
	expect_records("{\"data\":[{\"a\":1}],\"included\":[{\"a\":1}]}", "x",
	    ".data 1");
	expect_records("{\"data\":[],\"errors\":[{\"a\":1}]}", "x", ".data 0");
	expect_records("{\"results\":[],\"items\":[{\"a\":1}]}", "x",
	    ".items 1");
	expect_records("{\"items\":[{\"a\":1}],\"Big-Orders\":[{\"a\":1}]}",
	    "big_orders", ".Big-Orders 1");
	expect_records("{\"a\":[{\"b\":1}],\"c\":[{\"d\":1}]}", "x",
	    "error the answer has several lists that may be the records: "
	    "'a', 'c'");
	expect_records("{\"a\":{\"b\":{\"c\":[{\"d\":1}]}}}", "x", ".a.b.c 1");
	expect_records("{\"a\":{\"b\":{\"c\":{\"e\":[{\"d\":1}]}}}}", "x",
	    "one");
	expect_records("{\"a.b\":[{\"d\":1}]}", "x", ".\"a.b\" 1");
	expect_records("{\"a\\u0041\":[{\"d\":1}]}", "x", "one");
	expect_records("{\"id\":1,\"lines\":[{\"d\":1}]}", "x", "one");
	expect_records("{\"id\":1,\"data\":[{\"d\":1}]}", "x", ".data 1");
	expect_records("{\"tags\":[\"a\",\"b\"]}", "x", "one");
	expect_records("{\"orders\":null,\"total\":0}", "orders", ".orders 0");
	expect_records("{\"a\":null}", "x", "one");
	expect_records("{}", "x", "one");
	expect_records("5", "x", "one");
}

/* The ways, each with a blank, then what is said. */
static void
expect_pages(const char *body, const char *link, uint64_t n,
    const char *want)
{
	struct infer_page page = { "https://h/x", link, span_of(body), n,
		"id" };
	struct infer_pages p;
	struct buf got = buf_make(1 << 16);
	char *text;
	size_t i;

	infer_pages(&page, &p);
	buf_str(&got, p.says_more ? "more:" : p.says_end ? "end:" : "?:");
	for (i = 0; i < p.n && i < 3; i++) {
		buf_byte(&got, ' ');
		infer_pages_say(&p.ways[i], &got);
		buf_byte(&got, ';');
	}
	text = buf_take(&got);
	CHECK(strncmp(text, want, strlen(want)) == 0, "%s: %s", body, text);
	free(text);
	infer_pages_free(&p);
}

static void
pages(void)
{
	expect_pages("[]", NULL, 5, "?: by number as page; by offset");
	expect_pages("[]", "<https://h/x?p=2>; rel=\"next\"", 5,
	    "more: by Link header;");
	expect_pages("[]", "</x?p=9>; rel=\"last\"", 5, "more: by number");
	expect_pages("[]", "</x?p=1>; rel=\"first\"", 5,
	    "end: by Link header;");
	expect_pages("{\"links\":{\"next\":\"https:\\/\\/h\\/x?p=2\"}}", NULL, 5,
	    "more: by the URL at .links.next;");
	expect_pages("{\"_links\":{\"next\":{\"href\":\"/x\"},"
	    "\"prev\":{\"href\":\"/y\"}}}", NULL, 5,
	    "more: by the URL at ._links.next.href; "
	    "by the URL at ._links.prev.href;");
	expect_pages("{\"next\":null,\"prev_url\":\"/y\"}", NULL, 5,
	    "?: by the URL at .prev_url; by number");
	expect_pages("{\"links\":{\"next\":null,\"self\":\"/x\"}}", NULL, 5,
	    "end:");
	expect_pages("{\"next_page_token\":\"abc\"}", NULL, 5,
	    "more: by .next_page_token as page_token;");
	expect_pages("{\"nextPageToken\":\"abc\"}", NULL, 5,
	    "more: by .nextPageToken as pageToken;");
	expect_pages("{\"nextPageToken\":\"\"}", NULL, 5, "end:");
	expect_pages("{\"paging\":{\"next\":{\"after\":\"9\"}}}", NULL, 5,
	    "more: by .paging.next.after as after;");
	expect_pages("{\"cursor\":\"a\",\"next_cursor\":\"b\"}", NULL, 5,
	    "more: by .next_cursor as cursor;");
	expect_pages("{\"cursor\":\"a\"}", NULL, 5, "?: by .cursor as cursor;");
	expect_pages("{\"pageInfo\":{\"hasNextPage\":false,"
	    "\"endCursor\":\"x\"}}", NULL, 5,
	    "end: by .pageInfo.endCursor as after;");
	expect_pages("{\"has_more\":true}", NULL, 5,
	    "more: by the last record's id as starting_after;");
	expect_pages("{\"has_more\":false}", NULL, 5, "end:");
	expect_pages("{\"end_of_stream\":true,\"after_url\":\"/x\"}", NULL, 5,
	    "end: by the URL at .after_url;");
	expect_pages("{\"total\":9}", NULL, 5, "more: by offset as offset;");
	expect_pages("{\"total\":\"9\",\"page\":1}", NULL, 5,
	    "more: by number as page;");
	expect_pages("{\"total\":5}", NULL, 5, "?: by offset as offset;");
	expect_pages("{\"done\":true}", NULL, 5, "end:");
	expect_pages("{\"done\":true,\"next\":\"/y\"}", NULL, 5,
	    "more: by the URL at .next;");
	expect_pages("{\"has_more\":false,\"next\":\"/y\"}", NULL, 5, "end:");
	expect_pages("[]", "https://h/x?p=2; rel=\"next\"", 5, "more:");
	expect_pages("[]", "<https://h/x>; rel=\"next\"; results=\"false\"", 5,
	    "end: by Link header;");
	expect_pages("{\"count\":5}", NULL, 5, "?:");
	expect_pages("{\"count\":9}", NULL, 5, "more:");
	expect_pages("{\"startAt\":0,\"total\":9}", NULL, 5,
	    "more: by offset as startAt;");
	expect_pages("{\"meta\":{\"total_pages\":1}}", NULL, 5, "end:");
	expect_pages("{\"meta\":{\"total_pages\":2}}", NULL, 5,
	    "more: by number as page;");
}

static void
expect_auth(const char *said, const char *secrets, const char *auths)
{
	const char *values[] = { said };
	struct opt_list list = { values, 1, 1 };
	struct buf s = buf_make(1 << 12), a = buf_make(1 << 12);
	struct error e;

	CHECK_INT(infer_auth(&list, &s, &a, &e), secrets != NULL ? 0 : -1,
	    "%s is %s", said, secrets != NULL ? "taken" : "refused");
	if (secrets != NULL) {
		CHECK_MEM(s.data, s.len, secrets, strlen(secrets),
		    "%s: its secrets", said);
		CHECK_MEM(a.data, a.len, auths, strlen(auths),
		    "%s: what goes out", said);
	} else {
		CHECK(strstr(e.text, "s3cret") == NULL,
		    "%s: is not repeated", said);
	}
	buf_free(&s);
	buf_free(&a);
}

static void
auth(void)
{
	expect_auth("Authorization: Bearer $TOKEN",
	    "{\"key\": {\"env\": \"TOKEN\"}}",
	    "[{\"kind\": \"header\", \"name\": \"Authorization\", "
	    "\"prefix\": \"Bearer \", \"secret\": \"key\"}]");
	expect_auth("?k=${A_1}", "{\"key\": {\"env\": \"A_1\"}}",
	    "[{\"kind\": \"query\", \"name\": \"k\", \"secret\": \"key\"}]");
	expect_auth("basic $U:$P",
	    "{\"key\": {\"env\": \"U\"}, \"p\": {\"env\": \"P\"}}",
	    "[{\"kind\": \"basic\", \"user\": \"{secret.key}\", "
	    "\"password\": \"{secret.p}\"}]");
	expect_auth("basic $U:$U", "{\"key\": {\"env\": \"U\"}}",
	    "[{\"kind\": \"basic\", \"user\": \"{secret.key}\", "
	    "\"password\": \"{secret.key}\"}]");
	expect_auth("X: s3cret", NULL, NULL);
	expect_auth("X: s3cret$A", NULL, NULL);
	expect_auth("X: $A$B", NULL, NULL);
	expect_auth("X: $", NULL, NULL);
	expect_auth("X: ${A", NULL, NULL);
	expect_auth("s3cret", NULL, NULL);
	expect_auth(": $A", NULL, NULL);
	expect_auth("?=$A", NULL, NULL);
	expect_auth("basic $A", NULL, NULL);
	expect_auth("basic s3cret:", NULL, NULL);
	expect_auth("", NULL, NULL);
}

/* What a URL is, and that its description can be read. */
static void
expect_source(const char *url, const char *base, const char *path,
    const char *tag)
{
	static const struct request_params none;
	struct infer_options o = { 0 };
	struct infer_found found = { .list = true, .known = true,
		.records = "a.\"b.c\"", .key = "id" };
	struct infer_source s;
	struct buf text = buf_make(1 << 16);
	struct desc *d;
	struct error e = { 0 };

	if (!CHECK_INT(infer_source_open(&s, url, &o, &none, &e), 0,
		"%s is one", url))
		return;
	CHECK_STR(s.base_url, base, "%s: its server", url);
	CHECK_STR(s.path, path, "%s: its path", url);
	CHECK_STR(s.tag, tag, "%s: its name", url);
	infer_source_put(&s, &found, &text);
	d = desc_parse_own((const char *)text.data, text.len, "x", &e);
	CHECK(d != NULL, "%s: its description is one: %s", url, e.text);
	desc_free(d);
	buf_free(&text);
	infer_source_close(&s);
}

static void
source(void)
{
	expect_source("https://api.h.example/v1/issues?a=1&b#c",
	    "https://api.h.example", "/v1/issues?a=1&b", "issues");
	expect_source("HTTPS://H.example:443", "https://h.example", "/",
	    "records");
	expect_source("http://127.0.0.1:80?x=/y", "http://127.0.0.1",
	    "/?x=/y", "records");
	expect_source("https://h/orders/17/", "https://h", "/orders/17/",
	    "orders");
	expect_source("https://h/a/5f0c8f0a-1d2e-4b7a-8c3d-0a9b8c7d6e5f",
	    "https://h", "/a/5f0c8f0a-1d2e-4b7a-8c3d-0a9b8c7d6e5f", "a");
	expect_source("https://h/x/_aai_y.json", "https://h",
	    "/x/_aai_y.json", "x");
	expect_source("https://h/conversations.list", "https://h",
	    "/conversations.list", "conversations_list");
	expect_source("https://h/t/{a}/b", "https://h", "/t/{a}/b", "b");
}

int
main(void)
{
	records();
	pages();
	auth();
	source();
	return tap_done();
}
