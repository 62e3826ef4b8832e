/*
 * html: text of others in a page: it can be nothing but text there.
 *
 * Ill-formed UTF-8 is U+FFFD; what a reader would obey instead of show, such
 * as control characters and those that change the direction of writing, is
 * spelled as escapes (base/printable.h); and the characters of markup are
 * references, so that the text may stand in an element or, in quotes, in an
 * attribute.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_HTML_H
#define AAI_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Append the text.  O(len). */
void html_put(struct buf *out, const char *s, size_t len);

/*
 * Append the text, cut to at most that many characters, the last an ellipsis;
 * also where it is itself the beginning of a longer one.
 */
void html_put_cut(struct buf *out, const char *s, size_t len, size_t most,
    bool longer);

/* Append a number, its digits in groups of three: "12,345". */
void html_put_count(struct buf *out, uint64_t n);

/* Append "1 row" or "12,345 rows". */
void html_put_things(struct buf *out, uint64_t n, const char *thing);

/* Append a size: "12.3 MiB". */
void html_put_size(struct buf *out, uint64_t bytes);

/* Append an estimate: the number, rounded to three digits. */
void html_put_about(struct buf *out, uint64_t n);

#endif
