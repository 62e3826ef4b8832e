/* openapi_params, openapi_path, openapi_schema: the parts of a file. */
#include "tap.h"

#include "aai-describe/openapi_params.h"
#include "aai-describe/openapi_path.h"
#include "aai-describe/openapi_schema.h"
#include "base/cc.h"

static void
test_maxima(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{ NULL, 0 },
		{ "How many", 0 },
		{ "Results per page (max 100). Default: 30", 100 },
		{ "A limit on the number of objects. Limit can range between "
		  "1 and 100, and the default is 10.",
		    100 },
		{ "The number of items to show on each page, up to a maximum "
		  "of 1,000.",
		    1000 },
		{ "Number of results (1-250)", 250 },
		{ "Page size, at most 50", 50 },
		{ "Maximum is 200. Defaults to 20", 200 },
		{ "The maximum number of results to return. Default: 20", 0 },
		{ "Cannot exceed 500", 500 },
		{ "The default is 20", 0 },
		{ "1 to 99", 99 },
		{ "max 99999999999999999999", 0 },
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		CHECK_INT(openapi_words_maximum(cases[i].text), cases[i].want,
		    "'%s'", cases[i].text != NULL ? cases[i].text : "(none)");
}

static void
see_path(const char *text, size_t params, const char *name, const char *norm)
{
	struct openapi_path p;
	struct buf b = buf_make(1000);

	CHECK(openapi_path_read(&p, text), "%s is read", text);
	CHECK_UINT(p.n, params, "... with its parameters");
	openapi_path_name(&p, &b);
	CHECK_MEM(b.data, b.len, name, strlen(name), "... called %s", name);
	buf_reset(&b);
	openapi_path_norm(p.text, p.len, &b);
	CHECK_MEM(b.data, b.len, norm, strlen(norm), "... as %s", norm);
	buf_free(&b);
}

static void
test_paths(void)
{
	static const char *const wrong[] = { "", "a", "/{", "/{}", "/{a{b}}",
		"/}", "/a b", "/{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}" };
	struct openapi_path p;
	size_t i;

	see_path("/v1/orders", 0, "orders", "/v1/orders");
	see_path("/api/v2.1/orders/{id}", 1, "order", "/api/v2.1/orders/{}");
	see_path("/2010-04-01/Accounts/{Sid}/PhoneNumbers.json", 1,
	    "accounts_phone_numbers", "/2010-04-01/Accounts/{}/PhoneNumbers");
	see_path("/Calls/{Sid}.json?x=1", 1, "call", "/Calls/{}");
	see_path("/news/{a}", 1, "news_details", "/news/{}");
	see_path("/{a}/b/", 1, "b", "/{}/b");
	see_path("/", 0, "root", "");
	for (i = 0; i < LEN(wrong); i++)
		CHECK(!openapi_path_read(&p, wrong[i]), "'%s' is refused",
		    wrong[i]);
}

static void
test_schemas(void)
{
	static const char text[] =
	    "{\"a\": {\"allOf\": [{\"$ref\": \"#/b\"}, {\"$ref\": \"#/a\"}, "
	    "{\"properties\": {\"y\": {\"type\": \"integer\"}}}]},"
	    "\"b\": {\"type\": [\"object\", \"null\"], \"properties\": "
	    "{\"x\": {\"type\": \"string\"}}},"
	    "\"c\": {\"oneOf\": [{\"properties\": {\"x\": {\"type\": "
	    "\"integer\"}}}, {\"$ref\": \"#/b\"}]},"
	    "\"d\": {\"items\": {\"$ref\": \"#/b\"}},"
	    "\"e\": {\"additionalProperties\": {\"type\": \"number\"}},"
	    "\"r\": {\"$ref\": \"#/r\"}, \"f\": {\"$ref\": \"x.yaml#/a\"}}";
	struct openapi_budget budget = { 1000 };
	const struct openapi_member *m;
	struct document d = { 0 };
	struct openapi_schema s;
	struct error e = { 0 };

	CHECK_INT(document_read(&d, text, sizeof(text) - 1, 1 << 20, &e), 0,
	    "schemas are read (%s)", e.text);
	openapi_schema_read_one(&d, document_get(&d, 0, "a"), &budget, &s);
	CHECK_UINT(s.n, 2, "allOf is merged, a circle cut");
	CHECK_UINT(s.kinds, SCHEMA_OBJECT | SCHEMA_NULL, "... with its kinds");
	openapi_schema_free(&s);
	openapi_schema_read_one(&d, document_get(&d, 0, "c"), &budget, &s);
	m = openapi_schema_member(&s, "x");
	CHECK(m != NULL && m->is.n == 2, "oneOf is united");
	openapi_schema_free(&s);
	openapi_schema_read_one(&d, document_get(&d, 0, "d"), &budget, &s);
	CHECK(s.kinds == SCHEMA_ARRAY && s.items.n == 1,
	    "items without a type are a list's");
	openapi_schema_free(&s);
	openapi_schema_read_one(&d, document_get(&d, 0, "e"), &budget, &s);
	CHECK(s.kinds == SCHEMA_OBJECT && s.values.n == 1, "a map is one");
	openapi_schema_free(&s);
	CHECK_UINT(openapi_resolve(&d, document_get(&d, 0, "r")), JSON_NO_NODE,
	    "a reference to itself is nothing");
	CHECK_UINT(openapi_resolve(&d, document_get(&d, 0, "f")), JSON_NO_NODE,
	    "nor is one to another file");
	budget.left = 1;
	openapi_schema_read_one(&d, document_get(&d, 0, "a"), &budget, &s);
	CHECK_UINT(budget.left, 0, "what is looked at is counted");
	openapi_schema_free(&s);
	document_free(&d);
}

int
main(void)
{
	test_maxima();
	test_paths();
	test_schemas();
	return tap_done();
}
