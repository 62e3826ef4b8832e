/*
 * analyses: the part of a transcript between what was said and its end: the
 * settings it was made with, echoed, and the results of the analyses.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_ANALYSES_H
#define AAI_MOCK_ANALYSES_H

#include "aai-mock/account.h"
#include "aai-mock/scene.h"

/* Write settings and results, as the state has them. */
void analyses_put(
    struct scene *sc, struct json_writer *w, enum account_state state);

/* Write an utterance's, or the whole text's, "translated_texts", where there are. */
void analyses_put_translation(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span);

#endif
