/*
 * field: header fields that a request may have beside the program's own.
 *
 * What says where a request goes (Host: another customer of the same server) or
 * where it ends is not for a description, a stranger's perhaps, to say.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H

#include <stdbool.h>

#include "base/cc.h"

/* Whether s may be a field's value: no control bytes but the tab. */
bool field_is_value(const char *s) MUST_CHECK;

/* Whether s is a token (RFC 9110, section 5.6.2). */
bool field_is_token(const char *s) MUST_CHECK;

/* Whether s may be the name of a field: a token, and none that is reserved. */
bool field_is_name(const char *s) MUST_CHECK;

/* Whether s may be a line, "Name: value". */
bool field_is_line(const char *s) MUST_CHECK;

#endif
