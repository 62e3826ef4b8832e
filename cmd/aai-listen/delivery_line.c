/* delivery_line: records of deliveries, read back; see delivery_line.h. */
#include "aai-listen/delivery_line.h"

#include <string.h>

#include "aai-listen/delivery.h"
#include "base/num.h"

#define OURS     "webhook"
#define LAST_MAX ((size_t)256 << 10) /* more than what is ours has */

/* A member of a record has come. */
static void
meet(void *arg, const struct members_walk_member *m)
{
	struct delivery_line *l = arg;
	struct buf last = l->last;

	l->last = l->text;
	l->text = last;
	buf_reset(&l->text);
	/* The tag is not the body's. */
	if (l->members++ == 0 && m->name_len == 6 &&
	    memcmp(m->name, "_table", 6) == 0)
		l->walk.name = (struct dedup_name){ 0 };
	/* What is ours is not, either: it is the last. */
	if (m->name_len != strlen(OURS) ||
	    memcmp(m->name, OURS, m->name_len) != 0)
		l->before = l->walk.name;
}

static void
begin(struct delivery_line *l)
{
	members_walk_reset(&l->walk, DELIVERY_DEPTH + 2);
	l->wrong = false;
	l->members = 0;
	l->before = (struct dedup_name){ 0 };
	buf_reset(&l->text);
	buf_reset(&l->last);
}

void
delivery_line_open(struct delivery_line *l, uint64_t seed)
{
	memset(l, 0, sizeof(*l));
	members_walk_open(&l->walk, DELIVERY_DEPTH + 2, seed);
	l->walk.met = meet;
	l->walk.arg = l;
	l->text = buf_make(LAST_MAX);
	l->last = buf_make(LAST_MAX);
	begin(l);
}

void
delivery_line_take(struct delivery_line *l, const char *p, size_t len)
{
	if (!l->wrong)
		l->wrong =
		    members_walk_take(&l->walk, p, len, &l->text) != NULL;
}

/* Read what is ours, "webhook":{...}, with its comma. */
static bool
read_ours(struct delivery_line *l, uint64_t *number)
{
	static const char begins[] = "\"" OURS "\":";
	size_t skip = sizeof(begins) - 1, at;
	const char *text = (const char *)l->last.data;
	const struct json_node *n;
	struct error e;

	if (l->last.failed || l->last.len <= skip + 1 ||
	    memcmp(text, begins, skip) != 0)
		return false;
	text += skip;
	if (json_parse(&l->tree, text, l->last.len - skip - 1, 4, &e) != 0 ||
	    l->tree.nodes[0].kind != JSON_OBJECT)
		return false;
	at = json_get(&l->tree, 0, "query");
	if (at != JSON_NO_NODE) {
		/* As put_query() has put it, with its name and a comma. */
		n = &l->tree.nodes[at];
		l->walk.name = l->before;
		members_walk_add(&l->walk, text + 1, n->to);
		l->before = l->walk.name;
	}
	at = json_get(&l->tree, 0, "delivery");
	if (at == JSON_NO_NODE || l->tree.nodes[at].kind != JSON_NUMBER)
		return false;
	n = &l->tree.nodes[at];
	return num_u64(
	    text + n->from, n->to - n->from, 1, UINT64_MAX / 2, number);
}

bool
delivery_line_end(
    struct delivery_line *l, uint64_t *number, struct dedup_name *name)
{
	bool whole = !l->wrong && members_walk_end(&l->walk) == NULL &&
		     read_ours(l, number);

	*name = l->before;
	if (name->a == 0 && name->b == 0)
		name->b = 1;
	begin(l);
	return whole;
}

void
delivery_line_close(struct delivery_line *l)
{
	members_walk_close(&l->walk);
	buf_free(&l->text);
	buf_free(&l->last);
	json_tree_free(&l->tree);
}
