/* Deliveries become records, and records are read back. */
#include "aai-listen/delivery.h"

#include "tap.h"

static struct json_tree tree;

/* The record of a body and parameters, stamped; or what is wrong. */
static const char *
make(struct buf *b, const char *body, const struct target *t)
{
	const char *wrong;

	buf_reset(b);
	wrong = delivery_put(b, &tree, body, strlen(body), t);
	if (wrong == NULL)
		delivery_stamp(b, 1777885302, 12);
	return wrong;
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

/* The name of what is made of a body and at most one parameter. */
static struct dedup_name
name_of(struct buf *b, const char *body, const char *param)
{
	struct target_param p = { "p", param };
	struct target t = { .params = &p, .n = param != NULL };
	struct dedup_name name = { 0 };
	uint64_t number = 0;

	CHECK(make(b, body, &t) == NULL &&
		  delivery_read(
		      (char *)b->data, b->len, 7, &tree, &number, &name) &&
		  number == 12,
	    "%s is read back", body);
	return name;
}

static bool
same(struct dedup_name a, struct dedup_name b)
{
	return a.a == b.a && a.b == b.b;
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
}

static void
damage(struct buf *b)
{
	struct target none = { 0 };
	struct dedup_name name;
	uint64_t number;
	size_t i, read = 0;

	CHECK(make(b, "{\"transcript_id\":\"a\"}", &none) == NULL, "a record");
	for (i = 0; i < b->len; i++)
		read +=
		    delivery_read((char *)b->data, i, 0, &tree, &number, &name);
	CHECK_UINT(read, 0, "no part of a record is one");
	CHECK(!delivery_read("{\"webhook\":{\"delivery\":0}}", 26, 0, &tree,
		  &number, &name),
	    "no delivery is the 0th");
	CHECK(!delivery_read(
		  "{\"hook\":{\"delivery\":1}}", 23, 0, &tree, &number, &name),
	    "other lines are none");
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
	CHECK(delivery_put(b, &tree, (const char *)body.data, body.len,
		  &none) == NULL, "a name that is free is looked for");
	taken_names(&body, "webhook", 100);
	CHECK(delivery_put(b, &tree, (const char *)body.data, body.len,
		  &none) != NULL, "where none is found the body is refused");
	buf_free(&body);
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
	json_tree_free(&tree);
	buf_free(&b);
	return tap_done();
}
