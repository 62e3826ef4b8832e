/* hotset: bodies that were made; see hotset.h. */
#include "aai-mock/hotset.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define SLOTS 8192

void
hotset_open(struct hotset *h, size_t max)
{
	memset(h, 0, sizeof(*h));
	h->slots = mem_new(SLOTS, sizeof(*h->slots));
	h->nslots = SLOTS;
	h->max = max;
}

/* The only slot that key may be in. */
static struct hotset_slot *
slot_of(struct hotset *h, const struct hotset_key *key)
{
	return &h->slots[hash_64(key, sizeof(*key), 0) & (h->nslots - 1)];
}

static void
vacate(struct hotset *h, struct hotset_slot *slot)
{
	if (slot->bytes == NULL)
		return;
	h->bytes -= slot->bytes->len;
	bytes_drop(slot->bytes);
	slot->bytes = NULL;
}

struct bytes *
hotset_find(struct hotset *h, const struct hotset_key *key)
{
	struct hotset_slot *slot;

	if (h->nslots == 0)
		return NULL;
	slot = slot_of(h, key);
	if (slot->bytes == NULL || memcmp(&slot->key, key, sizeof(*key)) != 0)
		return NULL;
	return bytes_share(slot->bytes);
}

void
hotset_keep(struct hotset *h, const struct hotset_key *key, struct bytes *bytes)
{
	struct hotset_slot *slot;

	if (h->nslots == 0 || bytes->len > h->max)
		return;
	slot = slot_of(h, key);
	vacate(h, slot);
	while (h->bytes + bytes->len > h->max) {
		vacate(h, &h->slots[h->next]);
		h->next = (h->next + 1) & (h->nslots - 1);
	}
	slot->key = *key;
	slot->bytes = bytes_share(bytes);
	h->bytes += bytes->len;
}

void
hotset_close(struct hotset *h)
{
	size_t i;

	for (i = 0; i < h->nslots; i++)
		vacate(h, &h->slots[i]);
	mem_free(h->slots);
	memset(h, 0, sizeof(*h));
}
