/* airbyte_operator: operators of templates; see airbyte_value.h. */
#include <inttypes.h>
#include <string.h>

#include "aai-describe/airbyte_value.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int
concatenate(struct airbyte_stream *st, const struct airbyte_value *a,
    const struct airbyte_value *b, struct airbyte_value *v)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	int rc = 0;

	if (airbyte_is_constant(a) && airbyte_is_constant(b)) {
		airbyte_set_text(v, AIRBYTE_TEXT, airbyte_text(st, "%s%s",
		    airbyte_constant(a), airbyte_constant(b)));
		return 0;
	}
	if (airbyte_put_template(st, a, &out) != 0 ||
	    airbyte_put_template(st, b, &out) != 0)
		rc = -1;
	airbyte_set_text(v, AIRBYTE_TEMPLATE,
	    airbyte_text(st, "%.*s", (int)out.len, out.data));
	buf_free(&out);
	return rc;
}

static int
compute(struct airbyte_stream *st, const char *op,
    const struct airbyte_value *a, const struct airbyte_value *b,
    struct airbyte_value *v)
{
	int64_t x, y;

	if (a->kind == AIRBYTE_TIME && b->kind == AIRBYTE_DURATION &&
	    b->months == 0) {
		*v = *a;
		v->seconds += op[0] == '-' ? b->seconds : -b->seconds;
		return 0;
	}
	if (a->kind != AIRBYTE_NUMBER || b->kind != AIRBYTE_NUMBER ||
	    !airbyte_whole(a, &x) || !airbyte_whole(b, &y))
		return airbyte_fail(st, "arithmetic ('%s')", op);
	if (op[1] != '\0' || op[0] == '%' || op[0] == '/')
		return airbyte_fail(st, "arithmetic ('%s')", op);
	x = op[0] == '+' ? x + y : op[0] == '-' ? x - y : x * y;
	airbyte_set_text(v, AIRBYTE_NUMBER, airbyte_text(st, "%" PRId64, x));
	return 0;
}

static bool
is_in(struct airbyte_stream *st, const struct airbyte_value *a,
    const struct airbyte_value *b)
{
	struct buf quoted = buf_make(SIZE_MAX / 2);
	const char *text = airbyte_constant(b);
	bool found;

	if (b->kind == AIRBYTE_JSON)
		airbyte_put_json(a, &quoted);
	else
		buf_str(&quoted, airbyte_constant(a));
	buf_byte(&quoted, '\0');
	found = text != NULL && strstr(text, (const char *)quoted.data) != NULL;
	buf_free(&quoted);
	(void)st;
	return found;
}

static int
compare(struct airbyte_stream *st, const char *op, struct airbyte_value *a,
    struct airbyte_value *b, struct airbyte_value *v)
{
	bool equal;

	if (airbyte_settle(st, a) != 0 || airbyte_settle(st, b) != 0)
		return -1;
	if (!airbyte_is_constant(a) || !airbyte_is_constant(b) ||
	    op[0] == '<' || op[0] == '>')
		return airbyte_fail(st, "a comparison ('%s')", op);
	if (same(op, "in")) {
		airbyte_set_bool(v, is_in(st, a, b));
		return 0;
	}
	equal = (a->kind == b->kind) &&
		same(airbyte_constant(a), airbyte_constant(b));
	airbyte_set_bool(v, equal == (op[0] == '='));
	return 0;
}

/* a or b: what users set has b as its default; else it is known. */
static int
eval_or(struct airbyte_stream *st, const struct jinja *j, size_t node,
    struct airbyte_value *v)
{
	size_t right = jinja_child(j, node, 1);
	bool either = same(j->nodes[node].s, "or");
	struct airbyte_value b;

	if (airbyte_eval(st, j, jinja_child(j, node, 0), v) != 0)
		return -1;
	if (either && v->kind == AIRBYTE_SETTING) {
		if (airbyte_eval(st, j, right, &b) != 0)
			return -1;
		if (airbyte_is_constant(&b)) {
			v->fallback = airbyte_is_true(&b)
					  ? airbyte_constant(&b)
					  : NULL;
			return 0;
		}
		if (st->loose) {
			*v = b;
			return 0;
		}
	}
	if (either && v->kind == AIRBYTE_FIELD && st->token != NULL &&
	    same(v->s, st->token)) {
		/* the other one stands there at the first page alone */
		if (airbyte_eval(st, j, right, &b) != 0)
			return -1;
		if (st->first == NULL || airbyte_constant(&b) == NULL ||
		    !same(airbyte_constant(&b), st->first))
			return airbyte_fail(st, "a token with a first value");
		st->first_given = true;
		return 0;
	}
	if (airbyte_settle(st, v) != 0)
		return -1;
	return airbyte_is_true(v) == either ? 0 : airbyte_eval(st, j, right, v);
}

int
airbyte_eval_binary(struct airbyte_stream *st, const struct jinja *j,
    size_t node, struct airbyte_value *v)
{
	const char *op = j->nodes[node].s;
	struct airbyte_value a, b;

	if (same(op, "or") || same(op, "and"))
		return eval_or(st, j, node, v);
	if (airbyte_eval(st, j, jinja_child(j, node, 0), &a) != 0 ||
	    airbyte_eval(st, j, jinja_child(j, node, 1), &b) != 0)
		return -1;
	if (same(op, "~") ||
	    (same(op, "+") &&
		(a.kind == AIRBYTE_TEXT || b.kind == AIRBYTE_TEXT)))
		return concatenate(st, &a, &b, v);
	if (strchr("=!<>i", op[0]) != NULL)
		return compare(st, op, &a, &b, v);
	return compute(st, op, &a, &b, v);
}
