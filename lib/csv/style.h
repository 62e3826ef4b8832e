/*
 * style: how CSV is spelled: delimiter, line end, null, and for whom.
 *
 * Fields are quoted where RFC 4180 asks for it, and besides: the empty string
 * (a bare empty field is null), text that equals the null string, text with a
 * blank at either end, or '#' or '\.' at its start, which some readers take
 * for something else.
 *
 * Format facts: RFC 4180; PostgreSQL 15, COPY, "CSV Format".
 *
 * Layer: csv.
 */
#ifndef CSV_STYLE_H
#define CSV_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Bytes of the null string, at most. */
#define CSV_STYLE_NULL_MAX 60

struct csv_style {
	char delimiter;
	bool crlf;        /* lines end in CR LF, not LF */
	bool bom;         /* the file begins with U+FEFF */
	bool safe;        /* text that a spreadsheet would take for a formula
			     gets an apostrophe before it: csv_style_guards() */
	bool gzip;        /* files are compressed */
	const char *null; /* what null is, never quoted; borrowed */
	size_t null_len;
};

/* Comma, LF, null as the bare empty field. */
struct csv_style csv_style_make(void) MUST_CHECK;

/*
 * Take the delimiter from an option's text: one ASCII character that no number
 * or time holds, "\t" or "tab".  -1 with *e (ERROR_USAGE).
 */
int csv_style_delimiter(
    struct csv_style *s, const char *text, struct error *e) MUST_CHECK;

/*
 * Take what null is to be: text without delimiter (so call this last), quote
 * or line end, that is not a number, bool, date or timestamp, as those are not
 * quoted.  -1 with *e (ERROR_USAGE).
 */
int csv_style_null(
    struct csv_style *s, const char *text, struct error *e) MUST_CHECK;

/*
 * Whether a text begins with an apostrophe that the safe style has put before
 * it, and whether one is to be: before what a spreadsheet takes for a formula
 * (OWASP's list), and before what would seem to have one, so that it can be
 * taken off again.
 */
bool csv_style_is_guarded(const char *s, size_t len) MUST_CHECK;
bool csv_style_guards(const char *s, size_t len) MUST_CHECK;

/* One word for the style: equal words, equal styles. */
void csv_style_word(const struct csv_style *s, char word[256]);

/*
 * The style of that word, but for gzip; null gets the text that it borrows.
 * -1 with *e (ERROR_OUTPUT: it is not such a word).
 */
int csv_style_read(struct csv_style *s, const char *word,
    char null[CSV_STYLE_NULL_MAX + 1], struct error *e) MUST_CHECK;

#endif
