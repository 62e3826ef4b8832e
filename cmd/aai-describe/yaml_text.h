/*
 * yaml_text: a YAML text before it is read.
 *
 * Layer: aai-describe.  Thread-safe.
 */
#ifndef AAI_DESCRIBE_YAML_TEXT_H
#define AAI_DESCRIBE_YAML_TEXT_H

#include <stddef.h>

#include "base/cc.h"

/*
 * The len bytes at text with blanks in the place of control characters, which
 * YAML does not have and files have in what they say to people.  Owned by the
 * caller; NULL: there are none, or it is in UTF-16.  O(len).
 */
char *yaml_text_plain(const char *text, size_t len) MUST_CHECK;

#endif
