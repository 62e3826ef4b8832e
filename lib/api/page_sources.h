/*
 * page_sources: what a resource's pages are asked for, made ready once for all
 * its lists: where the next one is, how many there are, whether one is the
 * last.
 *
 * Layer: api.
 */
#ifndef API_PAGE_SOURCES_H
#define API_PAGE_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"
#include "http/engine_response.h"
#include "json/span.h"

struct page_sources;

/*
 * r is borrowed.  NULL with *e (USAGE) when a program of its is none.  Release
 * it with page_sources_close().
 */
struct page_sources *page_sources_open(const struct desc_resource *r,
    struct error *e) MUST_CHECK;

/*
 * The value that leads on from where, the body or the last record, appended as
 * JSON text: 1; 0 when there is none; -1 with *e (FAILED) when a program fails.
 * s may be NULL: what needs to be made ready has no value then.
 */
int page_sources_next(struct page_sources *s, const struct desc_resource *r,
    struct span where, const struct engine_response *headers, struct buf *out,
    struct error *e) MUST_CHECK;

/* Whether the answer says how many pages there are; likewise. */
int page_sources_total(struct page_sources *s, struct span body,
    const struct engine_response *headers, uint64_t *n,
    struct error *e) MUST_CHECK;

/* Whether all conditions for the last page hold; there must be some. */
int page_sources_end(struct page_sources *s, struct span body,
    const struct engine_response *headers, bool *end,
    struct error *e) MUST_CHECK;

/* NULL is accepted. */
void page_sources_close(struct page_sources *s);

#endif
