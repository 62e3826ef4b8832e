/*
 * facts: what is known of a column's values (its facts), in a schema's text.
 *
 * Types alone cannot be joined without loss: a bigint and a double make a
 * double or a decimal, depending on how large the integers were.  So a schema
 * that was inferred has, beside each type, what it was found from:
 *
 *	"seen":["integer","double"],"whole":6,"behind":2
 *
 * Layer: stream.
 */
#ifndef STREAM_FACTS_H
#define STREAM_FACTS_H

#include <stddef.h>

#include "base/buf.h"
#include "json/tree.h"
#include "table/type.h"

/* Append the members for these facts, with a comma before each. */
void facts_put(struct buf *out, struct facts f);

/*
 * The facts in the members of the object at node; false when there are none.
 * What is not understood is none.
 */
bool facts_get(const struct json_tree *t, size_t node, struct facts *f);

#endif
