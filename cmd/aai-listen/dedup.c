/* dedup: which deliveries have come already; see dedup.h. */
#include "aai-listen/dedup.h"

#include <string.h>

#include "base/mem.h"

#define FIRST_SLOTS 64

/* The slot of the name, or the free one where it would go. */
static size_t
find(const struct dedup_set *set, struct dedup_name name)
{
	size_t at = (size_t)name.a & (set->nslots - 1);
	const struct dedup_name *slot;

	for (;; at = (at + 1) & (set->nslots - 1)) {
		slot = &set->slots[at];
		if ((slot->a == 0 && slot->b == 0) ||
		    (slot->a == name.a && slot->b == name.b))
			return at;
	}
}

static bool
has(const struct dedup_set *set, struct dedup_name name)
{
	const struct dedup_name *slot;

	if (set->n == 0)
		return false;
	slot = &set->slots[find(set, name)];
	return slot->a != 0 || slot->b != 0;
}

static void
add(struct dedup_set *set, struct dedup_name name)
{
	struct dedup_set bigger = { 0 };
	size_t i, at;

	if ((set->n + 1) * 2 > set->nslots) {
		bigger.nslots = set->nslots > 0 ? set->nslots * 2 : FIRST_SLOTS;
		bigger.slots = mem_new(bigger.nslots, sizeof(*bigger.slots));
		for (i = 0; i < set->nslots; i++)
			if (set->slots[i].a != 0 || set->slots[i].b != 0)
				add(&bigger, set->slots[i]);
		mem_free(set->slots);
		*set = bigger;
	}
	at = find(set, name);
	if (set->slots[at].a == 0 && set->slots[at].b == 0)
		set->n++;
	set->slots[at] = name;
}

static void
empty(struct dedup_set *set)
{
	if (set->n > 0)
		memset(set->slots, 0, set->nslots * sizeof(*set->slots));
	set->n = 0;
}

void
dedup_open(struct dedup *s, size_t limit)
{
	memset(s, 0, sizeof(*s));
	s->limit = limit;
}

bool
dedup_has(const struct dedup *s, struct dedup_name name, bool *waits)
{
	*waits = has(&s->batch, name);
	return *waits || has(&s->young, name) || has(&s->old, name);
}

void
dedup_add(struct dedup *s, struct dedup_name name)
{
	add(&s->batch, name);
}

static void
keep(struct dedup *s, struct dedup_name name)
{
	struct dedup_set old = s->old;

	if (s->young.n >= s->limit / 2) {
		s->old = s->young;
		s->young = old;
		empty(&s->young);
	}
	add(&s->young, name);
}

void
dedup_keep(struct dedup *s)
{
	size_t i;

	if (s->batch.n == 0)
		return;
	for (i = 0; i < s->batch.nslots; i++)
		if (s->batch.slots[i].a != 0 || s->batch.slots[i].b != 0)
			keep(s, s->batch.slots[i]);
	empty(&s->batch);
}

void
dedup_drop(struct dedup *s)
{
	empty(&s->batch);
}

void
dedup_close(struct dedup *s)
{
	mem_free(s->young.slots);
	mem_free(s->old.slots);
	mem_free(s->batch.slots);
	memset(s, 0, sizeof(*s));
}
