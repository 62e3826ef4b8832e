/*
 * repeat: whether a request that failed in passing is made again, and when; and
 * what that means for all others.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_REPEAT_H
#define HTTP_REPEAT_H

#include "http/ending.h"

/*
 * Whether the request, should it fail now, may be made again by its own share
 * of repeats and by that of all.
 */
bool repeat_is_left(const struct engine *g, const struct job *job);

/* Forget the answer, and where redirects have led to. */
void repeat_from_start(struct job *job);

/* The server answered as it should: good news for the others. */
void repeat_recover(struct engine *g, struct ending *x);

/*
 * A good answer that says that the limit of requests is used up: nothing goes
 * out until it is renewed.  Where each answer says so, time after time, it is
 * not believed any more: what would be too many is then told by its status.
 */
void repeat_spare(struct engine *g, const struct ending *x);

/* Too many requests: everything waits, and fewer go at a time. */
void repeat_slowly(struct engine *g, struct ending *x);

/* It failed in passing: queue it again, or give it up. */
void repeat_failed(struct engine *g, struct ending *x);

#endif
