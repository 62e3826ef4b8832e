/* incoming: deliveries whose bodies are on their way; see incoming.h. */
#include "aai-listen/incoming.h"

#include "base/mem.h"

struct incoming *
incoming_new(struct incomings *all, const char *beside,
    const struct desc_webhooks *webhooks, uint64_t seed)
{
	struct incoming *i = mem_new(1, sizeof(*i));

	delivery_open(&i->delivery, beside, webhooks, seed);
	i->prev = all->last;
	*(all->last != NULL ? &all->last->next : &all->first) = i;
	all->last = i;
	return i;
}

/* Keep nothing of it any more. */
static void
drop(struct incomings *all, struct incoming *i, enum incoming_fate fate)
{
	i->fate = fate;
	body_store_drop(&i->delivery.text);
	all->kept -= i->kept;
	i->kept = 0;
}

/* Have those that began first give way. */
static void
make_room(struct incomings *all)
{
	struct incoming *i;

	for (i = all->first; i != NULL && all->kept > all->max; i = i->next) {
		if (i->kept == 0)
			continue;
		drop(all, i, INCOMING_GAVE_WAY);
		all->gave_way++;
	}
}

void
incoming_take(struct incomings *all, struct incoming *i, const void *p,
    size_t len, uint64_t max)
{
	i->bytes += len;
	if (i->signature.on)
		signature_add(&i->signature, p, len);
	if (i->fate != INCOMING_TAKEN)
		return;
	if (i->bytes > max) {
		drop(all, i, INCOMING_TOO_LONG);
		return;
	}
	if (delivery_take(&i->delivery, p, len, &i->error) != 0) {
		drop(all, i,
		    i->error.kind == ERROR_INPUT ? INCOMING_WRONG
						 : INCOMING_FULL);
		return;
	}
	all->kept += body_store_len(&i->delivery.text) - i->kept;
	i->kept = body_store_len(&i->delivery.text);
	if (all->kept > all->max)
		make_room(all);
}

void
incoming_free(struct incomings *all, struct incoming *i)
{
	all->kept -= i->kept;
	*(i->prev != NULL ? &i->prev->next : &all->first) = i->next;
	*(i->next != NULL ? &i->next->prev : &all->last) = i->prev;
	delivery_close(&i->delivery);
	mem_free(i);
}
