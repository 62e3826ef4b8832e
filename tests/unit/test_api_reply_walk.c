/* Tests of api/reply_walk, by api/reply: where the records of a body are. */
#include "api/reply.h"

#include "api/cond.h"
#include "base/mem.h"
#include "tap.h"

static struct request_params params;

static int
put(void *arg, const char *line, size_t len, struct error *e)
{
	size_t skip = strlen("{\"_table\":\"r\",");

	(void)e;
	buf_byte(arg, '{');
	buf_put(arg, line + skip, len - skip);
	buf_byte(arg, ' ');
	return 0;
}

/* The records of the bodies, one after the other, or what is wrong. */
static char *
records(const char *members, const char *first, const char *body)
{
	struct buf b = buf_make(4096), out = buf_make(1 << 16);
	static const struct reply_parent none;
	struct reply_sink sink = { NULL, put, &out };
	struct reply_facts looked, facts;
	struct error e = { 0 };
	struct reply p;
	struct desc *d;

	buf_printf(&b,
	    "{\"name\":\"t\",\"version\":2,\"resources\":"
	    "{\"r\":{\"path\":\"/\",%s}}}",
	    members);
	d = desc_parse((char *)b.data, b.len, "t", &e);
	buf_free(&b);
	if (d == NULL ||
	    reply_open(&p, d, &d->resources[0], &params, NULL, &e) != 0) {
		buf_printf(&out, "!%s", e.text);
		if (d != NULL)
			reply_close(&p);
		desc_free(d);
		return buf_take(&out);
	}
	if (first != NULL &&
	    reply_check(&p, 200, first, strlen(first), &e) != 0)
		buf_printf(&out, "first: %s; ", e.text);
	if (reply_check(&p, 200, body, strlen(body), &e) != 0 ||
	    reply_look(&p, body, strlen(body), &looked, &e) != 0 ||
	    reply_each(&p, body, strlen(body), &none, &sink, &facts, &e) != 0)
		buf_printf(&out, "!%d %s", (int)e.kind, e.text);
	else
		CHECK(looked.records == facts.records &&
			looked.content == facts.content,
		    "what is looked at is what comes");
	if (p.filtered > 0)
		buf_printf(&out, "-%llu", (unsigned long long)p.filtered);
	reply_close(&p);
	desc_free(d);
	return buf_take(&out);
}

struct one {
	const char *title, *members, *first, *body, *want;
};

static void
expect(const struct one *cases, size_t n)
{
	size_t i;
	char *got;

	for (i = 0; i < n; i++) {
		got = records(cases[i].members, cases[i].first, cases[i].body);
		if (strncmp(got, cases[i].want, strlen(cases[i].want)) == 0 &&
		    (*got == '!' || strlen(got) == strlen(cases[i].want)))
			CHECK(true, "%s", cases[i].title);
		else
			CHECK_STR(got, cases[i].want, "%s", cases[i].title);
		mem_free(got);
	}
}

#define ITEMS	"\"records\":\"list[].customer\""
#define DEEP	"\"records\":\"data[].items[]\""
#define ENTRIES "\"records\":\"data{}\",\"table\":{\"key\":{\"id\":\"id\"}}"
#define ROOT	"\"records\":\"{}\""
#define NO_LIST "!2 the body has no list '"

/* Paths with wildcards. */
static void
wildcards(void)
{
	static const struct one cases[] = {
		{ "a member of each item", ITEMS, NULL,
		    "{\"list\":[{\"customer\":{\"n\":1.50},\"card\":{}},"
		    "{\"customer\":{\"n\":2e3}}],\"next\":1}",
		    "{\"n\":1.50} {\"n\":2e3} " },
		{ "some items lack it, or have null", ITEMS, NULL,
		    "{\"list\":[{\"card\":{}},{\"customer\":null},"
		    "{\"customer\":{\"n\":2}}]}",
		    "{\"n\":2} " },
		{ "a name at the end may lead to lists", ITEMS, NULL,
		    "{\"list\":[{\"customer\":[{\"n\":1},{\"n\":2}]},"
		    "{\"customer\":[]}]}",
		    "{\"n\":1} {\"n\":2} " },
		{ "all items lack it", ITEMS, NULL,
		    "{\"list\":[{\"card\":{}},{\"card\":{}}]}",
		    NO_LIST "list[].customer'" },
		{ "that is nothing where others had it", ITEMS,
		    "{\"list\":[{\"customer\":{\"n\":2}}]}",
		    "{\"list\":[{\"card\":{}},{\"card\":{}}]}", "" },
		{ "an empty list", ITEMS, NULL, "{\"list\":[]}", "" },
		{ "null for the list", ITEMS, NULL, "{\"list\":null}", "" },
		{ "an error in its place", ITEMS, NULL,
		    "{\"error\":{\"message\":\"no\"}}",
		    "!1 an error with status 200: no" },
		{ "one beside an empty list", ITEMS, NULL,
		    "{\"list\":[],\"ok\":false,\"error\":\"no\"}",
		    "!1 an error with status 200: no" },
		{ "no list", ITEMS, NULL, "{\"data\":[{\"n\":1}]}",
		    NO_LIST "list[].customer'" },
		{ "an object for the list", ITEMS, NULL,
		    "{\"list\":{\"customer\":{}}}",
		    "!2 there is no list of records" },
		{ "items that are nothing of the kind", ITEMS, NULL,
		    "{\"list\":[{\"customer\":{\"n\":1}},7]}",
		    "!2 there is no list of records" },
		{ "lists in lists", DEEP, NULL,
		    "{\"data\":[{\"items\":[{\"n\":1},[2]]},{\"items\":[]},"
		    "{\"items\":[{\"n\":3}]}]}",
		    "{\"n\":1} {\"value\":[2]} {\"n\":3} " },
		{ "each value of an object", ENTRIES, NULL,
		    "{\"data\":{\"a\":{\"id\":1},\"\\u0062\":{\"id\":2}}}",
		    "{\"id\":1} {\"id\":2} " },
		{ "of which the names are data", ENTRIES, NULL,
		    "{\"data\":{\"error\":{\"id\":1},\"message\":{\"id\":2}}}",
		    "{\"id\":1} {\"id\":2} " },
		{ "that is empty", ENTRIES, NULL, "{\"data\":{}}", "" },
		{ "or a list that is", ENTRIES, NULL, "{\"data\":[]}", "" },
		{ "or one that is not", ENTRIES, NULL,
		    "{\"data\":[{\"id\":1}]}",
		    "!2 there is no list of records" },
		{ "errors in the place of records", ENTRIES, NULL,
		    "{\"data\":{\"a\":{\"error\":\"no such thing\"}}}",
		    "!1 an error with status 200: no such thing" },
		{ "the body's own values", ROOT, NULL,
		    "{\"BTC\":{\"p\":1},\"ETH\":{\"p\":2}}",
		    "{\"p\":1} {\"p\":2} " },
		{ "an error instead of them", ROOT, NULL,
		    "{\"code\":401,\"message\":\"unauthorized\"}",
		    "!4 an error with status 200: unauthorized" },
		{ "the body's own items", "\"records\":\"[].a\"", NULL,
		    "[{\"a\":{\"n\":1}},{\"a\":{\"n\":2}}]",
		    "{\"n\":1} {\"n\":2} " },
		{ "an empty body", "\"records\":\"[].a\"", NULL, "[]", "" },
		{ "a count", ITEMS ",\"pages\":{\"kind\":\"page\","
			     "\"param\":\"p\",\"count\":\"n\"}",
		    NULL, "{\"n\":2,\"list\":[{\"customer\":{}}]}",
		    "!5 the page says that it has 2 records, but has 1" },
		{ "that is right", ITEMS ",\"pages\":{\"kind\":\"page\","
				   "\"param\":\"p\",\"count\":\"n\"}",
		    NULL, "{\"n\":1,\"list\":[{\"customer\":{\"a\":0}}]}",
		    "{\"a\":0} " },
		{ "an index", ITEMS ",\"index\":\"i\"", NULL,
		    "{\"list\":[{\"customer\":{\"a\":7}},{},"
		    "{\"customer\":{\"a\":8}}]}",
		    "{\"i\":0,\"a\":7} {\"i\":1,\"a\":8} " },
	};

	expect(cases, LEN(cases));
}

#define KEEP(conditions) "\"records\":\"data\",\"filter\":[" conditions "]"

/* The records that a description keeps. */
static void
filters(void)
{
	static const char data[] =
	    "{\"data\":[{\"n\":1,\"k\":\"a\"},{\"n\":2.0,\"k\":\"b\"},"
	    "{\"n\":3}]}";
	static const struct one cases[] = {
		{ "a value", KEEP("{\"at\":\"k\",\"is\":[\"a\"]}"), NULL, data,
		    "{\"n\":1,\"k\":\"a\"} -2" },
		{ "one that is not", KEEP("{\"at\":\"k\",\"is\":[\"a\"],"
					  "\"not\":true}"),
		    NULL, data, "{\"n\":2.0,\"k\":\"b\"} {\"n\":3} -1" },
		{ "several", KEEP("{\"at\":\"k\",\"is\":[null],\"not\":true},"
				  "{\"at\":\"n\",\"is\":[2.0,3]}"),
		    NULL, data, "{\"n\":2.0,\"k\":\"b\"} -2" },
		{ "a program", KEEP("{\"jq\":\".n > 1\"}"), NULL, data,
		    "{\"n\":2.0,\"k\":\"b\"} {\"n\":3} -1" },
		{ "all", KEEP("{\"at\":\"k\",\"is\":[\"c\"]}"), NULL, data,
		    "-3" },
		{ "an index counts what the list has",
		    KEEP("{\"at\":\"k\",\"is\":[\"b\"]}") ",\"index\":\"i\"",
		    NULL, data, "{\"i\":1,\"n\":2.0,\"k\":\"b\"} -2" },
		{ "a program that fails", KEEP("{\"jq\":\"error(1)\"}"), NULL,
		    data, "!" },
		{ "one that is none", KEEP("{\"jq\":\"(\"}"), NULL, data,
		    "!filter of r: " },
	};

	expect(cases, LEN(cases));
}

#define JSONL "\"format\":\"jsonl\""
#define KEYED ",\"table\":{\"key\":{\"id\":\"id\"}}"
#define CSV   "\"format\":\"csv\""

/* Bodies that are not one JSON text. */
static void
formats(void)
{
	static const struct one cases[] = {
		{ "lines", JSONL, NULL, "{\"n\":1.0}\n{\"n\":2e9}\n",
		    "{\"n\":1.0} {\"n\":2e9} " },
		{ "other blanks between", JSONL, NULL,
		    "\r\n{\"n\":\n1}\r\n\n {\"n\":2}{\"n\":3}",
		    "{\"n\":1} {\"n\":2} {\"n\":3} " },
		{ "no lines", JSONL, NULL, "", "" },
		{ "empty ones", JSONL, NULL, "\n\n", "" },
		{ "a cut line", JSONL, NULL, "{\"n\":1}\n{\"n\":",
		    "!5 the body is cut short" },
		{ "a line of something else", JSONL, NULL,
		    "{\"n\":1}\n<p>\n",
		    "!5 the body is not lines of JSON" },
		{ "all of it is", JSONL, NULL, "<p>\n",
		    "!1 the body is not lines of JSON" },
		{ "a list", JSONL, NULL, "[{\"n\":1}]",
		    "!2 the body is not lines with an object each" },
		{ "an error", JSONL, NULL, "{\"error\":\"no\"}\n",
		    "!1 an error with status 200: no" },
		{ "an error before lines", JSONL KEYED, NULL,
		    "{\"error\":\"no\"}\n{\"id\":1}\n",
		    "!1 an error with status 200: no" },
		{ "a path in each line", JSONL ",\"records\":\"a.b\"", NULL,
		    "{\"a\":{\"b\":{\"n\":1}}}\n{\"a\":null}\n"
		    "{\"a\":{\"b\":[{\"n\":2},{\"n\":3}]}}\n",
		    "{\"n\":1} {\"n\":2} {\"n\":3} " },
		{ "that no line has", JSONL ",\"records\":\"a.b\"", NULL,
		    "{\"c\":1}\n", NO_LIST "a.b'" },
		{ "with wildcards", JSONL ",\"records\":\"a[].b\"", NULL,
		    "{\"a\":[{\"b\":{\"n\":1}},{}]}\n{\"a\":[]}\n",
		    "{\"n\":1} " },
		{ "that find something else",
		    JSONL ",\"records\":\"a[].b\"", NULL,
		    "{\"a\":[{\"b\":{\"n\":1}},3]}\n",
		    "!1 a line of the body has something else" },
		{ "a program for each line",
		    JSONL ",\"records\":{\"jq\":\".a[]\"}", NULL,
		    "{\"a\":[{\"n\":1}]}\n{\"a\":[{\"n\":2}]}\n",
		    "{\"n\":1} {\"n\":2} " },
		{ "a filter", JSONL ",\"filter\":[{\"at\":\"n\",\"is\":[1]}]",
		    NULL, "{\"n\":1}\n{\"n\":2}\n", "{\"n\":1} -1" },
		{ "rows", CSV ",\"index\":\"i\"", NULL,
		    "id,t\r\n1,\"a,\nb\"\r\n2,\r\n",
		    "{\"i\":0,\"id\":\"1\",\"t\":\"a,\\nb\"} "
		    "{\"i\":1,\"id\":\"2\",\"t\":null} " },
		{ "tabs", "\"format\":\"tsv\"", NULL, "a\tb\n1\t2,3\n",
		    "{\"a\":\"1\",\"b\":\"2,3\"} " },
		{ "no rows", CSV, NULL, "id,t\n", "" },
		{ "nothing", CSV, NULL, "", "" },
		{ "a row that is cut", CSV, NULL, "id,t\n1,2\n3",
		    "!5 row 3 of the body has 1 fields, for 2 names: it is "
		    "cut" },
		{ "a page for people", CSV, NULL, "<html>",
		    "!1 the body is HTML or XML, not CSV" },
		{ "an error in JSON", CSV, NULL,
		    "{\"message\":\"no such report\"}",
		    "!1 an error with status 200: no such report" },
		{ "other JSON", CSV, NULL, "{\"id\":1,\"t\":2}",
		    "!1 the body is JSON, not CSV" },
	};

	expect(cases, LEN(cases));
}

int
main(void)
{
	formats();
	wildcards();
	filters();
	return tap_done();
}
