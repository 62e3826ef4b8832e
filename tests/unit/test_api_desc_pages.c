/* Tests of api/desc_pages, with api/desc_names: what is wrong with pages. */
#include "api/desc_pages.h"

#include "base/mem.h"
#include "tap.h"

/* What is said of a resource with these members; "" when it is taken. */
static char *
read_resource(int version, const char *members)
{
	struct buf b = buf_make(1 << 16), out = buf_make(1 << 12);
	struct error e = { 0 };
	struct desc *d;

	buf_printf(&b,
	    "{\"name\":\"t\",\"version\":%d,\"resources\":{\"r\":{%s%s}}}",
	    version, strstr(members, "\"path\"") == NULL ? "\"path\":\"/\"," :
							   "",
	    members);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	if (d == NULL)
		buf_str(&out, e.text);
	CHECK(d != NULL || e.kind == ERROR_USAGE, "what is wrong is misuse");
	desc_free(d);
	buf_free(&b);
	return buf_take(&out);
}

#define CURSOR(more) "\"pages\":{\"kind\":\"cursor\",\"next\":\"n\"," \
		     "\"param\":\"p\"," more "}"

static void
wrong_ones(void)
{
	static const struct {
		int version;
		const char *members, *want;
	} cases[] = {
		{ 1, CURSOR("\"empty_ends\":true"),
		    "pages: empty_ends: it needs \"version\": 2" },
		{ 1, CURSOR("\"ends\":[]"),
		    "pages: ends: it needs \"version\": 2" },
		{ 1, CURSOR("\"status_ends\":[404]"),
		    "pages: status_ends: it needs \"version\": 2" },
		{ 1, CURSOR("\"pages_total\":\"n\""),
		    "pages: pages_total: it needs \"version\": 2" },
		{ 1, "\"pages\":{\"kind\":\"cursor\",\"param\":\"p\","
		     "\"next\":{\"header\":\"x\"}}",
		    "pages: next: it needs \"version\": 2" },
		{ 1, "\"pages\":{\"kind\":\"page\"}",
		    "pages: 'param' with a parameter's name is wanted" },
		{ 1, "\"path\":\"/{page}\",\"pages\":{\"kind\":\"page\","
		     "\"param\":\"p\"}",
		    "path: " },
		{ 2, "\"pages\":{\"kind\":\"page\"}",
		    "pages: 'param' with a parameter's name is wanted, or a "
		    "template with {page}" },
		{ 2, "\"pages\":{\"kind\":\"offset\"},\"headers\":"
		     "[\"X: {page}\"]",
		    "headers: " },
		{ 2, "\"pages\":{\"kind\":\"cursor\",\"next\":\"n\"}",
		    "pages: 'param' with a parameter's name is wanted, or a "
		    "template with {next}" },
		{ 2, "\"pages\":{\"kind\":\"param_of_url\",\"next\":\"n\"},"
		     "\"headers\":[\"X: {next}\"]",
		    "pages: 'param' with a parameter's name is wanted" },
		{ 2, "\"pages\":{\"kind\":\"next_url\",\"next\":\"n\"},"
		     "\"headers\":[\"X: {next}\"]",
		    "headers: " },
		{ 2, "\"pages\":{\"kind\":\"page\",\"param\":\"p\"},"
		     "\"headers\":[\"X: {size}\"]",
		    "headers: " },
		{ 2, "\"pages\":{\"kind\":\"cursor\",\"param\":\"p\"}",
		    "pages: 'next' with a path is wanted" },
		{ 2, "\"pages\":{\"kind\":\"cursor\",\"param\":\"p\","
		     "\"next\":\"a[]\"}",
		    "pages: next: a path of names is wanted" },
		{ 2, "\"pages\":{\"kind\":\"cursor\",\"param\":\"p\","
		     "\"next\":{\"header\":\"a:\"}}",
		    "pages: next: 'header' with the name of one is wanted" },
		{ 2, "\"pages\":{\"kind\":\"last\",\"param\":\"p\","
		     "\"next\":{\"header\":\"a\"}}",
		    "pages: 'next' within the last record, not a header, is "
		    "wanted" },
		{ 2, CURSOR("\"ends\":{}"),
		    "pages: ends: a list of conditions is wanted" },
		{ 2, CURSOR("\"ends\":[{}]"),
		    "pages: ends: one of 'at' and 'jq' is wanted" },
		{ 2, CURSOR("\"ends\":[{\"at\":\"a\",\"jq\":\".\"}]"),
		    "pages: ends: 'at' or 'jq', not both, is wanted" },
		{ 2, CURSOR("\"ends\":[{\"at\":\"a\"}]"),
		    "pages: ends: one of 'is' and 'starts' beside 'at' is "
		    "wanted" },
		{ 2, CURSOR("\"ends\":[{\"at\":{\"x\":1},\"is\":[1]}]"),
		    "pages: ends: at: 'x' is not a member known here" },
		{ 2, CURSOR("\"status_ends\":404"),
		    "pages: status_ends: a list of statuses is wanted" },
		{ 2, CURSOR("\"status_ends\":[\"40\"]"),
		    "pages: status_ends: an HTTP status, or a class" },
		{ 2, CURSOR("\"empty_ends\":1"), "pages: empty_ends: " },
		{ 2, CURSOR("\"pages_total\":3"),
		    "pages: pages_total: a path, {\"header\": NAME} or" },
		{ 2, CURSOR("\"short_ends\":true"),
		    "pages: 'size' beside 'short_ends' is wanted" },
	};
	char *got, want[300];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		got = read_resource(cases[i].version, cases[i].members);
		(void)snprintf(want, sizeof(want),
		    "API description t: resources: r: %s", cases[i].want);
		if (!CHECK(strncmp(got, want, strlen(want)) == 0, "%s",
			cases[i].members))
			tap_note("%s", got);
		mem_free(got);
	}
}

static void
right_ones(void)
{
	static const char *const cases[] = {
		"\"path\":\"/{offset}\",\"pages\":{\"kind\":\"offset\"}",
		"\"headers\":[\"X: {next}\"],\"pages\":{\"kind\":\"last\","
		"\"next\":\"id\"}",
		"\"params\":{\"size\":{},\"l\":{\"value\":\"{offset},{size}\"}},"
		"\"pages\":{\"kind\":\"offset\",\"size\":\"size\"}",
		"\"params\":{\"n\":{}},\"headers\":[\"X: {size}\"],"
		"\"pages\":{\"kind\":\"page\",\"param\":\"p\",\"size\":\"n\"}",
		"\"body\":{\"a\":[\"{next}\"]},\"pages\":{\"kind\":\"cursor\","
		"\"next\":{\"jq\":\".n\"}}",
		"\"pages\":{\"kind\":\"link\",\"ends\":[{\"jq\":\".n\"},"
		"{\"at\":{\"header\":\"x\"},\"starts\":[\"a\"],\"not\":true}],"
		"\"status_ends\":[404,\"5xx\"],\"empty_ends\":true}",
	};
	size_t i;
	char *got;

	for (i = 0; i < LEN(cases); i++) {
		got = read_resource(2, cases[i]);
		CHECK_STR(got, "", "%s", cases[i]);
		mem_free(got);
	}
}

int
main(void)
{
	wrong_ones();
	right_ones();
	return tap_done();
}
