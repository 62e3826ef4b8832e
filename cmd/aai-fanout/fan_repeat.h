/*
 * fan_repeat: children that come again at the edge of two pages, since others
 * were added or removed while the list was read.
 *
 * What is remembered are the ids of two pages of one list.
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_REPEAT_H
#define AAI_FANOUT_FAN_REPEAT_H

#include <stdbool.h>
#include <stddef.h>

#include "api/desc.h"
#include "base/error.h"
#include "base/map.h"
#include "json/path.h"
#include "json/span.h"

/* What tells the children of one parent apart; a zeroed struct: nothing. */
struct fan_id {
	struct path *paths; /* owned */
	size_t n;
};

/* The ids of a list's current page and of the one before; zeroed: none. */
struct fan_repeat {
	struct map page;
	struct map before;
};

/* What a child is to its list. */
enum fan_repeated {
	FAN_NEW,     /* or it cannot be told */
	FAN_AGAIN,   /* it came before, and was the same */
	FAN_CHANGED, /* it came before, and was not */
};

/*
 * Find what tells the resource's children apart: the members of its table's
 * key, but for the parent's.  Nothing does where they are not in the response,
 * or where there are no pages.  -1 with *e (USAGE).
 */
int fan_id_open(struct fan_id *id, const struct desc_resource *r,
    struct error *e) MUST_CHECK;

void fan_id_close(struct fan_id *id);

/* A new page of the list begins. */
void fan_repeat_page(struct fan_repeat *p);

/* Take a child of the current page.  O(length). */
enum fan_repeated fan_repeat_take(struct fan_repeat *p,
    const struct fan_id *id, struct span record);

void fan_repeat_free(struct fan_repeat *p);

#endif
