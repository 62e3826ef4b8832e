/*
 * fetch_stats: what a fetch reports of itself, for --stats.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_STATS_H
#define AAI_FETCH_FETCH_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-fetch/fetch.h"

/*
 * Whether it is known how many records the list has, and how many: the API says
 * so, and the one list is read from its first to its last record.
 */
bool fetch_total(const struct fetch *f, uint64_t *total);

/* Append what --stats has of it: members, without braces. */
void fetch_stats(const struct fetch *f, struct buf *out);

#endif
