/* fan_deleted: parents that are there no more; see fan_deleted.h. */
#include "aai-fanout/fan_deleted.h"

#include <string.h>

#include "aai-fanout/fan_item.h"
#include "base/mem.h"
#include "json/text.h"
#include "stream/deleted.h"
#include "stream/record.h"

/* Another line that goes out. */
static void
add_line(struct fanout *f, const char *line, size_t len)
{
	struct fan_item *item =
	    fan_add(&f->queue, line, len, f->in->number, 0);

	item->passes = true;
}

/* Whether the key is a position in what a response lists. */
static bool
is_position(const struct desc_resource *r, const struct desc_key *k)
{
	static const char end[] = "_idx";
	size_t len = strlen(k->member);

	return (r->index != NULL && strcmp(k->member, r->index) == 0) ||
	    (len >= strlen(end) &&
		strcmp(k->member + len - strlen(end), end) == 0);
}

/*
 * The member of the table's key that is the parent's id, if all there is of the
 * parent has that key: it is the whole key, but for a position; or NULL.
 */
static const char *
find_member(const struct desc_resource *r, const struct desc_table *t)
{
	const struct desc_key *k = &t->keys[0];

	if (r->parent_key == NULL || t->nkeys == 0 || t->nkeys > 2 ||
	    (t->nkeys == 2 && !is_position(r, &t->keys[1])) ||
	    (strcmp(k->member, r->parent_key) != 0 &&
		strcmp(k->carried, r->parent_key) != 0))
		return NULL;
	return k->member;
}

/* The deletion of what the table has of the parent. */
static void
add_table(struct fanout *f, struct fan_resource *fr,
    const struct desc_table *t, struct span id)
{
	const char *member = find_member(fr->r, t);
	struct buf record = buf_make(SIZE_MAX / 2);
	struct buf line = buf_make(SIZE_MAX / 2);

	if (t->name == NULL)
		return;
	if (member == NULL) {
		fr->kept++;
		return;
	}
	buf_str(&record, "{\"_table\":");
	json_quote(t->name, strlen(t->name), &record);
	buf_byte(&record, ',');
	json_quote(member, strlen(member), &record);
	buf_byte(&record, ':');
	buf_put(&record, id.p, id.len);
	buf_byte(&record, '}');
	deleted_put(&line, (const char *)record.data, record.len);
	add_line(f, (const char *)line.data, line.len);
	buf_free(&record);
	buf_free(&line);
}

static int
malformed(const struct fanout *f, const char *what, struct error *e)
{
	if (what != NULL)
		error_set(e, ERROR_INPUT, "%s", what);
	error_prefix(e, "%s: line %llu (byte %llu)", f->in->name,
	    (unsigned long long)f->in->number,
	    (unsigned long long)f->in->offset);
	return -1;
}

/* The parent's id as the record has it, with its quotes; p NULL: none. */
static struct span
find_id(struct span record, const struct path *path)
{
	struct span id = span_at(record, path);
	enum json_kind kind = span_kind(id);

	if (kind != JSON_STRING && kind != JSON_NUMBER)
		id.p = NULL;
	return id;
}

static bool
in_shard(const struct fanout *f, struct span id)
{
	size_t len;
	char *text = span_take(id, &len);
	bool in = record_filter_shard(&f->record_filter, text, len);

	mem_free(text);
	return in;
}

int
fan_deleted_take(
    struct fanout *f, const char *line, size_t len, struct error *e)
{
	bool parent = false, in = true;
	struct span record, id;
	struct record_tag tag;
	size_t i;

	if (deleted_parse(line, len, DELETED_RECORD, &record, e) != 0)
		return malformed(f, NULL, e);
	if (!record_tag(record.p, record.len, &tag) || tag.table == NULL)
		return malformed(f, "a deletion names no table", e);
	for (i = 0; i < f->nresources; i++) {
		struct fan_resource *fr = &f->resources[i];

		if (fr->parent == NULL ||
		    !span_spells((struct span){ tag.table, tag.table_len },
			fr->parent->table, strlen(fr->parent->table)))
			continue;
		id = find_id(record, &fr->parent->id);
		if (id.p == NULL)
			return malformed(f, "a deletion without an id", e);
		parent = true;
		in = in_shard(f, id);
		if (!in)
			continue;
		add_table(f, fr, &fr->r->table, id);
		add_table(f, fr, &fr->r->envelope.table, id);
	}
	f->deleted += parent;
	/* What is nobody's parent belongs to no shard: the first has it. */
	if (parent ? in && f->options.pass : f->record_filter.shard == 0)
		add_line(f, line, len);
	return 0;
}
