/* delivery: one webhook delivery as a record; see delivery.h. */
#include "aai-listen/delivery.h"

#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/num.h"
#include "base/utf8.h"
#include "json/text.h"

#define OURS       "webhook"
#define PARAMS_MAX 100
#define ID_MAX     200
#define NRENAMED   3

/* Whether the node is an id that can stand in a URL's path. */
static bool
is_id(const struct json_tree *t, size_t node)
{
	const struct json_node *n;
	size_t i;

	if (node == JSON_NO_NODE || t->nodes[node].kind != JSON_STRING)
		return false;
	n = &t->nodes[node];
	for (i = n->from; i < n->to; i++)
		if (strchr(
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_",
			t->text[i]) == NULL)
			return false;
	return n->to > n->from && n->to - n->from <= ID_MAX;
}

/* Names that have a meaning here, and what members of them are called. */
struct renamed {
	const char *name;
	char other[64];
};

/*
 * Give it this many "_" that no other member has that name, once for all
 * members that share it; false when all that are looked at are taken.
 */
static bool
find_other(struct renamed *r, const struct json_tree *t)
{
	size_t len = strlen(r->name);

	if (json_get(t, 0, r->name) == JSON_NO_NODE)
		return true;
	memcpy(r->other, r->name, len);
	while (len + 1 < sizeof(r->other)) {
		r->other[len++] = '_';
		r->other[len] = '\0';
		if (json_get(t, 0, r->other) == JSON_NO_NODE)
			return true;
	}
	return false;
}

/* Append a member's name, made another when it has a meaning here. */
static void
put_name(struct buf *out, const struct json_tree *t, size_t key,
    const struct renamed renamed[NRENAMED])
{
	const struct json_node *n = &t->nodes[key];
	size_t i;

	for (i = 0; i < NRENAMED; i++)
		if (json_equals(t, key, renamed[i].name)) {
			json_quote(renamed[i].other, strlen(renamed[i].other),
			    out);
			return;
		}
	buf_put(out, t->text + n->from - 1, n->to - n->from + 2);
}

/* Append the members; false when no names are left for some. */
static bool
put_members(struct buf *out, const struct json_tree *t)
{
	struct renamed renamed[NRENAMED] = { { .name = OURS },
		{ .name = "_table" }, { .name = "_columns" } };
	const struct json_node *value;
	size_t key, quote, i;

	for (i = 0; i < NRENAMED; i++)
		if (!find_other(&renamed[i], t))
			return false;
	for (key = json_next(t, 0, JSON_NO_NODE); key != JSON_NO_NODE;
	     key = json_next(t, 0, key)) {
		value = &t->nodes[key + 1];
		put_name(out, t, key, renamed);
		buf_byte(out, ':');
		quote = value->kind == JSON_STRING; /* not in its span */
		json_compact(t->text + value->from - quote,
		    value->to - value->from + 2 * quote, out);
		buf_byte(out, ',');
	}
	return true;
}

/* How many of the parameters from the given one on have its name. */
static size_t
count_same(const struct target *t, size_t from)
{
	size_t i, n = 0;

	for (i = from; i < t->n; i++)
		n += strcmp(t->params[i].name, t->params[from].name) == 0;
	return n;
}

static void
put_param(struct buf *out, const struct target *t, size_t at)
{
	size_t i, n = count_same(t, at);
	const char *separator = n > 1 ? "[" : "";

	json_quote(t->params[at].name, strlen(t->params[at].name), out);
	buf_byte(out, ':');
	for (i = at; i < t->n; i++) {
		if (strcmp(t->params[i].name, t->params[at].name) != 0)
			continue;
		buf_str(out, separator);
		json_quote(t->params[i].value, strlen(t->params[i].value), out);
		separator = ",";
	}
	buf_str(out, n > 1 ? "]" : "");
}

/* Append "query":{...}, when there is one. */
static void
put_query(struct buf *out, const struct target *t)
{
	const char *separator = "\"query\":{";
	size_t i, k;

	for (i = 0; i < t->n; i++) {
		for (k = 0; k < i; k++)
			if (strcmp(t->params[k].name, t->params[i].name) == 0)
				break;
		if (k < i)
			continue; /* it stands in the first one's list */
		buf_str(out, separator);
		put_param(out, t, i);
		separator = ",";
	}
	if (t->n > 0)
		buf_str(out, "},");
}

/* What is wrong with the parameters, or NULL. */
static const char *
check_params(const struct target *t)
{
	size_t i, name, value;

	if (t->malformed)
		return "the query is malformed";
	if (t->n > PARAMS_MAX)
		return "the query has too many parameters";
	for (i = 0; i < t->n; i++) {
		name = strlen(t->params[i].name);
		value = strlen(t->params[i].value);
		if (utf8_valid(t->params[i].name, name) != name ||
		    utf8_valid(t->params[i].value, value) != value)
			return "the query is not UTF-8";
	}
	return NULL;
}

const char *
delivery_put(struct buf *out, struct json_tree *tree, const char *body,
    size_t len, const struct target *target)
{
	const char *wrong = check_params(target);
	struct error e;

	if (wrong != NULL)
		return wrong;
	if (len == 0 || json_parse(tree, body, len, DELIVERY_DEPTH, &e) != 0 ||
	    tree->nodes[0].kind != JSON_OBJECT)
		return "the body is not a JSON object";
	if (utf8_valid(body, len) != len)
		return "the body is not UTF-8";
	buf_byte(out, '{');
	if (!is_id(tree, json_get(tree, 0, "transcript_id")))
		buf_str(out, "\"_table\":\"" DELIVERY_TABLE "\",");
	if (!put_members(out, tree))
		return "too many members have names of the stream's own";
	buf_str(out, "\"" OURS "\":{");
	put_query(out, target);
	return NULL;
}

void
delivery_stamp(struct buf *out, int64_t received_s, uint64_t number)
{
	time_t t = (time_t)received_s;
	struct tm tm = { 0 };
	char text[32];

	(void)gmtime_r(&t, &tm);
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(out, "\"received_at\":\"%s\",\"delivery\":%llu}}", text,
	    (unsigned long long)number);
}

/* Add a member or the parameters to the name; the order does not matter. */
static void
add_part(struct dedup_name *name, const char *part, size_t len, uint64_t seed)
{
	uint64_t a[2] = { seed, hash_secret.k[0] };
	uint64_t b[2] = { ~seed, hash_secret.k[0] };

	name->a += hash_sip(part, len, a);
	name->b += hash_sip(part, len, b);
}

bool
delivery_read(const char *line, size_t len, uint64_t seed,
    struct json_tree *tree, uint64_t *number, struct dedup_name *name)
{
	size_t key, ours = JSON_NO_NODE, at;
	const struct json_node *n, *v;
	struct error e;

	*name = (struct dedup_name){ 0 };
	if (json_parse(tree, line, len, DELIVERY_DEPTH + 2, &e) != 0 ||
	    tree->nodes[0].kind != JSON_OBJECT)
		return false;
	for (key = json_next(tree, 0, JSON_NO_NODE); key != JSON_NO_NODE;
	     key = json_next(tree, 0, key)) {
		n = &tree->nodes[key];
		v = n + 1;
		ours = key + 1;
		if (v->to + 1 < len) /* all but the last are the body's */
			add_part(name, line + n->from, v->to - n->from, seed);
	}
	if (ours == JSON_NO_NODE || !json_equals(tree, ours - 1, OURS))
		return false;
	at = json_get(tree, ours, "query");
	if (at != JSON_NO_NODE)
		add_part(name, line + tree->nodes[at].from,
		    tree->nodes[at].to - tree->nodes[at].from, seed + 1);
	if (name->a == 0 && name->b == 0)
		name->b = 1;
	at = json_get(tree, ours, "delivery");
	if (at == JSON_NO_NODE || tree->nodes[at].kind != JSON_NUMBER)
		return false;
	n = &tree->nodes[at];
	return num_u64(
	    line + n->from, n->to - n->from, 1, UINT64_MAX / 2, number);
}
