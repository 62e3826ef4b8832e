/*
 * pieces: a completed transcript's sub-resources.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_PIECES_H
#define AAI_MOCK_PIECES_H

#include <stdbool.h>

#include "aai-mock/scene.h"

/* Append the answers about sentences and paragraphs. */
void pieces_put_sentences(struct scene *sc, struct buf *out);
void pieces_put_paragraphs(struct scene *sc, struct buf *out);

/* Append one sentence's or paragraph's members to an open object. */
void pieces_put_members(const struct scene *sc, struct wire *w,
    const struct speech_span *span, bool speaker);

/*
 * Append the answer to a search for words: terms of up to five words,
 * separated by commas.
 */
void pieces_put_search(struct scene *sc, const char *terms, struct buf *out);

#endif
