/*
 * body_cache: a cache of response bodies, bounded in bytes.
 *
 * A body is found by what it is made from: a kind and two numbers.  When
 * there is not room for one more, others are evicted, in turn.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_BODY_CACHE_H
#define AAI_MOCK_BODY_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "serve/bytes.h"

struct body_cache_key {
	uint64_t kind, number, variant;
};

struct body_cache_slot {
	struct body_cache_key key;
	struct bytes *bytes; /* NULL: free */
};

/* A zeroed struct keeps nothing. */
struct body_cache {
	struct body_cache_slot *slots;
	size_t nslots; /* a power of two */
	size_t next;   /* the slot whose turn it is to go */
	size_t bytes;
	size_t max;
};

/* Keep at most max bytes. */
void body_cache_open(struct body_cache *h, size_t max);

/* The body made from key, whose share passes to the caller, or NULL. */
struct bytes *body_cache_find(
    struct body_cache *h, const struct body_cache_key *key) MUST_CHECK;

/* Keep a share of bytes under key, if it is not larger than all the room. */
void body_cache_keep(struct body_cache *h, const struct body_cache_key *key,
    struct bytes *bytes);

void body_cache_close(struct body_cache *h);

#endif
