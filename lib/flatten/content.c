/*
 * content: records whose text needs care: those without a key, with names that
 * come twice, with ill-formed strings; see engine.h.
 */
#include "flatten/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"

/* Memory that is kept from record to record. */
#define CANON_KEPT ((size_t)4 << 20)

/* A member of an object, by the node of its name. */
struct named {
	char *name; /* decoded; owned */
	size_t len;
	size_t node;
	size_t place; /* among the members */
};

static int
compare_names(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = n > 0 ? memcmp(x->name, y->name, n) : 0;

	if (c == 0)
		c = (x->len > y->len) - (x->len < y->len);
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static bool
same_name(const struct named *a, const struct named *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->name, b->name, a->len) == 0);
}

/* How a text is put. */
struct putting {
	const struct json_tree *t;
	const char *from; /* members before this are the tag, no content */
	struct buf *out;
	uint64_t dropped; /* members of which there is a later one */
};

/* The members of the object, sorted by name, of each name the last; owned. */
static struct named *
last_members(struct putting *to, size_t object, size_t *n)
{
	const struct json_tree *t = to->t;
	struct named *all = mem_new(t->nodes[object].n + 1, sizeof(*all));
	struct buf name = buf_make(SIZE_MAX / 2);
	size_t i, count = 0, at = JSON_NO_NODE;

	while ((at = json_next(t, object, at)) != JSON_NO_NODE) {
		if (t->text + t->nodes[at].from < to->from)
			continue;
		buf_reset(&name);
		(void)json_string(t, at, &name);
		all[count].name = mem_dup((const char *)name.data, name.len);
		all[count].len = name.len;
		all[count].node = at;
		all[count].place = count;
		count++;
	}
	buf_free(&name);
	qsort(all, count, sizeof(*all), compare_names);
	for (*n = i = 0; i < count; i++) {
		if (i + 1 < count && same_name(&all[i], &all[i + 1]))
			mem_free(all[i].name);
		else
			all[(*n)++] = all[i];
	}
	to->dropped += count - *n;
	return all;
}

static void
free_members(struct named *all, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		mem_free(all[i].name);
	mem_free(all);
}

static int
compare_places(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static void put_value(struct putting *to, size_t node);

static void
put_object(struct putting *to, size_t node)
{
	struct buf *out = to->out;
	struct named *all;
	size_t i, n;
	bool first = true;

	all = last_members(to, node, &n);
	qsort(all, n, sizeof(*all), compare_places);
	buf_byte(out, '{');
	for (i = 0; i < n; i++) {
		if (!first)
			buf_byte(out, ',');
		first = false;
		json_quote(all[i].name, all[i].len, out);
		buf_byte(out, ':');
		put_value(to, all[i].node + 1);
	}
	buf_byte(out, '}');
	free_members(all, n);
}

/* A scalar, as it is spelled. */
static void
put_scalar(struct putting *to, size_t node)
{
	const struct json_node *n = &to->t->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	buf_put(to->out, to->t->text + n->from - quote,
	    n->to - n->from + 2 * quote);
}

/* Recursion goes no deeper than the records that walking takes. */
static void
put_value(struct putting *to, size_t node)
{
	const struct json_tree *t = to->t;
	size_t at = JSON_NO_NODE;
	bool first = true;

	if (t->nodes[node].kind == JSON_OBJECT) {
		put_object(to, node);
	} else if (t->nodes[node].kind == JSON_ARRAY) {
		buf_byte(to->out, '[');
		while ((at = json_next(t, node, at)) != JSON_NO_NODE) {
			if (!first)
				buf_byte(to->out, ',');
			first = false;
			put_value(to, at);
		}
		buf_byte(to->out, ']');
	} else {
		put_scalar(to, node);
	}
}

/*
 * Put the record's body; how many members were left out.  Nothing is put when
 * it is no JSON: walking will tell what is wrong with it.
 */
static uint64_t
put_body(struct flatten *f, struct buf *out)
{
	struct json_tree t = { 0 };
	struct putting to = { &t, f->body, out, 0 };
	struct error e;

	if (json_parse(&t, f->line, f->len, f->options.max_depth, &e) == 0)
		put_value(&to, 0);
	json_tree_free(&t);
	return to.dropped;
}

void
content_id(struct flatten *f, struct buf *out)
{
	struct canon *c = &f->canon;
	char hex[33];

	/* What is no JSON is found by walking; its id is of no account. */
	if (!canon_object(c, f->body, (size_t)(f->line + f->len - f->body),
		f->options.max_depth))
		c->len = 0;
	hash_hex128(c->text, c->len, hex);
	buf_str(out, hex);
	/* A record that was very long need not be remembered for ever. */
	if (c->cap > CANON_KEPT)
		canon_free(c);
}

uint64_t
content_unique(struct flatten *f, struct buf *out)
{
	return put_body(f, out);
}

bool
content_is_clean(struct flatten *f)
{
	struct canon *c = &f->canon;

	if (!canon_check(c, f->body, (size_t)(f->line + f->len - f->body),
		f->options.max_depth))
		return true;
	if (c->lone)
		(void)engine_stop(f, ENGINE_ILL, f->line);
	else if (c->dropped > 0)
		(void)engine_stop(f, ENGINE_DUPLICATE, f->line);
	return !c->lone && c->dropped == 0;
}
