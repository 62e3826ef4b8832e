/* airbyte_pages: paginators; see airbyte.h. */
#include <stdlib.h>
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "json/text.h"

struct paginator {
	size_t node;
	size_t strategy;
	size_t token_option;
	size_t size_option;
	bool url; /* the token is a URL */
	struct source_members pages;
	const char *param; /* where the token goes, or NULL */
	const char *size;  /* the parameter with the size */
	bool ends_short;
};

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The parameter's value at the first page. */
static void
put_first(struct airbyte_stream *st, const char *param, long value)
{
	struct source_members p = { 0 };
	const char *old = source_member(&st->params, param);

	if (old != NULL && strstr(old, "\"in\":\"body\"") != NULL)
		source_put_text(&p, "in", "body");
	source_put_int(&p, "default", value);
	source_put_bool(&p, "selects", false);
	source_put_members(&st->params, param, &p);
	source_members_free(&p);
}

/* The page's size: a number, or one that users set. */
static int
read_size(struct airbyte_stream *st, struct paginator *p,
    struct airbyte_value *v)
{
	size_t node = document_get(st->d, p->strategy, "page_size");
	const char *place = st->place;
	int rc;

	memset(v, 0, sizeof(*v));
	if (node == JSON_NO_NODE)
		return 0;
	st->place = airbyte_at(st, place, "pagination_strategy.page_size");
	st->settled = true;
	rc = airbyte_node(st, node, v);
	st->settled = false;
	st->place = rc == 0 ? place : st->place;
	if (rc != 0 || airbyte_settle(st, v) != 0)
		return -1;
	airbyte_literal(st, v);
	if (v->kind == AIRBYTE_NULL || v->kind == AIRBYTE_UNDEFINED)
		return 0;
	return v->kind == AIRBYTE_NUMBER
		   ? 0
		   : airbyte_fail(st, "a page's size that is not a number");
}

static int
put_size(struct airbyte_stream *st, struct paginator *p)
{
	struct airbyte_value v;
	struct source_members m = { 0 };
	const char *into = document_text(st->d, p->size_option, "inject_into");
	const char *param = NULL;

	if (read_size(st, p, &v) != 0)
		return -1;
	if (v.kind != AIRBYTE_NUMBER)
		return 0;
	if (p->size_option == JSON_NO_NODE && !p->ends_short)
		return 0;
	p->size = "page_size";
	if (p->size_option != JSON_NO_NODE &&
	    airbyte_option(st, p->size_option, "size", &param) != 0)
		return -1;
	if (param != NULL)
		p->size = param;
	else if (source_member(&st->params, p->size) != NULL)
		return airbyte_fail(st, "a parameter that is called page_size");
	source_put(&m, "default", v.s);
	source_put_bool(&m, "selects", false);
	if (param == NULL)
		source_put_text(&m, "in", "none");
	else if (into != NULL && strncmp(into, "body", 4) == 0)
		source_put_text(&m, "in", "body");
	source_put_members(&st->params, p->size, &m);
	source_members_free(&m);
	source_put_text(&p->pages, "size", p->size);
	if (p->ends_short)
		source_put_bool(&p->pages, "short_ends", true);
	return 0;
}

/* Where the value that leads on goes; name is its own in templates. */
static int
put_token(struct airbyte_stream *st, struct paginator *p, const char *name)
{
	if (p->url)
		return 0;
	if (p->token_option == JSON_NO_NODE) {
		if (!st->token_used)
			return airbyte_fail(st, "pages that lead nowhere");
		return 0;
	}
	if (airbyte_option(st, p->token_option, name, &p->param) != 0)
		return -1;
	if (p->param != NULL)
		source_put_text(&p->pages, "param", p->param);
	return 0;
}

static int
put_counted(struct airbyte_stream *st, struct paginator *p, bool page)
{
	const char *name = page ? "page" : "offset";
	size_t from = document_get(st->d, p->strategy, "start_from_page");
	bool inject = document_bool(st->d,
	    document_get(st->d, p->strategy, "inject_on_first_request"), false);
	int64_t start = 0;

	if (from != JSON_NO_NODE &&
	    !document_int(st->d, from, 0, 1000000, &start))
		return airbyte_fail(st, "a first page that is computed");
	if (p->url)
		return airbyte_fail(st, "a number as a URL");
	source_put_text(&p->pages, "kind", name);
	p->ends_short = true;
	if (put_token(st, p, name) != 0 || put_size(st, p) != 0)
		return -1;
	if (page || start != 0)
		source_put_int(&p->pages, "start", start);
	if (inject && p->param != NULL)
		put_first(st, p->param, (long)start);
	else if (!inject && p->param == NULL && !st->first_given)
		return airbyte_fail(
		    st, "a number in a template that the first page has not");
	return 0;
}

/* An expression that is the whole of a text. */
static int
parse_whole(struct airbyte_stream *st, const char *text, struct jinja *j,
    size_t *root)
{
	size_t at = 0, from, len;
	bool expression, statement;
	struct error e = { 0 };

	while (*text == ' ' || *text == '\n')
		text++;
	if (!jinja_part(text, &at, &from, &len, &expression, &statement) ||
	    !expression || strspn(text + at, " \n") != strlen(text + at))
		return airbyte_fail(
		    st, "it is not one expression: %.200s", text);
	if (jinja_parse(j, text + from, len, root, &e) != 0)
		return airbyte_fail(st, "%s: %.200s", e.text, text);
	return 0;
}

static bool
is_falsy(const struct jinja *j, size_t node)
{
	const struct jinja_node *n;

	if (node == JINJA_NONE)
		return true;
	n = &j->nodes[node];
	return n->kind == JINJA_NULL || n->kind == JINJA_FALSE ||
	       (n->kind == JINJA_STRING && *n->s == '\0') ||
	       (n->kind == JINJA_NUMBER && same(n->s, "0")) ||
	       ((n->kind == JINJA_DICT || n->kind == JINJA_LIST) &&
		   n->child == JINJA_NONE);
}

/* Without what changes nothing: "| string", "or ''", "x if x else none". */
static size_t
simplify(const struct jinja *j, size_t node)
{
	for (;;) {
		const struct jinja_node *n = &j->nodes[node];

		if (n->kind == JINJA_FILTER &&
		    (same(n->s, "string") || same(n->s, "int")))
			node = n->child;
		else if (n->kind == JINJA_BINARY && same(n->s, "or") &&
			 is_falsy(j, jinja_child(j, node, 1)))
			node = n->child;
		else
			return node;
	}
}

static bool
same_names(const struct airbyte_chain *a, const struct airbyte_chain *b,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!same(a->names[i], b->names[i]))
			return false;
	return true;
}

/*
 * Whether a condition to stop says no more than that there is no next value:
 * "not X", "X is none", "X == ''", where X is the value or what it is in.
 */
static bool
says_no_token(
    const struct jinja *j, size_t node, const struct airbyte_chain *token)
{
	const struct jinja_node *n = &j->nodes[node];
	struct airbyte_chain c;
	size_t x = n->child;

	if (n->kind == JINJA_BINARY && same(n->s, "or"))
		return says_no_token(j, x, token) &&
		       says_no_token(j, jinja_child(j, node, 1), token);
	if (n->kind == JINJA_BINARY && same(n->s, "==") &&
	    is_falsy(j, jinja_child(j, node, 1)))
		;
	else if (n->kind == JINJA_NOT && j->nodes[x].kind == JINJA_TEST &&
		 same(j->nodes[x].s, "defined"))
		x = j->nodes[x].child;
	else if (n->kind == JINJA_NOT && j->nodes[x].kind == JINJA_BINARY &&
		 same(j->nodes[x].s, "in") && token->n > 0) {
		size_t name = j->nodes[x].child;

		airbyte_read_chain(j, jinja_child(j, x, 1), &c);
		return j->nodes[name].kind == JINJA_STRING && c.root != NULL &&
		       same(c.root, token->root) && c.n < token->n &&
		       same_names(&c, token, c.n) &&
		       same(j->nodes[name].s, token->names[c.n]);
	} else if (n->kind != JINJA_NOT &&
		   !(n->kind == JINJA_TEST &&
		       (same(n->s, "none") || same(n->s, "false"))))
		return false;
	airbyte_read_chain(j, simplify(j, x), &c);
	return c.root != NULL && same(c.root, token->root) && c.n > 0 &&
	       c.n <= token->n && same_names(&c, token, c.n);
}

/* last_page_size against a number: 1: that a page is short, 2: empty. */
static int
about_size(struct airbyte_stream *st, const struct jinja *j, size_t node,
    const struct airbyte_value *size)
{
	const struct jinja_node *n = &j->nodes[node];
	const struct jinja_node *a, *b;

	if (n->kind == JINJA_NOT)
		return j->nodes[n->child].kind == JINJA_NAME &&
			       same(j->nodes[n->child].s, "last_page_size")
			   ? 2
			   : 0;
	if (n->kind != JINJA_BINARY)
		return 0;
	(void)st;
	a = &j->nodes[n->child];
	b = &j->nodes[jinja_child(j, node, 1)];
	if (a->kind != JINJA_NAME || !same(a->s, "last_page_size") ||
	    b->kind != JINJA_NUMBER)
		return 0;
	if ((same(n->s, "==") && same(b->s, "0")) ||
	    (same(n->s, "<") && same(b->s, "1")))
		return 2;
	return same(n->s, "<") && size->kind == AIRBYTE_NUMBER &&
		       same(size->s, b->s)
		   ? 1
		   : 0;
}

static int
put_ends(struct airbyte_stream *st, struct paginator *p,
    const struct airbyte_chain *token)
{
	const char *text = document_text(st->d, p->strategy, "stop_condition");
	struct buf jq = buf_make(SIZE_MAX / 2), b = buf_make(SIZE_MAX / 2);
	struct airbyte_value size;
	struct jinja j = { 0 };
	const char *place = st->place;
	size_t root;
	int rc, about;

	if (document_get(st->d, p->strategy, "stop_condition") ==
		JSON_NO_NODE ||
	    document_bool(st->d,
		document_get(st->d, p->strategy, "stop_condition"), true) ==
		false ||
	    (text != NULL && same(text, "{{ False }}")))
		return 0;
	st->place = airbyte_at(st, place, "pagination_strategy.stop_condition");
	rc = text == NULL || read_size(st, p, &size) != 0
		 ? airbyte_fail(st, "a condition that is not text")
		 : parse_whole(st, text, &j, &root);
	about = rc == 0 ? about_size(st, &j, root, &size) : 0;
	if (about == 1) {
		p->ends_short = true;
	} else if (about == 2) {
		source_put_bool(&p->pages, "empty_ends", true);
	} else if (rc == 0 && !says_no_token(&j, root, token)) {
		rc = airbyte_jq(st, &j, root, "response", &jq);
		if (rc == 0) {
			buf_str(&jq, "" /* its truth */
				     "|(.!=null and .!=false and .!=\"\" and "
				     ".!=0 and .!=[] and .!={})");
			buf_str(&b, "[{\"at\":{\"jq\":");
			json_quote((const char *)jq.data, jq.len, &b);
			buf_str(&b, "},\"is\":[true]}]");
			source_put_buf(&p->pages, "ends", &b);
		}
	}
	buf_free(&jq);
	buf_free(&b);
	jinja_free(&j);
	st->place = rc == 0 ? place : st->place;
	return rc;
}

static void
put_path(struct airbyte_stream *st, struct source_members *m, const char *name,
    const struct airbyte_chain *c)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (i > 0)
			buf_byte(&b, '.');
		airbyte_put_name(&b, c->names[i]);
	}
	source_put_text(m, name, airbyte_text(st, "%.*s", (int)b.len, b.data));
	buf_free(&b);
}

/* headers.link.next.url */
static bool
is_link(const struct airbyte_chain *c)
{
	return c->root != NULL && same(c->root, "headers") && c->n == 3 &&
	       (same(c->names[0], "link") || same(c->names[0], "Link")) &&
	       same(c->names[2], "url");
}

static int
put_source(struct airbyte_stream *st, struct paginator *p,
    const struct jinja *j, size_t root, const struct airbyte_chain *c)
{
	struct buf jq = buf_make(SIZE_MAX / 2), b = buf_make(SIZE_MAX / 2);
	bool last = false;
	size_t i;
	int rc;

	if (c->root != NULL && same(c->root, "headers") && c->n == 1) {
		buf_str(&b, "{\"header\":");
		json_quote(c->names[0], strlen(c->names[0]), &b);
		buf_byte(&b, '}');
		source_put_buf(&p->pages, "next", &b);
		return 0;
	}
	if (c->root != NULL && c->n > 0 &&
	    (same(c->root, "response") || same(c->root, "last_record")) &&
	    is_falsy(j, c->otherwise)) {
		put_path(st, &p->pages, "next", c);
		return 0;
	}
	for (i = 0; i < j->n; i++)
		last = last || (j->nodes[i].kind == JINJA_NAME &&
				   same(j->nodes[i].s, "last_record"));
	rc = airbyte_jq(st, j, root, last ? "last_record" : "response", &jq);
	if (rc == 0) {
		buf_str(&b, "{\"jq\":");
		json_quote((const char *)jq.data, jq.len, &b);
		buf_byte(&b, '}');
		source_put_buf(&p->pages, "next", &b);
		if (last)
			source_put_text(&p->pages, "kind", "last");
	}
	buf_free(&jq);
	buf_free(&b);
	return rc;
}

static int
put_cursor(struct airbyte_stream *st, struct paginator *p)
{
	const char *text = document_text(st->d, p->strategy, "cursor_value");
	const char *place = st->place;
	struct airbyte_chain c;
	struct jinja j = { 0 };
	size_t root = 0;
	int rc;

	st->place = airbyte_at(st, place, "pagination_strategy.cursor_value");
	rc = text == NULL ? airbyte_fail(st, "a token that is not said")
			  : parse_whole(st, text, &j, &root);
	if (rc == 0) {
		root = simplify(&j, root);
		airbyte_read_chain(&j, root, &c);
		source_put_text(
		    &p->pages, "kind", p->url ? "next_url" : "cursor");
		if (c.root != NULL && same(c.root, "last_record")) {
			source_put_text(&p->pages, "kind", "last");
			if (p->url)
				rc = airbyte_fail(st, "a record's URL");
		}
	}
	if (rc == 0 && is_link(&c) && p->url) {
		source_put_text(&p->pages, "kind", "link");
		if (!same(c.names[1], "next"))
			source_put_text(&p->pages, "rel", c.names[1]);
	} else if (rc == 0) {
		rc = put_source(st, p, &j, root, &c);
	}
	if (rc == 0) {
		st->place = place;
		if (is_link(&c) && p->url)
			c.n = 3;
		rc = c.root == NULL || c.n == 0
			 ? put_ends(st, p,
			       &(struct airbyte_chain){ .root = "response" })
			 : put_ends(st, p, &c);
	}
	jinja_free(&j);
	if (rc != 0)
		return -1;
	return put_token(st, p, "next") != 0 ? -1 : put_size(st, p);
}

static bool
is_url_option(struct airbyte_stream *st, size_t option)
{
	const char *into = document_text(st->d, option, "inject_into");

	return same(airbyte_type(st, option), "RequestPath") ||
	       (into != NULL && same(into, "path"));
}

int
airbyte_pages(struct airbyte_stream *st, size_t retriever)
{
	struct paginator p = { 0 };
	const char *place = st->place, *kind;
	int rc;

	p.node = document_get(st->d, retriever, "paginator");
	st->place = airbyte_at(st, place, "paginator");
	if (document_kind(st->d, p.node) != JSON_OBJECT ||
	    same(airbyte_type(st, p.node), "NoPagination")) {
		st->place = place;
		return 0;
	}
	p.strategy = document_get(st->d, p.node, "pagination_strategy");
	p.token_option = document_get(st->d, p.node, "page_token_option");
	p.size_option = document_get(st->d, p.node, "page_size_option");
	if (document_kind(st->d, p.size_option) != JSON_OBJECT)
		p.size_option = JSON_NO_NODE;
	if (document_kind(st->d, p.token_option) != JSON_OBJECT)
		p.token_option = JSON_NO_NODE;
	kind = airbyte_type(st, p.strategy);
	p.url = is_url_option(st, p.token_option);
	if (same(kind, "PageIncrement") || same(kind, "OffsetIncrement"))
		rc = put_counted(st, &p, kind[0] == 'P');
	else if (same(kind, "CursorPagination"))
		rc = put_cursor(st, &p);
	else
		rc = airbyte_fail(st, "pages by %s", kind);
	if (rc == 0) {
		st->paging = airbyte_text(st, "%s",
		    source_member(&p.pages, "kind"));
		source_put_members(&st->members, "pages", &p.pages);
		st->place = place;
	}
	source_members_free(&p.pages);
	return rc;
}
