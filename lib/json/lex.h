/*
 * lex: the tokens of JSON, strictly as RFC 8259 has them, in a text that ends
 * anywhere.
 *
 * Each function takes a position and gives the position after the token, or
 * NULL when there is no such token.  Nothing is decoded and nothing past end is
 * read.  (json/scan.h has the same tokens for texts that are padded.)
 *
 * Strings: control bytes must be escaped, escapes must be known, \u takes four
 * hex digits.  Ill-formed UTF-8 and lone surrogates pass: json/text.h replaces
 * them when it decodes.
 *
 * Layer: json.  Thread-safe.
 */
#ifndef JSON_LEX_H
#define JSON_LEX_H

#include <stdbool.h>
#include <stddef.h>

/* What a byte may be the start of. */
enum json_kind {
	JSON_NONE, /* no value starts so */
	JSON_NULL,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* The first position from p that holds no blank, tab, LF or CR; maybe end. */
const char *json_skip_space(const char *p, const char *end);

/*
 * p is after the opening quote; returns the position of the closing one.
 * *escaped is set to whether there is a backslash between.
 */
const char *json_string_end(const char *p, const char *end, bool *escaped);

/* p is at "-" or a digit; returns the position after the number. */
const char *json_number_end(const char *p, const char *end);

/*
 * p is at the first byte of a value; returns the position after it, or NULL
 * with *at (when not NULL) at the byte that is wrong; at end when the text is
 * cut.  depth is how many levels of nesting are taken.
 */
const char *json_value_end(const char *p, const char *end, unsigned depth,
    const char **at);

/*
 * The same for a value that json_value_end() has accepted before, which only
 * strings and brackets are looked at of: several times as fast.  NULL when it
 * does not end before end; of other texts it gives any position up to end.
 */
const char *json_value_skip(const char *p, const char *end);

/* What kind of value the byte starts. */
enum json_kind json_kind_of(char byte);

#endif
