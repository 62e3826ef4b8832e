/*
 * consumed: parts whose rows aai-compact has put into others.
 *
 * Their files are gone, and so is what a load would replace that comes under
 * the name of one once more: it would be there twice.  So the manifest keeps
 * the names, until what they were put into goes as a whole.
 *
 * Layer: sink.
 */
#ifndef SINK_CONSUMED_H
#define SINK_CONSUMED_H

#include <stdbool.h>

#include "base/cc.h"
#include "sink/folder.h"

/* From the commit on, the part of that name ("TABLE/part-...") is in others. */
void consumed_add(struct folder *f, const char *name);

/* Whether a part of the load of that key, in any table, is in others. */
bool consumed_has(const struct folder *f, const char *key) MUST_CHECK;

/*
 * Forget, with a commit that is whole, the parts of the table (NULL: of all)
 * whose keys begin so.
 */
void consumed_forget(
    struct folder *f, const char *table, const char *load_prefix);

#endif
