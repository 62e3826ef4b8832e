/*
 * width: how many columns of a terminal a text takes.
 *
 * Wide characters (of Chinese, Japanese and Korean writing, emoji) take two,
 * combining marks and format characters none, all others one.  What a terminal
 * would obey instead of show is spelled (base/printable.h).  The locale is not
 * asked.
 *
 * Format facts: Unicode 14.0.0, EastAsianWidth.txt (W and F), and general
 * categories Mn, Me and Cf of UnicodeData.txt.
 *
 * Layer: view.  Thread-safe.
 */
#ifndef VIEW_WIDTH_H
#define VIEW_WIDTH_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Columns of a code point that is not a control character: 0, 1 or 2. */
unsigned width_of(uint32_t cp);

/*
 * Append the text as it may be shown, cut to at most max columns: where it is
 * longer, its last column is an ellipsis.  Returns the columns it takes.  Not
 * much more than max columns of the text are looked at.
 */
size_t width_put(struct buf *out, const char *s, size_t len, size_t max);

#endif
