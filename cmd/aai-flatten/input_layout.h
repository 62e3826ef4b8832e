/*
 * input_layout: how JSON is laid out: a record a line, or otherwise.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_INPUT_LAYOUT_H
#define AAI_FLATTEN_INPUT_LAYOUT_H

#include "base/error.h"
#include "codec/byte_source.h"

enum input_layout {
	INPUT_LINES,	 /* NDJSON, or what is no JSON at all */
	INPUT_DOCUMENTS, /* a list, several lines a value, values in a row */
};

/*
 * Look at the first value of what is to be read, and take nothing.  One that
 * is longer than the window is taken for a line, unless it is a list; so is one
 * of over 4 KiB on a line that is longer than the window.  -1 with *e, as
 * byte_source_fill().
 */
int input_layout_find(struct byte_source *s, enum input_layout *layout,
    struct error *e) MUST_CHECK;

#endif
