/*
 * fan_item: the queue of fanout's input lines, and what is asked for each; for
 * the fan modules alone.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_ITEM_H
#define AAI_FANOUT_FAN_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/interval.h"
#include "api/page.h"
#include "api/pager.h"
#include "api/repeats.h"
#include "api/reply_completeness.h"
#include "api/watermark.h"
#include "base/buf.h"
#include "base/error.h"

/* A list's records are compared within this part of the memory. */
#define FAN_COMPARED 8

struct fan_item;
struct fanout;

/* The children of one parent in one resource. */
struct fan_slot {
	struct fanout *owner;  /* once it was asked */
	struct fan_item *item; /* whose it is */
	size_t resource;       /* number among the operands */
	size_t combination;    /* of the resource's lists of values */
	const struct desc_parent *parent; /* what its record is read by */
	struct template_var *vars; /* of the parent and the lists; owned */
	char **texts;		   /* of the parent's fields; owned */
	size_t ntexts;
	struct template_var bounds[INTERVAL_NAMES]; /* of what is asked for */
	struct template_scope asked_for; /* of bounds */
	struct template_scope more; /* of vars, then those */
	struct pager_base base; /* of the pager */
	struct pager pager;
	struct repeats repeats;
	struct reply_completeness completeness;
	struct buf out; /* their lines, with LFs */
	uint64_t records; /* in out */
	uint32_t attempts; /* how often its id was not known */
	struct fan_file *file; /* that is saved; see fan_file.h */
	char *link; /* that is followed; owned; NULL: it is not known yet */
	uint32_t links; /* there were */
	bool asked;
	bool timed; /* what is wanted is told by times, with these: */
	struct watermark watermark;
	struct intervals intervals;
	struct interval interval;
	int64_t clock_us;   /* when it was asked, see watermark_clock() */
	int64_t reached_us; /* before that, all was asked for */
	bool part;	    /* some may have been missed */
	bool whole;	    /* all was seen */
};

/* A line of input: a parent, or what passes. */
struct fan_item {
	struct fan_item *next;
	struct fan_item *before;
	char *line; /* owned; NULL when it is not to be passed on */
	size_t len;
	uint64_t number; /* of the line */
	char *id;	 /* of a parent; owned */
	size_t id_len;
	bool id_is_number; /* and no string, in the parent's record */
	struct fan_slot *slots; /* owned */
	size_t nslots;
	size_t open;  /* slots that are not done */
	size_t bytes; /* what the budget counts for it */
	bool passes;  /* the line itself goes out */
	struct error error; /* why it could not be expanded */
};

/* In order of input.  A zeroed struct is an empty queue. */
struct fan_queue {
	struct fan_item *head;
	struct fan_item *tail;
	struct fan_item *unasked; /* the first with a slot not asked for */
	size_t n;
	size_t bytes; /* of all items */
	size_t slots_unasked;
};

/* A new item at the tail, with the line copied and nslots slots. */
struct fan_item *fan_add(struct fan_queue *q, const char *line, size_t len,
    uint64_t number, size_t nslots);

/* Count what the slot has grown by. */
void fan_account(struct fan_queue *q, struct fan_item *item, size_t bytes);

/* The next slot to ask for, in order, or NULL; it counts as asked. */
struct fan_slot *fan_next_unasked(struct fan_queue *q);

/* Take the item out and release it. */
void fan_remove(struct fan_queue *q, struct fan_item *item);

#endif
