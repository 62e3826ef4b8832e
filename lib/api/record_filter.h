/*
 * record_filter: selects the records that a program takes: --where and --shard.
 *
 * Layer: api.
 */
#ifndef API_RECORD_FILTER_H
#define API_RECORD_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "json/span.h"

struct filter;

/* A zeroed struct takes all. */
struct record_filter {
	struct filter *where;
	uint64_t shard; /* 0 .. shards - 1 */
	uint64_t shards; /* 0: all in one */
};

/*
 * where is a jq program or NULL; shard is "i/n" with 1 <= i <= n, or NULL.
 * -1 with *e (USAGE).
 */
int record_filter_open(struct record_filter *c, const char *where,
    const char *shard, struct error *e) MUST_CHECK;

/*
 * Whether the id belongs to the shard: the same for ever, on any machine
 * (XXH64 of its bytes, modulo n).
 */
bool record_filter_shard(
    const struct record_filter *c, const char *id, size_t len);

/* Whether the program lets the record pass.  -1 with *e. */
int record_filter_where(struct record_filter *c, struct span record,
    bool *wanted, struct error *e) MUST_CHECK;

void record_filter_close(struct record_filter *c);

#endif
