/* Tests of api/http_request, api/body_template, api/base_url and api/desc. */
#include "api/base_url.h"
#include "api/desc.h"
#include "api/http_request.h"

#include "base/cc.h"
#include "base/mem.h"
#include "tap.h"

#define SET(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NONE ((const char *const[]){ NULL })

static struct desc *
read_desc(const char *text)
{
	struct error e = { 0 };
	struct desc *d = desc_parse(text, strlen(text), "t.json", &e);

	if (!CHECK(d != NULL, "a description is read"))
		tap_note("%s", e.text);
	return d;
}

/* The description of one resource, r. */
static char *
with_resource(const char *resource)
{
	struct buf b = buf_make(1 << 16);

	buf_printf(&b,
	    "{\"version\":2,\"name\":\"t\",\"params\":{\"site\":{}},"
	    "\"base_url\":\"https://{site}.x.example/v1\","
	    "\"resources\":{\"r\":{%s}}}", resource);
	return buf_take(&b);
}

/* What the request is, with its headers: "METHOD URL|header|...|body". */
static char *
show(const struct http_request *q)
{
	struct buf b = buf_make(1 << 20);
	size_t i;

	buf_printf(&b, "%s %s", http_request_method(q), q->url);
	for (i = 0; i < q->nheaders; i++)
		buf_printf(&b, "|%s", q->headers[i]);
	if (q->body != NULL)
		buf_printf(&b, "|%.*s", (int)q->body_len, q->body);
	return buf_take(&b);
}

static const struct template_var names[] = {
	{ .name = "p_id", .text = "7", .len = 1, .json = "7", .json_len = 1 },
};
static const struct template_scope more = { names, LEN(names), NULL };

/* What is asked for with these parameters; "!why" when that fails. */
static void
asks(const char *resource, const char *const *set, const char *want)
{
	char *text = with_resource(resource), *got;
	struct desc *d = read_desc(text);
	struct request_params p = { 0 };
	struct http_request q = { 0 };
	const struct desc_resource *r;
	struct error e = { 0 };
	struct buf b = buf_make(1 << 10);
	int rc = 0;

	mem_free(text);
	if (d == NULL)
		return;
	r = &d->resources[0];
	for (; rc == 0 && *set != NULL; set++)
		rc = request_set(&p, *set, &e);
	if (rc == 0)
		rc = request_check(&p, &r, 1, r->parent_key != NULL, &e);
	if (rc == 0)
		rc = http_request_make("https://h/x", r, &p,
		    r->parent_key != NULL ? &more : NULL, &q, &e);
	buf_printf(&b, "!%s", e.text);
	got = rc == 0 ? show(&q) : buf_take(&b);
	CHECK_STR(got, want, "%s", want);
	mem_free(got);
	buf_free(&b);
	http_request_free(&q);
	request_params_free(&p);
	desc_free(d);
}

static void
places(void)
{
	asks("\"path\":\"/a\",\"params\":{\"l\":{\"default\":5},"
	     "\"X-Id\":{\"in\":\"header\"},\"n\":{\"in\":\"none\"}}",
	    SET("X-Id=a b", "n=1"), "GET https://h/x/a?l=5|X-Id: a b");
	asks("\"path\":\"/a\",\"params\":{\"X-Id\":{\"in\":\"header\"}}",
	    SET("X-Id=a\nb"), "!the X-Id cannot stand in a header: it has "
	    "control bytes");
	asks("\"path\":\"/{org}/a\",\"params\":{\"org\":{}},"
	     "\"headers\":[\"X-Org: <{org}>\",\"X-Site: {site}\"]",
	    SET("org=a/b"), "GET https://h/x/a%2Fb/a|X-Org: <a/b>");
	asks("\"path\":\"/{org}/a\",\"params\":{\"org\":{}}", NONE,
	    "!r needs --param org=VALUE");
	asks("\"path\":\"/{org}/a\",\"params\":{\"org\":{\"in\":\"query\"}}",
	    SET("org=o"), "GET https://h/x/o/a?org=o");
	asks("\"path\":\"/a\"", SET("site=s"), "GET https://h/x/a");
	asks("\"path\":\"/a\",\"params\":{\"q\":{\"value\":\"all,{q}\"},"
	     "\"w\":{\"default\":\"<{q}>\"},\"z\":{\"value\":\"{w}\"}}",
	    SET("q=1"), "GET https://h/x/a?q=all%2C1&z=%3C1%3E");
	asks("\"path\":\"/a\",\"params\":{\"q\":{\"value\":\"all,{q}\"},"
	     "\"w\":{\"default\":\"<{q}>\",\"in\":\"query\"}}",
	    NONE, "GET https://h/x/a");
	asks("\"path\":\"/a\",\"params\":{\"f\":{\"repeat\":true,"
	     "\"default\":\"a,b\"}}",
	    NONE, "GET https://h/x/a?f=a&f=b");
	asks("\"path\":\"/a/{p_id}\",\"parent_key\":\"p_id\","
	     "\"parents\":{\"p\":{\"id\":\"id\"}},\"body\":{\"p\":\"{p_id}\","
	     "\"t\":\"p{p_id}\"}",
	    NONE, "POST https://h/x/a/7|Content-Type: application/json|"
	    "{\"p\":7,\"t\":\"p7\"}");
	/* A parameter with the parent_key's name is the parent's id. */
	asks("\"path\":\"/a\",\"parent_key\":\"p_id\","
	     "\"parents\":{\"p\":{\"id\":\"id\"}},"
	     "\"params\":{\"p_id\":{\"value\":\"p:{p_id}\"}}",
	    NONE, "GET https://h/x/a?p_id=p%3A7");
	asks("\"path\":\"/a\",\"parent_key\":\"p_id\","
	     "\"parents\":{\"p\":{\"id\":\"id\"}},"
	     "\"params\":{\"p_id\":{\"required\":true,\"in\":\"body\"}}",
	    NONE, "POST https://h/x/a|Content-Type: application/json|"
	    "{\"p_id\":\"7\"}");
}

/* What is too long is not left out. */
static void
lengths(void)
{
	struct buf b = buf_make(4 << 20);
	size_t i;
	char *set;

	buf_str(&b, "v=");
	for (i = 0; i < ((size_t)1 << 20) + 1; i++)
		buf_byte(&b, 'x');
	set = buf_take(&b);
	asks("\"path\":\"/a/{v}/b\",\"params\":{\"v\":{}}", SET(set),
	    "!the path of a request is longer than 1048576 bytes");
	asks("\"path\":\"/a\",\"params\":{\"v\":{}},\"headers\":[\"X: {v}\"]",
	    SET(set), "!the header of a request is longer than 1048576 bytes");
	asks("\"path\":\"/a\",\"params\":{\"v\":{\"in\":\"header\"}}",
	    SET(set), "!the header of a request is longer than 1048576 bytes");
	mem_free(set);
}

static void
bodies(void)
{
	asks("\"path\":\"/a\",\"method\":\"PUT\"", NONE, "PUT https://h/x/a");
	asks("\"path\":\"/a\",\"method\":\"GET\"", NONE, "GET https://h/x/a");
	asks("\"path\":\"/a\",\"method\":\"GET\",\"body\":[1]", NONE,
	    "GET https://h/x/a|Content-Type: application/json|[1]");
	asks("\"path\":\"/a\",\"headers\":[\"content-type: x/y\"],"
	     "\"body\":{\"a\":[true,null,1.50,\"{{x}}\"]}",
	    NONE, "POST https://h/x/a|content-type: x/y|"
	    "{\"a\":[true,null,1.50,\"{x}\"]}");
	asks("\"path\":\"/a\",\"params\":{\"n\":{\"in\":\"body\",\"min\":1},"
	     "\"b\":{\"in\":\"body\",\"default\":false},\"s\":{\"in\":\"body\","
	     "\"default\":\"5\"},\"l\":{\"in\":\"body\",\"repeat\":true}}",
	    SET("n=3", "l=a,b"),
	    "POST https://h/x/a|Content-Type: application/json|"
	    "{\"n\":3,\"b\":false,\"s\":\"5\",\"l\":[\"a\",\"b\"]}");
	asks("\"path\":\"/a\",\"params\":{\"s\":{}},\"body\":{\"x\":1,"
	     "\"in\":{\"s\":\"{s}\",\"k\":2},\"all?\":{\"y\":{\"s\":\"{s}\"}},"
	     "\"l\":[\"{s}\",\"z\"],\"q??\":\"\"}",
	    NONE, "POST https://h/x/a|Content-Type: application/json|"
	    "{\"x\":1,\"in\":{\"k\":2},\"l\":[\"z\"],\"q?\":\"\"}");
	asks("\"path\":\"/a\",\"params\":{\"s\":{}},\"body\":{\"x\":1,"
	     "\"all?\":{\"y\":{\"s\":\"{s}\"}}}",
	    SET("s=\"1\""), "POST https://h/x/a|Content-Type: application/json|"
	    "{\"x\":1,\"all\":{\"y\":{\"s\":\"\\\"1\\\"\"}}}");
	asks("\"path\":\"/a\",\"params\":{\"p\":{\"in\":\"body\"},\"s\":{}},"
	     "\"form\":{\"k\":\"{s}\",\"a b\":\"x&y\",\"n\":5}",
	    SET("p=ä=1"), "POST https://h/x/a|Content-Type: "
	    "application/x-www-form-urlencoded|a%20b=x%26y&n=5&p=%C3%A4%3D1");
	asks("\"path\":\"/g\",\"params\":{\"first\":{\"in\":\"body\","
	     "\"default\":50},\"t\":{}},\"graphql\":{\"query\":"
	     "\"query($first: Int) { a { b } }\",\"variables\":"
	     "{\"team\":\"{t}\"}}",
	    SET("t=x"), "POST https://h/x/g|Content-Type: application/json|"
	    "{\"query\":\"query($first: Int) { a { b } }\","
	    "\"variables\":{\"team\":\"x\",\"first\":50}}");
	asks("\"path\":\"/g\",\"graphql\":{\"query\":\"{a}\"}", NONE,
	    "POST https://h/x/g|Content-Type: application/json|"
	    "{\"query\":\"{a}\",\"variables\":{}}");
}

/* Wrong values, each with the end of what is said of it. */
static void
refusals(void)
{
	static const char *const wrong[][2] = {
		{ "\"method\":\"DELETE\"",
		    "method: 'GET', 'POST', 'PUT' or 'PATCH' is wanted" },
		{ "\"body\":{\"a\":\"{b}\"}",
		    "body: a: '{b}' is not a name known here" },
		{ "\"body\":{\"a\":\"{\"}", "body: a: '{': a brace is" },
		{ "\"body\":{\"a\":1,\"a?\":2}", "body: 'a' is there twice" },
		{ "\"body\":{},\"form\":{}",
		    "one of 'body', 'form' and 'graphql' is wanted" },
		{ "\"body\":1,\"graphql\":{\"query\":\"\"}",
		    "one of 'body', 'form' and 'graphql' is wanted" },
		{ "\"graphql\":{\"query\":\"\",\"variables\":{}},\"body\":1",
		    "one of 'body', 'form' and 'graphql' is wanted" },
		{ "\"graphql\":{}", "graphql: 'query' is wanted" },
		{ "\"graphql\":{\"query\":\"\",\"variables\":[]}",
		    "graphql: variables: an object is wanted" },
		{ "\"graphql\":{\"query\":\"\",\"variables\":{\"a\":\"{b}\"}}",
		    "graphql: variables: a: '{b}' is not a name" },
		{ "\"form\":[]", "form: an object of texts is wanted" },
		{ "\"form\":{\"a\":{}}", "form: an object of texts is wanted" },
		{ "\"form\":{\"a\":\"{b}\"}", "form: a: '{b}' is not a name" },
		{ "\"headers\":[\"{site}: x\"]", "headers: 'headers' of lines" },
		{ "\"headers\":[\"X: {b}\"]", "headers: '{b}' is not a name" },
		{ "\"headers\":[\"Host: {site}\"]", "headers: 'headers' of lines" },
		{ "\"params\":{\"p\":{\"in\":\"cookie\"}}",
		    "params: p: in: 'query', 'path', 'header', 'body' or "
		    "'none' is wanted" },
		{ "\"params\":{\"Host\":{\"in\":\"header\"}}",
		    "params: Host: the name of a header" },
		{ "\"params\":{\"p\":{\"value\":\"{b}\"}}",
		    "params: p: value: '{b}' is not a name" },
		{ "\"params\":{\"p\":{\"default\":\"{q}\"},"
		  "\"q\":{\"default\":\"{p}\"}}",
		    "params: p: default: '{q}' is not a name" },
		{ "\"params\":{\"p\":{\"repeat\":1}}",
		    "params: p: repeat: true or false is wanted" },
		{ "\"params\":{\"p\":{\"host\":1}}",
		    "params: p: host: true or false is wanted" },
		{ "\"params\":{\"p\":{\"default\":[]}}",
		    "params: p: default: a string or a number is wanted" },
		{ "\"params\":{\"p\":{\"in\":\"body\"}},\"body\":{\"p\":1}",
		    "params: p: the body has a member of this name" },
		{ "\"params\":{\"p\":{\"in\":\"body\"}},\"form\":{\"p\":1}",
		    "params: p: the body has a member of this name" },
		{ "\"params\":{\"p\":{\"in\":\"body\"}},\"body\":[]",
		    "params: p: the body is not an object" },
	};
	struct buf b = buf_make(1 << 12);
	struct error e;
	char *text;
	size_t i;

	for (i = 0; i < LEN(wrong); i++) {
		buf_printf(&b, "\"path\":\"/r\",%s", wrong[i][0]);
		buf_byte(&b, 0);
		text = with_resource((const char *)b.data);
		buf_reset(&b);
		e = (struct error){ 0 };
		CHECK(desc_parse(text, strlen(text), "t", &e) == NULL &&
			e.kind == ERROR_USAGE,
		    "%s is refused", wrong[i][0]);
		if (!CHECK(strstr(e.text, wrong[i][1]) != NULL &&
			    strstr(e.text, "resources: r: ") != NULL,
			"with path and reason: %s", wrong[i][1]))
			tap_note("%s", e.text);
		mem_free(text);
	}
	buf_free(&b);
}

/* What the first version does not have. */
static void
versions(void)
{
	static const char *const newer[] = { "\"method\":\"POST\"",
		"\"body\":{}", "\"form\":{}", "\"graphql\":{\"query\":\"\"}",
		"\"params\":{\"p\":{\"in\":\"header\"}}",
		"\"params\":{\"p\":{\"in\":\"body\"}}",
		"\"params\":{\"p\":{\"in\":\"none\"}}",
		"\"params\":{\"p\":{\"value\":\"x\"}}",
		"\"params\":{\"p\":{\"repeat\":true}}",
		"\"params\":{\"p\":{\"host\":true}}" };
	struct buf b = buf_make(1 << 12);
	struct error e;
	char *text;
	size_t i;

	for (i = 0; i < LEN(newer); i++) {
		buf_printf(&b,
		    "{\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/r\",%s}}}",
		    newer[i]);
		text = buf_take(&b);
		e = (struct error){ 0 };
		CHECK(desc_parse(text, strlen(text), "t", &e) == NULL &&
			strstr(e.text, "needs \"version\": 2") != NULL,
		    "%s needs version 2", newer[i]);
		mem_free(text);
	}
}

/* A description of the first version is read as it always was. */
static void
first_version(void)
{
	struct desc *d = read_desc("{\"name\":\"t\","
		"\"base_url\":\"https://h/{x}\",\"resources\":{\"r\":{"
		"\"path\":\"/r\",\"headers\":[\"X: {y}\"],"
		"\"params\":{\"p\":{\"default\":\"{z}\"}}}}}");
	const struct base_url_choice none = { 0 };
	struct request_params p = { 0 };
	struct http_request q = { 0 };
	struct error e = { 0 };
	char *url, *got;

	if (d == NULL)
		return;
	url = base_url_find(d, &none, &p, &e);
	CHECK_STR(url, "https://h/{x}", "braces are braces");
	if (http_request_make(url, &d->resources[0], &p, NULL, &q, &e) == 0) {
		got = show(&q);
		CHECK_STR(got, "GET https://h/{x}/r?p=%7Bz%7D|X: {y}",
		    "everywhere");
		mem_free(got);
	}
	http_request_free(&q);
	mem_free(url);
	desc_free(d);
}

static void
base_urls(void)
{
	static const struct {
		const char *set, *region, *url, *want;
	} cases[] = {
		{ "site=eu-1", NULL, NULL, "https://eu-1.x.example/a%20b/v1" },
		{ NULL, NULL, NULL,
		    "!the base URL of t is 'https://{site}.x.example/{acc}/v1'"
		    ": it needs --param site=VALUE: your site" },
		{ "site=a.b", NULL, NULL,
		    "!the site 'a.b' cannot be put into a host name" },
		{ "site=a@b", NULL, NULL,
		    "!the site 'a@b' cannot be put into a host name" },
		{ "host=a.b", "own", NULL, "https://a.b/v1" },
		{ "host=a/b", "own", NULL,
		    "!the host 'a/b' cannot be put into a host name" },
		{ "host=a:1", "own", NULL,
		    "!the host 'a:1' cannot be put into a host name" },
		{ NULL, "us", NULL, "!--region 'us': t has own" },
		{ NULL, NULL, "https://{h}/", "https://{h}/" },
		{ NULL, "own", "https://h/",
		    "!--base-url and --region exclude each other" },
	};
	struct desc *d = read_desc("{\"version\":2,\"name\":\"t\","
		"\"params\":{\"site\":{\"about\":\"your site\"},"
		"\"host\":{\"host\":true},\"acc\":{\"default\":\"a b\"}},"
		"\"base_url\":\"https://{site}.x.example/{acc}/v1\","
		"\"regions\":{\"own\":\"https://{host}/v1\"},"
		"\"resources\":{\"r\":{\"path\":\"/r\"}}}");
	static const char other[] = "{\"version\":2,\"name\":\"t\","
		"\"base_url\":\"https://{x}.example\",\"resources\":{\"r\":{"
		"\"path\":\"/r\",\"params\":{\"x\":{}}}}}";
	struct buf b = buf_make(1 << 12);
	struct error e = { 0 };
	size_t i;

	for (i = 0; d != NULL && i < LEN(cases); i++) {
		struct base_url_choice choice = { cases[i].url,
			cases[i].region };
		struct request_params p = { 0 };
		char *url = NULL;

		if (cases[i].set == NULL ||
		    request_set(&p, cases[i].set, &e) == 0)
			url = base_url_find(d, &choice, &p, &e);
		if (url == NULL) {
			CHECK_INT(e.kind, ERROR_USAGE, "misuse");
			buf_printf(&b, "!%s", e.text);
			url = buf_take(&b);
		}
		CHECK_STR(url, cases[i].want, "%s", cases[i].want);
		mem_free(url);
		request_params_free(&p);
	}
	CHECK(d == NULL || d->resources[0].params[0].in == DESC_IN_NONE,
	    "what only the base URL names is not sent");
	desc_free(d);
	d = desc_parse(other, strlen(other), "t", &e);
	CHECK(d == NULL && strstr(e.text, "base_url: '{x}' is not") != NULL,
	    "it can have the API's parameters alone");
}

/* What tells requests apart, for the spool. */
static void
request_names(void)
{
	struct http_request plain = { .url = mem_str("u") };
	struct http_request post = { .method = "POST", .body = mem_str("b"),
		.body_len = 1, .varying = mem_str("X: 1\n") };
	struct buf b = buf_make(100);

	http_request_name(&plain, "https://h/", &b);
	CHECK(buf_is(&b, "https://h/"), "a plain GET is its URL");
	buf_reset(&b);
	http_request_name(&post, "https://h/", &b);
	CHECK(buf_is(&b, "https://h/\nPOST\nX: 1\n\nb"), "others are more");
	buf_free(&b);
	http_request_free(&plain);
	http_request_free(&post);
}

int
main(void)
{
	places();
	lengths();
	bodies();
	refusals();
	versions();
	first_version();
	base_urls();
	request_names();
	return tap_done();
}
