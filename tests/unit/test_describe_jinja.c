/* jinja: expressions of templates become trees, or are refused. */
#include "tap.h"

#include <stdio.h>
#include <string.h>

#include "aai-describe/jinja.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"

/* The tree as text: (kind s child ...). */
static void
put(const struct jinja *j, size_t node, struct buf *b)
{
	const struct jinja_node *at = &j->nodes[node];
	size_t child;

	if (at->child == JINJA_NONE && at->s != NULL) {
		buf_str(b, at->s);
		return;
	}
	buf_printf(b, "(%d%s%s", (int)at->kind, at->s != NULL ? " " : "",
	    at->s != NULL ? at->s : "");
	for (child = at->child; child != JINJA_NONE;
	     child = j->nodes[child].next) {
		buf_byte(b, ' ');
		put(j, child, b);
	}
	buf_byte(b, ')');
}

static void
tree(const char *text, const char *want)
{
	struct buf b = buf_make(10000);
	struct jinja j = { 0 };
	struct error e = { 0 };
	size_t root;

	if (jinja_parse(&j, text, strlen(text), &root, &e) == 0)
		put(&j, root, &b);
	else
		buf_str(&b, e.text);
	CHECK_MEM(b.data, b.len, want, strlen(want), "%s", text);
	jinja_free(&j);
	buf_free(&b);
}

static void
test_trees(void)
{
	char want[200];

	tree("a", "a");
	(void)snprintf(want, sizeof(want), "(%d + 1 (%d * 2 3))", JINJA_BINARY,
	    JINJA_BINARY);
	tree("1 + 2 * 3", want);
	(void)snprintf(want, sizeof(want), "(%d - (%d - 3 2) 1)", JINJA_BINARY,
	    JINJA_BINARY);
	tree("3 - 2 - 1", want);
	(void)snprintf(want, sizeof(want), "(%d (%d in a b))", JINJA_NOT,
	    JINJA_BINARY);
	tree("not a in b", want);
	tree("a not in b", want);
	(void)snprintf(want, sizeof(want), "(%d b a c)", JINJA_IF);
	tree("a if b else c", want);
	(void)snprintf(want, sizeof(want), "(%d y (%d x a))", JINJA_MEMBER,
	    JINJA_MEMBER);
	tree("a.x['y']", want);
	(void)snprintf(want, sizeof(want), "(%d (%d get a) k)", JINJA_CALL,
	    JINJA_MEMBER);
	tree("a.get('k')", want);
	(void)snprintf(want, sizeof(want), "(%d d a b)", JINJA_FILTER);
	tree("a | d(b)", want);
	(void)snprintf(want, sizeof(want), "(%d (%d none a))", JINJA_NOT,
	    JINJA_TEST);
	tree("a is not none", want);
	tree("'it\\'s' \" one\"", "it's one");
}

static void
test_refused(void)
{
	static const char *const cases[] = { "", "a b", "(a", "[1, 2", "{'a'}",
		"a.", "a |", "'open", "a if", "1 +", "f(a b)", "a[1", "\x01" };
	struct error e;
	struct jinja j = { 0 };
	char deep[400], *text;
	size_t i, root;

	for (i = 0; i < LEN(cases); i++) {
		CHECK_INT(jinja_parse(
			      &j, cases[i], strlen(cases[i]), &root, &e),
		    -1, "refused: '%s'", cases[i]);
		CHECK(*e.text != '\0', "... with a reason");
		jinja_free(&j);
	}
	for (i = 0; i < 3; i++) {
		memset(deep, "([-"[i], sizeof(deep));
		CHECK_INT(jinja_parse(&j, deep, sizeof(deep), &root, &e), -1,
		    "%zu times '%c'", sizeof(deep), deep[0]);
		CHECK(strstr(e.text, "nested too deeply") != NULL,
		    "... is too deep");
		jinja_free(&j);
	}
	text = mem_new(JINJA_LENGTH + 2, 1);
	memset(text, '1', JINJA_LENGTH + 1);
	CHECK_INT(jinja_parse(&j, text, JINJA_LENGTH, &root, &e), 0,
	    "an expression of JINJA_LENGTH bytes");
	jinja_free(&j);
	CHECK_INT(jinja_parse(&j, text, JINJA_LENGTH + 1, &root, &e), -1,
	    "one more is too long");
	jinja_free(&j);
	mem_free(text);
}

static void
test_parts(void)
{
	static const char text[] = "a/{{ b }}/{{- '}}' -}}{% if c %}";
	static const char *const want[] = { "a/", " b ", "/", " '}}' ",
		"{% if c %}" };
	size_t at = 0, from, len, n = 0;
	bool expression, statement;

	while (jinja_part(text, &at, &from, &len, &expression, &statement)) {
		if (n >= LEN(want))
			break;
		CHECK_MEM(text + from, len, want[n], strlen(want[n]),
		    "part %zu", n);
		CHECK_INT(expression, n == 1 || n == 3, "... of its kind");
		CHECK_INT(statement, n == 4, "... and no other");
		n++;
	}
	CHECK_INT((long)n, LEN(want), "all of them");
}

int
main(void)
{
	test_trees();
	test_refused();
	test_parts();
	return tap_done();
}
