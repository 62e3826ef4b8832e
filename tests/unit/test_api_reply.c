/* Tests of api/reply, json/span and api/cond. */
#include "api/reply.h"

#include "api/cond.h"
#include "base/mem.h"
#include "tap.h"

static struct desc *desc;
static struct request_params params;
static bool strict;
static bool number; /* whether the parent's id is one */

static const struct desc_resource *
resource(const char *name)
{
	return desc_resource(desc, name, strlen(name));
}

static int
put(void *arg, const char *line, size_t len, struct error *e)
{
	(void)e;
	buf_put(arg, line, len);
	buf_byte(arg, '\n');
	return 0;
}

static char *
records(const char *name, const char *body, const char *id, const char *jq)
{
	struct buf out = buf_make(1 << 20);
	struct reply_sink sink = { NULL, put, &out };
	struct reply_parent parent = { id, id != NULL ? strlen(id) : 0,
		number, NULL };
	struct error e = { 0 };
	struct reply p;

	if (reply_open(&p, desc, resource(name), &params, jq, &e) != 0)
		buf_printf(&out, "!%s", e.text);
	p.strict = strict;
	if (e.kind == ERROR_NONE &&
	    (reply_check(&p, 200, body, strlen(body), &e) != 0 ||
	    reply_each(&p, body, strlen(body), &parent, &sink, NULL,
		&e) != 0))
		buf_printf(&out, "!%s", e.text);
	reply_close(&p);
	return buf_take(&out);
}

static void
expect(const char *title, const char *name, const char *body, const char *id,
    const char *jq, const char *want)
{
	char *got = records(name, body, id, jq);

	CHECK_STR(got, want, "%s", title);
	mem_free(got);
}

#define ABSENT "; where that means that there is nothing, say so by \"absent\""

static void
lists(void)
{
	expect("records as they are", "transcripts",
	    "{\"transcripts\": [{\"id\": \"a\", \"n\": 1.0e0}, {\"id\":\"b\"}]"
	    ", \"page_details\": {\"result_count\": 2}}",
	    NULL, NULL,
	    "{\"_table\":\"transcripts\",\"id\": \"a\", \"n\": 1.0e0}\n"
	    "{\"_table\":\"transcripts\",\"id\":\"b\"}\n");
	expect("none", "transcripts", "{\"transcripts\": []}", NULL, NULL, "");
	expect("on one line", "transcripts",
	    "{\"transcripts\":[\n{\n \"id\" : \"a b\"\r\n}\n]}", NULL, NULL,
	    "{\"_table\":\"transcripts\",\"id\":\"a b\"}\n");
	expect("what is not an object is put into one", "transcripts",
	    "{\"transcripts\": [1, \"x\", [2]]}", NULL, NULL,
	    "{\"_table\":\"transcripts\",\"value\":1}\n"
	    "{\"_table\":\"transcripts\",\"value\":\"x\"}\n"
	    "{\"_table\":\"transcripts\",\"value\":[2]}\n");
	expect("a wrong count", "transcripts",
	    "{\"transcripts\": [{}], \"page_details\": {\"result_count\": 2}}",
	    NULL, NULL, "!the page says that it has 2 records, but has 1");
	expect("no list", "transcripts", "{\"items\": [], \"x\": 1}", NULL,
	    NULL, "!the body has no list 'transcripts' (\"records\" in the "
	    "API description), but 'items', 'x'" ABSENT);
	expect("an error instead", "transcripts", "{\"error\": \"x\"}", NULL,
	    NULL, "!an error with status 200: x");
	expect("no JSON", "transcripts", "x", NULL, NULL,
	    "!the body is not JSON, or nested deeper than 512 levels "
	    "(at byte 0)");
	expect("HTML", "transcripts", " <html>", NULL, NULL,
	    "!the body is HTML or XML, not JSON: is the URL right?");
	expect("a cut one", "transcripts", "{\"transcripts\": [{}", NULL, NULL,
	    "!the body is cut short");
	expect("one with more after", "transcripts",
	    "{\"transcripts\": []} {}", NULL, NULL,
	    "!the body is not JSON, or nested deeper than 512 levels "
	    "(at byte 20)");
	expect("nothing", "transcripts", " ", NULL, NULL,
	    "!the body is cut short");
	expect("an envelope that is not known", "transcripts",
	    "{\"transcripts\": [], \"a\": {\"b\": 1}}", NULL, NULL,
	    "{\"_table\":\"transcripts_info\",\"a\":{\"b\": 1}}\n");
	expect("through a program", "transcripts",
	    "{\"transcripts\": [{\"id\": \"a\", \"n\": 1}]}", NULL,
	    "{n, m: 2}", "{\"_table\":\"transcripts\",\"n\":1,\"m\":2}\n");
}

static void
unicode(void)
{
	static const char *const bad[] = { "\xff", "\xc3", "\\ud800",
		"\xed\xa0\x80" };
	char body[64], want[64];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		(void)snprintf(body, sizeof(body),
		    "{\"transcripts\": [{\"a\":\"%s\"}]}", bad[i]);
		(void)snprintf(want, sizeof(want),
		    "{\"_table\":\"transcripts\",\"a\":\"%s\"}\n", bad[i]);
		strict = false;
		expect("what is not Unicode goes on as it is", "transcripts",
		    body, NULL, NULL, want);
		strict = true;
		expect("but not where that is strict", "transcripts", body,
		    NULL, NULL,
		    "!a record of transcripts is not well-formed Unicode "
		    "(--strict)");
	}
	expect("which takes what is", "transcripts",
	    "{\"transcripts\": [{\"a\":\"\xc3\xa9\\ud83d\\ude00\"}]}", NULL,
	    NULL, "{\"_table\":\"transcripts\","
		  "\"a\":\"\xc3\xa9\\ud83d\\ude00\"}\n");
	strict = false;
}

static void
children(void)
{
	expect("keys in front", "sentences",
	    "{\"sentences\": [{\"text\": \"x\"}, {}], \"id\": \"t\", "
	    "\"confidence\": 0.5}",
	    "t", NULL,
	    "{\"_table\":\"sentences\",\"transcript_id\":\"t\","
	    "\"sentences_idx\":0,\"text\": \"x\"}\n"
	    "{\"_table\":\"sentences\",\"transcript_id\":\"t\","
	    "\"sentences_idx\":1}\n");
	expect("members of their names give way", "sentences",
	    "{\"sentences\": [{\"transcript_id\": \"t\", \"a\": 1, "
	    "\"sentences_idx\": 7}]}",
	    "t", NULL,
	    "{\"_table\":\"sentences\",\"transcript_id\":\"t\","
	    "\"sentences_idx\":0,\"a\":1,\"sentences_idx_\":7}\n");
	number = true;
	expect("an id that is a number stays one", "sentences",
	    "{\"sentences\": [{\"transcript_id\": 12, \"a\": 1}]}", "12", NULL,
	    "{\"_table\":\"sentences\",\"transcript_id\":12,"
	    "\"sentences_idx\":0,\"a\":1}\n");
	number = false;
	expect("a tag in the data gives way", "sentences",
	    "{\"sentences\": [{\"_table\": \"x\"}]}", "t", NULL,
	    "{\"_table\":\"sentences\",\"transcript_id\":\"t\","
	    "\"sentences_idx\":0,\"_table_\":\"x\"}\n");
	expect("what else there is becomes a record", "sentences",
	    "{\"sentences\": [], \"id\": \"t\", \"new\": [1, 2]}", "t", NULL,
	    "{\"_table\":\"sentences_info\",\"transcript_id\":\"t\","
	    "\"new\":[1, 2]}\n");
	expect("a whole response", "transcript_details",
	    " {\"id\": \"t\", \"words\": []} ", "t", NULL,
	    "{\"_table\":\"transcript_details\",\"id\": \"t\", "
	    "\"words\": []}\n");
	expect("one without its key", "transcript_details", "{}", "t", NULL,
	    "!the body is not a record of transcript_details: it has no 'id'");
	expect("an error", "transcript_details",
	    "{\"error\": \"Upstream timeout\"}", "t", NULL,
	    "!an error with status 200: Upstream timeout");
	expect("a record that has an error", "transcript_details",
	    "{\"id\":\"t\",\"error\":\"x\"}", "t", NULL,
	    "{\"_table\":\"transcript_details\",\"id\":\"t\","
	    "\"error\":\"x\"}\n");
	expect("an error for a record without a key of its own",
	    "redacted_audio", "{\"message\":\"no\",\"code\":\"x\"}", "t",
	    NULL, "!an error with status 200: no");
	expect("cues", "subtitles",
	    "1\n00:00:00,240 --> 00:00:02,080\nA \"b\"\n", "t", NULL,
	    "{\"_table\":\"subtitles\",\"transcript_id\":\"t\","
	    "\"subtitles_idx\":0,\"format\":\"srt\",\"cue\":\"1\","
	    "\"start\":240,\"end\":2080,\"text\":\"A \\\"b\\\"\"}\n");
	expect("blocks", "subtitles", "WEBVTT\n\nNOTE x\n", "t", NULL,
	    "{\"_table\":\"subtitles\",\"transcript_id\":\"t\","
	    "\"subtitles_idx\":0,\"format\":\"vtt\",\"block\":\"NOTE x\"}\n");
	expect("no cues", "subtitles", "<html>", "t", NULL,
	    "!the body is neither SRT nor WebVTT");
	params = (struct request_params){ 0 };
	CHECK_INT(request_set(&params, "words=a,b", &(struct error){ 0 }), 0,
	    "a parameter is set");
	expect("a parameter that is carried", "word_search",
	    "{\"id\": \"t\", \"matches\": []}", "t", NULL,
	    "{\"_table\":\"word_search\",\"transcript_id\":\"t\","
	    "\"words\":\"a,b\",\"id\": \"t\", \"matches\": []}\n");
	request_params_free(&params);
}

static void
answers(void)
{
	const struct desc_resource *r = resource("redacted_audio");
	struct error e = { 0 };
	struct buf b = buf_make(1000);
	struct reply p;

	CHECK_INT(reply_open(&p, desc, r, &params, NULL, &e), 0, "open");
	CHECK_INT(reply_check(&p, 202, "{}", 2, &e), -1, "not ready yet");
	CHECK_INT(e.kind, ERROR_TEMPORARY, "passes");
	CHECK_INT(reply_check(&p, 204, "", 0, &e), -1, "no body");
	reply_close(&p);
	CHECK(cond_answer(&r->missing, 400, "xx id not found", 15) == false &&
		cond_answer(&r->missing, 400,
		    "{\"error\": \"transcript id not found\"}", 36),
	    "an id that is not known is told by its text");
	CHECK(cond_answer(&r->missing, 404, "", 0), "or by a status");
	CHECK(!cond_answer(&r->missing, 500, "", 0), "and not by others");
	reply_explain(desc, 400, "{\"error\": \"no\\nway\"}", 20, &b);
	CHECK_MEM(b.data, b.len, "no way", 6, "the server's words");
	buf_reset(&b);
	reply_explain(desc, 400, "\xef\xbb\xbf{\"error\": \"no\"}", 18, &b);
	CHECK_MEM(b.data, b.len, "no", 2, "after a byte order mark");
	buf_reset(&b);
	reply_explain(desc, 400, "<html>\n", 7, &b);
	CHECK_MEM(b.data, b.len, "<html> ", 7, "or the body");
	buf_free(&b);
}

/* What a check says of a body: "", or the kind and the text. */
static char *
judge(const char *resource_text, int status, const char *body,
    const char *first)
{
	struct buf b = buf_make(4096), out = buf_make(4096);
	struct reply_facts facts = { 0 };
	struct error e = { 0 };
	struct desc *d;
	struct reply p;

	buf_printf(&b,
	    "{\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/\",%s}}}",
	    resource_text);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	if (d == NULL || reply_open(&p, d, &d->resources[0], &params, NULL,
	    &e) != 0) {
		buf_printf(&out, "%s", e.text);
		return buf_take(&out);
	}
	if (first != NULL &&
	    reply_check(&p, 200, first, strlen(first), &e) != 0)
		buf_printf(&out, "first: %s; ", e.text);
	if (reply_is_absent(&p, status, body, strlen(body)))
		buf_str(&out, "absent");
	else if (reply_check(&p, status, body, strlen(body), &e) != 0)
		buf_printf(&out, "%d %s", (int)e.kind, e.text);
	else if (reply_look(&p, body, strlen(body), &facts, &e) != 0)
		buf_printf(&out, "look: %s", e.text);
	else
		buf_printf(&out, "%llu", (unsigned long long)facts.records);
	reply_close(&p);
	desc_free(d);
	buf_free(&b);
	return buf_take(&out);
}

#define LISTED	"\"records\":\"data\",\"table\":{\"key\":{\"id\":\"id\"}}"
#define PAGED	LISTED ",\"pages\":{\"kind\":\"cursor\",\"next\":\"next\"," \
		"\"param\":\"c\",\"total\":\"total\"}"
#define DEEP	"\"records\":\"data.items\"," \
		"\"table\":{\"key\":{\"id\":\"id\"}}"
#define LINKED	"\"pages\":{\"kind\":\"link\"}," \
		"\"table\":{\"key\":{\"id\":\"id\"}}"
#define SINGLE	"\"table\":{\"key\":{\"id\":\"id\"}}"
#define PROGRAM "\"records\":{\"jq\":\".data[]?\"}"
#define GOOD	"{\"data\":[{\"id\":1}]}"

/* What an answer of 200 means that has not the list, or the record. */
static void
shapes(void)
{
	static const struct {
		const char *title, *resource;
		int status;
		const char *body, *first, *want;
	} cases[] = {
		{ "a list", LISTED, 200, GOOD, NULL, "1" },
		{ "null", LISTED, 200, "{\"data\":null}", NULL, "0" },
		{ "null beside a word", LISTED, 200,
		    "{\"code\":0,\"message\":\"ok\",\"data\":null}", NULL,
		    "0" },
		{ "null beside an error", LISTED, 200,
		    "{\"data\":null,\"errors\":[{\"message\":\"bad\"}]}",
		    NULL, "1 an error with status 200: bad" },
		{ "null beside a code", LISTED, 200,
		    "{\"code\":99991663,\"msg\":\"no\",\"data\":null}", NULL,
		    "1 an error with status 200: no" },
		{ "no list beside \"ok\": false", LISTED, 200,
		    "{\"ok\":false,\"data\":[],\"error\":\"x\"}", NULL,
		    "1 an error with status 200: x" },
		{ "an empty list beside a word", LISTED, 200,
		    "{\"data\":[],\"message\":\"none\",\"errors\":[]}",
		    NULL, "0" },
		{ "a full list beside a word", LISTED, 200,
		    "{\"data\":[{\"id\":1}],\"message\":\"error\"}", NULL,
		    "1" },
		{ "204", LISTED, 204, "", NULL, "0" },
		{ "no body", LISTED, 200, "", NULL, "1 the body is empty" },
		{ "{}", LISTED, 200, "{}", NULL, "0" },
		{ "[] for an object", LISTED, 200, "[]", NULL, "0" },
		{ "another list", LISTED, 200, "[{\"id\":1}]", NULL,
		    "2 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "what is told of pages alone", PAGED, 200,
		    "{\"next\":null,\"total\":0}", NULL, "0" },
		{ "an object on the way to the list", DEEP, 200,
		    "{\"data\":{}}", NULL, "0" },
		{ "null on the way", DEEP, 200, "{\"data\":null}", NULL, "0" },
		{ "an object on the way with more in it", DEEP, 200,
		    "{\"data\":{\"records\":[]}}", NULL,
		    "2 the body has no list 'data.items' (\"records\" in the "
		    "API description), but 'data'" ABSENT },
		{ "a path that is wrong", LISTED, 200,
		    "{\"items\":[{\"id\":1}]}", NULL,
		    "2 the body has no list 'data' (\"records\" in the API "
		    "description), but 'items'" ABSENT },
		{ "a path that was right", LISTED, 200, "{\"items\":[]}", GOOD,
		    "1 the body has no list 'data' (\"records\" in the API "
		    "description), but 'items'" ABSENT },
		{ "another list where the path was right", LISTED, 200,
		    "[{\"id\":1}]", GOOD,
		    "1 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "a path that stops short", LISTED, 200,
		    "{\"data\":{\"items\":[{\"id\":1}]}}", NULL,
		    "2 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "one record", LISTED, 200, "{\"data\":{\"id\":1}}", NULL,
		    "1" },
		{ "one without its key", LISTED, 200, "{\"data\":{\"x\":1}}",
		    NULL,
		    "2 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "one that is said to be one", "\"list\":false," DEEP, 200,
		    "{\"data\":{\"items\":{\"id\":1}}}", NULL, "1" },
		{ "one that must not be", "\"list\":true," LISTED, 200,
		    "{\"data\":{\"id\":1}}", NULL,
		    "2 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "a list of an error", LISTED, 200,
		    "{\"data\":[{\"message\":\"rate limit\"}]}", NULL,
		    "5 an error with status 200: rate limit" },
		{ "an error for a list that is the body", LINKED, 200,
		    "{\"message\":\"API rate limit exceeded\"}", NULL,
		    "5 an error with status 200: API rate limit exceeded" },
		{ "one record for such a list", LINKED, 200, "{\"id\":7}",
		    NULL, "1" },
		{ "null for such a list", LINKED, 200, "null", NULL, "0" },
		{ "a text", LINKED, 200, "\"x\"", NULL,
		    "1 there is no list of records in the body (\"records\" "
		    "and \"list\" in the API description)" },
		{ "a refused key", LISTED, 200,
		    "{\"ok\":false,\"error\":\"invalid_auth\"}", NULL,
		    "4 an error with status 200: invalid_auth" },
		{ "one that is told by its code", LISTED, 200,
		    "{\"error\":{\"code\":401,\"message\":\"Bad\"}}", NULL,
		    "4 an error with status 200: Bad" },
		{ "a right that lacks", LISTED, 200,
		    "{\"ok\":false,\"error\":\"missing_scope\"}", NULL,
		    "1 an error with status 200: missing_scope" },
		{ "a record", SINGLE, 200, "{\"id\":1,\"error\":\"x\"}",
		    NULL, "1" },
		{ "an error for one", SINGLE, 200,
		    "{\"errors\":[{\"status\":\"500\",\"title\":\"oh\"}]}",
		    NULL, "5 an error with status 200: oh" },
		{ "something else for one", SINGLE, 200, "{\"a\":1}", NULL,
		    "1 the body is not a record of r: it has no 'id'" },
		{ "one whose key is null", SINGLE, 200, "{\"id\":null}", NULL,
		    "1 the body is not a record of r: it has no 'id'" },
		{ "nothing for one", SINGLE, 204, "", NULL,
		    "1 there is no body" },
		{ "a record without any key", "\"about\":\"x\"", 200,
		    "{\"a\":1,\"message\":\"x\"}", NULL, "1" },
		{ "an error for one", "\"about\":\"x\"", 200,
		    "{\"code\":17,\"message\":\"x\"}", NULL,
		    "1 an error with status 200: x" },
		{ "an error on the way to null", DEEP, 200,
		    "{\"data\":{\"error\":\"no access\",\"items\":null}}", NULL,
		    "1 an error with status 200: no access" },
		{ "an error on the way to an empty list", DEEP, 200,
		    "{\"data\":{\"ok\":false,\"msg\":\"no\",\"items\":[]}}",
		    NULL, "1 an error with status 200: no" },
		{ "an error on the way to a full one", DEEP, 200,
		    "{\"data\":{\"error\":\"x\",\"items\":[{\"id\":1}]}}",
		    NULL, "1" },
		{ "an error on a way that ends", DEEP, 200,
		    "{\"data\":{\"message\":\"no access\"}}", NULL,
		    "1 an error with status 200: no access" },
		{ "an error in capitals", SINGLE, 200,
		    "{\"Message\":\"The request is invalid.\"}", NULL,
		    "1 an error with status 200: The request is invalid." },
		{ "one of OData", LINKED, 200,
		    "{\"odata.error\":{\"code\":\"1\",\"message\":{"
		    "\"lang\":\"en\",\"value\":\"no\"}}}",
		    NULL, "1 an error with status 200: no" },
		{ "an error that a program lets pass",
		    "\"records\":{\"jq\":\".\"},"
		    "\"table\":{\"key\":{\"id\":\"id\"}}",
		    200, "{\"error\":\"x\"}", NULL,
		    "1 an error with status 200: x" },
		{ "an error in place of subtitles", "\"kind\":\"subtitles\"",
		    200, "{\"error\":\"not finished\"}", NULL,
		    "1 an error with status 200: not finished" },
		{ "by a program", PROGRAM, 200, "{\"data\":[1,2]}", NULL,
		    "2" },
		{ "an error, of which a program makes none", PROGRAM, 200,
		    "{\"error\":\"try later\"}", NULL,
		    "5 an error with status 200: try later" },
		{ "an error beside what a program takes", PROGRAM, 200,
		    "{\"error\":\"x\",\"data\":[1]}", NULL, "1" },
		{ "absent by its text",
		    LISTED ",\"absent\":[{\"status\":200,"
			   "\"text\":\"no such\"}]",
		    200, "{\"error\":\"no such thing\"}", NULL, "absent" },
		{ "but not with records",
		    LISTED ",\"absent\":[{\"status\":200,"
			   "\"text\":\"no such\"}]",
		    200, "{\"data\":[{\"id\":1,\"t\":\"no such\"}]}", NULL,
		    "1" },
		{ "absent by its status",
		    LISTED ",\"absent\":[{\"status\":200}]", 200,
		    "{\"kind\":\"things\"}", NULL, "absent" },
		{ "but not an error",
		    LISTED ",\"absent\":[{\"status\":200}]", 200,
		    "{\"error\":\"x\"}", NULL,
		    "1 an error with status 200: x" },
		{ "absent without a body",
		    SINGLE ",\"absent\":[{\"status\":200,\"text\":\"\"},"
			   "{\"status\":204}]",
		    204, "", NULL, "absent" },
		{ "or with an empty one",
		    SINGLE ",\"absent\":[{\"status\":200,\"text\":\"\"}]",
		    200, "", NULL, "absent" },
		{ "but not with one",
		    SINGLE ",\"absent\":[{\"status\":200,\"text\":\"\"}]",
		    200, "{\"id\":1}", NULL, "1" },
	};
	char *got;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		got = judge(cases[i].resource, cases[i].status, cases[i].body,
		    cases[i].first);
		CHECK_STR(got, cases[i].want, "%s", cases[i].title);
		mem_free(got);
	}
}

static bool
holds(const char *conditions, const char *record)
{
	struct buf b = buf_make(4096);
	struct error e = { 0 };
	struct desc *d;
	struct cond *c;
	bool yes = false;

	buf_printf(&b,
	    "{\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/\","
	    "\"incremental\":{\"id\":\"i\",\"time\":\"t\",\"final\":%s}}}}",
	    conditions);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	if (d == NULL)
		tap_note("%s", e.text);
	c = cond_open(&d->resources[0].incremental.final, &e);
	if (cond_holds(c, (struct span){ record, strlen(record) }, &yes, &e) !=
	    0)
		tap_note("%s", e.text);
	cond_close(c);
	desc_free(d);
	buf_free(&b);
	return yes;
}

static void
conditions(void)
{
	static const char is[] = "[{\"at\":\"a.b\",\"is\":[\"x\",1,null]}]";
	static const char starts[] = "[{\"at\":\"u\",\"starts\":[\"http:\"],"
				     "\"not\":true}]";

	CHECK(holds(is, "{\"a\":{\"b\":\"x\"}}"), "a value");
	CHECK(holds(is, "{\"a\":{\"b\":\"\\u0078\"}}"), "in any spelling");
	CHECK(holds(is, "{\"a\":{\"b\":1}}"), "a number");
	CHECK(!holds(is, "{\"a\":{\"b\":\"1\"}}"), "is not a text");
	CHECK(holds(is, "{\"a\":[]}"), "what is not there is null");
	CHECK(!holds(is, "{\"a\":{\"b\":1},\"a\":{\"b\":2}}"),
	    "the last of a name");
	CHECK(!holds(starts, "{\"u\":\"http://x\"}"), "a beginning, negated");
	CHECK(holds(starts, "{\"u\":\"https://x\"}"), "another one");
	CHECK(holds(starts, "{\"u\":null}"), "null begins with nothing");
	CHECK(holds("[]", "{}"), "no condition holds");
	CHECK(holds("[{\"jq\":\".a > 1\"}]", "{\"a\":2}"), "a program");
	CHECK(!holds("[{\"jq\":\".a > 1\"},{\"at\":\"a\",\"is\":[2]}]",
		  "{\"a\":1}"),
	    "all must hold");
}

static void
spans(void)
{
	static const char text[] = " {\"a\\u0062\":[1, {\"x\":null}],\"c\":{}}";
	struct span whole = { text, strlen(text) }, v, name;
	struct path p;
	struct error e;
	struct span_walk s;
	size_t len;
	char *t;

	CHECK_INT(path_parse(&p, "ab", 2, &e), 0, "a path");
	v = span_at(whole, &p);
	CHECK_MEM(v.p, v.len, "[1, {\"x\":null}]", 15, "a value at a path");
	path_free(&p);
	s = span_list(v);
	CHECK(span_item(&s, &v) && v.len == 1, "the first item");
	CHECK(span_item(&s, &v) && v.len == 10, "the second");
	CHECK(!span_item(&s, &v), "and no more");
	s = span_object((struct span){ text + 1, whole.len - 1 });
	CHECK(span_member(&s, &name, &v) && name.len == 7, "the first member");
	CHECK(span_member(&s, &name, &v) && v.len == 2, "the second");
	CHECK(!span_member(&s, &name, &v), "and no more");
	s = span_list(v);
	CHECK(!span_item(&s, &v), "an object is not a list");
	t = span_take((struct span){ "\"a\\n\"", 5 }, &len);
	CHECK_STR(t, "a\n", "a text, decoded");
	mem_free(t);
	t = span_take((struct span){ "1.50", 4 }, &len);
	CHECK_STR(t, "1.50", "a number, as spelled");
	mem_free(t);
	CHECK(span_take((struct span){ "null", 4 }, &len) == NULL, "null");
}

int
main(void)
{
	struct error e;

	desc = desc_open(NULL, &e);
	if (desc == NULL)
		return 1;
	lists();
	unicode();
	children();
	answers();
	shapes();
	conditions();
	spans();
	desc_free(desc);
	return tap_done();
}
