/*
 * input_csv: the rows of CSV with a line of names first, as records.
 *
 * A field without quotes is a number or true or false where it is spelled as
 * JSON spells them, digit by digit, and null where it is empty; anything else
 * is text, and so is every field in quotes.  So 007, +1 and "12" stay texts.
 * What text is a date or a time is for the flattener to see, as everywhere.
 * Lines without a field are no rows where there are several columns; names are
 * as csv/header.h makes them.
 *
 * Format facts: RFC 4180.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_INPUT_CSV_H
#define AAI_FLATTEN_INPUT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "aai-flatten/input.h"
#include "aai-flatten/input_bad.h"
#include "base/error.h"
#include "codec/byte_source.h"

/* Set by the caller, who keeps what they point to. */
struct input_csv {
	struct byte_source *in;
	const char *name; /* of the input, for messages */
	char delimiter;	  /* 0: by the first line, see csv/fields.h */
	size_t max;	  /* bytes that a row may have */
	struct input_taker to;
	struct input_bad *bad; /* keeps rows of other lengths; or NULL */
	uint64_t lines;	  /* that have ended so far; out */
	size_t changed;	  /* names of columns that got a number; out */
};

/*
 * Read all, handing over each row.  A row with more or fewer fields than there
 * are columns, or with text after a quote, is kept as bad, or an error.  -1
 * with *e: INPUT, with the position; what the taker says, as it says it; what
 * byte_source_fill() says.
 */
int input_csv_read(struct input_csv *c, struct error *e) MUST_CHECK;

#endif
