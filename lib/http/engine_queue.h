/*
 * engine_queue: where a job goes when nothing is being done for it: to those
 * that are to be sent, or to those whose response can be taken.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_ENGINE_QUEUE_H
#define HTTP_ENGINE_QUEUE_H

#include "http/engine_internal.h"

/* Hand a job over as finished; its response is filled but for result. */
void engine_finish(struct engine *g, struct job *job,
    enum engine_result result);

/* Queue a job, not to be sent before wait_ms from now. */
void engine_queue(struct engine *g, struct job *job, int64_t now_us,
    int64_t wait_ms);

/* What engine_halt() does: nothing waits after it, all is finished. */
void engine_stop(struct engine *g, const struct error *why);

#endif
