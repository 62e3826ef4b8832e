/*
 * text: JSON strings to and from UTF-8.
 *
 * Layer: json.  Thread-safe.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Append the text of the raw string content (what stands between the quotes,
 * len bytes, as json_string_end() accepted it).  Each ill-formed sequence and
 * each lone surrogate becomes U+FFFD; returns how many.
 */
size_t json_unescape(const char *raw, size_t len, struct buf *out);

/*
 * Append the len bytes of UTF-8 at s as the content of a JSON string, without
 * quotes: '"', '\' and control bytes escaped, everything else as it is.
 */
void json_escape(const char *s, size_t len, struct buf *out);

/* As json_escape, with the quotes. */
void json_quote(const char *s, size_t len, struct buf *out);

/*
 * Append raw string content with each ill-formed sequence and lone surrogate
 * replaced by U+FFFD, all else kept as spelled; returns how many.
 */
size_t json_repair(const char *raw, size_t len, struct buf *out);

/* Append the JSON text of the value s..s+len without blanks between tokens. */
void json_compact(const char *s, size_t len, struct buf *out);

#endif
