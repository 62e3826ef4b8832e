/*
 * encoding_choice: chooses the encoding of a column chunk.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_ENCODING_CHOICE_H
#define PARQUET_ENCODING_CHOICE_H

#include <stddef.h>
#include <stdint.h>

#include "parquet/chunk.h"

/*
 * Choose the encoding of v's data pages, c->encoding, within what n's options
 * allow.  For a dictionary c->distinct is how many entries it has, c->width the
 * bits of an id, and the ids of v's values are returned; NULL otherwise.
 * What decides are samples, encoded and compressed.  Numbers' entries are in
 * n->numbers, text's in v's dictionary, and n->prefixes is made for them; text
 * that is not to be ids is turned into PLAIN values.
 */
const uint32_t *encoding_choice(struct encoder *n, struct column_builder *v,
    struct chunk *c);

#endif
