/* infer_records: where the records are; see infer_records.h. */
#include "api/infer_records.h"

#include <string.h>

#include "api/infer_envelope.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/map.h"
#include "base/mem.h"

#define LISTS_MAX 32

static const char *const usual[] = { "data", "items", "results", "records",
	"values", "value", "entries", "rows", "hits", "list", "objects",
	"elements", "content", "nodes", "documents", "resources", "_embedded" };

static const char *const ids[] = { "id", "Id", "ID", "_id", "uuid", "guid" };

/* A list of objects, an empty one, or null in the place of one. */
struct list {
	char *path;
	struct span at;
	int rank; /* by its name; the highest wins */
	bool some; /* it has items */
	size_t depth;
};

struct lists {
	const char *asked;
	struct list items[LISTS_MAX];
	size_t n;
	bool has_id; /* the answer has an id of its own */
};

static bool
is_among(struct span name, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_spells(name, names[i], strlen(names[i])))
			return true;
	return false;
}

static int
rank_of(struct span name, const char *asked)
{
	if (infer_same_name(name.p, name.len, asked, strlen(asked)))
		return 3;
	return is_among(name, usual, LEN(usual)) ? 2 : 1;
}

static void
take_member(void *arg, const struct infer_member *m)
{
	enum json_kind kind = span_kind(m->value);
	struct span_walk s = span_list(m->value);
	struct lists *l = arg;
	struct list made = { .at = m->value, .depth = m->depth };
	struct span item;

	if (m->depth == 0 && (kind == JSON_STRING || kind == JSON_NUMBER) &&
	    is_among(m->name, ids, LEN(ids)))
		l->has_id = true;
	made.rank = rank_of(m->name, l->asked);
	if (kind == JSON_NULL && made.rank < 2)
		return;
	if (kind != JSON_ARRAY && kind != JSON_NULL)
		return;
	made.some = span_item(&s, &item);
	if (made.some && span_kind(item) != JSON_OBJECT)
		return;
	if (l->n == LISTS_MAX)
		return;
	made.path = mem_str(m->path);
	l->items[l->n++] = made;
}

/* The order of preference; 0: none. */
static int
compare(const struct list *a, const struct list *b)
{
	if (a->rank != b->rank)
		return a->rank - b->rank;
	if (a->some != b->some)
		return a->some ? 1 : -1;
	if (a->rank > 1 && a->depth != b->depth)
		return a->depth < b->depth ? 1 : -1;
	return 0;
}

static const struct list *
find_best(const struct lists *l, size_t *rivals)
{
	const struct list *best = NULL;
	size_t i;
	int order;

	*rivals = 0;
	for (i = 0; i < l->n; i++) {
		order = best != NULL ? compare(&l->items[i], best) : 1;
		if (order == 0)
			++*rivals;
		if (order <= 0)
			continue;
		best = &l->items[i];
		*rivals = 0;
	}
	return best;
}

static int
say_several(const struct lists *l, const struct list *best, struct error *e)
{
	struct buf names = buf_make(1 << 12);
	size_t i;

	for (i = 0; i < l->n; i++)
		if (compare(&l->items[i], best) == 0)
			buf_printf(&names, "%s'%.60s'",
			    names.len > 0 ? ", " : "", l->items[i].path);
	buf_byte(&names, 0);
	error_set(e, ERROR_USAGE,
	    "the answer has several lists that may be the records: %.300s; "
	    "say which by --records PATH, or --records . where the answer "
	    "itself is one record",
	    (const char *)names.data);
	buf_free(&names);
	return -1;
}

static uint64_t
count(struct span list)
{
	struct span_walk s = span_list(list);
	struct span item;
	uint64_t n = 0;

	while (span_item(&s, &item))
		n++;
	return n;
}

static int
choose(const struct lists *l, struct infer_records *out, struct error *e)
{
	const struct list *best;
	size_t rivals;

	best = find_best(l, &rivals);
	/* A record may have lists of its own. */
	if (best == NULL || (best->rank == 1 && l->has_id)) {
		out->n = 1;
		return 0;
	}
	if (rivals > 0)
		return say_several(l, best, e);
	out->path = mem_str(best->path);
	out->list = true;
	out->list_at = best->at;
	out->n = count(best->at);
	return 0;
}

int
infer_records(struct span whole, const char *asked, struct infer_records *out,
    struct error *e)
{
	struct lists l = { .asked = asked };
	size_t i;
	int rc;

	*out = (struct infer_records){ 0 };
	if (span_kind(whole) == JSON_ARRAY) {
		out->list = true;
		out->list_at = whole;
		out->n = count(whole);
		return 0;
	}
	infer_envelope(whole, take_member, &l);
	rc = choose(&l, out, e);
	for (i = 0; i < l.n; i++)
		mem_free(l.items[i].path);
	return rc;
}

/* Whether each item has it, as a text or a number that no other one has. */
static bool
is_key(struct span list, const char *name)
{
	struct span_walk s = span_list(list);
	struct map seen = { 0 };
	enum json_kind kind;
	struct span item, value;
	bool own = true;
	uint64_t n = 0;

	while (own && span_item(&s, &item)) {
		value = span_get(item, name);
		kind = span_kind(value);
		own = kind == JSON_STRING || kind == JSON_NUMBER;
		if (own)
			(void)map_add(&seen, value.p, value.len, &own);
		n++;
	}
	map_free(&seen);
	return own && n > 0;
}

const char *
infer_records_key(struct span list)
{
	size_t i;

	for (i = 0; i < LEN(ids); i++)
		if (is_key(list, ids[i]))
			return ids[i];
	return NULL;
}

void
infer_records_free(struct infer_records *r)
{
	mem_free(r->path);
	*r = (struct infer_records){ 0 };
}
