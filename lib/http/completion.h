/*
 * completion: what the engine does when an exchange has ended: finish the
 * request, repeat it, give it up, or stop.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_COMPLETION_H
#define HTTP_COMPLETION_H

#include "http/engine_internal.h"

/*
 * The exchange that t made for its job ended with this code of libcurl.  t is
 * out of multi and idle afterwards; the job is finished or queued again.
 */
void completion_handle(struct engine *g, struct transfer *t, CURLcode code,
    int64_t now_us);

#endif
