/* Tests of api/desc, json/decode and json/path. */
#include "api/desc.h"
#include "api/desc_param.h"

#include "base/mem.h"
#include "tap.h"

/* The description of these resources, as text, or the error's text. */
static struct desc *
parse(const char *text, struct error *e)
{
	*e = (struct error){ 0 };
	return desc_parse(text, strlen(text), "t.json", e);
}

static void
refused(const char *text, const char *want)
{
	struct error e;
	struct desc *d = parse(text, &e);

	CHECK(d == NULL, "refused: %s", want);
	CHECK_INT(e.kind, ERROR_USAGE, "as misuse: %s", want);
	CHECK(strstr(e.text, want) != NULL, "the error says: %s", want);
	if (strstr(e.text, want) == NULL)
		tap_note("%s", e.text);
	desc_free(d);
}

static void
builtin(void)
{
	static const char *const names[] = { "transcripts",
		"transcript_details", "sentences", "paragraphs", "subtitles",
		"redacted_audio", "word_search", "agents", "agent_details",
		"sessions", "session_details", "session_timelines",
		"session_metadata", "session_audio", "redacted_audio_files",
		"webhook_deliveries", "calls",
		"webhook_subscriptions", "models" };
	const struct desc_resource *r;
	const struct desc_table *t;
	struct error e = { 0 };
	struct desc *d = desc_open(NULL, &e);
	size_t i;

	if (!CHECK(d != NULL, "the built-in description is read")) {
		tap_note("%s", e.text);
		return;
	}
	CHECK_STR(d->name, "assemblyai", "it has a name");
	CHECK_UINT(d->nresources, LEN(names), "it has its resources");
	for (i = 0; i < LEN(names); i++) {
		r = desc_resource(d, names[i], strlen(names[i]));
		CHECK(r != NULL && r->table.nkeys > 0 && (r->table.declared || r->follow.on),
		    "%s has a key, and columns or what links lead to", names[i]);
	}
	r = desc_resource(d, "transcripts", 11);
	CHECK_STR(r->table.keys[0].member, "id", "its key");
	CHECK_STR(r->table.keys[0].carried, "transcript_id", "carried");
	CHECK_INT(r->pages.kind, DESC_PAGING_PARAM_OF_URL, "its paging");
	CHECK_INT(r->incremental.overlap_us, INT64_C(3600000000), "an hour");
	CHECK(r->incremental.reach_us == INT64_C(90) * 86400 * 1000000,
	    "ninety days");
	t = desc_table(d, "sentences_info", 14);
	CHECK(t != NULL && t->nkeys == 1, "an envelope's table is found");
	CHECK(desc_table(d, "nothing", 7) == NULL, "an unknown one is not");
	CHECK(d->regions[1].base_url.text != NULL &&
		strcmp(d->regions[1].name, "eu") == 0,
	    "there is a region");
	desc_free(d);
}

static void
params(void)
{
	struct error e = { 0 };
	struct desc *d = desc_open(NULL, &e);
	const struct desc_resource *r = desc_resource(d, "transcripts", 11);
	const struct desc_param *limit = desc_param(r, "limit", 5);
	const struct desc_param *status = desc_param(r, "status", 6);
	const struct desc_param *day = desc_param(r, "created_on", 10);

	CHECK(desc_param(r, "limi", 4) == NULL, "names are not shortened");
	CHECK_INT(desc_param_check(r, limit, "200", &e), 0, "within range");
	CHECK_INT(desc_param_check(r, limit, "201", &e), -1, "beyond it");
	CHECK_STR(e.text,
	    "parameter limit of transcripts: '201' is not a number from 1 "
	    "to 200",
	    "the range is told");
	CHECK_INT(desc_param_check(r, status, "error", &e), 0, "a choice");
	CHECK_INT(desc_param_check(r, status, "bad", &e), -1, "no choice");
	CHECK(strstr(e.text, "one of queued, processing") != NULL,
	    "the choices are told");
	CHECK_INT(desc_param_check(r, day, "2026-02-28", &e), 0, "a day");
	CHECK_INT(desc_param_check(r, day, "yesterday", &e), -1, "no day");
	CHECK_STR(e.text,
	    "parameter created_on of transcripts: 'yesterday' is not a day, "
	    "YYYY-MM-DD",
	    "how days are written is told");
	desc_free(d);
}

static void
wrong_ones(void)
{
	refused("[]", "an object is wanted");
	refused("{\"name\":\"x\",", "invalid JSON");
	refused("{\"nam\":\"x\"}", "'nam' is not a member known here");
	refused("{\"name\":\"x\",\"name\":\"y\"}", "'name' is there twice");
	refused("{\"name\":1}", "name: a string is wanted");
	refused("{\"name\":\"x\"}", "'resources' with at least one");
	refused("{\"name\":\"x\",\"resources\":{\"_aai_end\":"
		"{\"path\":\"/r\"}}}",
	    "'_aai_end' cannot be a table's name: names that begin");
	refused("{\"name\":\"x\",\"resources\":{\"../r\":"
		"{\"path\":\"/r\"}}}",
	    "'../r' cannot be a table's name");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"envelope\":{\"table\":{\"name\":\"_aai_end\"}}}}}",
	    "'_aai_end' cannot be a table's name");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{}}}",
	    "resources: r: 'path' with a leading slash");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r/{id\"}}}",
	    "resources: r: path: '/r/{id': a brace is neither");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r/{id}/{x}\","
		"\"parent_key\":\"id\",\"params\":{\"x\":{}}}}}",
	    "r: path: '{x}' is not a name known here");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"pages\":{\"kind\":\"nexturl\"}}}}",
	    "pages: kind: 'none', 'param_of_url', 'next_url', 'link', 'cursor', "
	    "'last', 'offset' or 'page' is wanted");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"list\":\"yes\"}}}",
	    "list: ");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"table\":{\"columns\":{\"a\":\"int\"}}}}}",
	    "columns: a: bool, bigint");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"table\":{\"columns\":{\"a..b\":\"text\"}}}}}",
	    "a name is missing at byte 2");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"pages\":{\"kind\":\"cursor\",\"next\":\"n\"}}}}",
	    "'param' with a parameter's name");
	refused("{\"name\":\"x\",\"auth\":{\"kind\":\"header\","
		"\"credential\":\"assemblyai_api_key\"},\"resources\":{"
		"\"r\":{\"path\":\"/r\"}}}",
	    "name another variable");
	refused("{\"name\":\"x\",\"auth\":{\"kind\":\"header\",\"key_env\":"
		"\"ASSEMBLYAI_API_KEY\"},\"resources\":{\"r\":{\"path\":"
		"\"/r\"}}}",
	    "name another variable");
	refused("{\"name\":\"x\",\"zone\":\"+25:00\"}", "zone: \"UTC\" or");
	refused("{\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/r\","
		"\"parents\":{\"p\":{\"id\":\"id\",\"when\":[{\"at\":\"a\"}]"
		"}}}}}",
	    "one of 'is', 'starts' and 'jq'");
}

static void
versions(void)
{
	static const char *const right[] = { "", "\"version\":1,",
		"\"version\":2," };
	struct error e;
	struct desc *d;
	char text[100];
	int i;

	refused("{\"name\":\"x\",\"version\":0}", "version: 1 or 2 is wanted");
	refused("{\"version\":3,\"nam\":1}", "version: 1 or 2 is wanted");
	refused("{\"version\":\"2\"}", "version: 1 or 2 is wanted");
	for (i = 0; i < 3; i++) {
		(void)snprintf(text, sizeof(text),
		    "{%s\"name\":\"x\",\"resources\":{\"r\":{\"path\":\"/\"}}}",
		    right[i]);
		d = parse(text, &e);
		if (CHECK(d != NULL, "a file with %s", right[i]))
			CHECK_INT(d->version, i < 2 ? 1 : 2, "is known");
		desc_free(d);
	}
}

static void
small_one(void)
{
	static const char text[] =
	    "{\"//\":\"a comment\",\"name\":\"x\",\"zone\":\"-03:30\","
	    "\"resources\":{\"r\":{\"path\":\"/r\",\"table\":{\"columns\":{"
	    "\"a\":\"decimal(20,4)\",\"\\\"odd.name\\\"[]{}\":\"json\"}},"
	    "\"parents\":{\"p\":{\"id\":\"id\",\"when\":[{\"at\":\"s\","
	    "\"is\":[\"x\",1.50,null]}]}},\"parent_key\":\"p_id\"}}}";
	struct error e;
	struct desc *d = parse(text, &e);
	const struct desc_table *t;
	const struct desc_strings *is;

	if (!CHECK(d != NULL, "a small description is read")) {
		tap_note("%s", e.text);
		return;
	}
	t = &d->resources[0].table;
	CHECK_INT(d->zone_minutes, -210, "a zone west of Greenwich");
	CHECK_INT(t->columns[0].type.type, TYPE_DECIMAL, "a decimal");
	CHECK_INT(t->columns[0].type.precision, 20, "its precision");
	CHECK_INT(t->columns[0].type.scale, 4, "its scale");
	CHECK_UINT(t->columns[1].path.n, 3, "a path of three steps");
	CHECK_STR(t->columns[1].path.steps[0].name, "odd.name",
	    "a quoted name");
	CHECK_INT(t->columns[1].path.steps[1].kind, PATH_ITEM, "items");
	CHECK_INT(t->columns[1].path.steps[2].kind, PATH_ENTRY, "entries");
	is = &d->resources[0].parents[0].when.items[0].is;
	CHECK_STR(is->items[0], "\"x\"", "a string's text");
	CHECK_STR(is->items[1], "1.50", "a number's spelling");
	CHECK_STR(is->items[2], "null", "null");
	desc_free(d);
}

static void
paths(void)
{
	static const char *const wrong[] = { "a.", "a[", "a{]", "[]b", "\"a",
		".\"", "a..b", "a b[]c" };
	struct error e;
	struct path p;
	size_t i;

	CHECK_INT(path_parse(&p, ".", 1, &e), 0, "the record itself");
	CHECK_UINT(p.n, 0, "has no steps");
	path_free(&p);
	CHECK_INT(path_parse(&p, ".a.b", 4, &e), 0, "a leading dot");
	CHECK(p.n == 2 && path_plain(&p), "is taken");
	path_free(&p);
	CHECK_INT(path_parse(&p, "[].a", 4, &e), 0, "items first");
	CHECK(p.n == 2 && !path_plain(&p), "are two steps, not plain");
	path_free(&p);
	for (i = 0; i < LEN(wrong); i++)
		CHECK_INT(path_parse(&p, wrong[i], strlen(wrong[i]), &e), -1,
		    "'%s' is not a path", wrong[i]);
}

int
main(void)
{
	builtin();
	params();
	wrong_ones();
	versions();
	small_one();
	paths();
	return tap_done();
}
