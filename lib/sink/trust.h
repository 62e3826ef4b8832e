/*
 * trust: whose bookkeeping a writer goes by.
 *
 * Who may write into the hidden folder decides which files of the output
 * folder are replaced and removed.  So that is to be somebody who may do it
 * anyway: the caller, root, the folder's owner, or the group that shares the
 * folder; see beneath_trusted().
 *
 * Layer: sink.
 */
#ifndef SINK_TRUST_H
#define SINK_TRUST_H

#include "base/cc.h"
#include "base/error.h"

/*
 * See that fd, the hidden folder itself or what is called name in it, is to be
 * trusted.  dir is the output folder, at path.  -1 with *e (ERROR_OUTPUT) that
 * says what to do.
 */
int trust_check(int dir, int hidden, int fd, const char *path,
    const char *name, struct error *e) MUST_CHECK;

#endif
