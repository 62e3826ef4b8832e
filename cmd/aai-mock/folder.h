/*
 * folder: answers from files instead of a generated account.
 *
 * /v2/transcript is DIR/v2/transcript.json, /v2/transcript/ID/srt is
 * DIR/v2/transcript/ID/srt or .../ID.srt, and so on: the path itself or with
 * .json after it, or its last "/" turned into ".".  A page further back
 * (before_id=ID) is DIR/v2/transcript@before_id=ID.json, or an empty one.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_FOLDER_H
#define AAI_MOCK_FOLDER_H

#include "serve/serve.h"

/* Answer from the folder at dir; a path that leads out of it is not found. */
void folder_answer(const char *dir, const struct serve_request *req,
    struct serve_response *resp);

#endif
