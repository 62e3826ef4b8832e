/* map: byte strings to numbers; see map.h. */
#include "base/map.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define BLOCK ((size_t)16 << 10)

/* Copy a key into the last block, or into a new one. */
static const char *
keep(struct map *m, const char *key, size_t len)
{
	size_t want = len + 1, size = want > BLOCK ? want : BLOCK;
	char *to;

	if (want > m->block_left) {
		m->blocks = mem_grow(m->blocks, &m->blocks_cap, m->nblocks + 1,
		    sizeof(*m->blocks));
		m->blocks[m->nblocks++] = mem_resize(NULL, size, 1);
		m->block_left = size;
		m->bytes += size;
	} else {
		size = BLOCK;
	}
	to = m->blocks[m->nblocks - 1] + (size - m->block_left);
	if (len > 0)
		memcpy(to, key, len);
	to[len] = '\0';
	m->block_left -= want;
	return to;
}

/* The slot of the key, or the free one where it would go. */
static size_t
probe(const struct map *m, uint64_t hash, const char *key, size_t len)
{
	size_t mask = m->nslots - 1, i = (size_t)hash & mask;
	const struct map_entry *e;

	for (; m->slots[i] != 0; i = (i + 1) & mask) {
		e = &m->entries[m->slots[i] - 1];
		if (e->hash == hash && e->len == len &&
		    (len == 0 || memcmp(e->key, key, len) == 0))
			break;
	}
	return i;
}

/* Twice the slots (16 at first), with all entries entered again. */
static void
widen(struct map *m)
{
	size_t n = m->nslots > 0 ? m->nslots * 2 : 16, i, at;

	mem_free(m->slots);
	m->slots = mem_new(n, sizeof(*m->slots));
	m->bytes += (n - m->nslots) * sizeof(*m->slots);
	m->nslots = n;
	for (i = 0; i < m->n; i++) {
		at = (size_t)m->entries[i].hash & (n - 1);
		while (m->slots[at] != 0)
			at = (at + 1) & (n - 1);
		m->slots[at] = (uint32_t)i + 1;
	}
}

size_t
map_find(const struct map *m, const char *key, size_t len)
{
	size_t at;

	if (m->n == 0)
		return MAP_NONE;
	at = probe(m, hash_table(key, len), key, len);
	return m->slots[at] == 0 ? MAP_NONE : m->slots[at] - 1;
}

size_t
map_add(struct map *m, const char *key, size_t len, bool *added)
{
	uint64_t hash = hash_table(key, len);
	struct map_entry *e;
	size_t at, before = m->cap;

	/* At most two thirds of the slots are taken. */
	if (m->n + 1 > m->nslots / 3 * 2)
		widen(m);
	at = probe(m, hash, key, len);
	if (added != NULL)
		*added = m->slots[at] == 0;
	if (m->slots[at] != 0)
		return m->slots[at] - 1;
	m->entries =
	    mem_grow(m->entries, &m->cap, m->n + 1, sizeof(*m->entries));
	m->bytes += (m->cap - before) * sizeof(*m->entries);
	e = &m->entries[m->n++];
	e->key = keep(m, key, len);
	e->len = len;
	e->value = 0;
	e->hash = hash;
	m->slots[at] = (uint32_t)m->n;
	return m->n - 1;
}

void
map_reset(struct map *m)
{
	size_t i;

	for (i = 0; i < m->nblocks; i++)
		mem_free(m->blocks[i]);
	m->nblocks = 0;
	m->block_left = 0;
	m->n = 0;
	m->bytes = m->cap * sizeof(*m->entries) + m->nslots * sizeof(*m->slots);
	if (m->slots != NULL)
		memset(m->slots, 0, m->nslots * sizeof(*m->slots));
}

void
map_free(struct map *m)
{
	map_reset(m);
	mem_free(m->entries);
	mem_free(m->slots);
	mem_free(m->blocks);
	memset(m, 0, sizeof(*m));
}
