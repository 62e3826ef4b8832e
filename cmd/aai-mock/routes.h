/*
 * routes: the service's own paths, under /v2/transcript.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_ROUTES_H
#define AAI_MOCK_ROUTES_H

#include "aai-mock/listing.h"
#include "aai-mock/mock.h"

/*
 * Answer a request for a path of the service; any other is not found.  twist
 * says how the list differs from what it should be.
 */
void routes_answer(struct mock *m, const struct serve_request *req,
    const struct listing_twist *twist, struct serve_response *resp);

#endif
