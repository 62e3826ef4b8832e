/*
 * rate_bounds: how many requests an API bears, as descriptions and users say.
 *
 *	60		a second, evenly
 *	3000/m		likewise, by a unit: s, m, h, d
 *	100/10s		no more in any span of that length
 *	10/s,5000/h	several of these, which all hold
 *
 * Layer: api.
 */
#ifndef API_RATE_BOUNDS_H
#define API_RATE_BOUNDS_H

#include <stddef.h>

#include "base/error.h"
#include "http/engine.h"
#include "json/decode.h"

/* A zeroed struct bounds nothing. */
struct rate_bounds {
	double even; /* requests a second; 0: no limit */
	struct engine_window windows[ENGINE_WINDOWS];
	size_t nwindows;
};

/* Read what a user says.  -1 with *e (USAGE). */
int rate_bounds_parse(struct rate_bounds *b, const char *text,
    struct error *e) MUST_CHECK;

/*
 * A reader of json/decode.h: a number, evenly, or from version 2 on a list of
 * texts with a span each.
 */
int rate_bounds_decode(struct json_decoder *l, size_t node, void *to);

#endif
