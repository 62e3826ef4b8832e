/* body_cache: bodies that were made; see body_cache.h. */
#include "aai-mock/body_cache.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define SLOTS 8192

void
body_cache_open(struct body_cache *h, size_t max)
{
	memset(h, 0, sizeof(*h));
	h->slots = mem_new(SLOTS, sizeof(*h->slots));
	h->nslots = SLOTS;
	h->max = max;
}

/* The only slot that key may be in. */
static struct body_cache_slot *
slot_of(struct body_cache *h, const struct body_cache_key *key)
{
	return &h->slots[hash_64(key, sizeof(*key), 0) & (h->nslots - 1)];
}

static void
vacate(struct body_cache *h, struct body_cache_slot *slot)
{
	if (slot->bytes == NULL)
		return;
	h->bytes -= slot->bytes->len;
	bytes_drop(slot->bytes);
	slot->bytes = NULL;
}

struct bytes *
body_cache_find(struct body_cache *h, const struct body_cache_key *key)
{
	struct body_cache_slot *slot;

	if (h->nslots == 0)
		return NULL;
	slot = slot_of(h, key);
	if (slot->bytes == NULL || memcmp(&slot->key, key, sizeof(*key)) != 0)
		return NULL;
	return bytes_share(slot->bytes);
}

void
body_cache_keep(
    struct body_cache *h, const struct body_cache_key *key, struct bytes *bytes)
{
	struct body_cache_slot *slot;

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
body_cache_close(struct body_cache *h)
{
	size_t i;

	for (i = 0; i < h->nslots; i++)
		vacate(h, &h->slots[i]);
	mem_free(h->slots);
	memset(h, 0, sizeof(*h));
}
