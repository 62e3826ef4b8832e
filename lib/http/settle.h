/*
 * settle: what follows from the end of an exchange: done, again, given up, or
 * the end of it all.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_SETTLE_H
#define HTTP_SETTLE_H

#include "http/inside.h"

/*
 * The exchange that t made for its job ended with this code of libcurl.  t is
 * out of multi and idle afterwards; the job is finished or queued again.
 */
void settle_exchange(struct engine *g, struct transfer *t, CURLcode code,
    int64_t now_us);

#endif
