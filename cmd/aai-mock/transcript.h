/*
 * transcript: the object that GET /v2/transcript/ID answers with, in every
 * state, and the item of the list.
 *
 * Format facts: the API's OpenAPI description 1.3.4 and recorded responses;
 * keys come in the order of the latter.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_TRANSCRIPT_H
#define AAI_MOCK_TRANSCRIPT_H

#include "aai-mock/scene.h"

/* Append the transcript that sc has loaded, as an object. */
void transcript_put(
    struct scene *sc, enum account_state state, struct buf *out);

/* Append the list's item for transcript n in the given state. */
void transcript_put_item(const struct account *a, uint64_t n,
    enum account_state state, struct buf *out);

#endif
