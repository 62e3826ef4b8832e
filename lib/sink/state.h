/*
 * state: the file that holds how far incremental loads have come; see
 * stream/end.h for what is in it.
 *
 * Layer: sink.
 */
#ifndef SINK_STATE_H
#define SINK_STATE_H

#include <stddef.h>

#include "base/error.h"

/* The hash of the state in the file at path; "" when there is none. */
int state_hash(const char *path, char hex[33], struct error *e) MUST_CHECK;

/*
 * Replace the file by the text and a LF: a temporary beside it, flushed,
 * renamed, the folder flushed.  -1 with *e (ERROR_OUTPUT).
 */
int state_store(
    const char *path, const char *text, size_t len, struct error *e) MUST_CHECK;

#endif
