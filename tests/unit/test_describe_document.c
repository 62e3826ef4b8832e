/* document: JSON and YAML as one tree, and references within it. */
#include "tap.h"

#include "aai-describe/document.h"
#include "aai-describe/yaml_reader.h"

#define MEMORY ((size_t)64 << 20)

static void
read_text(struct document *d, const char *text)
{
	struct error e = { 0 };

	CHECK_INT(document_read(d, text, strlen(text), MEMORY, &e), 0,
	    "a document is read (%s)", e.text);
}

static void
test_values(void)
{
	struct document d = { 0 };
	struct buf b = buf_make(1000);
	size_t list;
	int64_t v = 0;

	read_text(&d, "\xef\xbb\xbf {\"a\": {\"b\": [1, \"x\\u0000\", 2.50]}, "
		      "\"s\": \"t\\n\", \"n\": \"12\", \"a\\/b\": true, "
		      "\"dup\": 1, \"dup\": 2}");
	list = document_at(&d, 0, "a", "b");
	CHECK_INT(document_kind(&d, list), JSON_ARRAY, "a way is gone");
	CHECK_UINT(document_count(&d, list), 3, "... to a list of three");
	CHECK_UINT(document_at(&d, 0, "a", "z", "b"), JSON_NO_NODE,
	    "... or to nothing");
	CHECK_STR(document_text(&d, 0, "s"), "t\n", "a string is decoded");
	CHECK(document_text(&d, 0, "n") == document_text(&d, 0, "n"),
	    "... and kept once");
	CHECK(document_text(&d, 0, "a") == NULL, "an object is not a string");
	CHECK(document_string(&d, document_pointer(&d, "#/a/b/1")) == NULL,
	    "nor is one with a NUL");
	CHECK_STR(document_scalar(&d, document_pointer(&d, "#/a/b/2")), "2.50",
	    "a number keeps its text");
	CHECK(document_int(&d, document_get(&d, 0, "n"), 0, 99, &v) && v == 12,
	    "a number may be a string");
	CHECK(document_int(&d, document_get(&d, 0, "dup"), 0, 9, &v) && v == 2,
	    "of two members the last holds");
	CHECK(document_bool(&d, document_pointer(&d, "#/a~1b"), false),
	    "a pointer's escapes are decoded");
	CHECK(document_bool(&d, document_pointer(&d, "#/a%2Fb"), false),
	    "... and those of a URL");
	CHECK_UINT(document_pointer(&d, "#"), 0, "# is the document");
	CHECK_UINT(document_pointer(&d, "other.json#/a"), JSON_NO_NODE,
	    "another document is nowhere");
	CHECK_UINT(document_pointer(&d, "#/a/b/3"), JSON_NO_NODE,
	    "as is what is after the end of a list");
	CHECK_UINT(document_pointer(&d, "#/a/b/x"), JSON_NO_NODE,
	    "and what is not a number there");
	document_put(&d, list, &b);
	CHECK_MEM(b.data, b.len, "[1,\"x\\u0000\",2.50]", 18,
	    "a value's text is given");
	buf_free(&b);
	document_free(&d);
}

/* Objects and lists that are looked up by a map. */
static void
test_large(void)
{
	struct document d = { 0 };
	struct buf b = buf_make(MEMORY);
	char name[32];
	int64_t v;
	size_t i, wrong = 0;

	buf_str(&b, "{\"l\": [");
	for (i = 0; i < 1000; i++)
		buf_printf(&b, "%s%zu", i > 0 ? "," : "", i);
	buf_str(&b, "]");
	for (i = 0; i < 1000; i++)
		buf_printf(&b, ",\"m%zu\": %zu", i, i);
	buf_str(&b, ",\"m7\": 8}");
	buf_byte(&b, '\0');
	read_text(&d, (const char *)b.data);
	for (i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "m%zu", i);
		wrong +=
		    !document_int(&d, document_get(&d, 0, name), 0, 9999, &v) ||
		    v != (int64_t)(i == 7 ? 8 : i);
		(void)snprintf(name, sizeof(name), "#/l/%zu", i);
		wrong += !document_int(
			     &d, document_pointer(&d, name), 0, 9999, &v) ||
			 v != (int64_t)i;
	}
	CHECK_UINT(wrong, 0, "each member and element is found");
	CHECK_UINT(
	    document_get(&d, 0, "m1000"), JSON_NO_NODE, "... and no other");
	buf_free(&b);
	document_free(&d);
}

static void
refuse(const char *text, size_t memory, const char *want)
{
	struct document d = { 0 };
	struct error e = { 0 };

	CHECK_INT(document_read(&d, text, strlen(text), memory, &e), -1,
	    "refused: %s", want);
	CHECK_STR(e.text, want, "... with the reason");
	document_free(&d);
}

static void
test_refused(void)
{
	refuse(" \n", MEMORY, "it is empty");
	refuse("{\"a\":\n [1,\n }", MEMORY,
	    "line 3: invalid JSON at byte 12: a value was expected");
	refuse("{\"a\": 1}\n\nx", MEMORY,
	    "line 3: invalid JSON at byte 10: text after the value");
	refuse("{\"a\": 1}", 40, "it has more than 5 bytes; see --memory");
	if (yaml_library() != NULL)
		refuse("a: [\n", MEMORY,
		    "line 2: invalid YAML: did not find expected node "
		    "content");
}

int
main(void)
{
	test_values();
	test_large();
	test_refused();
	return tap_done();
}
