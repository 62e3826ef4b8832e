/*
 * cell: a value of a row as it is shown.
 *
 * Layer: aai-show.
 */
#ifndef AAI_SHOW_CELL_H
#define AAI_SHOW_CELL_H

#include <stddef.h>

enum show_kind {
	SHOW_NULL,
	SHOW_TEXT,  /* a string: its text, decoded */
	SHOW_TOKEN, /* a number, true or false, as JSON spells it */
	SHOW_JSON,  /* any JSON value */
};

/* The bytes are borrowed until the next row. */
struct show_cell {
	enum show_kind kind;
	const char *s;
	size_t len;
};

#endif
