/*
 * subresources: a completed transcript's subresources: sentences, paragraphs,
 * search.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_SUBRESOURCES_H
#define AAI_MOCK_SUBRESOURCES_H

#include <stdbool.h>

#include "aai-mock/scene.h"

/* Append the answers about sentences and paragraphs. */
void subresources_put_sentences(struct scene *sc, struct buf *out);
void subresources_put_paragraphs(struct scene *sc, struct buf *out);

/* Append one sentence's or paragraph's members to an open object. */
void subresources_put_members(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span, bool speaker);

/*
 * Append the answer to a search for words: terms of up to five words,
 * separated by commas.
 */
void subresources_put_search(
    struct scene *sc, const char *terms, struct buf *out);

#endif
