/* jinja: template expressions as trees; see jinja.h. */
#include "aai-describe/jinja.h"

#include <string.h>

#include "aai-describe/jinja_token.h"
#include "base/buf.h"
#include "base/mem.h"

struct parser {
	struct jinja *j;
	struct jinja_tokens t;
	unsigned depth;
	struct error *e;
};

static size_t parse_choice(struct parser *p);
static size_t parse_unary(struct parser *p);

static size_t
wrong(struct parser *p, const char *what)
{
	if (p->e->kind == ERROR_NONE)
		error_set(p->e, ERROR_INPUT, "%s", what);
	return JINJA_NONE;
}

static size_t
add(struct parser *p, enum jinja_kind kind, const char *s, size_t len)
{
	struct jinja *j = p->j;

	j->nodes = mem_grow(j->nodes, &j->cap, j->n + 1, sizeof(*j->nodes));
	j->nodes[j->n] = (struct jinja_node){ kind,
		s != NULL ? mem_dup(s, len) : NULL, JINJA_NONE, JINJA_NONE };
	return j->n++;
}

static size_t
add_str(struct parser *p, enum jinja_kind kind, const char *s)
{
	return add(p, kind, s, s != NULL ? strlen(s) : 0);
}

/* Hang child under node, after what hangs there.  JINJA_NONE: an error. */
static size_t
hang(struct parser *p, size_t node, size_t child)
{
	size_t *to;

	if (node == JINJA_NONE || child == JINJA_NONE)
		return JINJA_NONE;
	to = &p->j->nodes[node].child;
	while (*to != JINJA_NONE)
		to = &p->j->nodes[*to].next;
	*to = child;
	return node;
}

static size_t
binary(struct parser *p, const char *op, size_t a, size_t b)
{
	size_t node = add_str(p, JINJA_BINARY, op);

	return hang(p, hang(p, node, a), b);
}

static bool
take(struct parser *p, const char *s)
{
	return jinja_take(&p->t, s);
}

static size_t
parse_group(struct parser *p)
{
	size_t node = parse_choice(p);

	if (node != JINJA_NONE && !take(p, ")"))
		return wrong(p, "a ')' is missing");
	return node;
}

/* Items up to the bracket end; with names before them in an object. */
static size_t
parse_items(struct parser *p, enum jinja_kind kind, const char *end)
{
	size_t node = add_str(p, kind, NULL);

	while (node != JINJA_NONE && !take(p, end)) {
		if (p->j->nodes[node].child != JINJA_NONE && !take(p, ","))
			return wrong(p, "a ',' is missing");
		if (take(p, end))
			break;
		node = hang(p, node, parse_choice(p));
		if (kind != JINJA_DICT || node == JINJA_NONE)
			continue;
		if (!take(p, ":"))
			return wrong(p, "a ':' is missing");
		node = hang(p, node, parse_choice(p));
	}
	return node;
}

static size_t
parse_word(struct parser *p)
{
	static const struct {
		const char *name;
		enum jinja_kind kind;
	} words[] = { { "true", JINJA_TRUE }, { "True", JINJA_TRUE },
		{ "false", JINJA_FALSE }, { "False", JINJA_FALSE },
		{ "none", JINJA_NULL }, { "None", JINJA_NULL },
		{ "null", JINJA_NAME } };
	struct jinja_token t = p->t.now;
	size_t i;

	jinja_advance(&p->t);
	for (i = 0; i < LEN(words); i++)
		if (t.len == strlen(words[i].name) &&
		    memcmp(t.s, words[i].name, t.len) == 0)
			return add(p, words[i].kind, t.s, t.len);
	return add(p, JINJA_NAME, t.s, t.len);
}

/* Strings side by side are one. */
static size_t
parse_string(struct parser *p)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t node;

	while (p->t.now.kind == JINJA_TOKEN_STRING) {
		jinja_unquote(&p->t.now, &b);
		jinja_advance(&p->t);
	}
	node = add(p, JINJA_STRING, (const char *)b.data, b.len);
	if (b.len == 0)
		p->j->nodes[node].s = mem_str("");
	buf_free(&b);
	return node;
}

static size_t
parse_primary(struct parser *p)
{
	struct jinja_token t = p->t.now;

	if (t.kind == JINJA_TOKEN_STRING)
		return parse_string(p);
	if (t.kind == JINJA_TOKEN_WORD)
		return parse_word(p);
	if (t.kind == JINJA_TOKEN_NUMBER) {
		jinja_advance(&p->t);
		return add(p, JINJA_NUMBER, t.s, t.len);
	}
	if (take(p, "("))
		return parse_group(p);
	if (take(p, "["))
		return parse_items(p, JINJA_LIST, "]");
	if (take(p, "{"))
		return parse_items(p, JINJA_DICT, "}");
	return wrong(p, "an expression is missing, or of an unknown kind");
}

/* Arguments after '(', up to ')'. */
static size_t
parse_arguments(struct parser *p, size_t node)
{
	bool first = true;
	size_t value;

	while (node != JINJA_NONE && !take(p, ")")) {
		struct jinja_token t;

		if (!first && !take(p, ","))
			return wrong(p, "a ',' is missing");
		first = false;
		if (take(p, ")"))
			break;
		t = p->t.now;
		value = parse_choice(p);
		if (value != JINJA_NONE && t.kind == JINJA_TOKEN_WORD &&
		    take(p, "="))
			value = hang(p, add(p, JINJA_KEYWORD, t.s, t.len),
			    parse_choice(p));
		node = hang(p, node, value);
	}
	return node;
}

static size_t
parse_bracket(struct parser *p, size_t node)
{
	const char *from = p->t.now.s;
	size_t index, child;

	for (const char *at = from; *at != ']' && *at != '\0'; at++)
		if (*at == ':' && from[0] != '"' && from[0] != '\'') {
			child = add(p, JINJA_SLICE, from, strcspn(from, "]"));
			while (p->t.now.kind != JINJA_TOKEN_END &&
			       !take(p, "]"))
				jinja_advance(&p->t);
			return hang(p, child, node);
		}
	index = parse_choice(p);
	if (index == JINJA_NONE)
		return JINJA_NONE;
	if (!take(p, "]"))
		return wrong(p, "a ']' is missing");
	if (p->j->nodes[index].kind == JINJA_STRING)
		return hang(p,
		    add_str(p, JINJA_MEMBER, p->j->nodes[index].s), node);
	return hang(p, hang(p, add_str(p, JINJA_INDEX, NULL), node), index);
}

static size_t
parse_named(struct parser *p, size_t node, enum jinja_kind kind)
{
	struct jinja_token t = p->t.now;

	if (t.kind != JINJA_TOKEN_WORD)
		return wrong(p, "a name is missing");
	jinja_advance(&p->t);
	node = hang(p, add(p, kind, t.s, t.len), node);
	if (kind == JINJA_FILTER && take(p, "("))
		return parse_arguments(p, node);
	return node;
}

static size_t
parse_test(struct parser *p, size_t node)
{
	bool negated = take(p, "not");

	node = parse_named(p, node, JINJA_TEST);
	if (node != JINJA_NONE && negated)
		return hang(p, add_str(p, JINJA_NOT, NULL), node);
	return node;
}

static size_t
parse_postfix(struct parser *p)
{
	size_t node = parse_primary(p);

	while (node != JINJA_NONE) {
		if (take(p, "."))
			node = parse_named(p, node, JINJA_MEMBER);
		else if (take(p, "["))
			node = parse_bracket(p, node);
		else if (take(p, "("))
			node = parse_arguments(
			    p, hang(p, add_str(p, JINJA_CALL, NULL), node));
		else if (take(p, "|"))
			node = parse_named(p, node, JINJA_FILTER);
		else if (take(p, "is"))
			node = parse_test(p, node);
		else
			break;
	}
	return node;
}

static size_t
parse_unary(struct parser *p)
{
	size_t node;

	if (!take(p, "-"))
		return parse_postfix(p);
	if (p->depth >= JINJA_DEPTH)
		return wrong(p, "the expression is nested too deeply");
	p->depth++;
	node = hang(p, add_str(p, JINJA_NEGATED, NULL), parse_unary(p));
	p->depth--;
	return node;
}

/* Operators that bind alike, from those that bind most. */
static const char *const products[] = { "*", "//", "/", "%", NULL };
static const char *const sums[] = { "+", "-", NULL };
static const char *const tildes[] = { "~", NULL };
static const char *const comparisons[] = { "==", "!=", "<=", ">=", "<", ">",
	"in", NULL };
static const char *const ands[] = { "and", NULL };
static const char *const ors[] = { "or", NULL };
static const char *const *const levels[] = { products, sums, tildes,
	comparisons, ands, ors };

enum {
	COMPARISON = 3,
	AND = 4
};

static const char *
take_one(struct parser *p, const char *const *ops)
{
	while (*ops != NULL && !take(p, *ops))
		ops++;
	return *ops;
}

static size_t parse_level(struct parser *p, size_t level);

static size_t
parse_not(struct parser *p)
{
	size_t node;

	if (!take(p, "not"))
		return parse_level(p, COMPARISON);
	if (p->depth++ >= JINJA_DEPTH)
		return wrong(p, "the expression is nested too deeply");
	node = hang(p, add_str(p, JINJA_NOT, NULL), parse_not(p));
	p->depth--;
	return node;
}

static size_t
parse_below(struct parser *p, size_t level)
{
	return level == 0   ? parse_unary(p)
	       : level == AND ? parse_not(p)
			      : parse_level(p, level - 1);
}

static size_t
parse_level(struct parser *p, size_t level)
{
	size_t node = parse_below(p, level);
	const char *op;

	while (node != JINJA_NONE) {
		op = take_one(p, levels[level]);
		if (op != NULL) {
			node = binary(p, op, node, parse_below(p, level));
			continue;
		}
		if (level != COMPARISON || !jinja_take_two(&p->t, "not", "in"))
			break;
		node = binary(p, "in", node, parse_below(p, level));
		if (node != JINJA_NONE)
			node = hang(p, add_str(p, JINJA_NOT, NULL), node);
	}
	return node;
}

static size_t
parse_choice(struct parser *p)
{
	size_t value, condition, node;

	if (p->depth++ >= JINJA_DEPTH)
		return wrong(p, "the expression is nested too deeply");
	value = parse_level(p, LEN(levels) - 1);
	if (value != JINJA_NONE && take(p, "if")) {
		condition = parse_level(p, LEN(levels) - 1);
		node = hang(p, add_str(p, JINJA_IF, NULL), condition);
		value = hang(p, node, value);
		if (value != JINJA_NONE && take(p, "else"))
			value = hang(p, value, parse_choice(p));
	}
	p->depth--;
	return value;
}

int
jinja_parse(struct jinja *j, const char *text, size_t len, size_t *root,
    struct error *e)
{
	struct parser p = { .j = j, .e = e };
	char *copy = mem_dup(text, len);

	e->kind = ERROR_NONE;
	if (len > JINJA_LENGTH) {
		mem_free(copy);
		*root = wrong(&p, "the expression is too long");
		return -1;
	}
	jinja_begin(&p.t, copy, len);
	*root = parse_choice(&p);
	if (*root != JINJA_NONE && p.t.now.kind != JINJA_TOKEN_END)
		*root = wrong(&p, "something follows the expression");
	mem_free(copy);
	return *root != JINJA_NONE ? 0 : -1;
}

size_t
jinja_child(const struct jinja *j, size_t node, size_t n)
{
	size_t at = j->nodes[node].child;

	while (n-- > 0 && at != JINJA_NONE)
		at = j->nodes[at].next;
	return at;
}

void
jinja_free(struct jinja *j)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		mem_free(j->nodes[i].s);
	mem_free(j->nodes);
	memset(j, 0, sizeof(*j));
}
