/*
 * repair_utf8: replaces ill-formed UTF-8 and lone surrogates by U+FFFD, in
 * place, in a text of any length.  (json_repair() of text.h makes a copy.)
 *
 * Layer: json.  Thread-safe.
 */
#ifndef JSON_REPAIR_UTF8_H
#define JSON_REPAIR_UTF8_H

#include <stddef.h>

/*
 * How many sequences of the len bytes at s are ill-formed UTF-8, each its
 * "maximal subpart"; *wider gets the bytes that the text has more when each is
 * U+FFFD.  O(len).
 */
size_t repair_utf8_count(const char *s, size_t len, size_t *wider);

/*
 * Put U+FFFD for each.  wider is what repair_utf8_count() told, and there is
 * room for that many bytes after the text.  O(len).
 */
void repair_utf8(char *s, size_t len, size_t wider);

/*
 * Put U+FFFD for each escaped half of a surrogate pair without the other, in a
 * text that is followed by SCAN_PAD bytes and a NUL before them; *len is its
 * length, which becomes shorter.  Returns how many there were.  What is no
 * escape of JSON is left as it is.  O(len).
 */
size_t repair_utf8_surrogates(char *s, size_t *len);

#endif
