/* Deliveries become records, and records are read back. */
#include "aai-listen/delivery.h"

#include "aai-listen/delivery_line.h"
#include "tap.h"

#define SEED 7

static struct dedup_name given; /* to the last delivery */
static const struct desc_webhooks *known;

/* Append a text that is kept. */
static void
put_text(struct buf *b, const struct body_store *text)
{
	struct buf room = buf_make(BODY_STORE_HELD);
	struct error e;
	const char *p;
	uint64_t at = 0;
	size_t n;

	for (; body_store_read(text, at, &room, &p, &n, &e) == 1; at += n)
		buf_put(b, p, n);
	buf_free(&room);
}

/*
 * The record of a body that comes in pieces, and parameters, stamped; or what
 * is wrong.
 */
static const char *
make_of(struct buf *b, const char *body, size_t len, size_t piece,
    const struct target *t)
{
	static char wrong[sizeof(((struct error *)0)->text)];
	struct delivery d;
	struct error e = { 0 };
	size_t at, n;
	int rc = 0;

	buf_reset(b);
	delivery_open(&d, "hooks", known, SEED);
	for (at = 0; rc == 0 && at < len; at += n) {
		n = len - at < piece ? len - at : piece;
		rc = delivery_take(&d, body + at, n, &e);
	}
	if (rc == 0)
		rc = delivery_end(&d, t, &e);
	if (rc == 0) {
		buf_put(b, d.head.data, d.head.len);
		put_text(b, &d.text);
		buf_put(b, d.tail.data, d.tail.len);
		delivery_stamp(b, 1777885302, 12);
	}
	given = d.name;
	delivery_close(&d);
	(void)snprintf(wrong, sizeof(wrong), "%s", e.text);
	return rc == 0 ? NULL : wrong;
}

static const char *
make(struct buf *b, const char *body, const struct target *t)
{
	return make_of(b, body, strlen(body), 7, t);
}

/* Read a line back, in pieces. */
static bool
read_line(struct delivery_line *l, const char *line, size_t len,
    uint64_t *number, struct dedup_name *name)
{
	size_t at, n;

	for (at = 0; at < len; at += n) {
		n = len - at < 100 ? len - at : 100;
		delivery_line_take(l, line + at, n);
	}
	return delivery_line_end(l, number, name);
}

#define STAMP "\"received_at\":\"2026-05-04T09:01:42Z\",\"delivery\":12}}"

static void
records(struct buf *b)
{
	static const struct {
		const char *body, *record, *what;
	} cases[] = {
		{ "{\"transcript_id\": \"a-1_B\",\n \"status\": \"completed\"}",
		    "{\"transcript_id\":\"a-1_B\",\"status\":\"completed\","
		    "\"webhook\":{" STAMP,
		    "a body with an id is an untagged record" },
		{ "{\"redacted_audio_url\":\"https:\\/\\/x\"}",
		    "{\"_table\":\"webhooks\",\"redacted_audio_url\":"
		    "\"https:\\/\\/x\",\"webhook\":{" STAMP,
		    "one without is tagged" },
		{ "{\"transcript_id\":\"../x\"}",
		    "{\"_table\":\"webhooks\",\"transcript_id\":\"../x\","
		    "\"webhook\":{" STAMP,
		    "an id that is none makes no parent" },
		{ "{\"transcript_id\":\"\"}",
		    "{\"_table\":\"webhooks\",\"transcript_id\":\"\","
		    "\"webhook\":{" STAMP,
		    "nor does an empty one" },
		{ "{\"transcript_id\":5}",
		    "{\"_table\":\"webhooks\",\"transcript_id\":5,"
		    "\"webhook\":{" STAMP,
		    "nor a number" },
		{ "{}", "{\"_table\":\"webhooks\",\"webhook\":{" STAMP,
		    "a body may be empty" },
		{ "{\"\\u005ftable\":\"_aai_end\",\"transcript_id\":\"a\"}",
		    "{\"_table_\":\"_aai_end\",\"transcript_id\":\"a\","
		    "\"webhook\":{" STAMP,
		    "no body names its table, however spelled" },
		{ "{\"webhook\":1,\"webhook_\":1.50,\"_columns\":[]}",
		    "{\"_table\":\"webhooks\",\"webhook__\":1,"
		    "\"webhook_\":1.50,\"_columns_\":[],\"webhook\":{" STAMP,
		    "nor what is ours" },
	};
	struct target none = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(make(b, cases[i].body, &none) == NULL, "%s is taken",
		    cases[i].body);
		buf_byte(b, 0);
		CHECK_STR(
		    (char *)b->data, cases[i].record, "%s", cases[i].what);
	}
}

static void
refusals(struct buf *b)
{
	static const char *const bodies[] = { "", " ", "[]", "1", "\"x\"", "{",
		"{\"a\":1}x", "{\"a\":}", "{a:1}", "{\"a\":\"\xff\"}",
		"\xef\xbb\xbf{}", "{\"a\":\"\x01\"}" };
	struct target none = { 0 };
	struct buf deep = buf_make(10000);
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		CHECK(make(b, bodies[i], &none) != NULL, "'%s' is refused",
		    bodies[i]);
	buf_str(&deep, "{\"a\":");
	for (i = 0; i < DELIVERY_DEPTH; i++)
		buf_byte(&deep, '[');
	for (i = 0; i < DELIVERY_DEPTH; i++)
		buf_byte(&deep, ']');
	buf_str(&deep, "}");
	buf_byte(&deep, 0);
	CHECK(make(b, (char *)deep.data, &none) != NULL,
	    "what nests too deeply is refused");
	buf_free(&deep);
}

static void
queries(struct buf *b)
{
	struct target_param some[] = { { "customer", "7" }, { "a", "1" },
		{ "q\"", "\xc3\xa9\n" }, { "a", "" } };
	struct target_param bad[] = { { "a", "\xff" } };
	struct target_param many[101];
	struct target t = { .params = some, .n = 4 };
	size_t i;

	CHECK(make(b, "{\"transcript_id\":\"a\"}", &t) == NULL,
	    "parameters are taken");
	buf_byte(b, 0);
	CHECK_STR((char *)b->data,
	    "{\"transcript_id\":\"a\",\"webhook\":{\"query\":{"
	    "\"customer\":\"7\",\"a\":[\"1\",\"\"],\"q\\\"\":"
	    "\"\xc3\xa9\\n\"}," STAMP,
	    "they are handed on, repeated ones as a list");
	t.malformed = true;
	CHECK(make(b, "{}", &t) != NULL, "a malformed query is refused");
	t = (struct target){ .params = bad, .n = 1 };
	CHECK(make(b, "{}", &t) != NULL, "so is one that is not UTF-8");
	for (i = 0; i < 101; i++)
		many[i] = (struct target_param){ "x", "" };
	t = (struct target){ .params = many, .n = 101 };
	CHECK(make(b, "{}", &t) != NULL, "so is one that is endless");
}

static bool
same(struct dedup_name a, struct dedup_name b)
{
	return a.a == b.a && a.b == b.b;
}

/* The name of what is made of a body and at most one parameter. */
static struct dedup_name
name_of(struct buf *b, const char *body, const char *param)
{
	struct target_param p = { "p", param };
	struct target t = { .params = &p, .n = param != NULL };
	struct dedup_name name = { 0 };
	struct delivery_line l;
	uint64_t number = 0;

	delivery_line_open(&l, SEED);
	CHECK(make(b, body, &t) == NULL &&
		  read_line(&l, (char *)b->data, b->len, &number, &name) &&
		  number == 12,
	    "%s is read back", body);
	CHECK(same(name, given), "with the name that it was given");
	delivery_line_close(&l);
	return name;
}

static void
names(struct buf *b)
{
	struct dedup_name one = name_of(b, "{\"a\":1,\"b\":\"x\"}", NULL);

	CHECK(same(one, name_of(b, "{ \"b\" : \"x\", \"a\":1}", NULL)),
	    "the order of members does not matter");
	CHECK(!same(one, name_of(b, "{\"a\":1,\"b\":\"y\"}", NULL)),
	    "their values do");
	CHECK(!same(one, name_of(b, "{\"a\":1,\"b\":\"x\"}", "1")),
	    "so does a query");
	CHECK(!same(name_of(b, "{\"a\":1}", "1"), name_of(b, "{\"a\":1}", "2")),
	    "and what is in it");
	CHECK(!same(one, name_of(b, "{\"a\":1}", NULL)), "fewer are others");
	(void)name_of(b, "{}", NULL);
	CHECK(!same(name_of(b, "{\"webhook\":1,\"webhook_\":2}", NULL),
		  name_of(b, "{\"webhook\":2,\"webhook_\":1}", NULL)),
	    "members that get other names are told apart");
	(void)name_of(b, "{\"_table\":1}", "1");
}

static void
damage(struct buf *b)
{
	static const char zero[] = "{\"webhook\":{\"delivery\":0}}";
	static const char other[] = "{\"hook\":{\"delivery\":1}}";
	struct target none = { 0 };
	struct dedup_name name;
	struct delivery_line l;
	uint64_t number;
	size_t i, read = 0;

	delivery_line_open(&l, SEED);
	CHECK(make(b, "{\"transcript_id\":\"a\"}", &none) == NULL, "a record");
	for (i = 0; i < b->len; i++)
		read += read_line(&l, (char *)b->data, i, &number, &name);
	CHECK_UINT(read, 0, "no part of a record is one");
	CHECK(!read_line(&l, zero, strlen(zero), &number, &name),
	    "no delivery is the 0th");
	CHECK(!read_line(&l, other, strlen(other), &number, &name),
	    "other lines are none");
	CHECK(read_line(&l, (char *)b->data, b->len, &number, &name),
	    "the next line is read all the same");
	delivery_line_close(&l);
}

/* A body that does not fit in memory, with and without names of ours. */
static void
long_bodies(struct buf *b)
{
	static const char *const firsts[] = { "a", "webhook" };
	struct buf body = buf_make(1 << 20), want = buf_make(1 << 20);
	struct target none = { 0 };
	struct dedup_name name;
	struct delivery_line l;
	uint64_t number;
	size_t i, k;

	delivery_line_open(&l, SEED);
	for (k = 0; k < 2; k++) {
		buf_reset(&body);
		buf_reset(&want);
		buf_printf(&body, "{ \"%s\" : [ 0", firsts[k]);
		buf_printf(&want, "{\"_table\":\"webhooks\",\"%s%s\":[0",
		    firsts[k], k > 0 ? "_" : "");
		for (i = 0; i < 40000; i++) {
			buf_printf(&body, " , %zu", i);
			buf_printf(&want, ",%zu", i);
		}
		buf_str(&body, " ] }");
		buf_str(&want, "],\"webhook\":{" STAMP);
		CHECK(make_of(b, (char *)body.data, body.len, 1000, &none) ==
			  NULL, "a long body is taken");
		CHECK_MEM(b->data, b->len, (char *)want.data, want.len,
		    "and all of it is there");
		CHECK(read_line(&l, (char *)b->data, b->len, &number, &name) &&
			  same(name, given), "and read back");
	}
	delivery_line_close(&l);
	buf_free(&body);
	buf_free(&want);
}

/* A member called name with n times "_" after it, for each n up to most. */
static void
taken_names(struct buf *b, const char *name, size_t most)
{
	size_t n, i;

	buf_reset(b);
	buf_byte(b, '{');
	for (n = 0; n <= most; n++) {
		buf_printf(b, "%s\"%s", n > 0 ? "," : "", name);
		for (i = 0; i < n; i++)
			buf_byte(b, '_');
		buf_str(b, "\":0");
	}
	buf_str(b, "}");
}

static void
other_names(struct buf *b)
{
	struct buf body = buf_make(1 << 16);
	struct target none = { 0 };

	taken_names(&body, "webhook", 50);
	CHECK(make_of(b, (const char *)body.data, body.len, 100, &none) ==
		  NULL, "a name that is free is looked for");
	taken_names(&body, "webhook", 100);
	CHECK(make_of(b, (const char *)body.data, body.len, 100, &none) !=
		  NULL, "where none is found the body is refused");
	buf_free(&body);
}

/* The tag of a body's record, or "" when there is none. */
static const char *
tag_of(struct buf *b, const char *body)
{
	static char tag[100];
	struct target none = { 0 };

	tag[0] = '\0';
	CHECK(make(b, body, &none) == NULL, "%s is taken", body);
	buf_byte(b, 0);
	(void)sscanf((char *)b->data, "{\"_table\":\"%90[^\"]", tag);
	return tag;
}

/* What the service documents is known by its members, in whatever order. */
static void
kinds(struct buf *b)
{
	struct error e = { 0 };
	struct desc *d = desc_open(NULL, &e);

	CHECK(d != NULL, "the description that is built in: %s", e.text);
	if (d == NULL)
		return;
	known = d->webhooks;
	CHECK_STR(tag_of(b, "{\"session_id\":\"s\",\"messages\":[]}"),
	    "streaming_sessions", "a streaming session");
	CHECK_STR(tag_of(b, "{\"messages\":[],\"session\\u005fid\":\"s\"}"),
	    "streaming_sessions", "however it is spelled");
	CHECK_STR(tag_of(b, "{\"session_id\":\"s\"}"), "webhooks",
	    "a part of one is not");
	CHECK_STR(tag_of(b, "{\"a\":{\"session_id\":1,\"messages\":2}}"),
	    "webhooks", "nor what lies deeper");
	CHECK_STR(tag_of(b, "{\"event\":\"session.completed\",\"event_id\":"
			    "\"e\",\"session_id\":\"s\"}"),
	    "agent_events", "an agent's event");
	CHECK_STR(tag_of(b, "{\"transcript_id\":\"t\",\"status\":\"error\"}"),
	    "", "a transcript");
	CHECK_STR(tag_of(b, "{\"redacted_audio_url\":\"https://x\"}"),
	    "webhooks", "redacted audio");
	known = NULL;
	desc_free(d);
}

int
main(void)
{
	struct buf b = buf_make(1 << 20);

	records(&b);
	other_names(&b);
	refusals(&b);
	queries(&b);
	names(&b);
	damage(&b);
	long_bodies(&b);
	kinds(&b);
	buf_free(&b);
	return tap_done();
}
