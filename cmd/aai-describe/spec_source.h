/*
 * spec_source: the text of a document: from a file, standard input or a URL.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SPEC_SOURCE_H
#define AAI_DESCRIBE_SPEC_SOURCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct spec_source {
	const char *place;   /* a path, a URL, "-" or NULL: standard input */
	const char *ca_file; /* for URLs; or NULL */
	bool allow_http;
};

/* Whether the place is a URL. */
bool spec_source_is_url(const char *place);

/*
 * Append all of it to out, whose ceiling holds.  A URL is asked for without a
 * key, and redirects stay with its origin.  -1 with *e: it cannot be read, is
 * too large, or the kinds of http/engine.h.
 */
int spec_source_read(
    const struct spec_source *s, struct buf *out, struct error *e) MUST_CHECK;

#endif
