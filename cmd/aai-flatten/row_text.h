/*
 * row_text: the text of rows: arrays, or objects; see aai-stream(5).
 *
 * A table's prefix is what all rows of a list begin with, as an array: the
 * table's number and the values of the keys but the last, the position.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_ROW_TEXT_H
#define AAI_FLATTEN_ROW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-flatten/model.h"
#include "base/buf.h"
#include "base/error.h"
#include "io/out.h"

/* Which text a row has. */
enum row_form {
	ROW_ARRAY, /* but an object, where that is shorter than its nulls */
	ROW_OBJECT,
};

/* What a held row begins with that is to be an object. */
#define ROW_MARK '{'

/* Bytes that the row takes at most, with what may be written after it. */
size_t row_text_room(struct model_table *t, enum row_form form);

/*
 * Write the row to where there is that room; its end.  Most arrays are what
 * row_put_array() does in line.  held: an object that stands for an array is
 * written as that array still, with ROW_MARK in place of the bracket; see
 * held_rows.h.
 */
char *row_text_put(
    char *to, struct model_table *t, enum row_form form, bool held);

/* The same to the output, in pieces.  -1 with *e (OUTPUT). */
int row_text_write(struct model_table *t, enum row_form form, struct out *out,
    struct error *e) MUST_CHECK;

/*
 * The members of a child table's row that are its keys, up to the value of the
 * last, its position: ,"transcript_id":"...","words_idx":
 */
void row_text_keys(const struct model_table *t, struct buf *out);

/* After the value at p in a row. */
const char *row_text_after(const char *p);

#endif
