/*
 * hidden: the folder in an output folder that its bookkeeping lies in: the
 * names of its files, their versions, and how their errors are reported.
 * Private to the sink layer.
 *
 * Layer: sink.
 */
#ifndef SINK_HIDDEN_H
#define SINK_HIDDEN_H

#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"

#define HIDDEN_FOLDER   ".aai"
#define HIDDEN_STAGE    "stage"
#define HIDDEN_LIST     "commit"
#define HIDDEN_MANIFEST "manifest"
#define HIDDEN_LOCK     "lock"

/* The first lines of list and manifest, and the most bytes that they have: of
 * names of files, a million. */
#define HIDDEN_LIST_HEADER     "aai-commit 1\n"
#define HIDDEN_MANIFEST_HEADER "aai-manifest 1\n"
#define HIDDEN_MANIFEST_NEWER  "aai-manifest 2\n"
#define HIDDEN_MAX             ((size_t)64 << 20)

/* How bookkeeping is made: never everybody's to write; see trust.h. */
#define HIDDEN_MODE        0664
#define HIDDEN_MODE_FOLDER 0775

/*
 * Set *e (OUTPUT) by errno: "cannot WHAT 'PATH/NAME'", or 'PATH' where name is
 * empty.  Returns -1.
 */
int hidden_failed(
    const char *path, const char *what, const char *name, struct error *e);

/*
 * See that what the hidden file of that name holds (text, with a NUL after it)
 * begins with the header.  -1 with *e (USAGE: it is of a version that we do not
 * know; OUTPUT: it is damaged).
 */
int hidden_check(const char *path, const char *name, const char *header,
    const char *text, struct error *e) MUST_CHECK;

/*
 * Flush a folder's entries to disk; systems that cannot do that to a folder
 * are left alone.
 */
int hidden_flush(int dir, const char *path, struct error *e) MUST_CHECK;

#endif
