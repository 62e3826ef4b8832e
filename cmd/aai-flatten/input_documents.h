/*
 * input_documents: the records of JSON texts, however they are laid out.
 *
 * Any number of values, one after another, with or without blanks between.
 * Without a path each is a record or a list of them; with one, the records are
 * where it leads to in each value: what it ends at is a record, or a list of
 * records where it ends in a name.
 *
 * One record is held at a time.  All around it is checked as it passes: what is
 * no JSON, is cut, or has not what the path names is an error.
 *
 * Format facts: RFC 8259; a U+FEFF at the start is passed over, as its section
 * 8.1 allows.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_INPUT_DOCUMENTS_H
#define AAI_FLATTEN_INPUT_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "aai-flatten/input.h"
#include "base/error.h"
#include "codec/byte_source.h"
#include "json/path.h"

/* Set by the caller, who keeps what they point to. */
struct input_documents {
	struct byte_source *in;
	const char *name;	 /* of the input, for messages */
	const struct path *path; /* where the records are; may be NULL */
	size_t max;		 /* bytes that a record may have */
	struct input_taker to;
	uint64_t lines; /* that have ended so far; out */
};

/*
 * Read all, handing over each record.  -1 with *e: INPUT, with the position;
 * what the taker says, as it says it; what byte_source_fill() says.
 */
int input_documents_read(struct input_documents *d,
    struct error *e) MUST_CHECK;

#endif
