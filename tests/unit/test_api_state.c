/* Tests of aai-fetch/state and api/request. */
#include "aai-fetch/state.h"

#include "api/http_request.h"
#include "api/request.h"
#include "base/mem.h"
#include "tap.h"

#define DAY INT64_C(86400000000)
#define NOW (INT64_C(20000) * DAY) /* 2024-10-04 */
#define SELECTION "{\"o\":1}"

/* A record of that time. */
#define SPAN(time) \
	{ "{\"created\":\"" time "\"}", sizeof("{\"created\":\"" time "\"}") - 1 }

static struct desc *desc;
static const struct desc_resource *transcripts;

/* Meet a record of this id and time; whether it is to be delivered. */
static bool
meet(struct state *s, const char *id, const char *time, bool final)
{
	struct buf b = buf_make(1000);
	bool deliver;

	buf_printf(&b, "{\"id\":\"%s\",\"created\":%s%s%s}", id,
	    time != NULL ? "\"" : "", time != NULL ? time : "null",
	    time != NULL ? "\"" : "");
	state_meet(s, (struct span){ (char *)b.data, b.len }, id, strlen(id),
	    final, &deliver);
	buf_free(&b);
	return deliver;
}

/* Close the state, and start from what it has become. */
static char *
go_on(struct state *s, bool complete, uint64_t *lost)
{
	struct buf b = buf_make(1 << 20);
	struct error e = { 0 };
	char *text;

	state_put(s, SELECTION, strlen(SELECTION), complete, NOW, &b, lost);
	text = buf_take(&b);
	state_close(s);
	state_open(s, desc, transcripts);
	if (state_read(s, text, strlen(text), SELECTION, strlen(SELECTION),
		&e) != 0)
		tap_note("%s", e.text);
	return text;
}

/* What is written has every id, and what is shown every line. */
static void
puts_and_shows_all(void)
{
	static const char shown[] =
	    "\nall final and delivered before\t2024-10-02T23:20:00Z\n"
	    "delivered since\t2\nnot final yet\t1\n";
	struct buf b = buf_make(1000);
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	CHECK(!meet(&s, "c", "2024-10-03T00:20:00Z", false), "one waits");
	CHECK(meet(&s, "b", "2024-10-03T00:10:00Z", true), "one comes");
	CHECK(meet(&s, "a", "2024-10-03T00:00:00Z", true), "and another");
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"delivered\":{\"b\":\"2024-10-03T00:10:00Z\","
			   "\"a\":\"2024-10-03T00:00:00Z\"}") != NULL,
	    "two ids are told apart: %s", text);
	mem_free(text);
	state_show(&s, &b);
	buf_byte(&b, 0);
	CHECK_STR(strchr((const char *)b.data, '\n'), shown,
	    "a state is shown to its last line");
	buf_free(&b);
	state_close(&s);
}

/* A clock that was wrong for a moment, there or here, hides nothing. */
static void
takes_no_mark_from_the_future(void)
{
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	CHECK(meet(&s, "odd", "2030-01-01T00:00:00Z", true),
	    "one from days to come");
	CHECK(meet(&s, "a", "2024-10-03T00:00:00Z", true), "and an old one");
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"mark\":\"2024-10-03T23:00:00Z\"") != NULL,
	    "the mark is not beyond the present");
	mem_free(text);
	CHECK(!meet(&s, "odd", "2030-01-01T00:00:00Z", true),
	    "what is from days to come comes once");
	CHECK(meet(&s, "b", "2024-10-04T12:00:00Z", true),
	    "and what is made before is not missed");
	state_close(&s);
}

static void
delivers_once(void)
{
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	CHECK(meet(&s, "c", "2024-10-01T12:00:00Z", true), "a final one");
	CHECK(!meet(&s, "b", "2024-10-01T08:00:00.5", false), "one that runs");
	CHECK(meet(&s, "a", "2024-09-30T00:00:00Z", true), "an old one");
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"from\":\"\",\"selection\":" SELECTION) != NULL,
	    "the text begins with what sinks read");
	CHECK(strstr(text, "\"mark\":\"2024-10-01T07:00:00.500000Z\"") != NULL,
	    "the mark is an hour below what runs");
	CHECK(strstr(text, "\"a\"") == NULL, "what is below is forgotten");
	mem_free(text);
	CHECK_UINT(strlen(s.from), 32, "the text has a name");

	CHECK(meet(&s, "d", "2024-10-01T11:30:00Z", true),
	    "a late one, out of order");
	CHECK(!meet(&s, "c", "2024-10-01T12:00:00Z", true), "a known one");
	CHECK(meet(&s, "b", "2024-10-01T08:00:00.5", true), "one that ran");
	CHECK(!meet(&s, "a", "2024-09-30T00:00:00Z", true), "one below");
	CHECK(state_below(&s,
		  (struct span){ "{\"created\":\"2024-10-01T06:00:00Z\"}", 34 }),
	    "where the walk may end");
	CHECK(!state_below(&s,
		  (struct span){ "{\"created\":\"2024-10-01T06:30:00Z\"}", 34 }),
	    "and where not: an hour out of order may follow");
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"mark\":\"2024-10-01T11:00:00Z\"") != NULL,
	    "now the mark is an hour below the newest");
	CHECK(strstr(text, "\"pending\":{}") != NULL, "nothing runs");
	mem_free(text);
	state_close(&s);
}

static void
keeps_its_mark(void)
{
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"mark\":null") != NULL, "nothing at all");
	mem_free(text);
	(void)meet(&s, "c", "2024-10-01T12:00:00Z", true);
	text = go_on(&s, false, &lost);
	CHECK(strstr(text, "\"mark\":null") != NULL,
	    "a walk that was broken off does not move it");
	CHECK(strstr(text, "\"c\":") != NULL, "but what was sent is known");
	mem_free(text);
	state_close(&s);
}

static void
looks_back(void)
{
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	(void)meet(&s, "b", "2024-09-01T00:00:00Z", true);
	(void)meet(&s, "a", "2024-05-01T00:00:00Z", false);
	text = go_on(&s, true, &lost);
	CHECK_UINT(lost, 0, "what was just seen is not lost");
	mem_free(text);
	CHECK(state_gap(&s, NOW) > 60 * DAY, "a mark beyond the list's reach");
	(void)meet(&s, "b", "2024-09-01T00:00:00Z", true);
	text = go_on(&s, true, &lost);
	CHECK_UINT(lost, 1, "what is not listed any more is let go");
	CHECK(strstr(text, "\"mark\":\"2024-08-31T23:00:00Z\"") != NULL,
	    "and holds nothing back");
	CHECK_INT(state_gap(&s, NOW), 0, "so there is no gap");
	mem_free(text);
	state_close(&s);
}

/* Whether a record of that time may come next. */
static int
order(struct state *s, const char *id, const char *time, struct error *e)
{
	struct buf b = buf_make(1000);
	bool ignored;
	int rc;

	buf_printf(&b, "{\"id\":\"%s\",\"created\":%s}", id, time);
	rc = state_order(s, (struct span){ (char *)b.data, b.len }, id,
	    strlen(id), e);
	if (rc == 0)
		state_meet(s, (struct span){ (char *)b.data, b.len }, id,
		    strlen(id), true, &ignored);
	buf_free(&b);
	return rc;
}

static void
keeps_to_an_order(void)
{
	struct error e = { 0 };
	struct state s;

	state_open(&s, desc, transcripts);
	CHECK_INT(order(&s, "d", "\"2024-10-01T12:00:00Z\"", &e), 0,
	    "the first one");
	CHECK_INT(order(&s, "c", "\"2024-10-01T10:00:00Z\"", &e), 0,
	    "an older one");
	CHECK_INT(order(&s, "b", "\"2024-10-01T11:00:00Z\"", &e), 0,
	    "one that is newer by no more than the overlap");
	CHECK_INT(order(&s, "d", "\"2024-10-01T12:00:00Z\"", &e), 0,
	    "one that comes again");
	CHECK_INT(order(&s, "a", "\"2024-10-01T11:00:00.000001Z\"", &e), -1,
	    "one that is newer than that");
	CHECK_INT(e.kind, ERROR_INPUT, "is refused");
	CHECK(strstr(e.text, "'a' of 2024-10-01T11:00:00.000001Z comes after a "
			     "record of 2024-10-01T10:00:00Z") != NULL &&
		strstr(e.text, "newest first") != NULL,
	    "with the reason and advice");
	CHECK_INT(order(&s, "x", "null", &e), -1, "one without a time");
	CHECK(strstr(e.text, "'x' at 'created' is not understood: 'null'") !=
		NULL,
	    "is refused");
	CHECK_INT(order(&s, "x", "\"soon\"", &e), -1, "one with another text");
	CHECK(strstr(e.text, "is not understood: '\"soon\"'") != NULL,
	    "is refused");
	state_close(&s);
}

/* One that was taken away does not hold the mark for ever. */
static void
lets_go_of_what_went(void)
{
	struct state s;
	uint64_t lost;
	char *text;

	state_open(&s, desc, transcripts);
	(void)meet(&s, "b", "2024-10-03T00:00:00Z", true);
	(void)meet(&s, "a", "2024-10-01T00:00:00Z", false);
	mem_free(go_on(&s, true, &lost));
	(void)meet(&s, "b", "2024-10-03T00:00:00Z", true);
	mem_free(go_on(&s, false, &lost));
	(void)meet(&s, "b", "2024-10-03T00:00:00Z", true);
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"mark\":\"2024-09-30T23:00:00Z\"") != NULL &&
		lost == 0,
	    "a whole walk without it does not let it go");
	CHECK(strstr(text, "\"missing\":{\"a\":") != NULL, "but notes it");
	mem_free(text);
	CHECK(!meet(&s, "a", "2024-10-01T00:00:00Z", false), "it is there");
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"missing\":{}") != NULL && lost == 0,
	    "so it is not missing any more");
	mem_free(text);
	mem_free(go_on(&s, true, &lost));
	CHECK_UINT(lost, 0, "once more it is not");
	text = go_on(&s, true, &lost);
	CHECK_UINT(lost, 1, "and in the next walk either: it is let go");
	CHECK(strstr(text, "\"mark\":\"2024-10-02T23:00:00Z\"") != NULL,
	    "and holds nothing back");
	mem_free(text);
	state_close(&s);
}

/* Without an overlap in the description it counts from the present. */
static void
counts_an_hour_from_the_present(void)
{
	struct desc_resource r = *transcripts;
	const struct desc_resource *saved = transcripts;
	struct span page[] = { SPAN("2024-10-01T11:59:01Z"),
		SPAN("2024-10-01T11:58:59Z"), SPAN("2024-10-01T10:58:59Z") };
	struct state s;
	uint64_t lost;
	char *text;

	r.incremental.by_clock = true;
	r.incremental.slack_us = 60000000;
	transcripts = &r;
	state_open(&s, desc, transcripts);
	(void)meet(&s, "b", "2024-10-01T12:00:00Z", true);
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"mark\":\"2024-10-01T11:00:00Z\","
			   "\"back\":\"2024-10-01T12:00:00Z\"") != NULL,
	    "nothing is below the newest that is old but late ones");
	mem_free(text);
	state_page(&s);
	CHECK(!state_below(&s, page[0]), "a minute out of order may follow");
	CHECK(state_below(&s, page[1]), "no more than that");
	CHECK(meet(&s, "late", "2024-10-01T11:30:00Z", true),
	    "a late one on a page that is read is not missed");
	CHECK(!state_below(&s, page[1]), "and has the walk go on");
	CHECK(state_below(&s, page[2]), "to an hour below the newest");
	(void)meet(&s, "c", "2024-10-03T23:30:00Z", true);
	text = go_on(&s, true, &lost);
	CHECK(strstr(text, "\"back\":\"2024-10-03T23:00:00Z\"") != NULL,
	    "below those of the last hour, late ones are looked for");
	mem_free(text);
	state_close(&s);
	transcripts = saved;
}

static void
refused(const char *text, enum error_kind kind, const char *why)
{
	struct error e = { 0 };
	struct state s;

	state_open(&s, desc, transcripts);
	CHECK_INT(state_read(&s, text, strlen(text), SELECTION,
		      strlen(SELECTION), &e),
	    -1, "refused: %s", why);
	CHECK_INT(e.kind, kind, "with its kind: %s", why);
	CHECK(strstr(e.text, why) != NULL, "saying: %s", why);
	state_close(&s);
}

static void
wrong_ones(void)
{
#define MARK "\"mark\":null,"
#define PENDING "\"pending\":{},"
	static const struct {
		char version;
		const char *members, *why;
	} damaged[] = {
		{ '1', "\"mark\":1", "damaged: 'mark'" },
		{ '1', PENDING "\"delivered\":{}", "damaged: 'mark'" },
		{ '1', MARK PENDING "\"delivered\":{\"a\":1}",
		    "damaged: 'delivered'" },
		{ '1', MARK PENDING "\"delivered\":{\"a\":\"x\"}",
		    "damaged: 'delivered'" },
		{ '1', MARK PENDING "\"delivered\":[\"a\"]",
		    "damaged: 'delivered'" },
		{ '1', MARK PENDING "\"delivered\":null",
		    "damaged: 'delivered'" },
		{ '1', MARK PENDING "\"d\":{}", "damaged: 'delivered'" },
		{ '1', MARK "\"delivered\":{}", "damaged: 'pending'" },
		{ '2', MARK PENDING "\"delivered\":{}", "damaged: 'back'" },
		{ '2', MARK PENDING "\"delivered\":{},\"back\":null",
		    "damaged: 'missing'" },
		{ '2', MARK PENDING "\"delivered\":{},\"back\":null,"
		    "\"missing\":{},\"account\":{\"salt\":\"0\"}",
		    "damaged: 'account'" },
	};
	struct error e;
	struct state s;
	char text[256];
	size_t i;

	refused("x", ERROR_INPUT, "not a JSON object");
	refused("{} {}", ERROR_INPUT, "not a JSON object");
	refused("{\"version\":6,\"selection\":" SELECTION "}", ERROR_INPUT,
	    "not of version 1 to 5");
	refused("{\"version\":5,\"selection\":" SELECTION "}", ERROR_USAGE,
	    "had another 'order'");
	refused("{\"version\":3,\"selection\":" SELECTION "}", ERROR_USAGE,
	    "had another 'order'");
	refused("{\"version\":1,\"selection\":{}}", ERROR_USAGE,
	    "belongs to another selection: {}");
	for (i = 0; i < LEN(damaged); i++) {
		(void)snprintf(text, sizeof(text), "{\"version\":%c,"
		    "\"selection\":" SELECTION ",%s}", damaged[i].version,
		    damaged[i].members);
		refused(text, ERROR_INPUT, damaged[i].why);
	}
	state_open(&s, desc, transcripts);
	CHECK_INT(state_read(&s, " \n", 2, SELECTION, strlen(SELECTION), &e),
	    0, "an empty one is none");
	CHECK_STR(s.from, "", "and has no name");
	state_close(&s);
}

/* The URL of a resource with these parameters, or "!" and the error. */
static void
url_is(const char *name, const char *const *set, const char *id,
    const char *want)
{
	const struct desc_resource *r = desc_resource(desc, name,
	    strlen(name));
	struct request_params p = { 0 };
	struct template_var parent = { .name = r->parent_key, .text = id,
		.len = id != NULL ? strlen(id) : 0 };
	struct template_scope more = { &parent, 1, NULL };
	struct http_request q = { 0 };
	struct buf b = buf_make(4096);
	struct error e = { 0 };
	int rc = 0;
	char *got;

	for (; rc == 0 && *set != NULL; set++)
		rc = request_set(&p, *set, &e);
	if (rc == 0)
		rc = request_check(&p, &r, 1, id != NULL, &e);
	if (rc == 0)
		rc = http_request_make(
		    "https://h/x/", r, &p, id != NULL ? &more : NULL, &q, &e);
	if (rc == 0)
		http_request_show(&q, &b);
	http_request_free(&q);
	if (rc != 0)
		buf_printf(&b, "!%s", e.text);
	got = buf_take(&b);
	CHECK_STR(got, want, "%s", want);
	mem_free(got);
	request_params_free(&p);
}

#define SET(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
requests(void)
{
	const char *const *none = SET(NULL);
	struct error e;

	url_is("transcripts", none, NULL, "GET https://h/x/v2/transcript?limit=200");
	url_is("transcripts", SET("limit=3", "before_id=a b"), NULL,
	    "GET https://h/x/v2/transcript?limit=3&before_id=a%20b");
	url_is("transcripts", SET("limit=0"), NULL,
	    "!parameter limit of transcripts: '0' is not a number from 1 to "
	    "200");
	url_is("transcripts", SET("limit=3", "limit=4"), NULL,
	    "!parameter 'limit' is set twice");
	url_is("transcripts", SET("limit"), NULL, "!'limit' is not NAME=VALUE");
	url_is("sentences", SET("x=1"), "t",
	    "!there is no parameter 'x' here; there are none");
	url_is("sentences", none, "t/../u",
	    "GET https://h/x/v2/transcript/t%2F..%2Fu/sentences");
	url_is("sentences", none, "..",
	    "!the transcript_id '..' cannot be put into a URL");
	url_is("subtitles", SET("format=vtt", "chars_per_caption=32"), "t",
	    "GET https://h/x/v2/transcript/t/vtt?chars_per_caption=32");
	url_is("subtitles", SET("transcript_id=t"), NULL,
	    "GET https://h/x/v2/transcript/t/srt");
	url_is("word_search", SET("words=a,b c"), "t",
	    "GET https://h/x/v2/transcript/t/word-search?words=a%2Cb%20c");
	CHECK_INT(request_id_check(desc, "aZ-9_", 5, &e), 0, "an id");
	CHECK_INT(request_id_check(desc, "a b", 3, &e), -1, "none");
	CHECK_INT(request_id_check(desc, "", 0, &e), -1, "nothing is none");
	CHECK_INT(request_id_check(desc, "a\0", 2, &e), -1, "nor a NUL");
}

int
main(void)
{
	struct error e;

	desc = desc_open(NULL, &e);
	if (desc == NULL)
		return 1;
	transcripts = desc_resource(desc, "transcripts", 11);
	delivers_once();
	puts_and_shows_all();
	takes_no_mark_from_the_future();
	keeps_its_mark();
	keeps_to_an_order();
	lets_go_of_what_went();
	counts_an_hour_from_the_present();
	looks_back();
	wrong_ones();
	requests();
	desc_free(desc);
	return tap_done();
}
