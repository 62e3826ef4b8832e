/* repeats: records that come again while a list is read; see repeats.h. */
#include "api/repeats.h"

#include <string.h>

#include "api/desc_parents.h"
#include "base/hash.h"
#include "base/mem.h"

#define FIRST_SLOTS ((size_t)16)

struct repeats_entry {
	uint64_t id;
	uint64_t content;
};

/* Two full tables, and half of one while it grows. */
#define BYTES_A_SLOT (5 * sizeof(struct repeats_entry) / 2)

static int
add_path(struct repeats_id *id, const char *text, struct error *e)
{
	if (path_parse(&id->paths[id->n], text, strlen(text), e) != 0)
		return -1;
	id->n++;
	return 0;
}

int
repeats_id_open(struct repeats_id *id, const struct desc_resource *r,
    struct error *e)
{
	const char *member;
	size_t i;

	*id = (struct repeats_id){ 0 };
	id->paths = mem_new(r->table.nkeys + r->incremental.nids + 1,
	    sizeof(*id->paths));
	if (r->incremental.on && r->incremental.id.n > 0)
		return add_path(id, r->incremental.id.text, e);
	for (i = 0; i < r->incremental.nids; i++)
		if (add_path(id, r->incremental.ids[i].text, e) != 0)
			return -1;
	if (r->incremental.nids > 0)
		return 0;
	for (i = 0; i < r->table.nkeys; i++) {
		member = r->table.keys[i].member;
		if ((r->parent_key != NULL &&
			strcmp(member, r->parent_key) == 0) ||
		    desc_carries(r, member))
			continue;
		if (add_path(id, member, e) != 0)
			return -1;
	}
	return 0;
}

void
repeats_id_close(struct repeats_id *id)
{
	size_t i;

	for (i = 0; i < id->n; i++)
		path_free(&id->paths[i]);
	mem_free(id->paths);
	*id = (struct repeats_id){ 0 };
}

void
repeats_open(struct repeats *p, uint64_t memory)
{
	*p = (struct repeats){ .max_slots = FIRST_SLOTS,
		.key = buf_make(SIZE_MAX / 2) };
	while (p->max_slots <= SIZE_MAX / 2 / BYTES_A_SLOT &&
	    2 * p->max_slots * BYTES_A_SLOT <= memory)
		p->max_slots *= 2;
}

/* Append a part of an id; one string is the same however it is spelled. */
static void
put_part(struct span part, struct buf *out)
{
	size_t len = part.len;
	char *text = NULL;

	if (memchr(part.p, '\\', part.len) != NULL)
		text = span_take(part, &len);
	buf_byte(out, (uint8_t)*part.p);
	if (text != NULL)
		buf_put(out, text, len);
	else if (*part.p == '"')
		buf_put(out, part.p + 1, part.len - 2);
	else
		buf_put(out, part.p, part.len);
	buf_byte(out, '\n');
	mem_free(text);
}

/* The record's id, in p->key; false when it has none. */
static bool
put_id(struct repeats *p, const struct repeats_id *id, struct span record)
{
	struct span part;
	size_t i;

	buf_reset(&p->key);
	for (i = 0; i < id->n; i++) {
		part = span_at(record, &id->paths[i]);
		if (span_kind(part) != JSON_STRING &&
		    span_kind(part) != JSON_NUMBER)
			return false;
		put_part(part, &p->key);
	}
	if (p->list > 0)
		buf_u64(&p->key, p->list);
	return id->n > 0;
}

/* Where the id is, or would be. */
static struct repeats_entry *
find(struct repeats_entry *slots, size_t n, uint64_t id)
{
	size_t i = (size_t)id & (n - 1);

	while (slots[i].id != 0 && slots[i].id != id)
		i = (i + 1) & (n - 1);
	return &slots[i];
}

/* A larger table, or a new one beside the full one. */
static void
make_room(struct repeats *p)
{
	struct repeats_entry *old = p->slots;
	size_t n = p->nslots, i;

	if (p->n < n - n / 4)
		return;
	if (n == p->max_slots) {
		if (p->older != NULL)
			p->forgotten += p->n;
		mem_free(p->older);
		p->older = old;
		p->slots = NULL;
		p->nslots = p->n = n = 0;
		old = NULL;
	}
	p->nslots = n == 0 ? FIRST_SLOTS : 2 * n;
	p->slots = mem_new(p->nslots, sizeof(*p->slots));
	for (i = 0; i < n; i++)
		if (old[i].id != 0)
			*find(p->slots, p->nslots, old[i].id) = old[i];
	mem_free(old);
}

enum repeats_kind
repeats_take_id(struct repeats *p, const void *id, size_t len,
    struct span record)
{
	uint64_t key = hash_table(id, len);
	uint64_t content = hash_64(record.p, record.len, 0);
	struct repeats_entry *at;
	bool same;

	key = key != 0 ? key : 1; /* 0 is not an entry */
	make_room(p);
	at = find(p->slots, p->nslots, key);
	if (at->id == 0 && p->older != NULL) {
		struct repeats_entry *old = find(p->older, p->max_slots, key);

		at = old->id != 0 ? old : at;
	}
	same = at->content == content;
	at->content = content;
	if (at->id != 0)
		return same ? REPEATS_AGAIN : REPEATS_CHANGED;
	at->id = key;
	p->n++;
	return REPEATS_NEW;
}

enum repeats_kind
repeats_take(struct repeats *p, const struct repeats_id *id,
    struct span record)
{
	if (!put_id(p, id, record))
		return REPEATS_NEW;
	return repeats_take_id(p, p->key.data, p->key.len, record);
}

size_t
repeats_bytes(const struct repeats *p)
{
	return (p->nslots + (p->older != NULL ? p->max_slots : 0)) *
	    sizeof(*p->slots);
}

void
repeats_close(struct repeats *p)
{
	mem_free(p->slots);
	mem_free(p->older);
	buf_free(&p->key);
	*p = (struct repeats){ 0 };
}
