/* Tests of api/desc_records: what is wrong with where records are. */
#include "api/desc_records.h"

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
	    "{\"name\":\"t\",\"version\":%d,\"resources\":"
	    "{\"r\":{\"path\":\"/\",%s}}}",
	    version, members);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	if (d == NULL)
		buf_str(&out, e.text);
	CHECK(d != NULL || e.kind == ERROR_USAGE, "what is wrong is misuse");
	desc_free(d);
	buf_free(&b);
	return buf_take(&out);
}

static void
wrong_ones(void)
{
	static const struct {
		int version;
		const char *members, *want;
	} cases[] = {
		{ 1, "\"records\":\"a[].b\"",
		    "records: a path of names is wanted; one with [] or {} "
		    "needs \"version\": 2" },
		{ 1, "\"filter\":[]", "filter: it needs \"version\": 2" },
		{ 2, "\"records\":\"a[.b\"",
		    "records: path 'a[.b': neither '.', '[]' nor '{}' at" },
		{ 2, "\"records\":[\"a\"]", "records: a string is wanted" },
		{ 2, "\"records\":{\"path\":\"a\"}",
		    "records: 'path' is not a member known here" },
		{ 2, "\"records\":\"a[]\",\"list\":false",
		    "list: false does not go with records of [] or {}" },
		{ 2, "\"filter\":{\"at\":\"a\",\"is\":[1]}",
		    "filter: a list of conditions is wanted" },
		{ 2, "\"filter\":[{\"at\":\"a\"}]",
		    "filter: one of 'is', 'starts' and 'jq' is wanted" },
		{ 2, "\"filter\":[{\"at\":\"a[]\",\"is\":[1]}]",
		    "filter: 'at' with a path of names, or 'jq', is wanted" },
		{ 1, "\"format\":\"csv\"", "format: it needs \"version\": 2" },
		{ 2, "\"format\":\"xml\"",
		    "format: 'json', 'subtitles', 'jsonl', 'csv', 'tsv' or "
		    "'file' is wanted" },
		{ 2, "\"kind\":\"csv\"",
		    "kind: 'json' or 'subtitles' is wanted" },
		{ 2, "\"kind\":\"json\",\"format\":\"json\"",
		    "format: 'kind' and 'format' are the same" },
		{ 2, "\"format\":\"csv\",\"records\":\"a\"",
		    "records: not with this format" },
		{ 2, "\"format\":\"tsv\",\"records\":{\"jq\":\".\"}",
		    "records: not with this format" },
		{ 2, "\"format\":\"jsonl\",\"list\":false",
		    "list: false does not go with this format" },
		{ 2, "\"filter\":[{\"at\":\"a\",\"equals\":1}]",
		    "filter: 'equals' is not a member known here" },
	};
	char *got, want[200];
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

int
main(void)
{
	char *got = read_resource(2,
	    "\"records\":\"a[].b{}\",\"filter\":[{\"jq\":\".x\"}]");

	CHECK_STR(got, "", "what is right is taken");
	mem_free(got);
	wrong_ones();
	return tap_done();
}
