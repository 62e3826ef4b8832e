/*
 * captions: a transcript's subtitles, as SRT and WebVTT.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_CAPTIONS_H
#define AAI_MOCK_CAPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-mock/scene.h"

#define CAPTIONS_CHARS 60 /* of a line, when the request names none */

/*
 * The words of the next cue: as many from cue->end on as fit into chars
 * characters, at least one.  False when there are no more words.
 */
bool captions_next(
    const struct scene *sc, uint64_t chars, struct speech_span *cue) MUST_CHECK;

/* Append the subtitles. */
void captions_put_srt(const struct scene *sc, uint64_t chars, struct buf *out);
void captions_put_vtt(const struct scene *sc, uint64_t chars, struct buf *out);

#endif
