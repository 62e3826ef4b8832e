/*
 * findings: the results of a transcript's analyses.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_FINDINGS_H
#define AAI_MOCK_FINDINGS_H

#include "aai-mock/scene.h"

/* Each writes its member, made from the speech that sc has loaded. */
void findings_put_highlights(struct scene *sc, struct json_writer *w);
void findings_put_safety(struct scene *sc, struct json_writer *w);
void findings_put_topics(struct scene *sc, struct json_writer *w);
void findings_put_chapters(struct scene *sc, struct json_writer *w);
void findings_put_sentiment(struct scene *sc, struct json_writer *w);
void findings_put_entities(struct scene *sc, struct json_writer *w);
void findings_put_summary(struct scene *sc, struct json_writer *w);

#endif
