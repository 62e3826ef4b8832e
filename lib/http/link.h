/*
 * link: what a Link header points to.
 *
 * Format facts: RFC 8288, section 3, "Link Serialisation in HTTP Headers".
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_LINK_H
#define HTTP_LINK_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Append the target of the first link of relation rel (any case) in the value
 * of a Link header: `<https://h/?page=2>; rel="next", </>; rel="first up"`.
 * It is as it stands there, so perhaps relative: see url_resolve().  A link
 * with results="false" is passed over: that is how Sentry ends a list, whose
 * pages all have a link.  False when there is none.
 */
bool link_find(const char *header, const char *rel,
    struct buf *out) MUST_CHECK;

#endif
