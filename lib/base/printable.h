/*
 * printable: text of others as a terminal and a log may be given it.
 *
 * A terminal obeys some characters instead of showing them: control characters
 * (ESC, and in C1 also CSI and OSC), line and paragraph separators, and those
 * that change the direction of writing, which make a line read as another.
 * They are spelled as escapes: \t, \n, \r, \x1b, \u202e.  Ill-formed UTF-8 is
 * U+FFFD.  All other text is as it came.
 *
 * Format facts: Unicode 15, general categories Cc, Zl and Zp of
 * UnicodeData.txt, and the property Bidi_Control of PropList.txt.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Whether a terminal shows the character, and does not obey it. */
bool printable(uint32_t cp);

/* One character as it may be shown. */
struct printable_char {
	const char *s; /* of len bytes: in the text, in spelled, or static */
	size_t len;
	size_t taken; /* bytes of the text */
	uint32_t cp;  /* U+FFFD for what is ill-formed */
	bool escaped; /* s is an escape of cp, in ASCII */
	char spelled[16];
};

/* The first character of the len bytes at s, at least one.  O(1). */
void printable_next(struct printable_char *c, const char *s, size_t len);

/* Append the len bytes at s as they may be shown.  O(len). */
void printable_put(struct buf *out, const char *s, size_t len);

/* The same, of a text with a NUL. */
void printable_str(struct buf *out, const char *s);

/*
 * Append them as they stand in a string of JSON, between its quotes: what a
 * terminal would obey, quotes and backslashes as escapes of JSON.
 */
void printable_put_json(struct buf *out, const char *s, size_t len);

/*
 * Append lines of JSON with what a terminal would obey as escapes of JSON;
 * all but the ends of lines stands in strings, so the values are the same.
 */
void printable_lines_json(struct buf *out, const char *s, size_t len);

#endif
