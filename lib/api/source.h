/*
 * source: a value of an answer, from where a description says it is: its body,
 * one of its headers, or what a jq program makes of the body.
 *
 * Layer: api.
 */
#ifndef API_SOURCE_H
#define API_SOURCE_H

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "http/engine_response.h"
#include "json/span.h"

struct source;

/*
 * Make ready to read; s is borrowed.  NULL with *e (USAGE) when its program is
 * none.  Release it with source_close().
 */
struct source *source_open(const struct desc_source *s,
    struct error *e) MUST_CHECK;

/*
 * Append the value as JSON text.  body is the answer's as JSON text that was
 * checked, or of no length; headers may be NULL: there are none.  1; 0 when
 * there is no value; -1 with *e when the program fails.
 */
int source_get(struct source *s, struct span body,
    const struct engine_response *headers, struct buf *out,
    struct error *e) MUST_CHECK;

/* NULL is accepted. */
void source_close(struct source *s);

#endif
