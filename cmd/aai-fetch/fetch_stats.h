/*
 * fetch_stats: what a fetch reports of itself, for --stats.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_STATS_H
#define AAI_FETCH_FETCH_STATS_H

#include "aai-fetch/fetch.h"

/* Append what --stats has of it: members, without braces. */
void fetch_stats(const struct fetch *f, struct buf *out);

#endif
