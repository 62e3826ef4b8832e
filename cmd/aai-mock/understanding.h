/*
 * understanding: what was made of a transcript by a language model, as the
 * member speech_understanding has it.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_UNDERSTANDING_H
#define AAI_MOCK_UNDERSTANDING_H

#include "aai-mock/scene.h"
#include "json/writer.h"

/* Write the member speech_understanding and what comes with it, if any. */
void understanding_put(struct scene *sc, struct json_writer *w);

#endif
