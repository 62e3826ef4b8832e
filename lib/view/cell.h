/*
 * cell: a value of a row as it is shown.
 *
 * Layer: view.
 */
#ifndef VIEW_CELL_H
#define VIEW_CELL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct nested;

enum show_kind {
	SHOW_NULL,
	SHOW_TEXT,   /* a string: its text, decoded */
	SHOW_TOKEN,  /* a number, true or false, as JSON spells it */
	SHOW_JSON,   /* any JSON value */
	SHOW_NESTED, /* the same, to be taken with nested_take() */
};

/* The bytes are borrowed until the next row. */
struct show_cell {
	enum show_kind kind;
	const char *s;
	size_t len;
	struct nested *nested; /* borrowed */
};

/* What claims to be JSON and is not one value becomes text. */
void cell_check_json(struct show_cell *c);

/*
 * Append the cell, which is not SHOW_NESTED, as a JSON value on one line.
 * Text that is not UTF-8 has U+FFFD for what is ill-formed; returns how often.
 */
size_t cell_put_json(const struct show_cell *c, struct buf *out);

#endif
