/*
 * manifest: the files that loads wrote into a folder, and what is noted of
 * them.  Private to the sink layer; folder.h is for others.
 *
 * The manifest is text, a fact a line:
 *
 *	aai-manifest 1
 *	file words.csv		a load wrote it, and the next may remove it
 *	note KEY<TAB>TEXT
 *
 * Version 2, which older programs refuse, has besides
 *
 *	consumed words/part-1.csv	see consumed.h
 *
 * and is written only where there is such a line.
 *
 * It lies in a folder that may be anybody's: a file that is not in the folder,
 * by its name, makes the whole manifest an error.
 *
 * Layer: sink.
 */
#ifndef SINK_MANIFEST_H
#define SINK_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "sink/folder.h"

/*
 * Take the folder's manifest in, if it has one; whose it is, is checked
 * (trust.h).  -1 with *e (ERROR_OUTPUT).
 */
int manifest_read(struct folder *f, struct error *e) MUST_CHECK;

/* The same of its text, which is changed. */
int manifest_parse(
    struct folder *f, struct buf *text, struct error *e) MUST_CHECK;

/*
 * Write the manifest as it is to be, and stage it; partly: for when not all
 * links could be made.  -1 with *e.
 */
int manifest_stage(struct folder *f, bool partly, size_t *number,
    struct error *e) MUST_CHECK;

/*
 * After folder_commit(): put the manifest, with the notes as they are now, in
 * the place of the one that is there.  -1 with *e: either is there then.
 */
int manifest_replace(struct folder *f, struct error *e) MUST_CHECK;

#endif
