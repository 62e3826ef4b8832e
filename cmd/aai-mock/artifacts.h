/*
 * artifacts: files under /artifacts/OWNER/NAME that links lead to, which are
 * signed, good for a while, and refuse who comes with a key: recordings,
 * timelines and metadata of sessions, redacted audio of transcripts.  Ranges of
 * bytes can be asked for.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_ARTIFACTS_H
#define AAI_MOCK_ARTIFACTS_H

#include <stdbool.h>

#include "aai-mock/mock.h"
#include "base/buf.h"

/* Append the link to a file of the session or transcript of this id. */
void artifacts_put_link(const struct mock *m, const char *owner,
    const char *name, bool expired, struct buf *out);

/* Whether the request is one by a link of m's. */
bool artifacts_has_link(const struct mock *m, const struct serve_request *req);

/* Answer, if the path is one of these; false when it is not. */
bool artifacts_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp);

#endif
