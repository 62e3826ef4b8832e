/* airbyte_jq: conditions on answers as programs; see airbyte_value.h. */
#include <string.h>

#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "json/text.h"

/* What Python takes for false. */
#define TRUTH                                                        \
	"|(.!=null and .!=false and .!=\"\" and .!=0 and .!=[] and " \
	".!={}))"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int put(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out);

/* A member of what is an object, else nothing. */
static void
put_member(const char *name, struct buf *out)
{
	buf_str(out, "|(if type==\"object\" then .[");
	json_quote(name, strlen(name), out);
	buf_str(out, "] else null end)");
}

static int
put_constant(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct buf *out)
{
	struct airbyte_value v;

	if (airbyte_eval(st, j, node, &v) != 0 || airbyte_settle(st, &v) != 0)
		return -1;
	if (!airbyte_is_constant(&v))
		return airbyte_fail(st, "a condition on what is not known yet");
	airbyte_put_json(&v, out);
	return 0;
}

static int
put_get(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	size_t callee = j->nodes[node].child, name = jinja_child(j, node, 1);
	size_t otherwise = jinja_child(j, node, 2);
	const char *key;

	if (j->nodes[callee].kind != JINJA_MEMBER ||
	    !same(j->nodes[callee].s, "get") || name == JINJA_NONE ||
	    j->nodes[name].kind != JINJA_STRING)
		return airbyte_fail(st, "a call on an answer");
	key = j->nodes[name].s;
	buf_byte(out, '(');
	if (put(st, j, j->nodes[callee].child, root, out) != 0)
		return -1;
	if (otherwise == JINJA_NONE) {
		put_member(key, out);
		buf_byte(out, ')');
		return 0;
	}
	buf_str(out, "|(if type==\"object\" and has(");
	json_quote(key, strlen(key), out);
	buf_str(out, ") then .[");
	json_quote(key, strlen(key), out);
	buf_str(out, "] else ");
	if (put_constant(st, j, otherwise, out) != 0)
		return -1;
	buf_str(out, " end))");
	return 0;
}

static int
put_truth(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	buf_str(out, "((");
	if (put(st, j, node, root, out) != 0)
		return -1;
	buf_str(out, ")" TRUTH);
	return 0;
}

/* x in y: a member's name, an item, a part of a text. */
static int
put_in(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	buf_str(out, "((");
	if (put(st, j, jinja_child(j, node, 0), root, out) != 0)
		return -1;
	buf_str(out, ") as $a|(");
	if (put(st, j, jinja_child(j, node, 1), root, out) != 0)
		return -1;
	buf_str(out, ")|(if type==\"object\" then has($a|tostring) "
		     "elif type==\"array\" then any(.[];.==$a) "
		     "elif type==\"string\" then contains($a|tostring) "
		     "else false end))");
	return 0;
}

static int
put_binary(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	static const char *const plain[] = { "==", "!=", "<", ">", "<=", ">=",
		"+", "-", "*", NULL };
	const char *op = j->nodes[node].s;
	size_t a = jinja_child(j, node, 0), b = jinja_child(j, node, 1), i;

	if (same(op, "in"))
		return put_in(st, j, node, root, out);
	if (same(op, "and") || same(op, "or")) {
		buf_str(out, "((");
		if (put(st, j, a, root, out) != 0)
			return -1;
		buf_str(out, ") as $l|if ($l" TRUTH);
		buf_str(out, same(op, "and") ? " then (" : " then $l else (");
		if (put(st, j, b, root, out) != 0)
			return -1;
		buf_str(out, same(op, "and") ? ") else $l end)" : ") end)");
		return 0;
	}
	for (i = 0; plain[i] != NULL && !same(op, plain[i]); i++)
		;
	if (plain[i] == NULL)
		return airbyte_fail(st, "the operator %s on an answer", op);
	buf_str(out, "((");
	if (put(st, j, a, root, out) != 0)
		return -1;
	buf_printf(out, ")%s(", op);
	if (put(st, j, b, root, out) != 0)
		return -1;
	buf_str(out, "))");
	return 0;
}

/*
 * "is defined" and "is none" tell a member that is not there from a null one,
 * where it is a plain member.
 */
static int
put_test(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	const char *s = j->nodes[node].s;
	size_t x = j->nodes[node].child;
	const struct jinja_node *member = &j->nodes[x];

	if (member->kind == JINJA_MEMBER &&
	    (same(s, "defined") || same(s, "none"))) {
		buf_str(out, "((");
		if (put(st, j, member->child, root, out) != 0)
			return -1;
		buf_str(out, ")|(type==\"object\" and has(");
		json_quote(member->s, strlen(member->s), out);
		buf_str(out, ")");
		if (same(s, "none")) {
			buf_str(out, " and .[");
			json_quote(member->s, strlen(member->s), out);
			buf_str(out, "]==null");
		}
		buf_str(out, "))");
		return 0;
	}
	buf_str(out, "((");
	if (put(st, j, x, root, out) != 0)
		return -1;
	if (same(s, "none"))
		buf_str(out, ")==null)");
	else if (same(s, "defined"))
		buf_str(out, ")|true)");
	else if (same(s, "true") || same(s, "false"))
		buf_printf(out, ")==%s)", s);
	else if (same(s, "string") || same(s, "number"))
		buf_printf(out, ")|type==\"%s\")", s);
	else if (same(s, "mapping"))
		buf_str(out, ")|type==\"object\")");
	else
		return airbyte_fail(st, "a test ('is %s')", s);
	return 0;
}

static int
put_if(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	size_t otherwise = jinja_child(j, node, 2);

	buf_str(out, "(if ");
	if (put_truth(st, j, jinja_child(j, node, 0), root, out) != 0)
		return -1;
	buf_str(out, " then ");
	if (put(st, j, jinja_child(j, node, 1), root, out) != 0)
		return -1;
	buf_str(out, " else ");
	if (otherwise == JINJA_NONE)
		buf_str(out, "null");
	else if (put(st, j, otherwise, root, out) != 0)
		return -1;
	buf_str(out, " end)");
	return 0;
}

/* Split a text at another one. */
static int
put_split(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	size_t callee = j->nodes[node].child, by = jinja_child(j, node, 1);

	if (by == JINJA_NONE || j->nodes[by].kind != JINJA_STRING ||
	    jinja_child(j, node, 2) != JINJA_NONE)
		return airbyte_fail(st, "a call on an answer");
	buf_str(out, "((");
	if (put(st, j, j->nodes[callee].child, root, out) != 0)
		return -1;
	buf_str(out, ")|split(");
	json_quote(j->nodes[by].s, strlen(j->nodes[by].s), out);
	buf_str(out, "))");
	return 0;
}

static int
put_filter(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	static const char *const filters[][2] = { { "length", "length" },
		{ "count", "length" }, { "string", "tostring" },
		{ "tojson", "tojson" }, { "lower", "ascii_downcase" },
		{ "int", "(tonumber|floor)" }, { "last", ".[-1]" },
		{ "first", ".[0]" } };
	const char *name = j->nodes[node].s;
	size_t pattern = jinja_child(j, node, 1), i;

	buf_str(out, "((");
	if (put(st, j, j->nodes[node].child, root, out) != 0)
		return -1;
	buf_str(out, ")|");
	if (same(name, "regex_search") && pattern != JINJA_NONE &&
	    j->nodes[pattern].kind == JINJA_STRING) {
		buf_str(out, "match(");
		json_quote(
		    j->nodes[pattern].s, strlen(j->nodes[pattern].s), out);
		buf_str(out, ")|.captures[0].string)");
		return strstr(j->nodes[pattern].s, "(?P") == NULL &&
			       strchr(j->nodes[pattern].s, '(') != NULL
			   ? 0
			   : airbyte_fail(st, "regex_search() on an answer");
	}
	for (i = 0; i < LEN(filters); i++)
		if (same(name, filters[i][0])) {
			buf_printf(out, "%s)", filters[i][1]);
			return 0;
		}
	return airbyte_fail(st, "the filter %s on an answer", name);
}

static int
put_index(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	buf_str(out, "((");
	if (put(st, j, j->nodes[node].child, root, out) != 0)
		return -1;
	buf_str(out, ")|.[");
	if (put_constant(st, j, jinja_child(j, node, 1), out) != 0)
		return -1;
	buf_str(out, "])");
	return 0;
}

static int
put(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	const struct jinja_node *at = &j->nodes[node];
	const struct jinja_node *callee =
	    at->child != JINJA_NONE ? &j->nodes[at->child] : at;

	switch (at->kind) {
	case JINJA_NAME:
		if (!same(at->s, root))
			return airbyte_fail(st, "'%s', which is in no answer",
			    at->s);
		buf_str(out, "$x");
		return 0;
	case JINJA_MEMBER:
		if (callee->kind == JINJA_NAME && same(callee->s, "config"))
			return put_constant(st, j, node, out);
		buf_byte(out, '(');
		if (put(st, j, at->child, root, out) != 0)
			return -1;
		put_member(at->s, out);
		buf_byte(out, ')');
		return 0;
	case JINJA_CALL:
		if (callee->kind == JINJA_NAME)
			return airbyte_fail(
			    st, "the function %s() on an answer", callee->s);
		if (callee->kind == JINJA_MEMBER && same(callee->s, "split"))
			return put_split(st, j, node, root, out);
		return put_get(st, j, node, root, out);
	case JINJA_FILTER:
		return put_filter(st, j, node, root, out);
	case JINJA_INDEX:
		return put_index(st, j, node, root, out);
	case JINJA_BINARY:
		return put_binary(st, j, node, root, out);
	case JINJA_TEST:
		return put_test(st, j, node, root, out);
	case JINJA_IF:
		return put_if(st, j, node, root, out);
	case JINJA_NOT:
		buf_byte(out, '(');
		if (put_truth(st, j, at->child, root, out) != 0)
			return -1;
		buf_str(out, "|not)");
		return 0;
	default:
		return put_constant(st, j, node, out);
	}
}

int
airbyte_jq(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const char *root, struct buf *out)
{
	buf_str(out, ". as $x|try (");
	if (put(st, j, node, root, out) != 0)
		return -1;
	buf_str(out, ") catch null");
	return 0;
}
