/*
 * scene: a transcript ready to be written: its plan, its speech, and its words
 * spelled in JSON, once, for all the places they are repeated in.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_SCENE_H
#define AAI_MOCK_SCENE_H

#include <stddef.h>

#include "aai-mock/account.h"
#include "aai-mock/plan.h"
#include "aai-mock/speech.h"
#include "base/cc.h"
#include "json/writer.h"

/* Words as JSON objects, with ", " between them. */
struct scene_words {
	struct buf json;
	size_t *from; /* word i is at from[i] .. from[i + 1] - 2; owned */
	size_t cap;
};

struct scene {
	const struct account *account; /* borrowed */
	uint64_t loaded;               /* number + 1; 0 for none */
	struct plan plan;
	struct speech speech;
	struct scene_words words; /* as told */
	struct scene_words raw;   /* as spoken; only when redacted */
	struct buf part;          /* for whoever needs a buffer */
};

void scene_open(struct scene *sc, const struct account *a);
void scene_close(struct scene *sc);

/* Make ready transcript n of the account. */
void scene_load(struct scene *sc, uint64_t n);

/* A writer to out that spells as this transcript does. */
struct json_writer scene_json_writer(const struct scene *sc, struct buf *out);

/* Write a member with the time us since 1970. */
void scene_put_date(const struct scene *sc, struct json_writer *w,
    const char *name, int64_t us);

/* Write a member with the span's words as a list; raw: as spoken. */
void scene_put_words(const struct scene *sc, struct json_writer *w,
    const char *name, const struct speech_span *span, bool raw);

/* Write a member with the span's text. */
void scene_put_text(const struct scene *sc, struct json_writer *w,
    const char *name, const struct speech_span *span, bool raw);

/* Write members "start" and "end" of a span, in ms. */
void scene_put_times(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span);

/* Write a member with a speaker's name, or null without speakers. */
void scene_put_speaker(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span);

/* Write the channel of the span's first word, where there are channels. */
void scene_put_channel(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span);

/* Write a member with a mean confidence, of 10^16. */
void scene_put_mean(const struct scene *sc, struct json_writer *w,
    const char *name, uint64_t mean);

/* Write the member "audio_duration", in seconds. */
void scene_put_duration(const struct scene *sc, struct json_writer *w);

/* All of a scene's words. */
struct speech_span scene_all(const struct scene *sc) MUST_CHECK;

#endif
