/*
 * hotset: bodies that were made, kept for as long as there is room.
 *
 * A body is found by what it is made from: a kind and two numbers.  When there
 * is no room for one more, others go, those that lie next in turn.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_HOTSET_H
#define AAI_MOCK_HOTSET_H

#include <stddef.h>
#include <stdint.h>

#include "serve/bytes.h"

struct hotset_key {
	uint64_t kind, number, variant;
};

struct hotset_slot {
	struct hotset_key key;
	struct bytes *bytes; /* NULL: free */
};

/* A zeroed struct keeps nothing. */
struct hotset {
	struct hotset_slot *slots;
	size_t nslots; /* a power of two */
	size_t next;   /* the slot whose turn it is to go */
	size_t bytes;
	size_t max;
};

/* Keep at most max bytes. */
void hotset_open(struct hotset *h, size_t max);

/* The body made from key, whose share passes to the caller, or NULL. */
struct bytes *hotset_find(
    struct hotset *h, const struct hotset_key *key) MUST_CHECK;

/* Keep a share of bytes under key, if it is not larger than all the room. */
void hotset_keep(
    struct hotset *h, const struct hotset_key *key, struct bytes *bytes);

void hotset_close(struct hotset *h);

#endif
