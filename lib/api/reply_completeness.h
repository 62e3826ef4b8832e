/*
 * reply_completeness: whether a text is complete, or may have been cut without
 * a sign of it.
 *
 * SRT, WebVTT, CSV and lines of JSON have no end of their own.  So a body is
 * doubted that ended only with its connection, that ends within a character,
 * or that is empty (of subtitles, in any case); and it is asked for again.  It
 * is believed when the same bytes come twice (three times when their last line
 * has no end) and no doubtful body was longer: there are servers that never
 * say where a body ends.
 *
 * Layer: api.
 */
#ifndef API_REPLY_COMPLETENESS_H
#define API_REPLY_COMPLETENESS_H

#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "base/error.h"
#include "http/engine.h"

/* What was doubted of one request; zeroed at first. */
struct reply_completeness {
	uint32_t times; /* the longest has come */
	size_t len;
	uint64_t hash;
};

/* Whether the answer may be taken; -1 with *e (TEMPORARY) when it is not. */
int reply_completeness(struct reply_completeness *d,
    const struct desc_resource *r, const struct engine_response *answer,
    struct error *e) MUST_CHECK;

#endif
