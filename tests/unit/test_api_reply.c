/* Tests of api/reply, api/span and api/cond. */
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
		number };
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
	expect("what is no object is put into one", "transcripts",
	    "{\"transcripts\": [1, \"x\", [2]]}", NULL, NULL,
	    "{\"_table\":\"transcripts\",\"value\":1}\n"
	    "{\"_table\":\"transcripts\",\"value\":\"x\"}\n"
	    "{\"_table\":\"transcripts\",\"value\":[2]}\n");
	expect("a wrong count", "transcripts",
	    "{\"transcripts\": [{}], \"page_details\": {\"result_count\": 2}}",
	    NULL, NULL, "!the page says that it has 2 records, but has 1");
	expect("no list", "transcripts", "{\"error\": \"x\"}", NULL, NULL,
	    "!the body has no list 'transcripts' (\"records\" in the API "
	    "description)");
	expect("no JSON", "transcripts", "<html>", NULL, NULL,
	    "!the body is not JSON, or nested deeper than 512 levels "
	    "(at byte 0)");
	expect("a cut one", "transcripts", "{\"transcripts\": [{}", NULL, NULL,
	    "!the body is cut short");
	expect("one with more behind", "transcripts",
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
		expect("what is no Unicode goes on as it is", "transcripts",
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
	expect("an empty one", "transcript_details", "{}", "t", NULL,
	    "{\"_table\":\"transcript_details\"}\n");
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
	reply_explain(desc, "{\"error\": \"no\\nway\"}", 20, &b);
	CHECK_MEM(b.data, b.len, "no way", 6, "the server's words");
	buf_reset(&b);
	reply_explain(desc, "<html>\n", 7, &b);
	CHECK_MEM(b.data, b.len, "<html> ", 7, "or the body");
	buf_free(&b);
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
	CHECK(!holds(is, "{\"a\":{\"b\":\"1\"}}"), "is no text");
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
	CHECK(!span_item(&s, &v), "an object is no list");
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
	conditions();
	spans();
	desc_free(desc);
	return tap_done();
}
