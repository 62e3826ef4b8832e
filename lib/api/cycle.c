/* cycle: whether something was there before; see cycle.h. */
#include "api/cycle.h"

#include <string.h>

#include "base/mem.h"

#define KEEP  ((size_t)16384)
#define SLOTS (2 * KEEP)
#define FIRST ((size_t)16)

/* Where the hash is, or would be. */
static size_t
place(const uint64_t *slots, size_t n, uint64_t hash)
{
	size_t i = (size_t)(hash & (n - 1));

	while (slots[i] != 0 && slots[i] != hash)
		i = (i + 1) & (n - 1);
	return i;
}

/* What stands for a hash: 0 is not an entry. */
static uint64_t
entry(uint64_t hash)
{
	return hash != 0 ? hash : 1;
}

bool
cycle_has(const struct cycle *c, uint64_t hash)
{
	hash = entry(hash);
	if (c->steps > 0 && c->kept == hash)
		return true;
	if (c->slots != NULL &&
	    c->slots[place(c->slots, c->nslots, hash)] == hash)
		return true;
	return c->older != NULL &&
	    c->older[place(c->older, SLOTS, hash)] == hash;
}

/* Room for one more: a larger table, or a new one beside the full one. */
static void
make_room(struct cycle *c)
{
	uint64_t *old = c->slots;
	size_t n = c->nslots, i;

	if (c->n < n / 2)
		return;
	if (n == SLOTS) {
		mem_free(c->older);
		c->older = old;
		c->slots = mem_new(SLOTS, sizeof(*c->slots));
		c->n = 0;
		return;
	}
	c->nslots = n == 0 ? FIRST : 2 * n;
	c->slots = mem_new(c->nslots, sizeof(*c->slots));
	for (i = 0; i < n; i++)
		if (old[i] != 0)
			c->slots[place(c->slots, c->nslots, old[i])] = old[i];
	mem_free(old);
}

void
cycle_add(struct cycle *c, uint64_t hash)
{
	size_t i;

	hash = entry(hash);
	make_room(c);
	i = place(c->slots, c->nslots, hash);
	if (c->slots[i] == 0)
		c->n++;
	c->slots[i] = hash;
	c->steps++;
	if ((c->steps & (c->steps - 1)) == 0)
		c->kept = hash;
}

void
cycle_free(struct cycle *c)
{
	mem_free(c->slots);
	mem_free(c->older);
	memset(c, 0, sizeof(*c));
}
