/*
 * agents: the Voice Agents API, and the LLM Gateway's models: agents, their
 * sessions, calls and webhook subscriptions, page by page, newest first, under
 * /v1/.  There are as many sessions as the other APIs have things.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_AGENTS_H
#define AAI_MOCK_AGENTS_H

#include <stdbool.h>

#include "aai-mock/mock.h"

/* Answer, if the path is one of these; false when it is not. */
bool agents_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp);

#endif
