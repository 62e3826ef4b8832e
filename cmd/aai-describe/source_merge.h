/*
 * source_merge: a description that is made anew, with what people changed in
 * the one before.
 *
 * Each description has fingerprints of its members as they were made, in
 * comments "//made".  What still has its fingerprint is made anew; what has
 * another was changed by people and stays, what is missing was removed by them
 * and stays away, and what has none is theirs.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SOURCE_MERGE_H
#define AAI_DESCRIBE_SOURCE_MERGE_H

#include <stddef.h>

#include "aai-describe/source_model.h"
#include "aai-describe/spec_wants.h"
#include "base/error.h"

/* Put the fingerprints in: once the model is complete, before any merge. */
void source_sign(struct source_model *m);

/*
 * Take over what people changed in the description of len bytes at text.  A
 * resource of it that the document has no more, or that was not asked for this
 * time, is kept.  -1 with *e (INPUT): it is not a description.
 */
int source_merge(struct source_model *m, const char *text, size_t len,
    const struct spec_wants *w, struct error *e) MUST_CHECK;

#endif
