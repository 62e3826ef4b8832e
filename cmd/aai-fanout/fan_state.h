/*
 * fan_state: which times of children are asked for, and the state that knows
 * up to which time those of each parent have come; for the fan modules alone.
 *
 * Each parent has a watermark (api/watermark.h) in each resource, so that the
 * children of a parent that is new come from the first on, and one that could
 * not be expanded stays where it is.  It moves on when the parent has gone out
 * with all its children.  The state's text, of version 3:
 *
 *	{"from":"...","selection":{...},"version":3,
 *	 "account":{"salt":"...","key":"..."},
 *	 "children":{"RESOURCE":{"PARENT":{"mark":...},...},...}}
 *
 * Layer: aai-fanout.
 */
#ifndef AAI_FANOUT_FAN_STATE_H
#define AAI_FANOUT_FAN_STATE_H

#include "aai-fanout/fanout.h"

/*
 * See that the resources can have a state, if there is to be one, and lock and
 * read it.  -1 with *e.
 */
int fan_state_open(struct fanout *f, struct error *e) MUST_CHECK;

/* Its part that reads the text. */
int fan_state_read(struct fanout *f, struct error *e) MUST_CHECK;

/* Have the parent's watermark be that text, an object's, which is taken. */
void fan_state_set(struct fan_resource *fr, const char *id, size_t len,
    char *text);

/* With the key read: see that the state is of its account.  -1 with *e. */
int fan_state_account(struct fanout *f, struct error *e) MUST_CHECK;

/*
 * Whether a state has the parent, which is asked for now, in this load; *same:
 * with the same fields, of which this is a hash.
 */
bool fan_state_asked(struct fanout *f, size_t resource, const char *id,
    size_t len, uint64_t fields, bool *same);

/* Settle what the slot asks for; then fan_state_next().  -1 with *e. */
int fan_state_begin(struct fanout *f, struct fan_slot *slot,
    struct error *e) MUST_CHECK;

/* On to the slot's next list, of its part of the time; false at the end. */
bool fan_state_next(struct fan_slot *slot);

/* An answer came for the slot, whose server has a clock. */
void fan_state_clock(struct fan_slot *slot, const struct engine_response *r);

/*
 * Whether a child that has come once is wanted, of a slot whose times matter.
 * -1 with *e.
 */
int fan_state_admit(struct fanout *f, struct fan_slot *slot,
    struct span record, bool *wanted, struct error *e) MUST_CHECK;

/* Whether nothing after that child, the last of its page, is wanted. */
bool fan_state_below(const struct fan_slot *slot, struct span record);

/* The slot's list, of its part of the time, was seen to its end. */
void fan_state_reach(struct fan_slot *slot);

/* The slot's children are out: its parent's watermark is what they say. */
void fan_state_emit(struct fanout *f, struct fan_slot *slot);

/* Append the end record's members, with the new state. */
void fan_state_put(const struct fanout *f, struct buf *out);

/* Let the state go on to who stores it, when all is written. */
void fan_state_hand_over(const struct fanout *f);

void fan_state_close(struct fanout *f);

#endif
