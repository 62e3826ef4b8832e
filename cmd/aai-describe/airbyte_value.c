/* airbyte_value: values of templates; see airbyte_value.h. */
#include "aai-describe/airbyte_value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool
airbyte_is_constant(const struct airbyte_value *v)
{
	return v->kind <= AIRBYTE_JSON;
}

const char *
airbyte_constant(const struct airbyte_value *v)
{
	switch (v->kind) {
	case AIRBYTE_UNDEFINED:
		return "";
	case AIRBYTE_NULL:
		return "None";
	case AIRBYTE_BOOL:
		return v->truth ? "True" : "False";
	case AIRBYTE_NUMBER:
	case AIRBYTE_TEXT:
	case AIRBYTE_JSON:
		return v->s;
	default:
		return NULL;
	}
}

bool
airbyte_is_true(const struct airbyte_value *v)
{
	switch (v->kind) {
	case AIRBYTE_UNDEFINED:
	case AIRBYTE_NULL:
		return false;
	case AIRBYTE_BOOL:
		return v->truth;
	case AIRBYTE_NUMBER:
		return strspn(v->s, "0.") != strlen(v->s);
	case AIRBYTE_TEXT:
		return *v->s != '\0';
	case AIRBYTE_JSON:
		return !same(v->s, "[]") && !same(v->s, "{}");
	default:
		return true;
	}
}

void
airbyte_set_bool(struct airbyte_value *v, bool truth)
{
	memset(v, 0, sizeof(*v));
	v->kind = AIRBYTE_BOOL;
	v->truth = truth;
}

void
airbyte_set_text(struct airbyte_value *v, enum airbyte_kind kind, const char *s)
{
	memset(v, 0, sizeof(*v));
	v->kind = kind;
	v->s = s;
}

/* The value of a node of JSON, as it is. */
static void
from_node(struct document *d, size_t node, struct airbyte_value *v)
{
	enum json_kind kind = document_kind(d, node);
	struct buf b = buf_make(SIZE_MAX / 2);

	if (kind == JSON_TRUE || kind == JSON_FALSE) {
		airbyte_set_bool(v, kind == JSON_TRUE);
		return;
	}
	if (kind == JSON_STRING || kind == JSON_NUMBER) {
		airbyte_set_text(v,
		    kind == JSON_STRING ? AIRBYTE_TEXT : AIRBYTE_NUMBER,
		    document_scalar(d, node));
		if (v->s == NULL)
			airbyte_set_text(v, AIRBYTE_NULL, NULL);
		return;
	}
	airbyte_set_text(v, AIRBYTE_NULL, NULL);
	if (kind != JSON_ARRAY && kind != JSON_OBJECT)
		return;
	document_put(d, node, &b);
	airbyte_set_text(v, AIRBYTE_JSON,
	    document_keep(d, b.data, b.len));
	buf_free(&b);
}

int
airbyte_settle(struct airbyte_stream *st, struct airbyte_value *v)
{
	const char *name = v->s, *fallback = v->fallback, *text;
	size_t node, otherwise;

	if (v->kind != AIRBYTE_SETTING)
		return 0;
	node = airbyte_setting(st->a, name);
	otherwise = document_get(st->a->d, node, "default");
	if (document_kind(st->a->d, otherwise) != JSON_NONE) {
		from_node(st->a->d, otherwise, v);
	} else if (fallback != NULL) {
		airbyte_set_text(v, AIRBYTE_TEXT, fallback);
		airbyte_literal(st, v);
	} else if (document_bool(st->a->d,
		       document_get(st->a->d, node, "//required"), false)) {
		return airbyte_fail(st,
		    "it depends on config.%s, which has no default", name);
	} else {
		memset(v, 0, sizeof(*v));
	}
	text = airbyte_constant(v);
	source_note(&st->unsure, "config.%s is taken as %s%s%s", name,
	    v->kind == AIRBYTE_UNDEFINED ? "not set" : "\"",
	    text != NULL ? text : "",
	    v->kind == AIRBYTE_UNDEFINED ? "" : "\"");
	return 0;
}

void
airbyte_read_chain(const struct jinja *j, size_t node, struct airbyte_chain *c)
{
	const char *back[AIRBYTE_FIELDS];
	size_t n = 0, callee, arg;

	memset(c, 0, sizeof(*c));
	c->otherwise = JINJA_NONE;
	while (node != JINJA_NONE && n < AIRBYTE_FIELDS) {
		const struct jinja_node *at = &j->nodes[node];

		if (at->kind == JINJA_NAME) {
			c->root = at->s;
			break;
		}
		if (at->kind == JINJA_MEMBER) {
			back[n++] = at->s;
			node = at->child;
			continue;
		}
		if (at->kind != JINJA_CALL)
			return;
		callee = at->child;
		arg = jinja_child(j, node, 1);
		if (j->nodes[callee].kind != JINJA_MEMBER ||
		    !same(j->nodes[callee].s, "get") || arg == JINJA_NONE ||
		    j->nodes[arg].kind != JINJA_STRING)
			return;
		if (n == 0)
			c->otherwise = jinja_child(j, node, 2);
		back[n++] = j->nodes[arg].s;
		node = j->nodes[callee].child;
	}
	for (c->n = 0; c->n < n; c->n++)
		c->names[c->n] = back[n - 1 - c->n];
}

static int
eval_config(struct airbyte_stream *st, const struct jinja *j,
    const struct airbyte_chain *c, struct airbyte_value *v)
{
	struct airbyte_value otherwise = { 0 };

	if (c->n == 0)
		return airbyte_fail(st, "it takes the configuration as a whole");
	airbyte_set_text(v, AIRBYTE_SETTING,
	    airbyte_text(st, "%s", c->names[c->n - 1]));
	if (c->otherwise == JINJA_NONE)
		return st->settled ? airbyte_settle(st, v) : 0;
	if (airbyte_eval(st, j, c->otherwise, &otherwise) != 0)
		return -1;
	if (airbyte_is_constant(&otherwise) &&
	    otherwise.kind != AIRBYTE_NULL)
		v->fallback = airbyte_constant(&otherwise);
	else if (!airbyte_is_constant(&otherwise) && !st->loose)
		return airbyte_fail(st,
		    "config.%s has a default that is not a constant", v->s);
	if (!airbyte_is_constant(&otherwise) && st->loose)
		*v = otherwise;
	return st->settled ? airbyte_settle(st, v) : 0;
}

static int
eval_slice(struct airbyte_stream *st, const struct airbyte_chain *c,
    struct airbyte_value *v)
{
	const char *last = c->n > 0 ? c->names[c->n - 1] : "";
	size_t i;

	if (same(last, "start_time") || same(last, "end_time")) {
		if (!st->has_times)
			return airbyte_fail(st, "a time that nothing gives");
		airbyte_set_text(v,
		    last[0] == 's' ? AIRBYTE_SINCE : AIRBYTE_UNTIL, NULL);
		v->format = st->time_format;
		return 0;
	}
	for (i = 0; i < st->nfields; i++)
		if (same(st->fields[i], last)) {
			airbyte_set_text(v, AIRBYTE_FIELD, st->fields[i]);
			return 0;
		}
	return airbyte_fail(st, "a part of the partition that nothing gives: "
				"'%s'", last);
}

static int
eval_chain(struct airbyte_stream *st, const struct jinja *j,
    const struct airbyte_chain *c, struct airbyte_value *v)
{
	static const char *const slices[] = { "stream_partition",
		"stream_slice", "partition", "stream_interval", NULL };
	size_t i;

	if (same(c->root, "config"))
		return eval_config(st, j, c, v);
	for (i = 0; slices[i] != NULL; i++)
		if (same(c->root, slices[i]))
			return eval_slice(st, c, v);
	if (same(c->root, "next_page_token") && st->token != NULL) {
		st->token_used = true;
		airbyte_set_text(v, AIRBYTE_FIELD, st->token);
		return 0;
	}
	return airbyte_fail(st, "'%s' is not known before there is an answer",
	    c->root);
}

/* Items of a list, or members of an object, all constants. */
static int
eval_items(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	bool dict = j->nodes[node].kind == JINJA_DICT, name = dict;
	struct buf b = buf_make(SIZE_MAX / 2);
	struct airbyte_value item;
	size_t at;
	int rc = 0;

	buf_byte(&b, dict ? '{' : '[');
	for (at = j->nodes[node].child; rc == 0 && at != JINJA_NONE;
	     at = j->nodes[at].next) {
		rc = airbyte_eval(st, j, at, &item);
		if (rc == 0 && !airbyte_is_constant(&item))
			rc = airbyte_fail(
			    st, "a list with what is not a constant");
		if (rc == 0 && b.len > 1)
			buf_byte(&b, dict && !name ? ':' : ',');
		if (rc == 0)
			airbyte_put_json(&item, &b);
		name = dict && !name;
	}
	buf_byte(&b, dict ? '}' : ']');
	airbyte_set_text(v, AIRBYTE_JSON, airbyte_text(st, "%.*s", (int)b.len, b.data));
	buf_free(&b);
	return rc;
}

static int
eval_if(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	size_t otherwise = jinja_child(j, node, 2);
	bool holds;

	if (airbyte_holds(st, j, jinja_child(j, node, 0), &holds) != 0)
		return -1;
	if (holds)
		return airbyte_eval(st, j, jinja_child(j, node, 1), v);
	memset(v, 0, sizeof(*v));
	return otherwise != JINJA_NONE ? airbyte_eval(st, j, otherwise, v) : 0;
}

static int
eval_test(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	const char *s = j->nodes[node].s;

	if (airbyte_eval(st, j, j->nodes[node].child, v) != 0 ||
	    airbyte_settle(st, v) != 0)
		return -1;
	if (same(s, "none"))
		airbyte_set_bool(v, v->kind == AIRBYTE_NULL);
	else if (same(s, "defined"))
		airbyte_set_bool(v, v->kind != AIRBYTE_UNDEFINED);
	else if (same(s, "true") || same(s, "false"))
		airbyte_set_bool(v, v->kind == AIRBYTE_BOOL &&
				v->truth == (s[0] == 't'));
	else if (same(s, "string"))
		airbyte_set_bool(v, v->kind == AIRBYTE_TEXT);
	else
		return airbyte_fail(st, "a test ('is %s')", s);
	return 0;
}

int
airbyte_holds(
    struct airbyte_stream *st, const struct jinja *j, size_t node, bool *out)
{
	struct airbyte_value v;

	if (airbyte_eval(st, j, node, &v) != 0 || airbyte_settle(st, &v) != 0)
		return -1;
	if (!airbyte_is_constant(&v))
		return airbyte_fail(st, "a condition on what is not known yet");
	*out = airbyte_is_true(&v);
	return 0;
}

int
airbyte_eval(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	const struct jinja_node *at = &j->nodes[node];
	struct airbyte_chain c;
	bool holds;
	int rc;

	memset(v, 0, sizeof(*v));
	airbyte_read_chain(j, node, &c);
	if (c.root != NULL)
		return eval_chain(st, j, &c, v);
	switch (at->kind) {
	case JINJA_STRING:
	case JINJA_NUMBER:
		airbyte_set_text(v,
		    at->kind == JINJA_STRING ? AIRBYTE_TEXT : AIRBYTE_NUMBER,
		    airbyte_text(st, "%s", at->s));
		return 0;
	case JINJA_TRUE:
	case JINJA_FALSE:
		airbyte_set_bool(v, at->kind == JINJA_TRUE);
		return 0;
	case JINJA_NULL:
		v->kind = AIRBYTE_NULL;
		return 0;
	case JINJA_LIST:
	case JINJA_DICT:
		return eval_items(st, j, node, v);
	case JINJA_BINARY:
		return airbyte_eval_binary(st, j, node, v);
	case JINJA_IF:
		return eval_if(st, j, node, v);
	case JINJA_TEST:
		return eval_test(st, j, node, v);
	case JINJA_NOT:
		rc = airbyte_holds(st, j, at->child, &holds);
		airbyte_set_bool(v, rc == 0 && !holds);
		return rc;
	default:
		return airbyte_eval_call(st, j, node, v);
	}
}
