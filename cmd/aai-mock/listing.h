/*
 * listing: GET /v2/transcript, page by page, newest first.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_LISTING_H
#define AAI_MOCK_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-mock/account.h"
#include "base/buf.h"
#include "serve/target.h"

/* How a page is to differ from what was asked for, for tests of clients. */
struct listing_twist {
	bool again;     /* the first page, whatever the cursor says */
	uint64_t shift; /* rows to begin earlier than the cursor says */
};
#define LISTING_WHOLE_PAGE UINT64_MAX /* a shift by what the limit is */

/*
 * Append the page that t asks for to out, with links that begin with origin
 * ("http://127.0.0.1:8080").  Returns NULL, or the text of the error, for
 * an answer with status 400.
 */
const char *listing_put(const struct account *a, const struct target *t,
    const char *origin, const struct listing_twist *twist, struct buf *out);

#endif
