/* fan_repeat: children that come again at a page's edge; see fan_repeat.h. */
#include "aai-fanout/fan_repeat.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"

int
fan_id_open(struct fan_id *id, const struct desc_resource *r, struct error *e)
{
	const char *member;
	size_t i;

	*id = (struct fan_id){ 0 };
	if (r->pages.kind == DESC_PAGING_NONE)
		return 0;
	id->paths = mem_new(r->table.nkeys + 1, sizeof(*id->paths));
	for (i = 0; i < r->table.nkeys; i++) {
		member = r->table.keys[i].member;
		if (r->parent_key != NULL && strcmp(member, r->parent_key) == 0)
			continue;
		if (path_parse(&id->paths[id->n], member, strlen(member), e) !=
		    0)
			return -1;
		id->n++;
	}
	return 0;
}

void
fan_id_close(struct fan_id *id)
{
	size_t i;

	for (i = 0; i < id->n; i++)
		path_free(&id->paths[i]);
	mem_free(id->paths);
	*id = (struct fan_id){ 0 };
}

void
fan_repeat_page(struct fan_repeat *p)
{
	map_free(&p->before);
	p->before = p->page;
	p->page = (struct map){ 0 };
}

/* Append the record's id; false when it has none. */
static bool
put_id(const struct fan_id *id, struct span record, struct buf *out)
{
	struct span part;
	size_t i;

	for (i = 0; i < id->n; i++) {
		part = span_at(record, &id->paths[i]);
		if (span_kind(part) != JSON_STRING &&
		    span_kind(part) != JSON_NUMBER)
			return false;
		buf_put(out, part.p, part.len);
		buf_byte(out, '\n');
	}
	return id->n > 0;
}

enum fan_repeated
fan_repeat_take(struct fan_repeat *p, const struct fan_id *id,
    struct span record)
{
	uint64_t hash = hash_64(record.p, record.len, 0), had = hash;
	struct buf text = buf_make(SIZE_MAX / 2);
	const char *key;
	bool added = true;
	size_t at;

	if (put_id(id, record, &text)) {
		key = (const char *)text.data;
		at = map_find(&p->before, key, text.len);
		if (at != MAP_NONE) {
			added = false;
			had = p->before.entries[at].value;
		} else {
			at = map_add(&p->page, key, text.len, &added);
			if (added)
				p->page.entries[at].value = hash;
			had = p->page.entries[at].value;
		}
	}
	buf_free(&text);
	if (added)
		return FAN_NEW;
	return had == hash ? FAN_AGAIN : FAN_CHANGED;
}

void
fan_repeat_free(struct fan_repeat *p)
{
	map_free(&p->page);
	map_free(&p->before);
}
