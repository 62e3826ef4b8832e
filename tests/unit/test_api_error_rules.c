/* Tests of api/error_rules, api/desc_errors, api/source: what answers mean. */
#include "api/error_rules.h"

#include "api/desc_errors.h"
#include "api/source.h"
#include "base/mem.h"
#include "tap.h"

/* A description with these members of the API and of its resource. */
static struct desc *
describe(int version, const char *api, const char *resource, struct error *e)
{
	struct buf b = buf_make(1 << 16);
	struct desc *d;

	buf_printf(&b,
	    "{\"name\":\"t\",\"version\":%d%s%s,\"resources\":"
	    "{\"r\":{\"path\":\"/\"%s%s}}}",
	    version, *api != '\0' ? "," : "", api,
	    *resource != '\0' ? "," : "", resource);
	*e = (struct error){ 0 };
	d = desc_parse((char *)b.data, b.len, "t", e);
	buf_free(&b);
	return d;
}

static enum desc_means
find(const char *api, const char *resource, int status, const char *headers,
    const char *body)
{
	struct engine_response r = { .status = status,
		.headers = buf_make(1 << 10), .body = buf_make(1 << 10) };
	struct error e;
	struct desc *d = describe(2, api, resource, &e);
	enum desc_means means = DESC_MEANS_STATUS;
	struct error_rules *rules;

	if (!CHECK(d != NULL, "it is read: %s %s", api, resource)) {
		tap_note("%s", e.text);
		return means;
	}
	buf_str(&r.headers, headers);
	buf_str(&r.body, body);
	rules = error_rules_open(d, &d->resources[0], &e);
	if (CHECK(rules != NULL, "and opened"))
		means = error_rules_find(rules, &r);
	error_rules_close(rules);
	desc_free(d);
	buf_free(&r.body);
	buf_free(&r.headers);
	return means;
}

#define ONE(rule) "\"errors\":[{" rule "}]"

static void
rules(void)
{
	static const struct {
		const char *title, *rules;
		int status;
		const char *headers, *body;
		enum desc_means want;
	} cases[] = {
		{ "a status", ONE("\"status\":403,\"means\":\"limit\""), 403,
		    "", "", DESC_MEANS_LIMIT },
		{ "another one", ONE("\"status\":403,\"means\":\"limit\""),
		    404, "", "", DESC_MEANS_STATUS },
		{ "a list", ONE("\"status\":[400,404],\"means\":\"absent\""),
		    404, "", "", DESC_MEANS_ABSENT },
		{ "a class", ONE("\"status\":[500,\"4xx\"],"
				 "\"means\":\"leave out\""),
		    499, "", "", DESC_MEANS_LEAVE_OUT },
		{ "not beyond it", ONE("\"status\":\"4xx\","
				       "\"means\":\"fail\""),
		    500, "", "", DESC_MEANS_STATUS },
		{ "a member", ONE("\"at\":\"error.code\",\"is\":[\"a\",17],"
				  "\"means\":\"auth\""),
		    200, "", "{\"error\":{\"code\":17}}", DESC_MEANS_AUTH },
		{ "with other escapes", ONE("\"at\":\"e\",\"is\":[\"a\"],"
					    "\"means\":\"auth\""),
		    200, "", "{\"e\":\"\\u0061\"}", DESC_MEANS_AUTH },
		{ "which is another", ONE("\"at\":\"e\",\"is\":[\"a\"],"
					  "\"means\":\"auth\""),
		    200, "", "{\"e\":\"ab\"}", DESC_MEANS_STATUS },
		{ "a beginning", ONE("\"at\":\"e\",\"starts\":[\"rate\"],"
				     "\"means\":\"limit\""),
		    400, "", "{\"e\":\"rate limited\"}", DESC_MEANS_LIMIT },
		{ "a member that is not there is null",
		    ONE("\"at\":\"ok\",\"is\":[null],\"means\":\"fail\""),
		    200, "", "{}", DESC_MEANS_FAIL },
		{ "what is no JSON has none",
		    ONE("\"at\":\"ok\",\"is\":[null],\"means\":\"fail\""),
		    200, "", "<p>", DESC_MEANS_STATUS },
		{ "a text within a member",
		    ONE("\"at\":\"e\",\"text\":\"limit\","
			"\"means\":\"retry\""),
		    200, "", "{\"e\":\"the \\u006cimit\"}",
		    DESC_MEANS_RETRY },
		{ "not one elsewhere",
		    ONE("\"at\":\"e\",\"text\":\"limit\","
			"\"means\":\"retry\""),
		    200, "", "{\"e\":\"no\",\"f\":\"limit\"}",
		    DESC_MEANS_STATUS },
		{ "a text", ONE("\"text\":\"try later\",\"status\":400,"
				"\"means\":\"retry\""),
		    400, "", "<p>try later</p>", DESC_MEANS_RETRY },
		{ "a header",
		    ONE("\"at\":{\"header\":\"X-Error\"},\"starts\":[\"Q\"],"
			"\"means\":\"limit\""),
		    403, "x-error: Quota\n", "", DESC_MEANS_LIMIT },
		{ "no such header",
		    ONE("\"at\":{\"header\":\"X-Error\"},\"starts\":[\"Q\"],"
			"\"means\":\"limit\""),
		    403, "x-err: Quota\n", "", DESC_MEANS_STATUS },
		{ "a program",
		    ONE("\"at\":{\"jq\":\".errors[0].code > 9\"},"
			"\"is\":[true],\"means\":\"limit\""),
		    403, "", "{\"errors\":[{\"code\":10}]}",
		    DESC_MEANS_LIMIT },
		{ "one that fails has no value",
		    ONE("\"at\":{\"jq\":\".errors[0].code > 9\"},"
			"\"is\":[true],\"means\":\"limit\""),
		    403, "", "[]", DESC_MEANS_STATUS },
		{ "a byte order mark",
		    ONE("\"at\":\"e\",\"is\":[1],\"means\":\"fail\""), 200,
		    "", "\xef\xbb\xbf {\"e\":1} ", DESC_MEANS_FAIL },
		{ "the first of several",
		    "\"errors\":[{\"status\":400,\"text\":\"x\","
		    "\"means\":\"fail\"},{\"status\":400,"
		    "\"means\":\"retry\"},{\"status\":400,"
		    "\"means\":\"auth\"}]",
		    400, "", "y", DESC_MEANS_RETRY },
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		CHECK_INT(find("", cases[i].rules, cases[i].status,
			      cases[i].headers, cases[i].body),
		    cases[i].want, "%s", cases[i].title);
		CHECK_INT(find(cases[i].rules, "", cases[i].status,
			      cases[i].headers, cases[i].body),
		    cases[i].want, "%s, of the API", cases[i].title);
	}
	CHECK_INT(find(ONE("\"status\":400,\"means\":\"fail\""),
		      ONE("\"status\":400,\"means\":\"retry\""), 400, "", ""),
	    DESC_MEANS_RETRY, "the resource's rules come first");
	CHECK_INT(error_rules_find(NULL, &(struct engine_response){ 0 }),
	    DESC_MEANS_STATUS, "no rules say nothing");
}

static void
wrong_ones(void)
{
	static const struct {
		const char *rules, *want;
	} cases[] = {
		{ "\"errors\":{}", "a list of what answers mean is wanted" },
		{ "\"errors\":[1]", "an object is wanted" },
		{ ONE("\"status\":404"), "'means' is wanted" },
		{ ONE("\"means\":\"absent\""),
		    "one of 'status', 'at' and 'text' is wanted" },
		{ ONE("\"status\":404,\"means\":\"gone\""),
		    "means: 'absent', 'auth', 'retry', 'limit', 'fail' or "
		    "'leave out' is wanted" },
		{ ONE("\"status\":99,\"means\":\"absent\""),
		    "status: an HTTP status, or a class of them as \"4xx\" is "
		    "wanted" },
		{ ONE("\"status\":\"40x\",\"means\":\"absent\""),
		    "status: an HTTP status, or a class of them as \"4xx\" is "
		    "wanted" },
		{ ONE("\"status\":[404,600],\"means\":\"absent\""),
		    "status: an HTTP status, or a class" },
		{ ONE("\"status\":404,\"is\":[1],\"means\":\"absent\""),
		    "'at' beside 'is' and 'starts' is wanted" },
		{ ONE("\"at\":\"a\",\"means\":\"absent\""),
		    "one of 'is', 'starts' and 'text' beside 'at' is wanted" },
		{ ONE("\"at\":\"a[]\",\"is\":[1],\"means\":\"absent\""),
		    "at: a path of names is wanted" },
		{ ONE("\"at\":1,\"is\":[1],\"means\":\"absent\""),
		    "at: a path, {\"header\": NAME} or {\"jq\": PROGRAM} is "
		    "wanted" },
		{ ONE("\"at\":{},\"is\":[1],\"means\":\"absent\""),
		    "at: one of 'header' and 'jq' is wanted" },
		{ ONE("\"at\":{\"header\":\"a b\"},\"is\":[1],"
		      "\"means\":\"absent\""),
		    "at: 'header' with the name of one is wanted" },
		{ ONE("\"status\":404,\"text\":\"\",\"means\":\"absent\""),
		    "'text' of a byte or more is wanted" },
		{ ONE("\"status\":404,\"not\":true,\"means\":\"absent\""),
		    "'not' is not a member known here" },
	};
	char want[300];
	struct error e;
	struct desc *d;
	size_t i;
	int k;

	for (i = 0; i < LEN(cases); i++)
		for (k = 0; k < 2; k++) {
			d = describe(2, k == 0 ? cases[i].rules : "",
			    k == 1 ? cases[i].rules : "", &e);
			(void)snprintf(want, sizeof(want),
			    "API description t: %serrors: %s",
			    k == 0 ? "" : "resources: r: ", cases[i].want);
			CHECK(d == NULL && e.kind == ERROR_USAGE,
			    "%s is refused", cases[i].rules);
			if (!CHECK(strncmp(e.text, want, strlen(want)) == 0,
				"with its place"))
				tap_note("%s", e.text);
			desc_free(d);
		}
	d = describe(1, "", ONE("\"status\":404,\"means\":\"absent\""), &e);
	CHECK(d == NULL && strstr(e.text, "errors: it needs \"version\": 2"),
	    "the first version has none");
	d = describe(2, "", ONE("\"at\":{\"jq\":\"(\"},\"is\":[1],"
				"\"means\":\"absent\""),
	    &e);
	CHECK(d != NULL &&
		error_rules_open(d, &d->resources[0], &e) == NULL &&
		strncmp(e.text, "errors of r: ", 13) == 0,
	    "a program that is none is said");
	desc_free(d);
}

int
main(void)
{
	rules();
	wrong_ones();
	return tap_done();
}
