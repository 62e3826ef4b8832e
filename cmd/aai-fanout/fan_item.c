/* fan_item: the lines that fanout has in hand; see fan_item.h. */
#include "aai-fanout/fan_item.h"

#include "aai-fanout/fan_file.h"

#include "base/mem.h"

/* What an item costs beside its bytes, roughly. */
#define ITEM_BYTES 512

struct fan_item *
fan_add(struct fan_queue *q, const char *line, size_t len, uint64_t number,
    size_t nslots)
{
	struct fan_item *item = mem_new(1, sizeof(*item));
	size_t i;

	item->line = mem_dup(line, len);
	item->len = len;
	item->number = number;
	item->slots = mem_new(nslots + 1, sizeof(*item->slots));
	item->nslots = item->open = nslots;
	for (i = 0; i < nslots; i++) {
		item->slots[i].item = item;
		item->slots[i].out = buf_make(SIZE_MAX / 2);
	}
	item->before = q->tail;
	if (q->tail != NULL)
		q->tail->next = item;
	else
		q->head = item;
	q->tail = item;
	q->n++;
	q->slots_unasked += nslots;
	if (q->unasked == NULL && nslots > 0)
		q->unasked = item;
	fan_account(q, item, len + ITEM_BYTES * (nslots + 1));
	return item;
}

void
fan_account(struct fan_queue *q, struct fan_item *item, size_t bytes)
{
	item->bytes += bytes;
	q->bytes += bytes;
}

struct fan_slot *
fan_next_unasked(struct fan_queue *q)
{
	struct fan_item *item;
	size_t i;

	for (item = q->unasked; item != NULL; item = item->next) {
		for (i = 0; i < item->nslots; i++) {
			if (item->slots[i].asked)
				continue;
			q->unasked = item;
			q->slots_unasked--;
			item->slots[i].asked = true;
			return &item->slots[i];
		}
	}
	q->unasked = NULL;
	return NULL;
}

static void
free_slot(struct fan_slot *slot)
{
	size_t i;

	pager_close(&slot->pager);
	mem_free(slot->link);
	fan_file_close(slot->file);
	repeats_close(&slot->repeats);
	buf_free(&slot->out);
	for (i = 0; i < slot->ntexts; i++)
		mem_free(slot->texts[i]);
	mem_free(slot->texts);
	mem_free(slot->vars);
	watermark_close(&slot->watermark);
	interval_free(&slot->interval);
}

void
fan_remove(struct fan_queue *q, struct fan_item *item)
{
	size_t i;

	if (q->unasked == item)
		q->unasked = item->next;
	if (item->before != NULL)
		item->before->next = item->next;
	else
		q->head = item->next;
	if (item->next != NULL)
		item->next->before = item->before;
	else
		q->tail = item->before;
	q->n--;
	q->bytes -= item->bytes;
	for (i = 0; i < item->nslots; i++) {
		if (!item->slots[i].asked)
			q->slots_unasked--;
		free_slot(&item->slots[i]);
	}
	mem_free(item->slots);
	mem_free(item->line);
	mem_free(item->id);
	mem_free(item);
}
