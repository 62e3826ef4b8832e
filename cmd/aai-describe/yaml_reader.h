/*
 * yaml_reader: a YAML document as JSON text, by libyaml.
 *
 * One document of YAML 1.1 or 1.2, scalars by the core schema of 1.2.  Aliases
 * are written out and "<<" merges; an alias of what it is a part of is an
 * error.  Names of members become text.  Tags of the core schema hold, others
 * are passed over.  Control characters that YAML does not have become blanks.
 *
 * Built without libyaml it fails and says so.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_YAML_READER_H
#define AAI_DESCRIBE_YAML_READER_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Append the document in the len bytes at text to out as JSON, which stops at
 * out->max.  -1 with *e (INPUT), which has the line where it can: what is not
 * YAML, more than depth levels, aliases that make more of it than ten times
 * its length and a MiB, more than out->max.  O(length of what is made) times
 * depth.
 */
int yaml_read(const char *text, size_t len, unsigned depth, struct buf *out,
    struct error *e) MUST_CHECK;

/* The library's name and version for --version, or NULL without it. */
const char *yaml_library(void);

#endif
